"""Who prints, signs off and reads the papers of a cycle. Nobody prints a paper that holds his own scores."""

from evaluations.enums import PUBLIC_CYCLES
from evaluations.rules.assessments import is_own
from evaluations.rules.cycles import is_rated
from office.enums import HR_ROLES, Role

READERS = HR_ROLES | {Role.INSPECTION}


# --- Score summaries ------------------------------------------------------------------------------
def can_read_summary(user, slot, unit):
    """HR and inspection whose duty covers the whole unit, unless they are rated in the cycle; a rater his own slot."""
    return _covers(user, slot, unit, READERS)


def can_print_summary(user, slot, unit):
    """As for reading, without inspection; also whether the signed copy may be attached."""
    return _covers(user, slot, unit, HR_ROLES)


def can_open_papers(user, cycle):
    """Whether the list of the cycle's papers has anything for this person."""
    if cycle.slots.filter(user=user).exists():
        return True
    return not user.roles.isdisjoint(READERS) and not is_rated(user, cycle)


def is_on_summary(user, slot, unit):
    """Whether the person's own scores are among the unit's."""
    return slot.cycle.assessments.filter(engineer__user=user).in_unit(unit).exists()


def _covers(user, slot, unit, roles):
    if slot.user_id == user.pk:
        return not is_on_summary(user, slot, unit)
    return user.holds(roles, unit.path) and not is_rated(user, slot.cycle)


# --- Registration forms ---------------------------------------------------------------------------
def can_print_form(user, assessment):
    """HR and inspection in scope; the person himself or herself once the results are published."""
    if is_own(user, assessment):
        return assessment.cycle.status in PUBLIC_CYCLES
    return user.holds(READERS, assessment.unit.path)


def can_print_forms(user):
    """Forms of a whole unit."""
    return not user.roles.isdisjoint(READERS)


def can_print_birth_date(user, assessment):
    return not is_own(user, assessment) and user.holds(READERS, assessment.unit.path)
