"""Who may do what with a cycle. Status is the services' matter; `open_actions` combines both for the buttons."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations.enums import CycleStatus
from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from posts.models import Appointment

OVERSEERS = HR_ROLES | {Role.LEADER, Role.INSPECTION}


def can_create_cycle(user):
    return not user.roles.isdisjoint(ADMINISTRATOR_ROLES)


def can_administer(user, cycle):
    """Administrators of the cycle's unit, or above it."""
    return user.holds(ADMINISTRATOR_ROLES, cycle.unit.path)


def can_read_people(user, cycle):
    """Lists of who takes part and figures; a rater only knows his or her own sheets."""
    return not user.roles.isdisjoint(OVERSEERS)


def can_calibrate(user, cycle, pool):
    """Administrators of the pool's unit settle its grades; the cycle's administrators those of every pool."""
    return can_administer(user, cycle) or user.holds(ADMINISTRATOR_ROLES, pool.path)


def can_read_board(user, cycle):
    return not user.roles.isdisjoint(HR_ROLES | {Role.INSPECTION})


def can_read_figures(user, pool):
    """The figures of a whole pool are for those whose duty covers all of it."""
    return user.holds(OVERSEERS, pool.path)


def can_override_cap(user, cycle):
    return user.holds({Role.GROUP_ADMINISTRATOR}, cycle.unit.path)


def is_rated(user, cycle):
    """Raters' names are hidden from whoever is assessed in the cycle, or will be once it is opened, HR included."""
    if cycle.status in {CycleStatus.DRAFT, CycleStatus.OPENING}:
        return Appointment.objects.held_on(cycle.as_of).in_unit(cycle.unit).filter(engineer__user=user).exists()
    return cycle.assessments.filter(engineer__user=user).exists()


def can_read_raters(user, cycle):
    return can_read_board(user, cycle) and not is_rated(user, cycle)


def can_manage_slots(user, cycle):
    return can_administer(user, cycle) and not is_rated(user, cycle)


@dataclass(frozen=True)
class Action:
    """A page of a cycle that leads to an act."""

    label: Any
    url_name: str
    statuses: frozenset
    allowed: Any = can_administer
    style: str = ""


def _in(*statuses):
    return frozenset(statuses)


ACTIONS = (
    Action(_("Edit"), "evaluations:cycle_update", _in(CycleStatus.DRAFT)),
    Action(
        _("Rater slots"),
        "evaluations:cycle_slots",
        _in(CycleStatus.DRAFT, CycleStatus.RATING),
        allowed=can_manage_slots,
    ),
    Action(_("Preview and open"), "evaluations:cycle_preview", _in(CycleStatus.DRAFT), style="primary"),
    Action(_("Go on opening"), "evaluations:cycle_open", _in(CycleStatus.OPENING), style="primary"),
    Action(_("Start calibrating"), "evaluations:cycle_calibrate", _in(CycleStatus.RATING), style="primary"),
    Action(_("Back to rating"), "evaluations:cycle_return", _in(CycleStatus.CALIBRATING)),
    Action(_("Decision"), "evaluations:cycle_decision", _in(CycleStatus.CALIBRATING)),
    Action(_("Preview and publish"), "evaluations:cycle_publish", _in(CycleStatus.CALIBRATING), style="primary"),
    Action(_("Close"), "evaluations:cycle_close", _in(CycleStatus.PUBLISHED)),
)


def open_actions(user, cycle):
    return [action for action in ACTIONS if cycle.status in action.statuses and action.allowed(user, cycle)]
