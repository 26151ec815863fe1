"""Batches while they are prepared: drafted, filled, proposed, sent back. `move` is the only writer of their status."""

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.changes import changes_to
from office.clock import last_day, today
from office.errors import DomainError
from posts.checks.batches import review
from posts.enums import BATCH_TRANSITIONS, OPEN_BATCHES, BatchAct, BatchStatus
from posts.models import AppointmentBatch, BatchRow
from posts.models.batch import MOST_ROWS
from posts.rules.batches import other_status
from posts.services import row_facts

COMPARED = ("engineer", "seat", "grade", "appointment__engineer", "appointment__seat", "appointment__grade")


def lock(batch):
    """The batch as it is now, locked until the transaction ends."""
    found = AppointmentBatch.objects.select_for_update(of=("self",)).select_related(
        "unit", "decision__unit", "document"
    )
    return found.get(pk=batch.pk)


def lock_open(batch, actor):
    """The same, refused if it is no longer open, and to whoever stands in it: nobody decides on himself or herself."""
    batch = lock(batch)
    refuse_own(batch.rows.all(), actor)
    if batch.status not in OPEN_BATCHES:
        raise DomainError(other_status(batch))
    return batch


def refuse_own(rows, actor):
    """Who stands in a batch lets somebody else handle it."""
    if actor and rows.filter(engineer__user=actor).exists():
        raise DomainError(_("You stand in this batch yourself: somebody else handles it."))


def lock_draft(batch, actor):
    """The same, refused unless its rows may still change."""
    batch = lock_open(batch, actor)
    if batch.status != BatchStatus.DRAFT:
        raise DomainError(
            _("The batch is in the status “%(status)s”; its rows stay as they are.")
            % {"status": batch.get_status_display()}
        )
    return batch


def move(batch, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked batch. Raises DomainError if its present status does not lead there."""
    if status not in BATCH_TRANSITIONS[batch.status]:
        raise DomainError(other_status(batch))
    previous, batch.status = batch.status, status
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=["status", *fields, "updated_at"])
    changes = {"status": [previous, status]}
    audit.record(actor=actor, verb=verb, target=batch, unit=batch.unit, changes=changes, reason=reason)
    return batch


# --- The batch itself ------------------------------------------------------------------------------------
@transaction.atomic
def create_batch(*, actor, **facts):
    """An empty draft; `facts` as `_made_once` takes them."""
    batch, _is_new = _made_once(actor, **facts)
    return batch


def _made_once(actor, *, unit, title, effective_on, explanation="", corrects=None, form_key=None):
    """(draft, whether it is new): a form that is sent twice names its `form_key`, and the second time finds what it made.

    `corrects` is a batch of the same unit that was carried out; rows may revoke those of it.
    """
    if corrects:
        check_correctable(corrects)
    facts = {
        "unit": unit,
        "title": title,
        "effective_on": effective_on,
        "explanation": explanation,
        "corrects": corrects,
    }
    batch, is_new = AppointmentBatch.objects.get_or_create(
        created_by=actor, form_key=form_key or secrets.token_hex(16), defaults=facts
    )
    if is_new:
        audit.record(actor=actor, verb="batch.created", target=batch, unit=unit)
    return batch, is_new


def check_correctable(batch):
    """Raises DomainError if nothing of it was done yet."""
    if batch.status != BatchStatus.DONE:
        raise DomainError(_("Only a batch that was carried out is corrected by another."))


@transaction.atomic
def correct_batch(batch, rows, *, actor, title, reason, again=False, form_key=None):
    """A draft that revokes rows of a batch that was carried out, for a reason: once per form.

    With `again` each of them stands in it once more as it was, to be put right.
    """
    mended = [row_facts.revoke(row, reason=reason) for row in rows]
    if again:
        mended += [row_facts.again(row, reason=row.reason) for row in rows]
    facts = {"unit": batch.unit, "title": title, "effective_on": today(), "corrects": batch, "form_key": form_key}
    return make_with_rows(mended, actor=actor, **facts)


@transaction.atomic
def revise_batch(batch, *, actor, seen, **fields):
    """Change what a draft says of itself. `seen` is the `updated_at` its form was made with."""
    batch = lock_draft(batch, actor)
    if batch.updated_at != seen:
        raise DomainError(
            _("Somebody changed this batch meanwhile. Look at it again; saving again puts your values in their place.")
        )
    changes = changes_to(batch, fields)
    if not changes:
        return batch
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=[*fields, "updated_at"])
    audit.record(actor=actor, verb="batch.revised", target=batch, unit=batch.unit, changes=changes)
    return batch


@transaction.atomic
def cite_decision(batch, decision, *, actor, seen=None):
    """Under which decision the batch is carried out; None marks it as historic, from before decisions were recorded.

    `seen` is the `row_facts.state_of_citation` that its form was made with.
    """
    batch = lock_open(batch, actor)
    if seen is not None and row_facts.state_of_citation(batch) != seen:
        raise DomainError(
            _("Somebody cited something else meanwhile: %(cited)s. Saving again puts your choice in its place.")
            % {"cited": batch.decision or _("historic, before decisions were recorded")}
        )
    before = [batch.decision and str(batch.decision), batch.historic]
    batch.decision, batch.historic = decision, decision is None
    batch.save(update_fields=["decision", "historic", "updated_at"])
    changes = {
        "decision": [before[0], decision and str(decision)],
        "historic": [before[1], batch.historic],
    }
    audit.record(actor=actor, verb="batch.decision_cited", target=batch, unit=batch.unit, changes=changes)
    return batch


@transaction.atomic
def propose_batch(batch, *, actor):
    """Hand the batch to the group, complete but for the decision. Raises DomainError with what is wrong in it."""
    batch = lock_draft(batch, actor)
    if reasons := review(batch).unfit:
        raise DomainError(_("The batch cannot be proposed yet."), reasons=reasons)
    return move(batch, BatchStatus.PROPOSED, actor=actor, verb="batch.proposed")


@transaction.atomic
def return_batch(batch, *, actor, reason):
    """Back to the draft, with what is to be mended."""
    if not reason.strip():
        raise DomainError(_("Say what is to be mended."))
    return move(lock_open(batch, actor), BatchStatus.DRAFT, actor=actor, verb="batch.returned", reason=reason)


@transaction.atomic
def withdraw_batch(batch, *, actor, reason):
    """Nothing of it will be done; it stays on record."""
    if not reason.strip():
        raise DomainError(_("Say why nothing of it is done."))
    return move(lock_open(batch, actor), BatchStatus.WITHDRAWN, actor=actor, verb="batch.withdrawn", reason=reason)


@transaction.atomic
def take_on_file(batch, *, actor):
    """The group has seen what was done below it (备案)."""
    batch = lock(batch)
    refuse_own(batch.rows.all(), actor)
    if batch.status != BatchStatus.DONE or not batch.to_be_filed:
        raise DomainError(_("There is nothing to take on file."))
    if batch.filed_at:
        raise DomainError(_("It was taken on file on %(date)s.") % {"date": f"{batch.filed_at:%Y-%m-%d}"})
    batch.filed_at, batch.filed_by = timezone.now(), actor
    batch.save(update_fields=["filed_at", "filed_by", "updated_at"])
    audit.record(actor=actor, verb="batch.taken_on_file", target=batch, unit=batch.unit)
    return batch


# --- Its rows --------------------------------------------------------------------------------------------
@transaction.atomic
def make_with_rows(rows, *, actor, **facts):
    """A new draft (`facts` as `create_batch` takes them) with rows, mappings as `row_facts` makes them: once per form."""
    batch, is_new = _made_once(actor, **facts)
    if is_new:
        add_rows(batch, rows, actor=actor)
    return batch


@transaction.atomic
def add_rows(batch, rows, *, actor):
    """Append rows, mappings as `row_facts` makes them: all or none. Returns the BatchRows.

    Raises DomainError if a person stands in the batch with the same act already.
    """
    batch = lock_draft(batch, actor)
    position = batch.rows.aggregate(last=Max("position"))["last"] or 0
    if batch.rows.count() + len(rows) > MOST_ROWS:
        raise DomainError(_("A batch has at most %(count)d rows; make a second one.") % {"count": MOST_ROWS})
    given = [(facts["act"], facts["engineer"], facts.get("appointment")) for facts in rows]
    _refuse_doubles(given, batch.rows.values_list("act", "engineer", "appointment"))
    _refuse_empty_terms([(facts["engineer"], facts.get("starts_on"), facts.get("until")) for facts in rows])
    if actor and any(facts["engineer"].user_id == actor.pk for facts in rows):
        raise DomainError(_("Nobody puts himself or herself into a batch."))
    made = BatchRow.objects.bulk_create(
        [BatchRow(batch=batch, position=place, **facts) for place, facts in enumerate(rows, position + 1)]
    )
    _touch(batch)
    audit.record(
        actor=actor,
        verb="batch.rows_added",
        target=batch,
        unit=batch.unit,
        changes={"people": [None, _named(made)]},
    )
    return made


def _refuse_empty_terms(terms):
    """Of (person, first day, day after the last): a term has at least a day."""
    reasons = [
        _("%(name)s: the term would start on %(start)s, but be over on %(end)s.")
        % {"name": person, "start": starts_on, "end": last_day(until)}
        for person, starts_on, until in terms
        if starts_on and until and until <= starts_on
    ]
    if reasons:
        raise DomainError(_("A term ends after it starts."), reasons=reasons)


def _refuse_doubles(rows, others):
    """Nobody stands in a batch twice with one act on one appointment: of (act, person, appointment), beside those there."""
    known, reasons = set(others), []
    for act, person, appointment in rows:
        key = (act, person.pk, appointment and appointment.pk)
        if key in known:
            reasons.append(_("%(name)s stands in the batch with this act already.") % {"name": person})
        known.add(key)
    if reasons:
        raise DomainError(_("Nothing was changed."), reasons=reasons)


@transaction.atomic
def revise_row(row, *, actor, seen, **facts):
    """Change what a row says; `seen` is the `row_facts.state_of` that its form was made with."""
    batch = lock_draft(row.batch, actor)
    row = batch.rows.select_related("engineer", "seat__post", "grade").get(pk=row.pk)
    if row_facts.state_of(row) != seen:
        raise DomainError(
            _("Somebody changed this row meanwhile. Look at it again; saving again puts your values in their place.")
        )
    changes = _change(row, facts)
    if not changes:
        return row
    _refuse_empty_terms([(row.engineer, row.starts_on, row.until)])
    row.save(update_fields=list(facts))
    _touch(batch)
    changes = _by_last_days(changes | {"people": [None, _named([row])]})
    audit.record(actor=actor, verb="batch.row_revised", target=batch, unit=batch.unit, changes=changes)
    return row


@transaction.atomic
def change_rows(batch, rows, *, actor, act="", given):
    """Give several rows the same values (`given`, what is not named stays), or another act on the present appointment.

    Only what a row's act knows is set. Returns how many rows became different; the others are neither written nor named.
    Raises DomainError if a person would stand twice with an act, and if an appointment to a seat were to become something
    else.
    """
    batch = lock_draft(batch, actor)
    keys = [row.pk for row in rows]
    rows = list(batch.rows.filter(pk__in=keys).select_related(*COMPARED))
    if act and (fixed := [row for row in rows if row.act in {BatchAct.APPOINT, BatchAct.REVOKE}]):
        raise DomainError(_("%(rows)s: this row is about no present appointment, its act stays.") % {"rows": fixed[0]})
    changes = {row: _change(row, row_facts.changed(row, act, given, effective_on=batch.effective_on)) for row in rows}
    changed = [row for row in rows if changes[row]]
    if not changed:
        return 0
    others = batch.rows.exclude(pk__in=keys).values_list("act", "engineer", "appointment")
    _refuse_doubles([(row.act, row.engineer, row.appointment) for row in rows], others)
    _refuse_empty_terms([(row.engineer, row.starts_on, row.until) for row in rows])
    BatchRow.objects.bulk_update(changed, ["act", *row_facts.BLANK], batch_size=200)
    _touch(batch)
    taken = set().union(*changes.values())
    said = {name: [None, value] for name, value in ({"act": act} | given).items() if name in taken}
    said = _by_last_days(said | {"people": [None, _named(changed)]})
    audit.record(actor=actor, verb="batch.row_revised", target=batch, unit=batch.unit, changes=said)
    return len(changed)


def _change(row, facts):
    """Let the row say these facts; answers what that changes, {name: [old, new]}."""
    changes = changes_to(row, facts)
    for name, value in facts.items():
        setattr(row, name, value)
    return changes


@transaction.atomic
def rewrite_rows(batch, facts, *, actor):
    """Replace what rows say, {key: facts as `row_facts` makes them}: for files that are loaded again."""
    batch = lock_draft(batch, actor)
    rows = list(batch.rows.filter(pk__in=facts).select_related("engineer"))
    for row in rows:
        for name in row_facts.BLANK:
            setattr(row, name, facts[row.pk][name])
    _refuse_empty_terms([(row.engineer, row.starts_on, row.until) for row in rows])
    BatchRow.objects.bulk_update(rows, list(row_facts.BLANK), batch_size=200)
    _touch(batch)
    changes = {"people": [None, _named(rows)]}
    audit.record(actor=actor, verb="batch.row_revised", target=batch, unit=batch.unit, changes=changes)


@transaction.atomic
def remove_rows(batch, rows, *, actor):
    """Take rows out of a draft; the others close up."""
    batch = lock_draft(batch, actor)
    gone = batch.rows.filter(pk__in=[row.pk for row in rows]).select_related("engineer")
    names = _named(gone)
    if not names:
        return
    gone.delete()
    _renumber(batch)
    _touch(batch)
    audit.record(
        actor=actor, verb="batch.rows_removed", target=batch, unit=batch.unit, changes={"people": [names, None]}
    )


def _renumber(batch):
    keys = batch.rows.order_by("position").values_list("pk", flat=True)
    update_rows(BatchRow, ("position",), enumerate(keys, 1))


def _named(rows):
    """The people of the rows, as the trail names them in any language."""
    return "、".join(str(row.engineer) for row in rows)


def _by_last_days(changes):
    """The end of a term as people say it: by the last day, which counts."""
    if "until" not in changes:
        return changes
    others = {name: pair for name, pair in changes.items() if name != "until"}
    return others | {"last_day": [last_day(day) for day in changes["until"]]}


def _touch(batch):
    batch.save(update_fields=["updated_at"])
