from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewStatus(TextChoices):
    DRAFT = "draft", _("Being drafted")
    REVIEWING = "reviewing", _("Under review")
    APPROVED = "approved", _("Approved")
    APPLIED = "applied", _("Applied")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REVIEW_TRANSITIONS = {
    ReviewStatus.DRAFT: {ReviewStatus.REVIEWING, ReviewStatus.WITHDRAWN},
    ReviewStatus.REVIEWING: {ReviewStatus.DRAFT, ReviewStatus.APPROVED, ReviewStatus.WITHDRAWN},
    ReviewStatus.APPROVED: {ReviewStatus.DRAFT, ReviewStatus.APPLIED},
    ReviewStatus.APPLIED: set(),
    ReviewStatus.WITHDRAWN: set(),
}
REVIEW_COLOURS = {
    ReviewStatus.DRAFT: "secondary",
    ReviewStatus.REVIEWING: "orange",
    ReviewStatus.APPROVED: "blue",
    ReviewStatus.APPLIED: "green",
    ReviewStatus.WITHDRAWN: "secondary",
}
WITH_DECIDERS = frozenset({ReviewStatus.REVIEWING, ReviewStatus.APPROVED})
OPEN_REVIEWS = frozenset({ReviewStatus.DRAFT, ReviewStatus.REVIEWING, ReviewStatus.APPROVED})


class ChangeKind(TextChoices):
    CREATE = "create", _("Set up")
    REVISE = "revise", _("Revise")
    MOVE = "move", _("Move to another unit")
    REGRADE = "regrade", _("Re-grade")
    FREEZE = "freeze", _("Freeze")
    REOPEN = "reopen", _("Open again")
    ABOLISH = "abolish", _("Abolish")


KIND_MEANINGS = {
    ChangeKind.CREATE: _("A post that there is not yet, with its code, unit, discipline, grade and seats."),
    ChangeKind.REVISE: _("Another title or discipline, other duties, more or fewer seats."),
    ChangeKind.MOVE: _("The post goes to another unit with its holders."),
    ChangeKind.REGRADE: _("Whoever holds the post keeps the grade of the appointment until the term ends."),
    ChangeKind.FREEZE: _("Nobody else is appointed to the post; who holds it may stay."),
    ChangeKind.REOPEN: _("A post that is frozen or abolished is filled again."),
    ChangeKind.ABOLISH: _("Of each holder it is said what follows; another post may succeed."),
}
OF_CONTENT = frozenset({"title", "discipline", "duties", "authorised"})
FIELDS_OF_KIND = {  # what a change may say of the post as it is to be
    ChangeKind.CREATE: OF_CONTENT | {"unit", "grade"},
    ChangeKind.REVISE: OF_CONTENT,
    ChangeKind.MOVE: OF_CONTENT | {"unit"},
    ChangeKind.REGRADE: OF_CONTENT | {"grade"},
    ChangeKind.FREEZE: OF_CONTENT,
    ChangeKind.REOPEN: OF_CONTENT,
    ChangeKind.ABOLISH: frozenset(),
}
NEEDED_OF_KIND = {  # what it must say
    ChangeKind.CREATE: frozenset({"unit", "discipline", "grade", "authorised"}),
    ChangeKind.MOVE: frozenset({"unit"}),
    ChangeKind.REGRADE: frozenset({"grade"}),
}
KIND_COLOURS = {
    ChangeKind.CREATE: "green",
    ChangeKind.REVISE: "blue",
    ChangeKind.MOVE: "purple",
    ChangeKind.REGRADE: "blue",
    ChangeKind.FREEZE: "orange",
    ChangeKind.REOPEN: "green",
    ChangeKind.ABOLISH: "secondary",
}


class Fate(TextChoices):
    """What becomes of somebody who holds a seat of a post that is changed."""

    KEEP = "keep", _("Stays on the seat to the end of the term")
    MOVE = "move", _("Moves to another seat")
    END = "end", _("The appointment ends")


FATE_MEANINGS = {
    Fate.KEEP: _("Holds the seat as before. A post that is abolished is frozen until its last holder has left."),
    Fate.MOVE: _("Leaves the seat on the day of the review, and takes another one for the rest of the term."),
    Fate.END: _("Leaves on a day, for a reason. A post that is abolished is frozen until then."),
}
FIELDS_OF_FATE = {  # what is asked besides the reason
    Fate.KEEP: frozenset(),
    Fate.MOVE: frozenset({"post", "to_change", "number"}),
    Fate.END: frozenset({"ends_on", "end_reason"}),
}
