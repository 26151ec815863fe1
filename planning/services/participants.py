"""Who took part in returns. Whoever changes or signs a locked return says so here, in the same transaction."""

from planning.models import DemandParticipant


def remember(person, part, *keys):
    """That the person took this part in the returns of these keys; one statement, none without keys.

    Who is remembered already stays so. An act of nobody in particular (`person` None) is nobody's part.
    """
    if person:
        rows = [DemandParticipant(demand_return_id=key, person=person, part=part) for key in sorted(keys)]
        DemandParticipant.objects.bulk_create(rows, ignore_conflicts=True)
