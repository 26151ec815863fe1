PRINTINGS_SHOWN = 50


def printings_of(paper):
    """The newest printings of a paper, or of none."""
    return list(paper.prints.select_related("printed_by").order_by("-printed_at")[:PRINTINGS_SHOWN]) if paper else []
