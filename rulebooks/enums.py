from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RulebookStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


RULEBOOK_TRANSITIONS = {
    RulebookStatus.DRAFT: {RulebookStatus.IN_FORCE},
    RulebookStatus.IN_FORCE: {RulebookStatus.SUPERSEDED},
    RulebookStatus.SUPERSEDED: set(),
}
RULEBOOK_COLOURS = {
    RulebookStatus.DRAFT: "secondary",
    RulebookStatus.IN_FORCE: "green",
    RulebookStatus.SUPERSEDED: "secondary",
}


class StandardKind(TextChoices):
    QUALIFICATION = "qualification", _("Qualification standard")
    REVIEW = "review", _("Review standard")
    ASSESSMENT = "assessment", _("Assessment standard")


class CriterionKind(TextChoices):
    JUDGED = "judged", _("Judged")
    BANDED = "banded", _("Banded")
    QUANTIFIED = "quantified", _("Quantified")
    COUNTED = "counted", _("Counted")
    VETO = "veto", _("Veto")
    MEASURED = "measured", _("Measured on the person")


class Measure(TextChoices):
    EDUCATION = "education", _("Education")
    FULL_TIME_DEGREE = "full_time_degree", _("Full-time degree")
    TITLE = "title", _("Professional title")
    TITLE_YEARS = "title_years", _("Years since the title")
    TECHNICAL_YEARS = "technical_years", _("Years of technical work")
    DISCIPLINE_YEARS = "discipline_years", _("Years in the discipline")
    YEARS_TO_RETIREMENT = "years_to_retirement", _("Years to retirement")
    AGE = "age", _("Age")
    GRADE_HELD_YEARS = "grade_held_years", _("Years a grade was held")
    PAST_RESULTS = "past_results", _("Past results")
    ACHIEVEMENTS = "achievements", _("Achievements")


class Comparison(TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    EQUALS = "equals", _("exactly")


class Necessity(TextChoices):
    MANDATORY = "mandatory", _("Mandatory")
    PREFERRED = "preferred", _("Preferred")
    WAIVABLE = "waivable", _("Waivable")


class AuthorityLevel(TextChoices):
    GROUP = "group", _("Group")
    SUBSIDIARY = "subsidiary", _("Subsidiary")
    UNIT = "unit", _("Unit")


class RegimeKind(TextChoices):
    ANNUAL = "annual", _("Annual assessment")
    TERM = "term", _("Term assessment")
    QUARTERLY = "quarterly", _("Quarterly assessment")
    MONTHLY = "monthly", _("Monthly assessment")


class ComponentSource(TextChoices):
    SHEETS = "sheets", _("Score sheets")
    STAFF_VOTE = "staff_vote", _("Staff vote")
    PAST_RESULTS = "past_results", _("Past results")
    EXAM = "exam", _("Examination")
    ENTERED = "entered", _("Entered score")


class Aggregation(TextChoices):
    MEAN = "mean", _("Mean")
    TRIMMED_MEAN = "trimmed_mean", _("Mean without highest and lowest")
    MEDIAN = "median", _("Median")
    SUM = "sum", _("Sum")


class FiledBy(TextChoices):
    """Who fills in the sheets of a component."""

    RATER = "rater", _("A rater of the cycle")
    UNIT = "unit", _("The holder's unit")
    DEPARTMENT = "department", _("Functional departments")


class CapRounding(TextChoices):
    DOWN = "down", _("rounded down")
    HALF_UP = "half_up", _("rounded half up")
    UP = "up", _("rounded up")


class ConsequenceAction(TextChoices):
    RENEW = "renew", _("Renew")
    DEFER = "defer", _("Defer")
    LOWER = "lower", _("Lower")
    PROMOTE = "promote", _("Promote")
    DISMISS = "dismiss", _("Dismiss")
    ALLOWANCE = "allowance", _("Change the allowance")
    WARN = "warn", _("Warn")


class StageKind(TextChoices):
    APPLICATION = "application", _("Application")
    RECOMMENDATION = "recommendation", _("Unit recommendation")
    ELIGIBILITY = "eligibility", _("Eligibility check")
    SCREENING = "screening", _("Screening")
    EXAM = "exam", _("Examination")
    DEFENCE = "defence", _("Defence")
    SCORING = "scoring", _("Panel scoring")
    VOTE = "vote", _("Vote")
    CLEARANCE = "clearance", _("Clearance")
    DECISION = "decision", _("Decision")
    NOTICE = "notice", _("Public notice")


class VoteDenominator(TextChoices):
    PRESENT = "present", _("members present and entitled")
    ALL = "all", _("all members")


class RecusalRule(TextChoices):
    ABSENT = "absent", _("neither present nor votes")
    LEAVES_DISCUSSION = "leaves_discussion", _("leaves the discussion, votes")
