from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CycleStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    OPENING = "opening", _("Opening")
    RATING = "rating", _("Rating")
    CALIBRATING = "calibrating", _("Calibrating")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


CYCLE_TRANSITIONS = {
    CycleStatus.DRAFT: {CycleStatus.OPENING},
    CycleStatus.OPENING: {CycleStatus.RATING},
    CycleStatus.RATING: {CycleStatus.CALIBRATING},
    CycleStatus.CALIBRATING: {CycleStatus.RATING, CycleStatus.PUBLISHED},  # back to rating with a reason
    CycleStatus.PUBLISHED: {CycleStatus.CLOSED},
    CycleStatus.CLOSED: set(),
}
CYCLE_COLOURS = {
    CycleStatus.DRAFT: "secondary",
    CycleStatus.OPENING: "blue",
    CycleStatus.RATING: "orange",
    CycleStatus.CALIBRATING: "purple",
    CycleStatus.PUBLISHED: "green",
    CycleStatus.CLOSED: "secondary",
}
PUBLIC_CYCLES = frozenset({CycleStatus.PUBLISHED, CycleStatus.CLOSED})
SETTLED_CYCLES = PUBLIC_CYCLES | {CycleStatus.CALIBRATING}  # composites and grades are stored, sheets are locked


class SheetStatus(TextChoices):
    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("Submitted")


SHEET_TRANSITIONS = {
    SheetStatus.DRAFT: {SheetStatus.SUBMITTED},
    SheetStatus.SUBMITTED: {SheetStatus.DRAFT},  # reopened, with a reason
}
SHEET_COLOURS = {SheetStatus.DRAFT: "orange", SheetStatus.SUBMITTED: "green"}


class AssessmentState(TextChoices):
    ACTIVE = "active", _("Taking part")
    EXCLUDED = "excluded", _("Left out")


ASSESSMENT_TRANSITIONS = {
    AssessmentState.ACTIVE: {AssessmentState.EXCLUDED},
    AssessmentState.EXCLUDED: {AssessmentState.ACTIVE},
}
ASSESSMENT_COLOURS = {AssessmentState.ACTIVE: "green", AssessmentState.EXCLUDED: "secondary"}


class SummaryState(TextChoices):
    """Where a score summary stands on its way to paper and back: computed, never stored."""

    NOT_PRINTED = "not_printed", _("Not printed")
    PRINTED = "printed", _("Printed, not signed yet")
    OUTDATED = "outdated", _("Changed since it was printed")
    SIGNED = "signed", _("Signed copy attached")
    INCONSISTENT = "inconsistent", _("Differs from the signed copy")


SUMMARY_COLOURS = {
    SummaryState.NOT_PRINTED: "secondary",
    SummaryState.PRINTED: "blue",
    SummaryState.OUTDATED: "orange",
    SummaryState.SIGNED: "green",
    SummaryState.INCONSISTENT: "red",
}
