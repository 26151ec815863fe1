"""What each line of the board says, and what an administrator does about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from posts.enums import BatchDue, Due

AWAY_SINCE = "away_since"


@dataclass(frozen=True)
class Words:
    sentence: Any
    act: Any = ""
    soonest: str = ""  # the date whose earliest is shown
    inclusive: bool = False  # whether people name the last day of what that date ends
    pressing: bool = False
    place: str = ""  # of the act, if it is not done at the rows themselves


CONTINUE_OR_END, END = _("Renew, extend or end"), _("End the appointment")
LETTERS, SCANS = _("Draft the letters"), _("Attach the scans")

APPOINTMENTS = {
    Due.OVERDUE: Words(
        _("The term is over and was not renewed; the seat is still held."), CONTINUE_OR_END, "until", True, True
    ),
    Due.ENDS_30: Words(
        _("Decide now, so that the next term follows without a gap."), CONTINUE_OR_END, "until", True, True
    ),
    Due.ENDS_90: Words(_("Assess the term and prepare the meeting."), CONTINUE_OR_END, "until", True),
    Due.ENDS_180: Words(_("Begin the assessment of the term."), CONTINUE_OR_END, "until", True),
    Due.STARTING: Words(
        _("Decided and dated, but not begun: the daily run begins it."), _("See who waits"), "starts_on", False, True
    ),
    Due.PAST_RETIREMENT: Words(
        _("Within the term, though the day of retirement has gone by."), END, "engineer__retires_on", False, True
    ),
    Due.RETIRES_SOON: Words(_("Within the term; the seat becomes vacant."), END, "engineer__retires_on"),
    Due.RETIRES_IN_TERM: Words(
        _("More than 180 days away; the appointment ends with it."), _("Plan who follows"), "engineer__retires_on"
    ),
    Due.ABSENT: Words(_("Longer away from the seat than the rulebook lets pass."), END, AWAY_SINCE, False, True),
    Due.ABSENT_UNDATED: Words(
        _("Nobody recorded since when: find out, then enter the day on the person's record."), _("Enter the day")
    ),
    Due.GONE: Words(_("The record says retired or left; the seat is held all the same."), END, "", False, True),
    Due.CERTIFICATE: Words(
        _("Handed out, but no signed copy is on record."), SCANS, place="posts:certificate_list?scan=false"
    ),
    Due.LETTER_MISSING: Words(_("Serving within the term without goals agreed for today."), LETTERS),
    Due.LETTER_UNSIGNED: Words(
        _("Drafted for today, but not signed by both sides."),
        _("Have them signed"),
        place="posts:letter_list?status=draft",
    ),
}
BATCHES = {
    BatchDue.DRAFT: Words(_("Check the rows, print the papers for the meeting, record its decision."), _("Go on")),
    BatchDue.PROPOSED: Words(_("Proposed by a subsidiary; the group decides."), _("Decide or return")),
    BatchDue.AWAITING: Words(_("Carried out, but some rows take effect on a day to come."), _("See the rows")),
    BatchDue.DOCUMENT: Words(
        _("Carried out, but the document number or the scan of the document is missing."),
        _("Enter number and scan"),
        "effective_on",
    ),
    BatchDue.FILING: Words(
        _("Carried out by a subsidiary; the group has not taken it on file yet."),
        _("Take on file"),
        "effective_on",
    ),
}
PARTS = (
    (_("Terms"), (Due.OVERDUE, Due.ENDS_30, Due.ENDS_90, Due.ENDS_180, Due.STARTING)),
    (_("Retirement"), (Due.PAST_RETIREMENT, Due.RETIRES_SOON, Due.RETIRES_IN_TERM)),
    (_("Away from the seat"), (Due.ABSENT, Due.ABSENT_UNDATED, Due.GONE)),
    (_("Papers"), (BatchDue.DOCUMENT, Due.CERTIFICATE, Due.LETTER_MISSING, Due.LETTER_UNSIGNED)),
    (_("Batches"), (BatchDue.DRAFT, BatchDue.PROPOSED, BatchDue.AWAITING, BatchDue.FILING)),
)
