from dataclasses import dataclass

from office import slots
from office.slots import Tab
from talent import retirement
from talent.models import Engineer, PastResult


@dataclass(frozen=True)
class Retirement:
    """When a person retires, by the law and, if a document says otherwise, by that."""

    date: object
    statutory: object
    is_past: bool
    years_left: int

    @property
    def differs(self):
        return self.date != self.statutory


def retirement_of(engineer, on):
    statutory = retirement.statutory_retirement(engineer.born_on, engineer.sex, engineer.staff_category)
    day = engineer.retires_on
    return Retirement(day, statutory, retirement.is_past(day, on), max(0, retirement.years_to(day, on)))


def engineers_in_sight(user):
    """What a page of one person needs, in one query."""
    return Engineer.objects.visible_to(user).select_related("unit", "work_unit", "discipline__parent", "user")


def results_of(user, engineer):
    """All results on record that the user may see, superseded ones after the one in force."""
    return PastResult.objects.visible_to(user).filter(engineer=engineer).order_by("-period", "kind", "-recorded_at")


def tabs_of(user, engineer, own):
    """The parts of a person's page: `own` are this floor's (label, url), the upper floors add theirs."""
    return [*(Tab(label, url) for label, url in own), *slots.tabs_for(user, engineer)]


def record_of(user):
    """The user's own record, or None."""
    return Engineer.objects.filter(user=user).first()


def record_for_account(account):
    """The record that is linked to an account or waits for it under the same employee number, or None."""
    linked = Engineer.objects.filter(user=account)
    waiting = Engineer.objects.filter(employee_number=account.employee_number) if account.employee_number else linked
    return (linked | waiting).select_related("unit").order_by("user_id").first()


def state_of_discipline(discipline):
    """What a form remembers of a discipline to notice that somebody else changed it."""
    return f"{discipline.code} {discipline.name} {discipline.parent_id or ''}".strip()
