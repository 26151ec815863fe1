import django_filters
from django.utils.translation import gettext_lazy as _

from establishment.enums import ReviewStatus
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker


class PostReviewFilter(ListFilterSet):
    q = SearchFilter(contains=("title",), label=_("Title"))
    unit = UnitFilter(UnitPicker)
    status = django_filters.ChoiceFilter(choices=ReviewStatus, label=_("Status"))
