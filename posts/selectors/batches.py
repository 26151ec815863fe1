from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from office.clock import last_day, today
from office.enums import HR_ROLES
from office.listing.lists import Page
from office.models import AuditEntry, User
from office.scope import any_subtree
from posts.checks.batches import review
from posts.checks.findings import RowReview
from posts.checks.ground import Ground, rows_of
from posts.enums import OPEN_APPOINTMENTS, OPEN_BATCHES, BatchAct, BatchStatus
from posts.models import Appointment, AppointmentBatch, BatchRow, Seat
from posts.rules.batches import can_decide
from rulebooks.selectors import RulesOn
from talent.rules import years_after

ROWS_SHOWN = 50
PROPOSED, RETURNED = "batch.proposed", "batch.returned"  # as the audit trail names them


def with_row_count(batches):
    """Annotates `row_count`; a subquery would be asked for every row that is sorted, a page of 50 groups at once."""
    return batches.annotate(row_count=Count("rows"))


def level_of(batch):
    """The highest authority that a row of the batch asks for, an AuthorityLevel or "": the rows and the rules are read."""
    return Ground(batch, rows_of(batch), today()).level


def drafts_of(user):
    """Drafts whose rows the user may change (`rules.can_prepare` asks the same of one), newest first."""
    prepared = any_subtree(user.paths_as(HR_ROLES), "unit__path")
    return AppointmentBatch.objects.visible_to(user).filter(prepared, status=BatchStatus.DRAFT).order_by("-pk")


def rows_in_preparation(user):
    """Rows of open batches in sight that act on an appointment."""
    open_batches = AppointmentBatch.objects.visible_to(user).open()
    return BatchRow.objects.filter(batch__in=open_batches, appointment__isnull=False)


def listed_already(user, held):
    """{key of an appointment: its row in an open batch in sight}, of those that stand in one: one query."""
    rows = rows_in_preparation(user).filter(appointment__in=held).select_related("batch", "engineer")
    return {row.appointment_id: row for row in rows.order_by("-pk")}


@dataclass(frozen=True)
class RenewalTerms:
    """How long the rules in force let those be appointed anew who hold the appointments."""

    first_days: set
    years: dict  # {grade: set of years}, grades of which no rule says anything left out

    @property
    def last_day(self):
        """Of the next term, if it is the same for all; else None."""
        lengths = set().union(*self.years.values())
        if len(lengths) != 1 or len(self.first_days) != 1:
            return None
        return last_day(years_after(*self.first_days, *lengths))


def renewal_terms(held, on):
    """RenewalTerms of appointments that are renewed by a batch which takes effect on the day."""
    rules, years = RulesOn(on), defaultdict(set)
    for one in held:
        if rule := rules.grade_rule(one.seat.post.unit, one.grade_id):
            years[one.grade].add(rule.term_years)
    return RenewalTerms({max(one.until, on) for one in held}, dict(years))


def made_by_form(user, form_key):
    """The batch in sight that this person's form has made, or None."""
    if not form_key.isalnum():
        return None
    return AppointmentBatch.objects.visible_to(user).filter(created_by=user, form_key=form_key).first()


def rows_in(batch, keys):
    """The chosen rows of the batch, in order."""
    return list(
        batch.rows.filter(pk__in=keys)
        .select_related("engineer", "appointment__seat__post", "appointment__grade", "seat__post", "grade")
        .order_by("position")
    )


def first_free_seat(post, number=None):
    """The seat of that number, else the lowest authorised one that nobody holds or is to hold; None if there is none.

    None is free, either, where seats beyond the number are held that fill it.
    """
    seats = Seat.objects.filter(post=post).order_by("number")
    if number:
        return seats.filter(number=number).first()
    taken = Appointment.objects.filter(seat=OuterRef("pk"), status__in=OPEN_APPOINTMENTS)
    seats = list(seats.annotate(taken=Exists(taken)))
    if sum(seat.taken for seat in seats) >= post.authorised:
        return None
    return next((seat for seat in seats if not seat.taken), None)


def rows_above(found, batch, user):
    """Numbers of the rows whose grade this person may not decide on: why the batch is proposed."""
    return [line.row.position for line in found.rows if line.level and not can_decide(user, batch, line.level)]


def returned(batches):
    """Those that came back from the group and were not proposed again; annotates `why`."""
    moves = AuditEntry.objects.filter(
        target_type=AppointmentBatch._meta.label_lower, target_id=OuterRef("pk"), verb__in=(PROPOSED, RETURNED)
    ).order_by("-pk")
    last = {"last_move": Subquery(moves.values("verb")[:1]), "why": Subquery(moves.values("reason")[:1])}
    return batches.filter(status=BatchStatus.DRAFT).annotate(**last).filter(last_move=RETURNED)


def returned_because(batch):
    """Why a draft came back from the group, or ""."""
    found = returned(AppointmentBatch.objects.filter(pk=batch.pk))
    return found.values_list("why", flat=True).first() or ""


@dataclass
class BatchPage:
    """What the page of a batch shows: its rows on one page, with findings while it is open and may be changed."""

    batch: AppointmentBatch
    user: User  # who reads it
    number: int  # of the page; one beyond the last shows the last
    only_findings: bool
    reviewed: bool

    @cached_property
    def review(self):
        return review(self.batch, self.user) if self.reviewed and self.batch.status in OPEN_BATCHES else None

    @cached_property
    def lines(self):
        if self.review is None:
            return [RowReview(row, revoked_by=self.revocations.get(row.pk)) for row in rows_of(self.batch)]
        return [line for line in self.review.rows if line.blocking or not self.only_findings]

    @cached_property
    def revocations(self):
        """{key of a row: BatchRow that has revoked it}"""
        if self.batch.status != BatchStatus.DONE:
            return {}
        undoing = BatchRow.objects.filter(revokes__batch=self.batch, carried_out_on__isnull=False)
        return {row.revokes_id: row for row in undoing.select_related("batch")}

    @cached_property
    def corrections(self):
        """The batches in sight that correct this one, or are being prepared to."""
        if self.batch.status != BatchStatus.DONE:
            return []
        correcting = AppointmentBatch.objects.visible_to(self.user).filter(corrects=self.batch)
        return list(correcting.exclude(status=BatchStatus.WITHDRAWN).order_by("pk"))

    @cached_property
    def page(self):
        count = len(self.lines)
        number = max(1, min(self.number, -(-count // ROWS_SHOWN)))
        rows = self.lines[(number - 1) * ROWS_SHOWN : number * ROWS_SHOWN]
        return Page(number, ROWS_SHOWN, rows, count, capped=False, has_next=number * ROWS_SHOWN < count)

    @cached_property
    def counts(self):
        """[(act, number of rows)] in the order in which they take effect."""
        return [(act.label, len(self._people[act])) for act in BatchAct if act in self._people]

    @property
    def moving(self):
        """How many people leave a seat and take another one: they have two rows each."""
        leaving, coming = (self._people.get(act, ()) for act in (BatchAct.END, BatchAct.APPOINT))
        return len(set(leaving).intersection(coming))

    @cached_property
    def _people(self):
        """{act: [engineer key]} of all rows"""
        found = defaultdict(list)
        for line in self.review.rows if self.review else self.lines:
            found[line.row.act].append(line.row.engineer_id)
        return found


def rows_to_revoke(batch):
    """The rows of a batch that was carried out and that still stand, in order, with all that they say."""
    rows = BatchRow.objects.filter(batch=batch).exclude(revocations__carried_out_on__isnull=False)
    told = rows.select_related("engineer", "seat", "grade", "appointment__seat__post", "result__seat__post")
    return told.exclude(act=BatchAct.REVOKE).order_by("position")


def batches_of(appointment, user):
    """Batches in sight that made the appointment or act on it, the latest first."""
    concerned = Q(rows__appointment=appointment) | Q(rows__result=appointment)
    return AppointmentBatch.objects.visible_to(user).filter(concerned).distinct().order_by("-pk")


def awaited_of(appointment):
    """What a batch has decided on an appointment for a day to come, or None."""
    rows = BatchRow.objects.awaiting_their_day().annotate(held=Coalesce(F("appointment"), F("result")))
    return rows.filter(held=appointment.pk).select_related("batch").first()
