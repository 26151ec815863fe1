"""In which returns a person took part, as a subquery of their keys."""

from planning.enums import Part
from planning.models import DemandParticipant


def taken_part_in(person):
    return DemandParticipant.objects.filter(person=person).values("demand_return")


def filled_by(person):
    return taken_part_in(person).filter(part=Part.FILLED)
