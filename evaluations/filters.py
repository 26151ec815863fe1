import django_filters
from django.utils.translation import gettext_lazy as _

from evaluations.enums import SETTLED_CYCLES, AssessmentState, CycleStatus, SheetStatus
from evaluations.models import Assessment
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.models import Unit
from office.pickers import UnitPicker
from rulebooks.models import ResultGrade


class CycleFilter(ListFilterSet):
    q = SearchFilter(contains=("name",))
    year = django_filters.NumberFilter(label=_("Year"))
    status = django_filters.ChoiceFilter(choices=CycleStatus, label=_("Status"))
    unit = UnitFilter(UnitPicker)


class AssessmentFilter(ListFilterSet):
    """Within one cycle. Grades and composites are there from calibrating on, missing sheets before."""

    q = SearchFilter(begins=("engineer__name", "engineer__pinyin", "engineer__employee_number"))
    unit = UnitFilter(UnitPicker)
    pool = django_filters.ModelChoiceFilter(label=_("Pool"), queryset=lambda page: _pools(page))
    grade = django_filters.ModelChoiceFilter(label=_("Result grade"), queryset=lambda page: _grades(page))
    missing = django_filters.ModelChoiceFilter(
        label=_("Sheet missing from"), method="filter_missing", queryset=lambda page: _slots(page)
    )
    state = django_filters.ChoiceFilter(choices=AssessmentState, label=_("Takes part"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        settled = self.request.cycle.status in SETTLED_CYCLES
        self.filters.pop("missing" if settled else "grade")

    def filter_missing(self, queryset, _name, slot):
        if slot is None:
            return queryset
        return queryset.filter(sheets__slot=slot, sheets__sheet__status=SheetStatus.DRAFT)


def _pools(page):
    """Pools of the people in sight; `page` is the list page, which knows its cycle."""
    seen = Assessment.objects.visible_to(page.user).filter(cycle=page.cycle)
    return Unit.objects.filter(pk__in=seen.values("pool"))


def _grades(page):
    return ResultGrade.objects.filter(regime=page.cycle.regime_id)


def _slots(page):
    return page.cycle.slots.all()


class ChaseFilter(ListFilterSet):
    q = SearchFilter(
        begins=(
            "assessment__engineer__name",
            "assessment__engineer__pinyin",
            "assessment__engineer__employee_number",
        )
    )
    unit = UnitFilter(UnitPicker, field_name="assessment__unit__path")
    slot = django_filters.ModelChoiceFilter(label=_("Rater slot"), queryset=lambda page: page.slots())


class RoutineNoteFilter(ListFilterSet):
    q = SearchFilter(
        begins=(
            "appointment__engineer__name",
            "appointment__engineer__pinyin",
            "appointment__engineer__employee_number",
        )
    )
    unit = UnitFilter(UnitPicker, field_name="appointment__seat__post__unit__path")
    praise = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[("True", _("Praise")), ("False", _("Fault"))], empty_label=_("All")
    )
