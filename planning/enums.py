from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from office.enums import UnitKind


class SurveyStatus(TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Being answered")
    CLOSED = "closed", _("Closed to answers")
    PUBLISHED = "published", _("Decided and published")


SURVEY_TRANSITIONS = {
    SurveyStatus.DRAFT: {SurveyStatus.OPEN},
    SurveyStatus.OPEN: {SurveyStatus.CLOSED},
    SurveyStatus.CLOSED: {SurveyStatus.OPEN, SurveyStatus.PUBLISHED},
    SurveyStatus.PUBLISHED: set(),
}
SURVEY_COLOURS = {
    SurveyStatus.DRAFT: "secondary",
    SurveyStatus.OPEN: "blue",
    SurveyStatus.CLOSED: "orange",
    SurveyStatus.PUBLISHED: "green",
}
RUNNING_SURVEYS = frozenset({SurveyStatus.OPEN, SurveyStatus.CLOSED})
GUIDED_SURVEYS = frozenset({SurveyStatus.DRAFT, SurveyStatus.OPEN})  # files of the guidance come and go
ANSWERING_KINDS = (UnitKind.SUBSIDIARY, UnitKind.PLANT, UnitKind.DEPARTMENT, UnitKind.WORKSHOP)


class ReturnStatus(TextChoices):
    """Whose turn it is: the unit's filler, checker and head, then the subsidiary that consolidates, then who decides."""

    DRAFT = "draft", _("Being filled in")
    CHECKING = "checking", _("To be checked")
    APPROVING = "approving", _("To be approved")
    SUBMITTED = "submitted", _("To be consolidated")
    CONSOLIDATED = "consolidated", _("To be decided")
    ACCEPTED = "accepted", _("Number decided")


RETURN_TRANSITIONS = {
    ReturnStatus.DRAFT: {ReturnStatus.CHECKING, ReturnStatus.SUBMITTED},  # the latter by a stamped copy
    ReturnStatus.CHECKING: {ReturnStatus.DRAFT, ReturnStatus.APPROVING, ReturnStatus.SUBMITTED},
    ReturnStatus.APPROVING: {ReturnStatus.DRAFT, ReturnStatus.SUBMITTED},
    ReturnStatus.SUBMITTED: {ReturnStatus.DRAFT, ReturnStatus.CONSOLIDATED},
    ReturnStatus.CONSOLIDATED: {ReturnStatus.DRAFT, ReturnStatus.SUBMITTED, ReturnStatus.ACCEPTED},
    ReturnStatus.ACCEPTED: set(),
}
RETURN_COLOURS = {
    ReturnStatus.DRAFT: "secondary",
    ReturnStatus.CHECKING: "orange",
    ReturnStatus.APPROVING: "orange",
    ReturnStatus.SUBMITTED: "blue",
    ReturnStatus.CONSOLIDATED: "blue",
    ReturnStatus.ACCEPTED: "green",
}
UNANSWERED = frozenset({ReturnStatus.DRAFT, ReturnStatus.CHECKING, ReturnStatus.APPROVING})  # not out of the unit yet
ANSWERED = frozenset(ReturnStatus) - UNANSWERED
AT_THE_TOP = frozenset({ReturnStatus.CONSOLIDATED, ReturnStatus.ACCEPTED})


class Part(TextChoices):
    """What somebody did with a return: filled in anything of it, which handing it in is too, or stood for it."""

    FILLED = "filled", _("Filled in by this person")
    CHECKED = "checked", _("Checked by this person")
    APPROVED = "approved", _("Approved by this person")
    RECORDED = "recorded", _("Stamped copy recorded by this person")


class CopyDoes(StrEnum):
    """What the scan of a stamped copy does to its return; its form carries what the page said."""

    APPROVES = "approves"  # it stands for checking and approving
    FILED = "filed"  # with what has left the unit


class QuestionKind(TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("A number")
    CHOICE = "choice", _("One of several answers")
    YES_NO = "yes_no", _("Yes or no")
    DATE = "date", _("Day")


class ProblemKind(TextChoices):
    """What in production asks for the post, in the words of the survey: 难点, 堵点, 痛点."""

    HARD = "hard", _("Hard problem")
    BLOCKED = "blocked", _("Bottleneck")
    PAINFUL = "painful", _("Pain point")


class Urgency(TextChoices):
    NOW = "now", _("Needed at once")
    YEAR = "year", _("Needed within the year")
    LATER = "later", _("Needed later")


URGENCY_COLOURS = {Urgency.NOW: "red", Urgency.YEAR: "orange", Urgency.LATER: "secondary"}


class LineState(TextChoices):
    """How far a number is: computed, never stored."""

    OPEN = "open", _("No number yet")
    ASKED = "asked", _("Asked for by the unit")
    CONSOLIDATED = "consolidated", _("Consolidated")
    MERGED = "merged", _("Merged into another line")
    DECIDED = "decided", _("Number decided")


LINE_STATE_COLOURS = {
    LineState.OPEN: "secondary",
    LineState.ASKED: "secondary",
    LineState.CONSOLIDATED: "blue",
    LineState.MERGED: "secondary",
    LineState.DECIDED: "green",
}


# --- How lines are sifted ----------------------------------------------------------------------------------------
class Extra(TextChoices):
    """What a line asks for beside what is authorised."""

    MORE = "more", _("More than authorised")
    LESS = "less", _("Fewer than authorised")
    NONE = "none", _("As many as authorised")


class Look(TextChoices):
    """What a subsidiary looks for on its desk."""

    OPEN = "open", _("Not looked at yet")
    OTHERWISE = "otherwise", _("Other number than wanted")
    REPEATED = "repeated", _("Wanted by several units")
    MERGED = "merged", _("Merged into another line")


class Stage(TextChoices):
    PASSED_UP = "passed_up", _("Passed up")
    ALL = "all", _("All that were handed in")
