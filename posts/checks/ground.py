"""What the rows of a batch are compared with, fetched once: a constant number of queries for any number of rows."""

from collections import Counter, defaultdict
from functools import cached_property

from django.db.models import Max, Q

from posts import eligibility
from posts.checks.timeline import ENDING, Stay, Step, collisions, laid_over, most_at_once
from posts.enums import APPOINTING_ACTS, OPEN_APPOINTMENTS, AppointmentStatus, BatchAct, EndReason
from posts.models import Appointment, BatchRow, PostVersion, Seat
from rulebooks.enums import AuthorityLevel
from rulebooks.selectors import RulesOn
from talent.models import PastResult

LEVELS = (AuthorityLevel.UNIT, AuthorityLevel.SUBSIDIARY, AuthorityLevel.GROUP)  # rising
MEASURED = APPOINTING_ACTS | {BatchAct.EXTEND}


def rows_of(batch):
    """The rows with all that their checks and pages read, in their order."""
    return list(
        batch.rows.with_until_before()
        .select_related(
            "engineer__unit",
            "engineer__discipline",
            "seat__post__unit",
            "seat__post__grade",
            "seat__post__discipline",
            "grade",
            "appointment__seat__post__unit",
            "appointment__seat__post__discipline",
            "appointment__grade",
            "appointment__engineer",
            "appointment__origin__appointment",
            "appointment__origin__batch__unit",
            "appointment__origin__certificate__unit",
            "revokes__result__seat__post__unit",
            "revokes__result__engineer",
            "revokes__certificate",
            "revokes__appointment__seat__post__unit",
            "revokes__batch",
            "certificate",
        )
        .order_by("position")
    )


class Ground:
    def __init__(self, batch, rows, on):
        self.batch, self.rows, self.on = batch, rows, on

    # --- Rules --------------------------------------------------------------------------------------
    @cached_property
    def rules(self):
        return RulesOn(self.on)

    def post_of(self, row):
        """The post whose rules the row obeys."""
        if row.act in APPOINTING_ACTS and row.seat_id:
            return row.seat.post
        held = row.appointment or (row.revokes and row.revokes.result)
        return held.seat.post if held else None

    def grade_of(self, row):
        """The key of the grade that the person has after the row, or had before it ends."""
        if row.act in APPOINTING_ACTS:
            return row.grade_id or (row.seat.post.grade_id if row.seat_id else None)
        held = row.appointment or (row.revokes and row.revokes.result)
        return held.grade_id if held else None

    def rule_of(self, row):
        """The GradeRule in force for the row, or None."""
        post, grade = self.post_of(row), self.grade_of(row)
        return self.rules.grade_rule(post.unit, grade) if post and grade else None

    @cached_property
    def level(self):
        """The highest authority that appoints one of the grades which the rows give, change or take; "" without rows.

        History, and a grade of which no rule says anything, are the group's.
        """
        return AuthorityLevel.GROUP if self.batch.historic else self.level_of(self.rows)

    def level_of(self, rows):
        rules = [self.rules.grade_rule(*place) for row in rows for place in self._places(row)]
        asked = {AuthorityLevel(rule.appointed_by) if rule else AuthorityLevel.GROUP for rule in rules}
        return max(asked, key=LEVELS.index, default="")

    def _places(self, row):
        """(unit, key of the grade) of every appointment that the row touches or makes, and of the post it leads to."""
        places = [(held.seat.post.unit, held.grade_id) for held in self.touched(row)]
        if row.act in APPOINTING_ACTS and row.seat_id:
            places += [(row.seat.post.unit, row.seat.post.grade_id), (row.seat.post.unit, self.grade_of(row))]
        return places

    def touched(self, row):
        """The appointments that the row ends, changes, undoes or brings back."""
        undone = row.revokes
        return [held for held in (row.appointment, undone and undone.appointment, undone and undone.result) if held]

    @cached_property
    def to_be_filed(self):
        """Whether what a unit below the group does is to be taken on file by it (备案)."""
        if self.batch.unit.parent_id is None or self.level == AuthorityLevel.GROUP:
            return False
        return any(rule.filed_with == AuthorityLevel.GROUP for row in self.rows if (rule := self.rule_of(row)))

    @cached_property
    def fits(self):
        """{key of a row: Fit} of those who get, keep or lengthen a term."""
        candidates = [
            eligibility.Candidate(
                key=row.pk,
                engineer=row.engineer,
                grade_id=self.grade_of(row),
                unit=self.post_of(row).unit,
                on=max(row.starts_on or self.batch.effective_on, self.batch.effective_on),
            )
            for row in self.rows
            if row.act in MEASURED and self.post_of(row) and self.grade_of(row)
        ]
        return eligibility.fits(candidates)

    # --- Seats and people ------------------------------------------------------------------------------
    @cached_property
    def on_record(self):
        """{key: Appointment} on the posts and of the people of the rows, those revoked as mistakes left out."""
        people = {row.engineer_id for row in self.rows}
        found = Appointment.objects.filter(Q(seat__in=self.seats) | Q(engineer__in=people))
        told = found.select_related("engineer", "seat__post__unit", "origin__batch__unit")
        return told.exclude(end_reason=EndReason.REVOKED).in_bulk()

    @cached_property
    def seats(self):
        """{key of a seat: key of its post} of the posts to which the rows lead."""
        posts = {row.seat.post_id for row in self.rows if row.seat_id}
        undone = [row.revokes for row in self.rows if row.revokes_id]
        posts |= {row.appointment.seat.post_id for row in undone if row.appointment_id}
        return dict(Seat.objects.filter(post__in=posts).order_by().values_list("pk", "post"))

    @cached_property
    def awaited(self):
        """{key of an appointment: BatchRow} that a batch carried out before has decided, for a day to come.

        Without what this batch takes back: rows that it revokes, and those whose appointment to come it ends. With those
        whose appointment to come was given up and is brought back by it.
        """
        revoked = [row.revokes_id for row in self.rows if row.revokes_id]
        rows = BatchRow.objects.awaiting_their_day(self.reopened).filter(appointment__in=self.on_record)
        rows = rows.exclude(pk__in=revoked).exclude(result__in=self.ended)
        return {row.appointment_id: row for row in rows.select_related("batch")}

    @cached_property
    def steps(self):
        return [
            Step(
                key=row.pk,
                act=row.act,
                seat=row.seat_id,
                person=row.engineer_id,
                starts_on=row.starts_on,
                appointment=row.revokes.appointment_id if row.revokes_id else row.appointment_id,
                made=row.revokes.result_id if row.revokes_id else None,
                undone=row.revokes.act if row.revokes_id else "",
                until=self._day_awaited(row.revokes.appointment_id) if row.revokes_id else None,
            )
            for row in self.rows
        ]

    @cached_property
    def stays(self):
        """Of the appointments on record and of those that the rows make, as `laid_over` answers them."""
        stays = {
            key: Stay(held.seat_id, held.engineer_id, held.starts_on, held.ended_on or self._day_awaited(key))
            for key, held in self.on_record.items()
        }
        return laid_over(stays, self.steps)

    @cached_property
    def collisions(self):
        return collisions(*self.stays)

    def done_already(self, row):
        """The appointment on record that stands in the row's way and gives the person what the row is to give, or None."""
        if row.act == BatchAct.REVOKE:
            return None
        in_the_way = (self.on_record.get(key) for _same_seat, key, _other in self.collisions.get(row.pk, ()))
        own = [held for held in in_the_way if held and held.engineer_id == row.engineer_id]
        return next((held for held in own if held.seat_id == row.seat_id or self._follows(held, row)), None)

    def _follows(self, held, row):
        """Whether another batch has let `held` follow the appointment that the row acts on."""
        return bool(row.appointment_id) and hasattr(held, "origin") and held.origin.appointment_id == row.appointment_id

    @cached_property
    def stays_on(self):
        """{key of a post: the stays on its seats that are not over}"""
        kept, made = self.stays
        found = defaultdict(list)
        for stay in (*kept.values(), *made.values()):
            if stay.seat in self.seats and (stay.ended_on is None or stay.ended_on > self.on):
                found[self.seats[stay.seat]].append(stay)
        return found

    def seats_held(self, row, post):
        """How many seats of the post are held together, at most, from today on while who comes by the row is there."""
        _kept, made = self.stays
        return most_at_once(made[row.pk], self.stays_on[post.pk], self.on) if row.pk in made else 0

    def _day_awaited(self, key):
        awaited = self.awaited.get(key)
        return awaited.starts_on if awaited and awaited.act != BatchAct.EXTEND else None

    @cached_property
    def elsewhere(self):
        """{key of a person: rows of other open batches}; which, only those may know who see the batch."""
        others = BatchRow.objects.filter(
            batch__in=type(self.batch).objects.open().exclude(pk=self.batch.pk),
            engineer__in={row.engineer_id for row in self.rows},
        )
        found = defaultdict(list)
        for row in others.select_related("batch").order_by("batch", "position"):
            found[row.engineer_id].append(row)
        return found

    @cached_property
    def acts(self):
        """{key of an appointment: number of rows that act on it}, revocations aside."""
        return Counter(row.appointment_id for row in self.rows if row.act != BatchAct.REVOKE and row.appointment_id)

    @cached_property
    def until_again(self):
        """{key of an appointment: the end of its term once the extensions are revoked that this batch revokes}."""
        undone = [row.revokes for row in self.rows if row.revokes_id]
        return {row.appointment_id: row.previous_until for row in undone if row.act == BatchAct.EXTEND}

    @cached_property
    def extended_on(self):
        """{key of an appointment: the day from which its last extension counts}."""
        extensions = BatchRow.objects.filter(
            appointment__in={row.appointment_id for row in self.rows if row.act == BatchAct.EXTEND},
            act=BatchAct.EXTEND,
            previous_until__isnull=False,
        ).exclude(pk__in=[row.revokes_id for row in self.rows if row.revokes_id])
        return dict(extensions.order_by().values_list("appointment").annotate(Max("starts_on")))

    @cached_property
    def versions(self):
        """{key of a post: [(first day, status)] in order}, of the posts to which somebody comes."""
        posts = {row.seat.post_id for row in self.rows if row.act in APPOINTING_ACTS and row.seat_id}
        found = defaultdict(list)
        versions = PostVersion.objects.filter(post__in=posts).order_by("starts_on")
        for post, *version in versions.values_list("post", "starts_on", "status"):
            found[post].append(version)
        return found

    def standing_of(self, row):
        """(first day on record, status on the first day of the row) of its post; of an earlier day the first status."""
        versions = self.versions[row.seat.post_id]
        begun = [version for version in versions if version[0] <= row.starts_on] or versions[:1]
        return versions[0][0], begun[-1][1]

    @cached_property
    def results(self):
        """{key of a person: [PastResult], the latest first}, as on record now, or when the batch was carried out."""
        known = PastResult.objects.filter(engineer__in={row.engineer_id for row in self.rows})
        if done_at := self.batch.done_at:
            known = known.filter(Q(superseded_at=None) | Q(superseded_at__gt=done_at), recorded_at__lte=done_at)
        else:
            known = known.in_force()
        found = defaultdict(list)
        for result in known.order_by("-period", "kind"):
            found[result.engineer_id].append(result)
        return found

    @cached_property
    def revoked_before(self):
        """Keys of the rows to be revoked that another batch has revoked already."""
        undone = [row.revokes_id for row in self.rows if row.revokes_id]
        revoked = BatchRow.objects.filter(revokes__in=undone, carried_out_on__isnull=False)
        return set(revoked.values_list("revokes", flat=True)) if undone else set()

    @cached_property
    def reopened(self):
        """Keys of appointments that serve again once the rows of this batch are revoked that ended them."""
        return {row.revokes.appointment_id for row in self.rows if row.revokes_id and row.revokes.act in ENDING}

    @cached_property
    def ended(self):
        """Keys of appointments that rows of this batch end."""
        return {row.appointment_id for row in self.rows if row.act == BatchAct.END}

    def not_begun(self, held):
        """Whether it is still to come, or will be again once this batch revokes the row that gave it up."""
        return held.status == AppointmentStatus.PENDING or (held.pk in self.reopened and _waits(held))

    def renewed_by(self, row):
        """The appointment that another to come renews which a revocation brings back; None for any other row."""
        undone = row.revokes
        if undone is None or undone.act != BatchAct.END or undone.appointment_id in self.ended:
            return None
        return row.appointment.origin.appointment if _waits(row.appointment) else None

    @cached_property
    def acted_on_since(self):
        """Keys of appointments that a standing or awaited row acts on after the row that is to be revoked."""
        since = {}
        for row in self.rows:
            if undone := row.revokes:
                since |= dict.fromkeys(filter(None, (undone.appointment_id, undone.result_id)), undone.batch.done_at)
        return {held for held, done_at in self._acts_on(since) if done_at > since[held]}

    @cached_property
    def renewed_otherwise(self):
        """Keys of appointments on which a row acts that is from the batch which gave their renewal up, or from a later one."""
        since = {held.pk: row.revokes.batch.done_at for row in self.rows if (held := self.renewed_by(row))}
        return {held for held, done_at in self._acts_on(since) if done_at >= since[held]}

    def _acts_on(self, appointments):
        """[(key of the appointment, when)] of the rows that stand or wait, without those that this batch revokes."""
        undone = [row.revokes_id for row in self.rows if row.revokes_id]
        rows = BatchRow.objects.not_revoked().filter(appointment__in=appointments).exclude(pk__in=undone)
        rows = rows.exclude(act=BatchAct.REVOKE).exclude(carried_out_on=None, result__status=AppointmentStatus.ENDED)
        return rows.values_list("appointment", "batch__done_at")

    # --- Shares ------------------------------------------------------------------------------------------
    def holders(self, grades):
        """Appointments of the grades that are held or to come, before the batch."""
        return Appointment.objects.filter(grade__in=grades, status__in=OPEN_APPOINTMENTS)


def _waits(held):
    """Whether the row that made the appointment has still to begin it."""
    origin = getattr(held, "origin", None)
    return origin is not None and origin.carried_out_on is None
