import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from planning.enums import AT_THE_TOP, Extra, LineState, Look, ProblemKind, ReturnStatus, Stage, Urgency
from planning.models import DemandSurvey
from planning.models.demand_line import UNIT_PATH
from planning.selectors import consolidation as desk
from posts.filters.grades import GradeFilter
from talent.filters import DisciplineFilter

OF_EXTRA = {
    Extra.MORE: Q(wanted__gt=F("authorised")),
    Extra.LESS: Q(wanted__lt=F("authorised")),
    Extra.NONE: Q(wanted=F("authorised")),
}


class SurveyFilter(django_filters.ModelChoiceFilter):
    """The surveys in sight; they are few."""

    def __init__(self, **kwargs):
        super().__init__(
            queryset=lambda request: DemandSurvey.objects.visible_to(request.user), label=_("Survey"), **kwargs
        )


class LineFilter(ListFilterSet):
    """Of lines with `told_state`: what was decided is not found before it is told."""

    q = SearchFilter(contains=("problem",), label=_("Words of the problem"))
    survey = SurveyFilter(field_name="demand_return__survey")
    unit = UnitFilter(UnitPicker, field_name=UNIT_PATH)
    discipline = DisciplineFilter()
    grade = GradeFilter()
    status = django_filters.ChoiceFilter("demand_return__status", choices=ReturnStatus, label=_("Status of the return"))
    state = django_filters.ChoiceFilter("told_state", choices=LineState, label=_("State"))
    urgency = django_filters.ChoiceFilter(choices=Urgency, label=_("Urgency"))
    problem_kind = django_filters.ChoiceFilter(choices=ProblemKind, label=_("Kind of problem"))
    extra = django_filters.ChoiceFilter(choices=Extra, label=_("More or fewer seats"), method="by_extra")

    def by_extra(self, queryset, _name, value):
        return queryset.filter(OF_EXTRA[value])


class ConsolidationFilter(ListFilterSet):
    """The desk of a subsidiary, whose returns are the `answers`. What was passed up already is shown on demand."""

    unit = UnitFilter(UnitPicker, field_name=UNIT_PATH)
    discipline = DisciplineFilter()
    grade = GradeFilter()
    urgency = django_filters.ChoiceFilter(choices=Urgency, label=_("Urgency"))
    problem_kind = django_filters.ChoiceFilter(choices=ProblemKind, label=_("Kind of problem"))
    extra = django_filters.ChoiceFilter(choices=Extra, label=_("More or fewer seats"), method="by_extra")
    look = django_filters.ChoiceFilter(choices=Look, label=_("Only"), method="by_look")
    stage = django_filters.ChoiceFilter(
        choices=Stage, label=_("Returns"), empty_label=ReturnStatus.SUBMITTED.label, method="left_alone"
    )

    def __init__(self, *args, returns, **kwargs):
        super().__init__(*args, **kwargs)
        self.returns = returns

    def filter_queryset(self, queryset):
        """Merged lines stand below the line they were merged into, unless they are asked for."""
        chosen = self.form.cleaned_data
        if chosen["look"] != Look.MERGED:
            queryset = queryset.counting()
        return super().filter_queryset(_at_stage(queryset, chosen["stage"]))

    def left_alone(self, queryset, _name, _value):
        return queryset

    def by_extra(self, queryset, _name, value):
        return queryset.filter(OF_EXTRA[value])

    def by_look(self, queryset, _name, value):
        if value == Look.REPEATED:
            return desk.repeated(queryset, self.returns)
        return {
            Look.OPEN: desk.not_looked_at,
            Look.OTHERWISE: desk.consolidated_otherwise,
            Look.MERGED: desk.merged,
        }[value](queryset)


def _at_stage(lines, stage):
    if stage == Stage.ALL:
        return lines
    return lines.filter(demand_return__status__in=AT_THE_TOP) if stage == Stage.PASSED_UP else desk.here(lines)
