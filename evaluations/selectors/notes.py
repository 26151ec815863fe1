"""Routine notes: those on one holder, and whose one may write."""

from evaluations.models import Assessment, RoutineNote
from rulebooks.models import Criterion


def notes_on(appointment, user):
    """The notes on a holder, newest first, for whoever scores him or her; nobody reads those on himself or herself."""
    if appointment.engineer.user_id == user.pk:
        return []
    return list(RoutineNote.objects.filter(appointment=appointment).select_related("author"))


def notes_of_others(user):
    """The notes in sight without those on oneself."""
    return RoutineNote.objects.visible_to(user).exclude(appointment__engineer__user=user)


def criteria_for(appointment):
    """The criteria a note can speak to: those of the standard the holder was last assessed by."""
    latest = (
        Assessment.objects.filter(appointment=appointment)
        .select_related("cycle__regime")
        .order_by("-cycle__year")
        .first()
    )
    return Criterion.objects.filter(standard=latest.cycle.regime.standard_id).order_by("position") if latest else []
