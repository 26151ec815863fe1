import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.listing import ListFilterSet, PickerFilter, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from talent.enums import Education, EngineerStatus, ProfessionalTitle, ResultSource
from talent.pickers import DisciplinePicker
from talent.retirement import months_after

LONGEST_OUTLOOK = 20  # years


def person(path=""):
    """The fields whose beginnings find a person; `path` leads to it."""
    return tuple(f"{path}{field}" for field in ("name", "pinyin", "initials", "employee_number"))


class DisciplineFilter(PickerFilter):
    """The discipline and those below it. `field_name` is the lookup of the discipline."""

    def __init__(self, *, field_name="discipline", label=_("Discipline"), **kwargs):
        super().__init__(DisciplinePicker, field_name=field_name, label=label, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(Q(**{self.field_name: value}) | Q(**{f"{self.field_name}__parent": value}))


class EngineerFilter(ListFilterSet):
    q = SearchFilter(begins=person(), label=_("Name, pinyin or number"))
    unit = UnitFilter(UnitPicker)
    discipline = DisciplineFilter()
    title = django_filters.ChoiceFilter(choices=ProfessionalTitle, label=_("Professional title"))
    education = django_filters.ChoiceFilter(choices=Education, label=_("Education"))
    status = django_filters.ChoiceFilter(choices=EngineerStatus, label=_("Status"))
    retires_within = django_filters.NumberFilter(
        method="retiring",
        label=_("Retires within (years)"),
        min_value=1,
        max_value=LONGEST_OUTLOOK,
        decimal_places=0,
        widget=forms.NumberInput({"min": 1, "max": LONGEST_OUTLOOK}),
    )
    retirement = django_filters.ChoiceFilter(
        method="past",
        label=_("Retirement"),
        choices=[("past", _("Past the date")), ("ahead", _("Before the date"))],
    )

    def retiring(self, queryset, name, value):
        """From today on, and still employed."""
        end = months_after(today(), 12 * int(value))
        return queryset.employed().filter(retires_on__gte=today(), retires_on__lte=end)

    def past(self, queryset, name, value):
        """Of those still employed."""
        ahead = Q(retires_on__gte=today())
        return queryset.employed().filter(ahead if value == "ahead" else ~ahead)


class PastResultFilter(ListFilterSet):
    q = SearchFilter(
        begins=person("engineer__"),
        label=_("Name, pinyin or number"),
    )
    unit = UnitFilter(UnitPicker, field_name="engineer__unit__path")
    discipline = DisciplineFilter(field_name="engineer__discipline")
    period = django_filters.NumberFilter(label=_("Year"), min_value=1949, max_value=2200, decimal_places=0)
    grade_label = django_filters.CharFilter(label=_("Result grade"))
    source = django_filters.ChoiceFilter(choices=ResultSource, label=_("Source"))


class DisciplineListFilter(ListFilterSet):
    q = SearchFilter(begins=("code",), contains=("name",), label=_("Code or name"))
