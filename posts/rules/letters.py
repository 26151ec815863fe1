"""Who does what with target letters, and what stands in the way. `open_actions` combines both for the buttons."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from posts.enums import AppointmentStatus, LetterState, LetterStatus
from posts.models.letter import TargetLetterQuerySet
from posts.rules.actions import Action, primary_last

DRAFTERS = HR_ROLES | {Role.UNIT_HEAD}
SIGNERS = ADMINISTRATOR_ROLES | {Role.UNIT_HEAD}
MOST_GOALS = 30
WHOLE = Decimal(100)  # per cent


def can_draft_letters(user):
    """In some unit; in which is asked of the appointments."""
    return bool(user.paths_as(DRAFTERS))


def can_draft_letter(user, appointment):
    return user.holds(DRAFTERS, appointment.seat.post.unit.path)


def can_revise_letter(user, letter):
    return can_draft_letter(user, letter.appointment)


def can_sign_for_unit(user, letter):
    """Nobody signs for the unit what he or she signs as the holder."""
    return user.holds(SIGNERS, letter.appointment.seat.post.unit.path) and not is_own(user, letter)


def can_sign_as_holder(user, letter):
    """No one else signs in the holder's place; whoever never signs in signs on paper."""
    return is_own(user, letter)


def can_attach_scan(user, letter):
    return can_revise_letter(user, letter) and not is_own(user, letter)


def can_print_letter(user, letter):
    return can_revise_letter(user, letter) or is_own(user, letter)


def sees_letters_of(user, appointment):
    """Whether letters of the appointment are in the user's sight, be there any or not."""
    of_unit = user.holds(TargetLetterQuerySet.seen_by, appointment.seat.post.unit.path)
    return of_unit or appointment.engineer.user_id == user.pk


def is_own(user, letter):
    return user is not None and letter.appointment.engineer.user_id == user.pk


def state_of(status, signed_by_holder_at, signed_for_unit_at):
    """The LetterState of these three facts of a letter."""
    if status == LetterStatus.DRAFT and signed_by_holder_at:
        return LetterState.BY_HOLDER
    if status == LetterStatus.DRAFT and signed_for_unit_at:
        return LetterState.BY_UNIT
    return LetterState(status)


def state_of_letter(letter):
    return state_of(letter.status, letter.signed_by_holder_at, letter.signed_for_unit_at)


def blockers(letter, goals):
    """Why a draft cannot be signed yet, in sentences; nothing of other letters."""
    if letter.status != LetterStatus.DRAFT:
        return []
    if not goals:
        return [_("The letter has no goals yet.")]
    weight = sum(goal.weight for goal in goals)
    if weight == WHOLE:
        return []
    return [
        _("The weights of the goals add up to %(sum)s per cent; they must add up to 100.") % {"sum": f"{weight:.2f}"}
    ]


def is_over(appointment):
    """Whether nothing is agreed with the holder any more; what was signed on paper before then still counts."""
    return appointment.status == AppointmentStatus.ENDED


# --- The buttons of a letter ------------------------------------------------------------------------
def is_draft(letter, goals):
    return letter.status == LetterStatus.DRAFT


def is_signable(letter, goals):
    return is_draft(letter, goals) and not is_over(letter.appointment) and not blockers(letter, goals)


def lacks_holder(letter, goals):
    return is_signable(letter, goals) and not letter.signed_by_holder_at


def lacks_unit(letter, goals):
    return is_signable(letter, goals) and not letter.signed_for_unit_at


def is_empty_draft(letter, goals):
    return is_draft(letter, goals) and not goals


def is_written_draft(letter, goals):
    return is_draft(letter, goals) and bool(goals)


def has_goals(letter, goals):
    return bool(goals)


def awaits_scan(letter, goals):
    """A letter that is agreed takes a better scan."""
    return letter.paper is not None and not blockers(letter, goals)


def is_replaceable(letter, goals):
    return letter.status == LetterStatus.AGREED and not is_over(letter.appointment)


ACTIONS = (
    Action(gettext_lazy("Sign"), "posts:letter_sign_as_holder", can_sign_as_holder, lacks_holder, primary=True),
    Action(
        gettext_lazy("Sign for the unit"), "posts:letter_sign_for_unit", can_sign_for_unit, lacks_unit, primary=True
    ),
    Action(gettext_lazy("Write the goals"), "posts:letter_revise", can_revise_letter, is_empty_draft, primary=True),
    Action(gettext_lazy("Change the goals"), "posts:letter_revise", can_revise_letter, is_written_draft),
    Action(gettext_lazy("Copy goals"), "posts:letter_copy", can_revise_letter, is_draft),
    Action(gettext_lazy("Print"), "posts:letter_print", can_print_letter, has_goals),
    Action(gettext_lazy("Attach the signed copy"), "posts:letter_scan", can_attach_scan, awaits_scan),
    Action(gettext_lazy("Replace"), "posts:letter_replace", can_revise_letter, is_replaceable),
    Action(gettext_lazy("Give the draft up"), "posts:letter_discard", can_revise_letter, is_draft),
)


def open_actions(user, letter, goals):
    """The actions that this person may take on the letter as it stands."""
    return primary_last(action for action in ACTIONS if action.when(letter, goals) and action.may(user, letter))
