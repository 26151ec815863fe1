import datetime

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office import history
from office.clock import today
from office.enums import DecisionBody, Role, UnitKind
from office.forms import DateInput
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.models import AuditEntry, Decision, Duty, Unit, User
from office.pickers import DutyUnitPicker, UnitPicker
from office.prefixes import begins_any

A_DAY = datetime.timedelta(days=1)


class UnitListFilter(ListFilterSet):
    q = SearchFilter(begins=("code",), contains=("name", "short_name", "placements__name"))
    below = UnitFilter(UnitPicker, field_name="path", label=_("Within"))
    kind = django_filters.ChoiceFilter(choices=UnitKind, label=_("Kind"))
    closed = django_filters.BooleanFilter(method="only_closed", label=_("Dissolved"))

    class Meta:
        model = Unit
        fields = ()

    def only_closed(self, queryset, _name, value):
        closed = Q(closed_on__lte=today())
        return queryset.filter(closed) if value else queryset.exclude(closed)


class UserFilter(ListFilterSet):
    """Role and unit together mean one duty: who is HR of that unit, not HR somewhere and something there."""

    q = SearchFilter(begins=("name", "username", "employee_number"))
    role = django_filters.ChoiceFilter(choices=Role, method="left_alone", label=_("Role"))
    unit = UnitFilter(DutyUnitPicker, method="left_alone")
    open = django_filters.BooleanFilter("is_active", label=_("In use"))

    class Meta:
        model = User
        fields = ()

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        role, unit = self.form.cleaned_data.get("role"), self.form.cleaned_data.get("unit")
        if not (role or unit):
            return queryset
        duties = Duty.objects.visible_to(self.request.user).active_on(today())
        duties = duties.filter(role=role) if role else duties
        duties = duties.in_unit(unit) if unit else duties
        return queryset.filter(pk__in=duties.values("user"))

    def left_alone(self, queryset, _name, _value):
        return queryset


class DutyFilter(ListFilterSet):
    q = SearchFilter(begins=("user__name", "user__username", "user__employee_number"))
    role = django_filters.ChoiceFilter(choices=Role, label=_("Role"))
    unit = UnitFilter(DutyUnitPicker)
    on = django_filters.DateFilter(method="in_force_on", label=_("In force on"), widget=DateInput)
    ends_within = django_filters.NumberFilter(
        method="ending_soon", label=_("Ends within days"), min_value=0, max_value=3660
    )
    dissolved = django_filters.BooleanFilter(method="of_dissolved", label=_("Of dissolved units"))

    class Meta:
        model = Duty
        fields = ()

    def of_dissolved(self, queryset, _name, value):
        dissolved = Q(unit__in=Unit.objects.closed_by(today()))
        return queryset.filter(dissolved if value else ~dissolved)

    def in_force_on(self, queryset, _name, value):
        return queryset.active_on(value)

    def ending_soon(self, queryset, _name, value):
        return queryset.active_on(today()).filter(until__lte=today() + datetime.timedelta(days=int(value)))


class DecisionFilter(ListFilterSet):
    q = SearchFilter(begins=("meeting_number",), contains=("subject",))
    unit = UnitFilter(UnitPicker)
    body = django_filters.ChoiceFilter(choices=DecisionBody, label=_("Body"))
    held_from = django_filters.DateFilter("held_on", "gte", label=_("Held from"), widget=DateInput)
    held_to = django_filters.DateFilter("held_on", "lte", label=_("Held until"), widget=DateInput)

    class Meta:
        model = Decision
        fields = ()


class AuditFilter(ListFilterSet):
    """Each filter is a range or a set of keys of an index: the trail only grows."""

    actor = django_filters.CharFilter(method="by_actor", label=_("Actor"))
    verb = django_filters.ChoiceFilter(choices=history.acts, label=_("Act"))
    target = SearchFilter(begins=("target_name",), label=_("Object"))
    unit = UnitFilter(DutyUnitPicker)
    since = django_filters.DateFilter(method="from_day", label=_("From day"), widget=DateInput)
    until = django_filters.DateFilter(method="to_day", label=_("Until day"), widget=DateInput)

    class Meta:
        model = AuditEntry
        fields = ()

    def by_actor(self, queryset, _name, value):
        """Accounts are few and indexed by name, entries are many and indexed by account."""
        return queryset.filter(
            actor__in=User.objects.filter(begins_any(("name", "username"), value.strip())).values("pk")
        )

    def from_day(self, queryset, _name, value):
        return queryset.filter(at__gte=_midnight(value))

    def to_day(self, queryset, _name, value):
        return queryset.filter(at__lt=_midnight(value) + A_DAY)


def _midnight(day):
    """The beginning of the day; what lies beyond the calendar of time zones is brought to its edge."""
    day = min(max(day, datetime.date(1970, 1, 1)), datetime.date(9000, 1, 1))
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
