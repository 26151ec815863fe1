"""Rows locked without being fetched, for acts that reach many at once."""

LOCKED_AT_ONCE = 500


def lock_rows(model, keys):
    """Lock the rows until the transaction ends, by key, so that two acts on the same rows wait for each other.

    Of several nouns they are taken in the order of the house: Unit → Cycle → Sheet → DemandSurvey → DemandReturn →
    DemandLine → PostReview → AppointmentBatch → BatchRow → Post → Seat → Engineer → GradeRule → TargetLetter → Paper →
    Counter. Whoever leaves it may wait for somebody who waits for him.
    """
    keys = sorted(set(keys))
    for start in range(0, len(keys), LOCKED_AT_ONCE):
        some = model.objects.filter(pk__in=keys[start : start + LOCKED_AT_ONCE]).order_by("pk")
        list(some.select_for_update(of=("self",)).values_list("pk"))
