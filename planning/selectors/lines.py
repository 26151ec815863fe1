"""Lines as a reader may know them: what was decided is told to who decides and oversees, to others once it is published."""

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from planning.enums import LineState
from planning.rules.numbers import is_told_to


def with_what_is_told(lines, user):
    """Annotates `told_state`, `told_decided`, `told_reason` and `told_decision`, empty while they are not this reader's to know.

    Pages, filters, orders and exports use these alone: filtering by what is hidden would tell it.
    """
    known = is_told_to(user)
    undecided = Case(
        When(consolidated__isnull=False, then=Value(LineState.CONSOLIDATED.value)),
        When(wanted__isnull=True, then=Value(LineState.OPEN.value)),
        default=Value(LineState.ASKED.value),
    )
    return lines.annotate(
        told_state=Case(
            When(merged_into__isnull=False, then=Value(LineState.MERGED.value)),
            When(known & Q(decided__isnull=False), then=Value(LineState.DECIDED.value)),
            default=undecided,
        ),
        told_decided=Case(When(known, then=F("decided"))),
        told_reason=Case(When(known, then=F("decided_reason")), default=Value("")),
        told_decision=Case(When(known, then=F("decision__subject"))),
    )


def with_seats(lines):
    """Annotates `vacant_seats` and `extra_seats`, what is asked for beyond those authorised."""
    return lines.annotate(
        vacant_seats=Greatest(F("authorised") - F("held"), 0), extra_seats=F("wanted") - F("authorised")
    )
