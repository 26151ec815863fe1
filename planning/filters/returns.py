import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget

from office.clock import today
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from planning.enums import ANSWERED, UNANSWERED, ReturnStatus
from planning.models import DemandSurvey


class ReturnFilter(ListFilterSet):
    q = SearchFilter(begins=("unit__code",), contains=("unit__name",), label=_("Name or code of the unit"))
    survey = django_filters.ModelChoiceFilter(
        queryset=lambda request: DemandSurvey.objects.visible_to(request.user).exclude(returns=None),
        label=_("Survey"),
    )
    unit = UnitFilter(UnitPicker, label=_("Unit and below"))
    status = django_filters.ChoiceFilter(choices=ReturnStatus, label=_("Status"))
    answered = django_filters.BooleanFilter(method="by_answered", label=_("Answered"), widget=BooleanWidget)
    late = django_filters.BooleanFilter(label=_("Answered late"), widget=BooleanWidget)
    overdue = django_filters.BooleanFilter(method="by_overdue", label=_("Past the last day"), widget=BooleanWidget)

    def by_answered(self, queryset, _name, value):
        return queryset.filter(status__in=ANSWERED if value else UNANSWERED)

    def by_overdue(self, queryset, _name, value):
        overdue = queryset.model.objects.overdue_on(today()).values("pk")
        return queryset.filter(pk__in=overdue) if value else queryset.exclude(pk__in=overdue)


class ChaseFilter(ReturnFilter):
    """Of the returns of one survey that are missing."""

    survey = answered = late = None
    status = django_filters.ChoiceFilter(
        choices=[(status.value, status.label) for status in ReturnStatus if status in UNANSWERED], label=_("Status")
    )
