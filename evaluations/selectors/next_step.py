"""What is to be done next in a cycle, in one sentence, and the page where it is done."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import AssessmentState, CycleStatus, SheetStatus
from evaluations.models import AssessmentSheet
from evaluations.rules.cycles import can_administer, can_read_board


@dataclass(frozen=True)
class NextStep:
    sentence: str
    url: str = ""
    label: str = ""


def next_step(user, cycle):
    """For those who oversee the cycle; at most one query."""
    if cycle.status == CycleStatus.RATING:
        return _filing(user, cycle)
    sentence = {
        CycleStatus.DRAFT: _("Name the raters, look through who takes part, then open the cycle."),
        CycleStatus.OPENING: _("The score sheets are being made. If this stands still, go on opening."),
        CycleStatus.CALIBRATING: _(
            "Settle the grades within the cap of each pool, record the decision, then preview and publish."
        ),
        CycleStatus.PUBLISHED: _("The results are published. Close the cycle when the re-checks are done."),
        CycleStatus.CLOSED: _("The cycle is closed; nothing in it changes any more."),
    }[cycle.status]
    if cycle.status == CycleStatus.CALIBRATING and can_read_board(user, cycle):
        return NextStep(sentence, reverse("evaluations:calibration_board", args=[cycle.pk]), _("To the board"))
    return NextStep(sentence)


def _filing(user, cycle):
    sheets = AssessmentSheet.objects.visible_to(user).filter(
        assessment__cycle=cycle, assessment__state=AssessmentState.ACTIVE
    )
    counts = sheets.aggregate(
        drafts=Count("pk", filter=Q(sheet__status=SheetStatus.DRAFT)),
        unverified=Count("pk", filter=Q(sheet__status=SheetStatus.SUBMITTED, sheet__verified_at=None)),
    )
    if not cycle.regime.verification_required:
        counts["unverified"] = 0
    if any(counts.values()):
        sentence = _("Still to submit: %(drafts)s score sheets; still to verify: %(unverified)s. Due by %(day)s.")
        sentence %= counts | {"day": cycle.filing_ends_on}
    elif can_administer(user, cycle):
        sentence = _("Every score sheet is submitted and verified: start calibrating.")
    else:
        sentence = _("Every score sheet in your units is submitted and verified.")
    if not can_read_board(user, cycle):
        return NextStep(sentence)
    return NextStep(sentence, reverse("evaluations:filing_home", args=[cycle.pk]), _("Go to the score sheets"))
