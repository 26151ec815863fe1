import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget

from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from posts.enums import CertificateState
from talent.filters import person


class CertificateFilter(ListFilterSet):
    q = SearchFilter(
        begins=person("certified_row__engineer__"),
        contains=("number", "title"),
        label=_("Number, name, pinyin or post"),
    )
    unit = UnitFilter(UnitPicker)
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2999, method="by_year")
    state = django_filters.ChoiceFilter(choices=CertificateState, label=_("State"))
    scan = django_filters.BooleanFilter(label=_("Signed copy"), method="by_scan", widget=BooleanWidget)

    def by_year(self, queryset, _name, value):
        """The year of the number."""
        return queryset.filter(number__contains=f"〔{int(value)}〕")

    def by_scan(self, queryset, _name, value):
        """Of a void certificate none is missing."""
        without = queryset.filter(scan="", cancelled_at=None)
        return queryset.exclude(scan="") if value else without
