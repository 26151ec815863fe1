from office.check_codes import read_code

PRINTINGS_SHOWN = 50


def printings_of(paper):
    """The newest printings of a paper, or of none."""
    return list(paper.prints.select_related("printed_by").order_by("-printed_at")[:PRINTINGS_SHOWN]) if paper else []


def printing_with(paper, typed):
    """The printing of a paper that bears a check code as somebody typed it, None if none does."""
    return paper.prints.filter(check_code=read_code(typed)).last()
