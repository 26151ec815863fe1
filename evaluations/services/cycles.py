"""The acts on a cycle itself. `move` is the only writer of ``Cycle.status``; every act locks the cycle first."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.enums import CYCLE_TRANSITIONS, CycleStatus
from evaluations.models import Cycle, RaterSlot, Sheet
from evaluations.selectors.cycles import calibration_blockers
from evaluations.services.composites import assign_pools, freeze_composites
from office import audit
from office.changes import changes_to
from office.errors import DomainError, written_once
from rulebooks.enums import ComponentSource


def lock(cycle):
    """The cycle as it is now, locked until the transaction ends."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("regime__standard", "unit").get(pk=cycle.pk)


def move(cycle, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked cycle. Raises DomainError if its present status does not lead there."""
    if status not in CYCLE_TRANSITIONS[cycle.status]:
        raise DomainError(_("The cycle is in the status “%(status)s”.") % {"status": cycle.get_status_display()})
    previous, cycle.status = cycle.status, status
    for name, value in fields.items():
        setattr(cycle, name, value)
    cycle.save(update_fields=["status", *fields])
    changes = {"status": [previous, status]}
    audit.record(actor=actor, verb=verb, target=cycle, unit=cycle.unit, changes=changes, reason=reason)
    return cycle


def require_status(cycle, *statuses):
    if cycle.status not in statuses:
        raise DomainError(_("The cycle is in the status “%(status)s”.") % {"status": cycle.get_status_display()})


@transaction.atomic
def create_cycle(*, actor, name, regime, unit, year, as_of, filing_ends_on):
    """A draft cycle with the rater slots of its regime."""
    _check_once(regime, unit, year)
    facts = {"regime": regime, "unit": unit, "year": year, "as_of": as_of, "filing_ends_on": filing_ends_on}
    with written_once():
        cycle = Cycle.objects.create(name=name, **facts, created_by=actor)
    _create_slots(cycle)
    audit.record(actor=actor, verb="cycle.created", target=cycle, unit=unit)
    return cycle


@transaction.atomic
def revise_cycle(cycle, *, actor, **fields):
    """Change a draft. Another regime brings its own slots; another unit or day forgets who was left out."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.DRAFT)
    changes = changes_to(cycle, fields)
    if not changes:
        return cycle
    for name, value in fields.items():
        setattr(cycle, name, value)
    _check_once(cycle.regime, cycle.unit, cycle.year, except_pk=cycle.pk)
    with written_once():
        cycle.save(update_fields=list(changes))
    if "regime" in changes:
        cycle.slots.all().delete()
        _create_slots(cycle)
    if changes.keys() & {"unit", "as_of"}:
        cycle.assessments.all().delete()
    audit.record(actor=actor, verb="cycle.revised", target=cycle, unit=cycle.unit, changes=changes)
    return cycle


def _check_once(regime, unit, year, except_pk=None):
    if Cycle.objects.filter(regime=regime, unit=unit, year=year).exclude(pk=except_pk).exists():
        raise DomainError(
            _("%(unit)s has a cycle of “%(regime)s” for %(year)s already.")
            % {"unit": unit, "regime": regime, "year": year}
        )


def _create_slots(cycle):
    components = cycle.regime.components.filter(source=ComponentSource.SHEETS).order_by("position")
    RaterSlot.objects.bulk_create(
        RaterSlot(cycle=cycle, component=component, number=number, name=_slot_name(component, number))
        for component in components
        for number in range(1, component.raters + 1)
    )


def _slot_name(component, number):
    return component.name if component.raters == 1 else f"{component.name}{number}"


@transaction.atomic
def start_calibrating(cycle, *, actor):
    """Lock every sheet, then freeze composites, grades by the lines and pools. Raises DomainError with what is missing."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.RATING)
    _lock_sheets(cycle)
    blockers = calibration_blockers(cycle)
    if blockers:
        raise DomainError(_("The sheets are not complete yet."), reasons=blockers)
    assign_pools(cycle)
    freeze_composites(cycle)
    return move(cycle, CycleStatus.CALIBRATING, actor=actor, verb="cycle.calibrating_started")


def _lock_sheets(cycle):
    """Against filing, by key like everyone who files: one UPDATE of all would lock them as they lie, and block both."""
    sheets = Sheet.objects.filter(subject__assessment__cycle=cycle).select_for_update(of=("self",))
    list(sheets.order_by("pk").values_list("pk"))


@transaction.atomic
def return_to_rating(cycle, *, actor, reason):
    """Sheets can be reopened again; grades settled against the lines are kept for the next time."""
    cycle = lock(cycle)
    if not reason.strip():
        raise DomainError(_("Say why the cycle goes back to rating."))
    require_status(cycle, CycleStatus.CALIBRATING)
    return move(cycle, CycleStatus.RATING, actor=actor, verb="cycle.returned", reason=reason)


@transaction.atomic
def attach_decision(cycle, decision, *, actor):
    """The decision by which the grades are settled."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.CALIBRATING)
    if cycle.decision_id == decision.pk:
        return cycle
    changes = {"decision": [cycle.decision_id and str(cycle.decision), str(decision)]}
    cycle.decision = decision
    cycle.save(update_fields=["decision"])
    audit.record(actor=actor, verb="cycle.decision_attached", target=cycle, unit=cycle.unit, changes=changes)
    return cycle


@transaction.atomic
def close_cycle(cycle, *, actor):
    """Nothing of a closed cycle changes any more."""
    return move(lock(cycle), CycleStatus.CLOSED, actor=actor, verb="cycle.closed")
