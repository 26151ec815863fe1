from decimal import Decimal

from django.utils.translation import gettext as _

from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from posts.enums import AppointmentStatus, LetterStatus
from posts.models import TargetLetter

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
    seen_by = TargetLetter.objects.none().seen_by
    return appointment.engineer.user_id == user.pk or user.holds(seen_by, appointment.seat.post.unit.path)


def is_own(user, letter):
    return user is not None and letter.appointment.engineer.user_id == user.pk


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
