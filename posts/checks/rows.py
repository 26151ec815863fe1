"""The checks of one row: each yields findings, sentences that say what is wrong and what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.clock import last_day
from posts.checks.findings import blocks, note, wants_reason
from posts.checks.people import (
    at_work,
    conditions_considered,
    conditions_met,
    latest_results,
    on_the_staff,
    retirement,
    retires_later,
)
from posts.checks.timeline import ENDING
from posts.enums import APPOINTING_ACTS, REASONS_OF_OTHER_ACTS, AppointmentStatus, BatchAct, PostStatus
from talent.rules import years_after


def findings_on(row, ground):
    for check in CHECKS[row.act]:
        yield from check(row, ground)


def lasting_findings_on(row, ground):
    """What is still true of a row that was carried out; the other checks would find what it has done itself."""
    for check in CHECKS[row.act]:
        if check in LASTING:
            yield from check(row, ground)


# --- What the row says ------------------------------------------------------------------------------------
def within_unit(row, ground):
    post = ground.post_of(row)
    if post is None:
        yield blocks(_("Say which seat."))
    elif not ground.batch.unit.covers(post.unit.path):
        yield blocks(_("The post is not one of %(unit)s.") % {"unit": ground.batch.unit})
    elif ground.rule_of(row) is None:
        yield blocks(_("No rulebook in force says who appoints this grade in %(unit)s.") % {"unit": post.unit})


def within_reach(row, ground):
    """Who prepares for a unit ends nothing elsewhere, nor brings it back, though the row itself leads to a post of the unit."""
    unit = ground.batch.unit
    if not all(unit.covers(held.seat.post.unit.path) for held in ground.touched(row)):
        yield blocks(
            _("It concerns an appointment to a post outside %(unit)s; a unit that both belong to decides on that.")
            % {"unit": unit}
        )


def term(row, ground):
    if not (row.starts_on and row.until):
        yield blocks(_missing_of_term(row))
        return
    rule = ground.rule_of(row)
    if row.until <= row.starts_on:
        yield blocks(_("The term ends before it starts."))
    elif row.until <= ground.on and not ground.batch.historic:
        yield wants_reason(_("The term is over already."))
    elif rule and row.until > years_after(row.starts_on, rule.term_years):
        yield wants_reason(
            _("The term is longer than the %(years)d years of the rulebook.") % {"years": rule.term_years}
        )


def _missing_of_term(row):
    if row.starts_on:
        return _("Say the last day of the term.")
    return _("Say the first day of the term.") if row.until else _("Say from when until when.")


def mode(row, ground):
    if not row.mode:
        yield blocks(_("Say by which way the person was chosen."))


def end(row, ground):
    if not row.starts_on:
        yield blocks(_("Say the first day without the appointment."))
    elif row.appointment and row.starts_on < row.appointment.starts_on:
        yield blocks(
            _("The appointment began on %(date)s; it cannot end before.") % {"date": row.appointment.starts_on}
        )
    elif row.appointment and row.starts_on > row.appointment.starts_on and ground.not_begun(row.appointment):
        yield blocks(
            _("The appointment has not begun: it is given up as a whole, from %(date)s on, the first day of its term.")
            % {"date": row.appointment.starts_on}
        )
    if not row.end_reason or row.end_reason in REASONS_OF_OTHER_ACTS:
        yield blocks(_("Say why the appointment ends."))


def extension(row, ground):
    held = row.appointment
    until = ground.until_again.get(held.pk) or held.until
    if not row.until:
        yield blocks(_("Say until when the term is extended."))
    elif row.until <= until:
        yield blocks(_("The term runs until %(date)s already.") % {"date": last_day(until)})
    elif row.until <= ground.batch.effective_on:
        yield blocks(_("The extended term would be over before the batch takes effect."))
    if ground.extended_on.get(held.pk, ground.batch.effective_on) > ground.batch.effective_on:
        yield blocks(
            _("The last extension counts from %(date)s; a further one cannot count from before.")
            % {"date": ground.extended_on[held.pk]}
        )


def same_seat(row, ground):
    if row.appointment and row.seat_id != row.appointment.seat_id:
        yield blocks(_("A renewal keeps the seat. To move the person, end the appointment and appoint anew."))


def day_of_history(row, ground):
    """What counts as history lies in the past: what lies ahead is decided, and on record."""
    if ground.batch.historic and max(filter(None, (row.starts_on, ground.batch.effective_on))) >= ground.on:
        yield blocks(_("History ends before today; cite the decision."))


def post_there(row, ground):
    """Nobody comes to a post on a day on which it did not stand; who stays on the same post is there."""
    if not (row.seat_id and row.starts_on) or _stays_on_post(row):
        return
    first, status = ground.standing_of(row)
    if row.starts_on < first:
        yield blocks(_("The post stands on record from %(date)s on.") % {"date": first})
    elif status == PostStatus.ABOLISHED:
        yield blocks(
            _("On %(date)s the post %(post)s is %(status)s.")
            % {"date": row.starts_on, "post": row.seat.post.code, "status": PostStatus(status).label}
        )


def _stays_on_post(row):
    return bool(row.appointment) and row.appointment.seat.post_id == row.seat.post_id


def alone(row, ground):
    """Two acts on one appointment contradict each other."""
    if ground.acts[row.appointment_id] > 1:
        yield blocks(_("Another row of this batch acts on the same appointment."))


def start_of_next(row, ground):
    held = row.appointment
    if held and row.starts_on and row.starts_on <= held.starts_on:
        yield blocks(_("The present term began on %(date)s; the next one starts later.") % {"date": held.starts_on})
    elif held and row.starts_on and row.starts_on < held.until:
        yield wants_reason(_("The present term runs until %(date)s; it would be cut short.") % {"date": held.last_day})
    elif held and row.starts_on and row.starts_on > held.until:
        yield note(_("From %(date)s until this term the person held the seat without renewal.") % {"date": held.until})


def lower_grade(row, ground):
    old, new = _ranks(row, ground)
    if old is None or new is None:
        yield blocks(_("Say the lower grade; both grades stand in the rulebook."))
    elif new <= old:
        yield blocks(_("%(grade)s is not below the present grade.") % {"grade": row.grade or row.seat.post.grade})
    elif row.seat_id != row.appointment.seat_id and row.seat.post.grade_id != ground.grade_of(row):
        yield blocks(_("The other post is one of the grade %(grade)s.") % {"grade": row.seat.post.grade})


def _ranks(row, ground):
    new, held = ground.rule_of(row), row.appointment
    old = held and ground.rules.grade_rule(held.seat.post.unit, held.grade_id)
    return (old.rank if old else None), (new.rank if new else None)


# --- The present appointment --------------------------------------------------------------------------------
def still_held(row, ground):
    held = row.appointment
    if ground.done_already(row):
        return
    allowed = {AppointmentStatus.SERVING} | ({AppointmentStatus.PENDING} if row.act == BatchAct.END else set())
    if held.status not in allowed and held.pk not in ground.reopened:
        yield blocks(_("This appointment is %(status)s.") % {"status": held.get_status_display()})
    if awaited := ground.awaited.get(held.pk):
        yield blocks(_awaited(row, awaited) % {"act": awaited.get_act_display(), "date": awaited.starts_on})


def _awaited(row, awaited):
    """What is decided already, and how to end an appointment all the same."""
    if row.act != BatchAct.END:
        return _("It is decided already: %(act)s on %(date)s.")
    if awaited.act in APPOINTING_ACTS:
        return _("It is decided already: %(act)s on %(date)s. End that appointment to come in this batch, too.")
    return _("It is decided already: %(act)s on %(date)s. Revoke that by a batch that corrects it; end it there, too.")


def revocation(row, ground):
    undone = row.revokes
    if undone is None or undone.batch_id != ground.batch.corrects_id:
        yield blocks(_("Only rows of the batch that this one corrects are revoked."))
        return
    if not row.reason.strip():
        yield blocks(_("Say what was wrong."))
    if undone.pk in ground.revoked_before:
        yield blocks(_("This row was revoked already."))
    elif {undone.appointment_id, undone.result_id} & ground.acted_on_since:
        yield blocks(_("Something was decided on this appointment since; revoke that first."))
    elif undone.result and undone.result.status == AppointmentStatus.ENDED:
        yield blocks(_("The appointment that this row made has ended; it stays on record."))


def after_what_it_renews(row, ground):
    """A renewal is brought back behind the term that it renews, and not behind one that ended otherwise."""
    renewed = ground.renewed_by(row)
    if renewed is None:
        return
    if renewed.status == AppointmentStatus.ENDED and renewed.pk not in ground.reopened:
        yield blocks(
            _("The appointment that it renews has ended on %(date)s; revoke that, too, or appoint anew.")
            % {"date": renewed.ended_on}
        )
    elif renewed.pk in ground.renewed_otherwise:
        yield blocks(_("Something was decided on the appointment that it renews; revoke that, too."))


def seat_to_return_to(row, ground):
    """Who is put back on a seat needs one that is still there."""
    undone = row.revokes
    if undone is None or undone.act not in ENDING:
        return
    seat = undone.appointment.seat
    if seat.post.status == PostStatus.ABOLISHED or seat.number > seat.post.authorised:
        yield blocks(_("The seat %(seat)s to which the person would return is authorised no more.") % {"seat": seat})
    elif not (undone.result and undone.result.seat.post_id == seat.post_id):
        yield from _overfull(row, seat.post, ground)


# --- Seat and person --------------------------------------------------------------------------------------
def seat_open(row, ground):
    if not row.seat_id:
        return
    post = row.seat.post
    if post.status != PostStatus.ACTIVE:
        yield blocks(_("The post %(post)s is %(status)s.") % {"post": post.code, "status": post.get_status_display()})
    elif row.seat.number > post.authorised:
        yield blocks(
            _("The post has %(count)d authorised seats; this one is beyond them.") % {"count": post.authorised}
        )
    elif not _stays_on_post(row):
        yield from _overfull(row, post, ground)


def _overfull(row, post, ground):
    """Who comes to a post finds it no fuller than authorised; a seat beyond the number fills it as well."""
    held = ground.seats_held(row, post)
    if held > post.authorised:
        yield blocks(
            ngettext(
                "The post has %(count)d authorised seat, but %(held)d would be held."
                " End an appointment to the post in the same batch.",
                "The post has %(count)d authorised seats, but %(held)d would be held."
                " End an appointment to the post in the same batch.",
                post.authorised,
            )
            % {"count": post.authorised, "held": held}
        )


def free(row, ground):
    """A row that another batch has done is to be taken out; to end what that batch began would dismiss the person."""
    if done := ground.done_already(row):
        yield blocks(_done_already(done, ground))
        return
    for same_seat, appointment, other in ground.collisions.get(row.pk, ()):
        if other is not None:
            yield blocks(
                _("Another row of this batch takes the same seat.")
                if same_seat
                else _("Another row of this batch appoints the same person.")
            )
        elif same_seat:
            yield blocks(_taken(ground.on_record[appointment]))
        else:
            yield blocks(_holds(ground.on_record[appointment], ground))


def _done_already(held, ground):
    origin = getattr(held, "origin", None)
    if origin is None:
        return _("The person holds this seat since %(date)s already. Take this row out.") % {"date": held.starts_on}
    facts = {"batch": origin.batch, "act": origin.get_act_display(), "date": held.starts_on}
    if ground.batch.unit.covers(origin.batch.unit.path):  # else not everybody who reads this batch sees the other
        return _("Done already by the batch “%(batch)s”: %(act)s from %(date)s on. Take this row out.") % facts
    return _("Done already by another batch: %(act)s from %(date)s on. Take this row out.") % facts


def _taken(held):
    return _("The seat %(seat)s is held by %(name)s since %(date)s; end that appointment in the same batch.") % {
        "seat": held.seat,
        "name": held.engineer,
        "date": held.starts_on,
    }


def _holds(held, ground):
    if not ground.batch.unit.covers(held.seat.post.unit.path):
        return _("The person holds a seat in another unit; it must end there first.")
    return _("The person holds the seat %(seat)s since %(date)s; end that appointment in the same batch.") % {
        "seat": held.seat,
        "date": held.starts_on,
    }


LASTING = frozenset(
    {at_work, start_of_next, retirement, retires_later, latest_results, conditions_met, conditions_considered}
)
EVERY = (within_unit, day_of_history)
ON_PRESENT = (still_held, alone)
TO_SEAT = (term, post_there, seat_open, free, on_the_staff, at_work, retirement)
CHECKS = {
    BatchAct.APPOINT: (*EVERY, mode, *TO_SEAT, conditions_met),
    BatchAct.RENEW: (*EVERY, *ON_PRESENT, same_seat, start_of_next, *TO_SEAT, latest_results, conditions_considered),
    BatchAct.LOWER: (*EVERY, within_reach, *ON_PRESENT, lower_grade, start_of_next, *TO_SEAT, conditions_considered),
    BatchAct.EXTEND: (
        *EVERY, *ON_PRESENT, extension, on_the_staff, at_work, retirement, latest_results, conditions_considered,
    ),
    BatchAct.END: (*EVERY, *ON_PRESENT, end, retires_later),
    BatchAct.REVOKE: (within_reach, revocation, after_what_it_renews, seat_to_return_to, free),
}  # fmt: skip
