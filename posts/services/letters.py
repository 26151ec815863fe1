"""Target letters: drafted, filled with goals, signed, replaced. `move` is the only writer of their status.

What is signed is what was read: a signature names the digest of the goals that its page showed, and goals that
change take the signatures given so far away with them.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.changes import changes_to
from office.check_codes import read_code
from office.enums import PaperKind
from office.errors import DomainError
from office.locks import lock_rows
from office.papers import templates
from office.selectors.papers import printing_with
from office.services import papers
from posts.enums import LETTER_TRANSITIONS, LetterStatus
from posts.models import Appointment, Goal, Seat, TargetLetter
from posts.rules import letters as rules
from posts.selectors.letters import content_code, draftings, in_one_line, printed_values

GOAL_FACTS = ("content", "bound", "target", "measure", "weight", "due_on")
MOST_DRAFTED = 500
SIGNATURES = ("signed_by_holder_at", "signed_for_unit_at", "signed_for_unit_by")


def lock(letter):
    """The letter as it is now, locked until the transaction ends."""
    found = TargetLetter.objects.select_for_update(of=("self",)).select_related(
        "appointment__engineer", "appointment__seat__post__unit", "paper", "signed_for_unit_by"
    )
    letter = found.filter(pk=letter.pk).first()
    if letter is None:
        raise DomainError(_("This draft was given up meanwhile."))
    return letter


def lock_draft(letter):
    """The same, refused once it is signed."""
    letter = lock(letter)
    if letter.status != LetterStatus.DRAFT:
        raise DomainError(
            _("The letter is in the status “%(status)s”; it is replaced by a new one, never changed.")
            % {"status": letter.get_status_display()}
        )
    return letter


def move(letter, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked letter. Raises DomainError if its present status does not lead there."""
    if status not in LETTER_TRANSITIONS[letter.status]:
        raise DomainError(_("The letter is in the status “%(status)s”.") % {"status": letter.get_status_display()})
    previous, letter.status = letter.status, status
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.save(update_fields=["status", *fields, "updated_at"])
    _record(letter, verb, actor, changes={"status": [previous, status]}, reason=reason)
    return letter


# --- Drafts -----------------------------------------------------------------------------------------
@transaction.atomic
def draft_letters(appointments, *, actor, starts_on=None, until=None):
    """An empty draft for each appointment, over what of its term lies in [starts_on, until): all or none, in a constant
    number of statements. Returns the letters.

    Raises DomainError with a sentence for each who has a letter for some of that time, whose term lies outside of it, or
    who does not hold the post any more. Locks the seats.
    """
    appointments = _locked_appointments(appointments)
    planned = draftings(appointments, starts_on, until)
    if reasons := [drafting.refusal for drafting in planned if drafting.refusal]:
        raise DomainError(_("Nothing was drafted."), reasons=reasons)
    made = TargetLetter.objects.bulk_create(
        TargetLetter(
            appointment=drafting.appointment,
            starts_on=drafting.starts_on,
            until=drafting.until,
            created_by=actor,
        )
        for drafting in planned
    )
    rows = ((letter, letter.appointment.seat.post.unit, {}) for letter in made)
    audit.record_many(actor=actor, verb="letter.drafted", rows=rows)
    return made


def _locked_appointments(appointments):
    """As they are now, in their order, their seats locked by key: whoever drafts for the same people waits here."""
    keys = [held.pk for held in appointments]
    if not 0 < len(keys) <= MOST_DRAFTED:
        raise DomainError(_("Choose at least one and at most %(count)d holders.") % {"count": MOST_DRAFTED})
    lock_rows(Seat, {held.seat_id for held in appointments})
    found = Appointment.objects.select_related("engineer", "seat__post__unit").in_bulk(keys)
    return [found[key] for key in keys]


@transaction.atomic
def revise_letter(letter, *, seen, goals, remarks, actor):
    """Write the goals (mappings of GOAL_FACTS, in their order) and what else is agreed; a signature given so far is withdrawn.

    `seen` is the `updated_at` its form was made with. Raises DomainError if someone changed or signed the letter
    meanwhile, and for goals that fall due outside its period.
    """
    letter = lock_draft(letter)
    if letter.updated_at != seen:
        raise DomainError(_("Someone else changed or signed this letter meanwhile. Look at what stands there now."))
    _check_goals(letter, goals)
    return _write(letter, goals, remarks, actor=actor, verb="letter.revised")


@transaction.atomic
def copy_goals(from_letter, to_letter, *, actor):
    """Put the goals of another letter of the same holder or post in the place of a draft's own. Returns the draft.

    A day that lies outside the draft's period is left out; what else is agreed stays. A signature given so far is withdrawn.
    """
    letter, source = (
        lock_draft(to_letter),
        TargetLetter.objects.select_related("appointment__seat").get(pk=from_letter.pk),
    )
    held, other = letter.appointment, source.appointment
    if held.engineer_id != other.engineer_id and held.seat.post_id != other.seat.post_id:
        raise DomainError(_("Goals are copied from a letter of the same person or of the same post."))
    goals = [_within(letter, goal) for goal in source.goals.all()]
    if not goals:
        raise DomainError(_("That letter has no goals."))
    return _write(letter, goals, letter.remarks, actor=actor, verb="letter.goals_copied", reason=str(source))


@transaction.atomic
def discard_letter(letter, *, actor, reason):
    """Give a draft up: it is deleted, its paper, if it was printed, is cancelled; the trail keeps what it said."""
    if not reason.strip():
        raise DomainError(_("Say why the draft is given up."))
    letter = lock_draft(letter)
    said = _as_text(letter.goals.all())
    _record(letter, "letter.discarded", actor, changes={"goals": [said, ""]}, reason=reason.strip())
    letter.delete()
    if letter.paper:
        papers.cancel_paper(letter.paper, actor=actor, reason=reason)


@transaction.atomic
def replace_letter(letter, *, reason, actor):
    """A new draft with the same goals; the signed letter counts until that one is signed. Returns the draft."""
    if not reason.strip():
        raise DomainError(_("Say why the letter is replaced."))
    letter = lock(letter)
    if letter.status != LetterStatus.AGREED:
        raise DomainError(_("Only a signed letter is replaced; a draft is changed."))
    _check_serving(letter)
    same = TargetLetter.objects.filter(appointment=letter.appointment, starts_on=letter.starts_on)
    if same.filter(status=LetterStatus.DRAFT).exists():
        raise DomainError(_("There is a draft for this period already."))
    _record(letter, "letter.replaced", actor, reason=reason.strip())
    facts = {name: getattr(letter, name) for name in ("appointment", "starts_on", "until", "remarks")}
    made = TargetLetter.objects.create(created_by=actor, **facts)
    _put(made, [_facts(goal) for goal in letter.goals.all()])
    _record(made, "letter.drafted", actor, reason=reason.strip())
    return made


def _write(letter, goals, remarks, *, actor, verb, reason=""):
    before = list(letter.goals.all())
    changes = changes_to(letter, {"remarks": remarks})
    if [_facts(goal) for goal in before] != goals:
        changes["goals"] = [_as_text(before), _as_text([Goal(**facts) for facts in goals])]
        _put(letter, goals)
    if not changes:
        return letter
    for name in SIGNATURES:
        if getattr(letter, name):
            changes[name] = [getattr(letter, name), None]
            setattr(letter, name, None)
    letter.remarks = remarks
    letter.save(update_fields=["remarks", *SIGNATURES, "updated_at"])
    _record(letter, verb, actor, changes=changes, reason=reason)
    return letter


def _put(letter, goals):
    letter.goals.all().delete()
    Goal.objects.bulk_create(Goal(letter=letter, position=place, **facts) for place, facts in enumerate(goals, 1))


def _check_goals(letter, goals):
    if len(goals) > rules.MOST_GOALS:
        raise DomainError(_("A letter has at most %(count)d goals.") % {"count": rules.MOST_GOALS})
    outside = [
        _("Goal %(place)d falls due on %(date)s, outside the letter's period %(start)s — %(end)s.")
        % {"place": place, "date": facts["due_on"], "start": letter.starts_on, "end": letter.last_day}
        for place, facts in enumerate(goals, 1)
        if facts["due_on"] and not letter.starts_on <= facts["due_on"] < letter.until
    ]
    if outside:
        raise DomainError(_("Nothing was saved."), reasons=outside)


def _within(letter, goal):
    facts = _facts(goal)
    if facts["due_on"] and not letter.starts_on <= facts["due_on"] < letter.until:
        facts["due_on"] = None
    return facts


def _facts(goal):
    return {name: getattr(goal, name) for name in GOAL_FACTS}


def _as_text(goals):
    return "; ".join(map(in_one_line, goals))


# --- Signatures -------------------------------------------------------------------------------------
@transaction.atomic
def sign_for_unit(letter, *, seen, actor):
    """Sign on behalf of the unit; with the holder's signature there the letter is agreed.

    `seen` is the check code of the goals that were read. Raises DomainError if they are others now or do not add up, if the
    letter is signed already, and to the holder himself or herself.
    """
    letter = _lock_to_sign(letter, seen)
    if rules.is_own(actor, letter):
        raise DomainError(_("Nobody signs his or her own letter for the unit."))
    if letter.signed_for_unit_at:
        raise DomainError(_("%(name)s has signed for the unit already.") % {"name": letter.signed_for_unit_by})
    signed = {"signed_for_unit_at": timezone.now(), "signed_for_unit_by": actor}
    return _sign(letter, actor, "letter.signed_for_unit", signed)


@transaction.atomic
def sign_as_holder(letter, *, seen, actor):
    """Sign one's own letter; with the unit's signature there it is agreed. Raises DomainError like `sign_for_unit`."""
    letter = _lock_to_sign(letter, seen)
    if not rules.is_own(actor, letter):
        raise DomainError(_("Only the holder signs as the holder."))
    if letter.signed_by_holder_at:
        raise DomainError(_("You have signed this letter already."))
    return _sign(letter, actor, "letter.signed_by_holder", {"signed_by_holder_at": timezone.now()})


@transaction.atomic
def sign_on_paper(letter, scan, code, *, actor):
    """Attach the signed copy, which makes a draft agreed. To a letter that is agreed already a better scan may be attached.

    `code` is the check code printed on it. Raises DomainError if it stands for other goals than the present ones, if nothing
    was printed, for what is no scan, and to the holder himself or herself.
    """
    letter = lock(letter)
    if rules.is_own(actor, letter):
        raise DomainError(_("Nobody files his or her own letter; somebody else attaches the signed copy."))
    _check_complete(letter)
    _check_printed(letter, code)
    letter.paper = papers.attach_scan(letter.paper, scan, actor=actor)
    if letter.status != LetterStatus.DRAFT:
        _record(letter, "letter.scan_attached", actor)
        return letter
    return _agree(letter, actor, "letter.signed_on_paper")


def _lock_to_sign(letter, seen):
    letter = lock_draft(letter)
    _check_serving(letter)
    _check_complete(letter)
    if content_code(letter, letter.goals.all()) != seen:
        raise DomainError(_("The letter was changed since you read it. Read it again, then sign."))
    return letter


def _sign(letter, actor, verb, signed):
    for name, value in signed.items():
        setattr(letter, name, value)
    if letter.signed_by_holder_at and letter.signed_for_unit_at:
        return _agree(letter, actor, verb, **signed)
    letter.save(update_fields=[*signed, "updated_at"])
    _record(letter, verb, actor)
    return letter


def _agree(letter, actor, verb, **signed):
    """From now on the letter counts; the one that it replaces does not."""
    same = TargetLetter.objects.select_for_update(of=("self",)).select_related("appointment__seat__post__unit")
    same = same.filter(appointment=letter.appointment, starts_on=letter.starts_on, status=LetterStatus.AGREED)
    for replaced in same:
        move(replaced, LetterStatus.SUPERSEDED, actor=actor, verb="letter.superseded")
    return move(letter, LetterStatus.AGREED, actor=actor, verb=verb, **signed)


def _check_serving(letter):
    if rules.is_over(letter.appointment):
        raise DomainError(_("%(name)s does not hold the post any more.") % {"name": letter.appointment.engineer})


def _check_complete(letter):
    if reasons := rules.blockers(letter, letter.goals.all()):
        raise DomainError(_("The letter cannot be signed yet."), reasons=reasons)


def _check_printed(letter, code):
    if not (letter.paper and letter.paper.prints.exists()):
        raise DomainError(_("The letter was never printed. Print it, have it signed, then attach the signed copy."))
    printing = printing_with(letter.paper, code)
    if printing is None:
        raise DomainError(
            _("No printing of this letter carries the check code %(code)s. Look at the foot of the signed copy.")
            % {"code": read_code(code)}
        )
    if not printing.says(printed_values(letter, letter.goals.all())):
        raise DomainError(
            _(
                "The signed copy is of an earlier version: goals were changed after it was printed. Print the letter again."
            )
        )


# --- Papers -----------------------------------------------------------------------------------------
@transaction.atomic
def print_letter(letter, *, actor):
    """Note a printing of the letter as it stands; the first one issues its paper. Returns the letter with the paper.

    Raises DomainError if there is nothing to sign on it.
    """
    letter = lock(letter)
    goals = list(letter.goals.all())
    if not goals:
        raise DomainError(_("The letter has no goals yet."))
    version = templates.template_version(PaperKind.TARGET_LETTER)
    if letter.paper is None:
        letter.paper = _issue(letter, version, actor)
        letter.save(update_fields=["paper"])
    letter.paper = papers.log_printing(
        letter.paper,
        actor=actor,
        values=printed_values(letter, goals),
        template_version=version if letter.status == LetterStatus.DRAFT else "",
    )
    return letter


def _issue(letter, version, actor):
    return papers.issue_paper(
        actor=actor,
        kind=PaperKind.TARGET_LETTER,
        title=str(letter)[:200],
        unit=letter.appointment.seat.post.unit,
        template_version=version,
    )


def _record(letter, verb, actor, *, changes=None, reason=""):
    unit = letter.appointment.seat.post.unit
    audit.record(actor=actor, verb=verb, target=letter, unit=unit, changes=changes, reason=reason)
