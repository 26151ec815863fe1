import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, PickerFilter, UnitFilter
from office.pickers import DecisionPicker, UnitPicker
from planning.enums import SurveyStatus
from planning.models import DemandSurvey
from planning.models.demand_line import UNIT_PATH
from posts.filters.grades import GradeFilter
from talent.filters import DisciplineFilter


class SurveyResultFilter(ListFilterSet):
    """Of the decided lines of one survey."""

    unit = UnitFilter(UnitPicker, field_name=UNIT_PATH, label=_("Unit and below"))
    discipline = DisciplineFilter()
    grade = GradeFilter()
    number = django_filters.ChoiceFilter(
        choices=[("other", _("Another than wanted"))], label=_("Compared with what was wanted"), method="by_number"
    )

    def by_number(self, lines, _name, _value):
        return lines.exclude(decided=F("wanted"))


class ResultFilter(SurveyResultFilter):
    survey = django_filters.ModelChoiceFilter(
        queryset=lambda request: DemandSurvey.objects.visible_to(request.user).exclude(status=SurveyStatus.DRAFT),
        field_name="demand_return__survey",
        label=_("Survey"),
    )
    decision = PickerFilter(DecisionPicker, label=_("Decision"))
