"""What happened to appointments: begun, extended, renewed, lowered, ended, revoked, and what is proposed or lies ahead."""

from bisect import bisect
from collections import defaultdict

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.clock import last_day, today
from office.enums import HR_ROLES
from office.scope import any_subtree
from overview.selectors.thread.knots import GIVEN_UP, PROPOSED, REVOKED, Ground, Knot, PaperOf, Turn
from overview.selectors.thread.rows import in_order
from posts.enums import OPEN_BATCHES, AppointmentMode, AppointmentStatus, BatchAct, BatchStatus, EndReason
from posts.models import Appointment, BatchRow

FACTS = {
    BatchAct.APPOINT: gettext_lazy("Appointed"),
    BatchAct.RENEW: gettext_lazy("Renewed"),
    BatchAct.LOWER: gettext_lazy("Appointed at a lower grade"),
    BatchAct.EXTEND: gettext_lazy("Term extended"),
    BatchAct.END: gettext_lazy("Appointment ended"),
    BatchAct.REVOKE: gettext_lazy("Revoked"),
}
SAID_ALREADY = {AppointmentMode.RENEWAL, AppointmentMode.IMPORTED}
FOLLOWED_BY = {BatchAct.RENEW, BatchAct.LOWER}  # the end of the one is the beginning of the other
ENDING = {BatchAct.END, *FOLLOWED_BY}
UNDONE, LEAVING, COMING = range(3)  # of one day
PLACES = {BatchAct.REVOKE: UNDONE, BatchAct.END: LEAVING}  # of rows; COMING of all others


def appointments_in(user, *named, **about):
    """The appointments in sight, with what their names ask for: one query."""
    found = Appointment.objects.visible_to(user).filter(**about).select_related("grade", "decision", *named)
    return in_order(found, "starts_on", "pk")


def rows_about(appointments, user, subject, *named):
    """Rows that were decided about these appointments, and for human resources those proposed about the subject (a Q).

    `named` is what the name of a row asks for. What a row revokes is among them, for it is about the same appointment.
    """
    keys = [held.pk for held in appointments]
    about = Q(appointment__in=keys) | Q(result__in=keys)
    decided = Q(batch__status=BatchStatus.DONE) & about
    prepared = any_subtree(user.paths_as(HR_ROLES), "batch__unit__path") & Q(batch__status__in=OPEN_BATCHES)
    proposed = prepared & ~Q(engineer__user=user)
    rows = BatchRow.objects.filter(about | subject, decided | proposed)  # first by what an index finds
    related = ("batch__decision", "batch__document", "batch__done_by", "certificate")
    return in_order(rows.select_related(*related, *named), "pk")


class Terms:
    """The knots of some appointments; `name_of` says how one of them, or the row that proposes one, is called here."""

    def __init__(self, appointments, rows, entries, name_of):
        self.appointments, self.entries, self.name_of = appointments, entries, name_of
        self.rows, self.row_of = rows, {row.pk: row for row in rows}
        self.known = {held.pk: held for held in appointments}
        self.undone = {row.revokes_id: row for row in rows if row.act == BatchAct.REVOKE and row.carried_out_on}
        self.revoked_at = sorted({row.batch.done_at for row in self.undone.values()})
        self.origins = {row.result_id: row for row in rows if row.result_id}
        self.about = defaultdict(list)
        for row in rows:
            self.about[row.appointment_id].append(row)

    def knots(self):
        for held in self.appointments:
            yield self._begun(held)
            yield from self._end(held)
        for row in self.rows:
            if row.batch.status in OPEN_BATCHES:
                yield self._proposed(row)
            elif row.act in {BatchAct.EXTEND, BatchAct.REVOKE} or self._ends_later(row):
                yield self._done(row)

    # --- Of appointments ----------------------------------------------------------------------------
    def _begun(self, held):
        origin = self.origins.get(held.pk)
        knot = self._knot(self._day_of_beginning(held), FACTS[self._act_of(held, origin)], held)
        knot.details = [_term(held.starts_on, self._first_until(held)), str(held.grade)]
        knot.details += [] if held.mode in SAID_ALREADY else [held.get_mode_display()]
        knot.state = self._state_of(held)
        knot.late = held.status == AppointmentStatus.PENDING and held.starts_on <= today()
        knot.grounds = _grounds(held.decision, origin and origin.batch)
        knot.order = self._order(UNDONE if knot.state == GIVEN_UP else COMING, origin)
        if origin:
            knot.who, knot.papers = _done_by(origin.batch), _papers(origin)
        else:
            knot.who = self.entries.who(held, {"appointment.loaded"})
        if held.historic:
            knot.details.append(_("From before decisions were recorded"))
        return knot

    def _state_of(self, held):
        if held.end_reason == EndReason.REVOKED:
            return REVOKED
        return GIVEN_UP if held.never_held else ""

    def _day_of_beginning(self, held):
        """Who gave the appointment up never came: it is told of on the day of that."""
        return self._day_of_end(held) if self._state_of(held) == GIVEN_UP else held.starts_on

    def _day_of_end(self, held):
        row = self._row_that_ended(held)
        return row.carried_out_on if row and held.never_held else held.ended_on

    def _first_until(self, held):
        """The end of the term before it was extended."""
        extended = [row.previous_until for row in self.about[held.pk] if row.act == BatchAct.EXTEND]
        return min(filter(None, extended), default=held.until)

    def _act_of(self, held, origin):
        if origin:
            return origin.act
        return BatchAct.RENEW if held.mode == AppointmentMode.RENEWAL else BatchAct.APPOINT

    def _end(self, held):
        """How it ended; or when its term is over, if nothing that is known ends it before."""
        if held.ended_on:
            if held.end_reason != EndReason.REVOKED and not self._followed(held):
                yield self._ended(held)
        elif held.until <= today():
            yield self._knot(held.last_day, _("Term over, not renewed"), held, turn=Turn.AFTER, late=True)
        elif not any(row.act in ENDING and self._stands(row) for row in self.about[held.pk]):
            yield self._knot(held.last_day, _("Term ends"), held, turn=Turn.AFTER)

    def _followed(self, held):
        row = self._row_that_ended(held)
        return row is not None and row.act in FOLLOWED_BY and row.result_id in self.known

    def _row_that_ended(self, held):
        """What else was decided, but did not come to pass, ended nothing."""
        rows = (row for row in self.about[held.pk] if row.act in ENDING and row.carried_out_on and self._stands(row))
        return next(rows, None)

    def _ended(self, held):
        row = self._row_that_ended(held)
        knot = self._knot(self._day_of_end(held), FACTS[BatchAct.END], held)
        knot.details = [held.get_end_reason_display()]
        knot.order = self._order(LEAVING, row)
        if row:
            knot.who, knot.grounds, knot.papers = _done_by(row.batch), _grounds_of(row), _document(row)
            knot.details += [row.reason] if row.reason else []
        else:
            knot.who = self.entries.who(held, {"appointment.lapsed", "appointment.loaded"})
        return knot

    def _stands(self, row):
        """Done and neither revoked nor, of an appointment to come, given up."""
        result = self.known.get(row.result_id)
        given_up = result is not None and self._state_of(result) == GIVEN_UP
        return row.batch.status == BatchStatus.DONE and row.pk not in self.undone and not given_up

    def _ends_later(self, row):
        """An end that waits for its day, or one that was taken back."""
        return row.act == BatchAct.END and (not row.carried_out_on or row.pk in self.undone)

    # --- Of rows ------------------------------------------------------------------------------------
    def _done(self, row):
        knot = self._knot(_day_of(row), FACTS[row.act], row)
        knot.order = self._order(PLACES.get(row.act, COMING), row)
        knot.who, knot.grounds, knot.papers = _done_by(row.batch), _grounds_of(row), _document(row)
        knot.details = [*self._what_changes(row), *([row.reason] if row.reason else [])]
        knot.state = REVOKED if row.pk in self.undone else ""
        return knot

    def _proposed(self, row):
        knot = self._knot(row.starts_on or row.batch.effective_on, row.get_act_display(), row)
        knot.order = self._order(PLACES.get(row.act, COMING), row)
        knot.state, knot.details = PROPOSED, [*self._what_changes(row), row.batch.get_status_display()]
        knot.grounds = _grounds_of(row)
        return knot

    def _what_changes(self, row):
        if row.act == BatchAct.EXTEND and row.until:
            return [_from_to(self._until_before(row), row.until)]
        if row.act == BatchAct.REVOKE:
            undone = self.row_of.get(row.revokes_id)
            words = _("what was revoked: %(act)s of %(day)s")
            said = [words % {"act": FACTS[undone.act], "day": undone.starts_on or "—"}] if undone else []
            return said + ([_from_to(row.previous_until, row.until)] if row.previous_until else [])
        if row.act == BatchAct.END:
            return [row.get_end_reason_display()] if row.end_reason else []
        return [_term(row.starts_on, row.until)] if row.starts_on and row.until else []

    def _until_before(self, row):
        """The end of the term before the extension; of one that was revoked the revocation tells it."""
        if row.pk in self.undone:
            return self.undone[row.pk].until
        held = self.known.get(row.appointment_id)
        return row.previous_until or (held and held.until)

    def _knot(self, on, what, named, *, turn=Turn.TERM, **fields):
        held = named if isinstance(named, Appointment) else self._held_by(named)
        url = held.get_absolute_url() if held else ""
        return Knot(on, str(what), self.name_of(held or named), url, turn=turn, **fields)

    def _order(self, place, row=None):
        """Ends before beginnings, as far as no revocation parts them; what no batch did first, what is only proposed last."""
        if row is None:
            return 0, place
        if row.batch.status in OPEN_BATCHES:
            return len(self.revoked_at) + 1, place, row.pk
        return bisect(self.revoked_at, row.batch.done_at), place, row.batch.done_at, row.pk

    def _held_by(self, row):
        return self.known.get(row.appointment_id) or self.known.get(row.result_id)


def _day_of(row):
    day = row.carried_out_on if row.act == BatchAct.REVOKE else row.starts_on
    return day or row.batch.effective_on


def _from_to(before, until):
    return _("last day of the term: %(old)s → %(new)s") % {"old": last_day(before) or "—", "new": last_day(until)}


def _term(starts_on, until):
    return _("term %(from)s to %(to)s") % {"from": starts_on, "to": last_day(until)}


def _done_by(batch):
    return str(batch.done_by or "")


def _grounds_of(row):
    return _grounds(row.batch.decision, row.batch)


def _grounds(decision, batch):
    """The decision in words for everyone who sees the fact; the batch only for who may read it, as it names others."""
    decided = [Ground(str(decision), decision)] if decision else []
    return decided + ([Ground(_("Batch: %(title)s") % {"title": batch}, batch, kept=True)] if batch else [])


def _document(row):
    paper, batch = row.batch.document, row.batch
    if not paper:
        return []
    scan = reverse("posts:batch_document_file", args=[batch.pk]) if paper.scan else ""
    return [PaperOf(paper.get_kind_display(), paper.number, bool(paper.cancelled_at), batch, "", scan)]


def _papers(row):
    paper = row.certificate
    if not paper:
        return _document(row)
    page = reverse("posts:certificate_detail", args=[paper.pk])
    scan = reverse("posts:certificate_scan_file", args=[paper.pk]) if paper.scan else ""
    cancelled = bool(paper.cancelled_at)
    return [*_document(row), PaperOf(paper.get_kind_display(), paper.number, cancelled, paper, page, scan)]
