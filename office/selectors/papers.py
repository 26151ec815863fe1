from office.check_codes import read_code
from office.enums import MeetingPaperState

PRINTINGS_SHOWN = 50


def printings_of(paper):
    """The newest printings of a paper, or of none."""
    return list(paper.prints.select_related("printed_by").order_by("-printed_at")[:PRINTINGS_SHOWN]) if paper else []


def printing_with(paper, typed):
    """The printing of a paper that bears a check code as somebody typed it, None if none does."""
    return paper.prints.filter(check_code=read_code(typed)).last()


def meeting_state(paper, values):
    """A MeetingPaperState: whether a paper for a meeting, None before it is printed, was printed last with these values."""
    if paper is None:
        return MeetingPaperState.NOT_PRINTED
    return MeetingPaperState.AGREES if paper.says(values) else MeetingPaperState.DIFFERS
