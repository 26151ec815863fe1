"""A batch is carried out: all of it in one transaction, or nothing. What lies ahead waits for its day (`due.py`)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.clock import today
from office.enums import PaperKind
from office.errors import DomainError
from office.locks import lock_rows
from office.services import papers
from posts.checks.batches import review
from posts.enums import APPOINTING_ACTS, OPEN_APPOINTMENTS, BatchAct, BatchStatus
from posts.models import BatchRow, Post, Seat
from posts.rules.batches import can_decide
from posts.selectors.certificates import numbers_of
from posts.services import row_facts
from posts.services.batches import lock_open, move
from posts.services.effects import take_effect
from rulebooks.models import GradeRule
from talent.models import Engineer

CERTIFICATES = "certificate"  # the series of their numbers


@transaction.atomic
def carry_out(batch, *, actor, seen=None):
    """Do what every row says, number the certificates, and record it. Returns the batch.

    `seen` is the `row_facts.state_of_all` that was confirmed. Raises DomainError with a sentence per row if one of them
    cannot be done, and then does nothing at all; also if the batch has changed since, or is not the actor's to decide.
    Locks posts, seats, people, grade rules and the counter, in this order.
    """
    batch = lock_open(batch, actor)
    _lock_what_it_touches(batch)
    found = review(batch)
    rows = [line.row for line in found.rows]
    if seen is not None and row_facts.state_of_all(batch, rows) != seen:
        raise DomainError(_("The batch was changed since you looked at it. Look again, then carry it out."))
    if actor and not can_decide(actor, batch, found.level):
        raise DomainError(_("Grades in this batch are for a higher authority to decide: propose it."))
    if found.blocking:
        raise DomainError(_("Nothing was done: the batch is not right yet."), reasons=found.blocking)
    take_effect(rows, batch, on=today(), actor=actor)
    _cancel_certificates(rows, batch, actor)
    _certify_again(rows, batch, actor)
    if not batch.historic:
        _certify(batch, [row for row in rows if row.act in APPOINTING_ACTS], actor)
    return move(
        batch,
        BatchStatus.DONE,
        actor=actor,
        verb="batch.carried_out",
        done_by=actor,
        done_at=timezone.now(),
        to_be_filed=found.to_be_filed and not batch.historic,
    )


def _lock_what_it_touches(batch):
    seated = ("seat", "appointment__seat", "revokes__appointment__seat")
    rows = list(batch.rows.values_list("engineer", *seated))
    seats = {key for _person, *keys in rows for key in keys if key}
    posts = Seat.objects.filter(pk__in=seats).values("post")
    for objects in (
        Post.objects.filter(pk__in=posts),
        Seat.objects.filter(pk__in=seats),
        Engineer.objects.filter(pk__in={person for person, *_seats in rows}),
        GradeRule.objects.filter(grade__posts__in=posts).distinct(),
    ):
        lock_rows(objects.model, objects.order_by().values_list("pk", flat=True))


# --- Certificates ----------------------------------------------------------------------------------------
def _certify(batch, rows, actor):
    """A numbered certificate for each row that appoints; the paper is the post's unit's, whose people hand it out."""
    issued = issue_certificates([papers.NewPaper(_title(row), row.seat.post.unit) for row in rows], actor=actor)
    for row, paper in zip(rows, issued, strict=True):
        row.certificate = paper
    update_rows(BatchRow, ("certificate",), ([row.certificate_id, row.pk] for row in rows))
    if issued:
        record_certificates(batch, issued, "batch.certificates_numbered", actor)


def _certify_again(rows, batch, actor):
    """Who gets an appointment back that was given up needs another certificate: the former one is void."""
    rows = [row.appointment.origin for row in rows if row.revokes_id and _lacks_certificate(row.appointment)]
    if not rows:
        return
    void = [row.certificate for row in rows]
    issued = issue_certificates([papers.NewPaper(old.title, old.unit) for old in void], actor=actor)
    update_rows(BatchRow, ("certificate",), ([new.pk, row.pk] for new, row in zip(issued, rows, strict=True)))
    exchanged = [
        (row.batch, row.batch.unit, {"certificate": [old.number, new.number]})
        for row, old, new in zip(rows, void, issued, strict=True)
    ]
    reason = _("By “%(batch)s”") % {"batch": batch}
    audit.record_many(actor=actor, verb="certificate.reissued", rows=exchanged, reason=reason)


def _lacks_certificate(held):
    """Whether it counts while the certificate of the row that made it does not."""
    certificate = hasattr(held, "origin") and held.origin.certificate
    return held.status in OPEN_APPOINTMENTS and certificate and certificate.cancelled_at


def issue_certificates(new, *, actor):
    """Certificates with the next numbers of the year, in the order of `new` (NewPaper); the counter is locked last of all."""
    year = today().year
    return papers.issue_papers(
        new,
        actor=actor,
        kind=PaperKind.CERTIFICATE,
        series=CERTIFICATES,
        year=year,
        number_of=lambda number: f"聘字〔{year}〕{number:04}号",
    )


def record_certificates(batch, papers_given, verb, actor, *, reason=""):
    """One line in the history of the batch for any number of its certificates."""
    changes = {"certificates": [None, len(papers_given)], "certificate_numbers": [None, numbers_of(papers_given)]}
    audit.record(actor=actor, verb=verb, target=batch, unit=batch.unit, changes=changes, reason=reason)


def _cancel_certificates(rows, batch, actor):
    """Of rows that are revoked, and of appointments given up before they began; their numbers stay used (作废)."""
    given = [row.revokes.certificate for row in rows if row.revokes_id and row.revokes.certificate_id]
    given += [row.appointment.origin.certificate for row in rows if row.act == BatchAct.END and _given_up(row)]
    if valid := [paper for paper in given if paper and not paper.cancelled_at]:
        papers.cancel_papers(valid, actor=actor, reason=_("By “%(batch)s”") % {"batch": batch})


def _given_up(row):
    held = row.appointment
    return held.ended_on == held.starts_on and hasattr(held, "origin")


def _title(row):
    return f"{row.engineer} {row.seat.post}"[:200]
