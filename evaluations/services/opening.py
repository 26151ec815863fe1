"""Who takes part and which sheets there are: the opening of a cycle, people left out or taken in, rater slots.

The opening runs in chunks, each a transaction of its own under the lock of the cycle. An assessment and its sheets are
written together, so a chunk that was cut off leaves nothing, and going on again adds only who is missing.
"""

from django.db import transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import ASSESSMENT_TRANSITIONS, AssessmentState, CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, RaterSlot, Score, Sheet
from evaluations.selectors.cycles import opening_gaps, takers
from evaluations.services.composites import assign_pools
from evaluations.services.cycles import lock, move, require_status
from evaluations.services.rows import insert
from office import audit
from office.errors import DomainError
from office.jobs import enqueue
from rulebooks.services import freeze

CHUNK = 500


# --- Opening ------------------------------------------------------------------------------------
@transaction.atomic
def open_cycle(cycle, *, actor):
    """Freeze the rules and let the worker write assessments and sheets. Returns the job. Raises DomainError with the gaps."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.DRAFT)
    gaps = opening_gaps(cycle)
    if gaps:
        raise DomainError(_("The cycle cannot be opened yet."), reasons=gaps)
    freeze(cycle.regime.rulebook, actor=actor)
    move(cycle, CycleStatus.OPENING, actor=actor, verb="cycle.opening_started")
    return _enqueue(cycle, actor)


@transaction.atomic
def resume_opening(cycle, *, actor):
    """Start the work again after it was interrupted: what is there stays."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.OPENING)
    return _enqueue(cycle, actor)


def _enqueue(cycle, actor):
    label = _("Open the cycle “%(cycle)s”") % {"cycle": cycle}
    return enqueue("cycle.open", {"cycle": cycle.pk}, actor=actor, label=label, unit=cycle.unit)


def write_opening(cycle, *, actor, chunk=CHUNK, progress=lambda done, total: None):
    """Write what is missing, chunk by chunk, then start the rating. Returns how many take part; harmless if done already."""
    total = takers(cycle).count()
    while left := write_chunk(cycle, size=chunk):
        progress(total - left, total)
    return finish_opening(cycle, actor=actor)


@transaction.atomic
def write_chunk(cycle, *, size=CHUNK):
    """Write the next `size` assessments with their sheets. Returns how many were still missing before; 0 means done."""
    cycle = lock(cycle)
    if cycle.status != CycleStatus.OPENING:
        return 0
    missing = takers(cycle).exclude(assessments__cycle=cycle).order_by("pk")
    left = missing.count()
    if left:
        _write(cycle, missing[:size])
    return left


@transaction.atomic
def finish_opening(cycle, *, actor):
    """Assign the pools and start the rating; a second call changes nothing."""
    cycle = lock(cycle)
    if cycle.status == CycleStatus.OPENING:
        assign_pools(cycle)
        move(cycle, CycleStatus.RATING, actor=actor, verb="cycle.opened", opened_at=timezone.now())
    return cycle.assessments.active().count()


def _write(cycle, appointments):
    """Assessments and their sheets of some appointments; the same rows as `assessment_of` and `add_sheets` make."""
    held = list(
        appointments.values_list(
            "pk", "engineer", "seat__post__unit", "seat__post__discipline", "grade",
            "seat__post__title", "seat__post__code", "engineer__user",
        )
    )  # fmt: skip
    insert(
        Assessment,
        ("appointment", "engineer", "unit", "discipline", "post_grade", "post_name"),
        [(*keys, title or code) for *keys, title, code, _account in held],
        same={"cycle": cycle.pk, "state": AssessmentState.ACTIVE.value, "state_reason": "", "grade_reason": ""},
    )
    accounts = {appointment: account for appointment, *_facts, account in held}
    written = cycle.assessments.filter(appointment__in=accounts).order_by("pk").values_list("pk", "appointment")
    add_sheets(cycle, [(key, accounts[appointment]) for key, appointment in written])


def assessment_of(cycle, appointment, **fields):
    """The row of one holder, with unit, post and grade as they are now."""
    post = appointment.seat.post
    return Assessment(
        cycle=cycle,
        appointment=appointment,
        engineer_id=appointment.engineer_id,
        unit_id=post.unit_id,
        discipline_id=post.discipline_id,
        post_grade_id=appointment.grade_id,
        post_name=str(post),
        **fields,
    )


def add_sheets(cycle, assessments, *, only=None):
    """A sheet per rater slot for each (assessment key, account of the person); no slot gets one on its own rater."""
    slots = cycle.slots.filter(pk=only) if only else cycle.slots.all()
    slots = list(slots.values_list("pk", "component_id", "user_id"))
    wanted = [
        (assessment, component, slot)
        for assessment, account in assessments
        for slot, component, rater in slots
        if rater is None or rater != account
    ]
    blank = {
        "standard": cycle.regime.standard_id,
        "status": SheetStatus.DRAFT.value,
        "epoch": 0,
        "digest": "",
        "comment": "",
    }
    keys = insert(Sheet, (), [()] * len(wanted), same=blank)
    insert(
        AssessmentSheet,
        ("sheet", "assessment", "component", "slot"),
        [(key, *row) for key, row in zip(keys, wanted, strict=True)],
        same={},
    )


# --- Who takes part -----------------------------------------------------------------------------
@transaction.atomic
def leave_out(cycle, appointment, *, actor, reason):
    """Before the opening: this holder gets a row without sheets, and the reason."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.DRAFT)
    _require(reason)
    if not takers(cycle).filter(pk=appointment.pk).exists():
        raise DomainError(_("%(name)s does not take part in this cycle.") % {"name": appointment.engineer})
    if cycle.assessments.filter(appointment=appointment).exists():
        raise DomainError(_("%(name)s is left out already.") % {"name": appointment.engineer})
    row = assessment_of(cycle, appointment, state=AssessmentState.EXCLUDED, state_reason=reason)
    row.save()
    _record_state(row, None, actor, reason)
    return row


@transaction.atomic
def exclude_assessment(assessment, *, actor, reason):
    """Leave someone out while sheets are filled in; the sheets stay and do not count."""
    _require(reason)
    return _move_state(assessment, AssessmentState.EXCLUDED, actor=actor, reason=reason)


@transaction.atomic
def include_assessment(assessment, *, actor, reason):
    """Take someone in again; missing sheets are added. In a draft this only forgets that the person was left out."""
    _require(reason)
    return _move_state(assessment, AssessmentState.ACTIVE, actor=actor, reason=reason)


def _move_state(assessment, state, *, actor, reason):
    cycle = lock(assessment.cycle)
    require_status(cycle, CycleStatus.DRAFT, CycleStatus.RATING)
    row = Assessment.objects.select_related("engineer").get(pk=assessment.pk)
    if state not in ASSESSMENT_TRANSITIONS[row.state]:
        raise DomainError(
            _("%(name)s: “%(state)s” already.") % {"name": row.engineer, "state": row.get_state_display()}
        )
    previous, row.state = row.state, state
    row.state_reason = reason if state == AssessmentState.EXCLUDED else ""
    _record_state(row, previous, actor, reason)
    if cycle.status == CycleStatus.DRAFT:
        row.delete()
        return row
    row.save(update_fields=["state", "state_reason"])
    if state == AssessmentState.ACTIVE and not row.sheets.exists():
        add_sheets(cycle, [(row.pk, row.engineer.user_id)])
    assign_pools(cycle)
    return row


def _record_state(row, previous, actor, reason):
    verb = "assessment.excluded" if row.state == AssessmentState.EXCLUDED else "assessment.included"
    audit.record(
        actor=actor, verb=verb, target=row, unit=row.unit, changes={"state": [previous, row.state]}, reason=reason
    )


def _require(reason):
    if not reason.strip():
        raise DomainError(_("Say why."))


# --- Rater slots --------------------------------------------------------------------------------
@transaction.atomic
def revise_slots(cycle, *, actor, slots):
    """Name the slots and give them to accounts: `slots` maps a slot's key to (name, user or None)."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.DRAFT, CycleStatus.RATING)
    rows = list(cycle.slots.select_related("user"))
    names = [slots.get(row.pk, (row.name, None))[0] for row in rows]
    if len(set(names)) < len(names):
        raise DomainError(_("Two slots of a cycle cannot have the same name."))
    changes = {}
    for row in rows:
        name, user = slots.get(row.pk, (row.name, row.user))
        if (name, user) != (row.name, row.user):
            changes[row.name] = [_slot_words(row.name, row.user), _slot_words(name, user)]
            row.name, row.user = name, user
    if not changes:
        return rows
    _save_slots(rows)
    if cycle.status == CycleStatus.RATING:
        _settle_own_sheets(cycle, rows)
    audit.record(actor=actor, verb="cycle.slots_revised", target=cycle, unit=cycle.unit, changes=changes)
    return rows


def _save_slots(rows):
    """Two slots may swap names: every row is parked under a name of its own before it gets the new one."""
    parked = Concat(Value("#"), Cast("pk", CharField()))
    RaterSlot.objects.filter(pk__in=[row.pk for row in rows]).update(name=parked)
    RaterSlot.objects.bulk_update(rows, ["name", "user"])


def _slot_words(name, user):
    return f"{name} · {user}" if user else name


def _lock_own_sheets(rows):
    """Nobody types into them while it is looked whether they are blank."""
    own = Q(pk__in=())
    for row in rows:
        if row.user_id:
            own |= Q(subject__slot=row, subject__assessment__engineer__user=row.user_id)
    list(Sheet.objects.select_for_update(of=("self",)).filter(own).order_by("pk"))


def _settle_own_sheets(cycle, rows):
    """Nobody rates himself or herself: a blank sheet on oneself goes, a filled one stands in the way.

    A sheet that was missing because the former rater was the person assessed is added.
    """
    _lock_own_sheets(rows)
    for row in rows:
        own = row.sheets.filter(assessment__engineer__user=row.user_id) if row.user_id else row.sheets.none()
        if Score.objects.filter(sheet__subject__in=own, value__isnull=False).exists():
            facts = {"name": row.user, "slot": row.name}
            raise DomainError(
                _("%(name)s is assessed in this cycle, and the sheet of “%(slot)s” on that person is filled in.")
                % facts
            )
        Sheet.objects.filter(subject__in=list(own), status=SheetStatus.DRAFT).delete()
        without = cycle.assessments.active().exclude(sheets__slot=row)
        add_sheets(cycle, without.values_list("pk", "engineer__user_id"), only=row.pk)
