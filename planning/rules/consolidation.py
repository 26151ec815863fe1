"""Who reads a subsidiary's consolidation; who changes it says `rules.returns.can_consolidate`."""

from planning.models.survey import RETURNS_SEEN_BY


def can_read_consolidation(user, consolidator):
    """Whoever sees all returns of the subsidiary's units."""
    return user.holds(RETURNS_SEEN_BY, consolidator.path)
