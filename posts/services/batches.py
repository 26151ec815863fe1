"""Batches while they are prepared: drafted, filled, proposed, sent back. `move` is the only writer of their status."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from posts.checks.batches import review
from posts.enums import BATCH_TRANSITIONS, OPEN_BATCHES, BatchStatus
from posts.models import AppointmentBatch, BatchRow

ROW_FACTS = (
    "appointment", "seat", "grade", "mode", "starts_on", "until", "end_reason", "reason", "waived", "revokes",
)  # fmt: skip
MOST_ROWS = 500


def lock(batch):
    """The batch as it is now, locked until the transaction ends."""
    found = AppointmentBatch.objects.select_for_update(of=("self",)).select_related(
        "unit", "decision__unit", "document"
    )
    return found.get(pk=batch.pk)


def lock_open(batch):
    """The same, refused if it is no longer open."""
    batch = lock(batch)
    if batch.status not in OPEN_BATCHES:
        raise DomainError(_("The batch is in the status “%(status)s”.") % {"status": batch.get_status_display()})
    return batch


def lock_draft(batch):
    """The same, refused unless its rows may still change."""
    batch = lock(batch)
    if batch.status != BatchStatus.DRAFT:
        raise DomainError(
            _("The batch is in the status “%(status)s”; its rows stay as they are.")
            % {"status": batch.get_status_display()}
        )
    return batch


def move(batch, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked batch. Raises DomainError if its present status does not lead there."""
    if status not in BATCH_TRANSITIONS[batch.status]:
        raise DomainError(_("The batch is in the status “%(status)s”.") % {"status": batch.get_status_display()})
    previous, batch.status = batch.status, status
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=["status", *fields, "updated_at"])
    changes = {"status": [previous, status]}
    audit.record(actor=actor, verb=verb, target=batch, unit=batch.unit, changes=changes, reason=reason)
    return batch


# --- The batch itself ------------------------------------------------------------------------------------
@transaction.atomic
def create_batch(*, actor, unit, title, effective_on, explanation="", corrects=None):
    """An empty draft. `corrects` is a batch of the same unit that was carried out; rows may revoke those of it."""
    if corrects and corrects.status != BatchStatus.DONE:
        raise DomainError(_("Only a batch that was carried out is corrected by another."))
    batch = AppointmentBatch.objects.create(
        unit=unit,
        title=title,
        effective_on=effective_on,
        explanation=explanation,
        corrects=corrects,
        created_by=actor,
    )
    audit.record(actor=actor, verb="batch.created", target=batch, unit=unit)
    return batch


@transaction.atomic
def revise_batch(batch, *, actor, seen, **fields):
    """Change what a draft says of itself. `seen` is the `updated_at` its form was made with."""
    batch = lock_draft(batch)
    if batch.updated_at != seen:
        raise DomainError(_("Someone else changed this batch meanwhile. Look at it again, then repeat your change."))
    changes = {name: [getattr(batch, name), value] for name, value in fields.items() if getattr(batch, name) != value}
    if not changes:
        return batch
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=[*fields, "updated_at"])
    audit.record(actor=actor, verb="batch.revised", target=batch, unit=batch.unit, changes=changes)
    return batch


@transaction.atomic
def cite_decision(batch, decision, *, actor):
    """Under which decision the batch is carried out; None marks it as historic, from before decisions were recorded."""
    batch = lock_open(batch)
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
    batch = lock_draft(batch)
    if reasons := review(batch).unfit:
        raise DomainError(_("The batch cannot be proposed yet."), reasons=reasons)
    return move(batch, BatchStatus.PROPOSED, actor=actor, verb="batch.proposed")


@transaction.atomic
def return_batch(batch, *, actor, reason):
    """Back to the draft, with what is to be mended."""
    if not reason.strip():
        raise DomainError(_("Say what is to be mended."))
    return move(lock(batch), BatchStatus.DRAFT, actor=actor, verb="batch.returned", reason=reason)


@transaction.atomic
def withdraw_batch(batch, *, actor, reason):
    """Nothing of it will be done; it stays on record."""
    if not reason.strip():
        raise DomainError(_("Say why nothing of it is done."))
    return move(lock(batch), BatchStatus.WITHDRAWN, actor=actor, verb="batch.withdrawn", reason=reason)


# --- Its rows --------------------------------------------------------------------------------------------
@transaction.atomic
def add_rows(batch, rows, *, actor):
    """Append rows: mappings with `act`, `engineer` and what ROW_FACTS names. All or none. Returns the BatchRows.

    Raises DomainError if a person stands in the batch with the same act already.
    """
    batch = lock_draft(batch)
    position = batch.rows.aggregate(last=Max("position"))["last"] or 0
    if batch.rows.count() + len(rows) > MOST_ROWS:
        raise DomainError(_("A batch has at most %(count)d rows; make a second one.") % {"count": MOST_ROWS})
    _refuse_twins(batch, rows)
    made = BatchRow.objects.bulk_create(
        [BatchRow(batch=batch, position=place, **facts) for place, facts in enumerate(rows, position + 1)]
    )
    _touch(batch)
    audit.record(
        actor=actor,
        verb="batch.rows_added",
        target=batch,
        unit=batch.unit,
        changes={"rows": [None, "; ".join(map(str, made))]},
    )
    return made


def _refuse_twins(batch, rows):
    known = set(batch.rows.values_list("act", "engineer"))
    reasons = []
    for facts in rows:
        key = (facts["act"], facts["engineer"].pk)
        if key in known:
            reasons.append(_("%(name)s stands in the batch with this act already.") % {"name": facts["engineer"]})
        known.add(key)
    if reasons:
        raise DomainError(_("Nothing was added."), reasons=reasons)


@transaction.atomic
def revise_row(row, *, actor, seen, **facts):
    """Change what a row says; `seen` are the values its form was made with, by name. Refused if another changed them."""
    batch = lock_draft(row.batch)
    row = batch.rows.select_related("engineer", "seat__post", "grade").get(pk=row.pk)
    if any(getattr(row, name) != value for name, value in seen.items()):
        raise DomainError(_("Someone else changed this row meanwhile. Look at it again, then repeat your change."))
    changes = {name: [getattr(row, name), value] for name, value in facts.items() if getattr(row, name) != value}
    if not changes:
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    _touch(batch)
    audit.record(actor=actor, verb="batch.row_revised", target=batch, unit=batch.unit, changes=changes, reason=str(row))
    return row


@transaction.atomic
def set_rows(batch, rows, *, actor, **facts):
    """Give several rows the same value, e.g. one last day for all who are renewed."""
    batch = lock_draft(batch)
    changed = batch.rows.filter(pk__in=[row.pk for row in rows]).update(**facts)
    _touch(batch)
    changes = {name: [None, value] for name, value in facts.items()} | {"rows": [None, changed]}
    audit.record(actor=actor, verb="batch.row_revised", target=batch, unit=batch.unit, changes=changes)
    return changed


@transaction.atomic
def remove_rows(batch, rows, *, actor):
    """Take rows out of a draft."""
    batch = lock_draft(batch)
    gone = batch.rows.filter(pk__in=[row.pk for row in rows]).select_related("engineer")
    names = "; ".join(map(str, gone))
    if not names:
        return
    gone.delete()
    _touch(batch)
    audit.record(actor=actor, verb="batch.rows_removed", target=batch, unit=batch.unit, changes={"rows": [names, None]})


def _touch(batch):
    batch.save(update_fields=["updated_at"])
