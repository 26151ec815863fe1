"""Who may file, submit, reopen and verify a score sheet, and what a cell accepts."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.enums import AssessmentState, CycleStatus, SheetStatus
from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from office.numbers import half_width
from rulebooks.enums import CriterionKind, FiledBy
from rulebooks.scoring import Refusal, refusal

FILING_ROLES = {
    FiledBy.RATER: HR_ROLES,
    FiledBy.UNIT: HR_ROLES | {Role.UNIT_HEAD},
    FiledBy.DEPARTMENT: HR_ROLES,
}
LARGEST_FIGURE = Decimal("99999.99")  # what the column of a score holds
NUMBER = re.compile(r"[+-]?([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})")


# --- May you? Each takes an AssessmentSheet with its assessment, engineer, unit, cycle, component and slot ------------------
def can_file(user, subject):
    """A rater files his own slot; HR types in paper sheets of its units; a unit head the ones of his unit.

    What the functional departments give is typed in by the HR of the unit that runs the cycle. Nobody files on himself.
    """
    if is_about(user, subject):
        return False
    if subject.slot.user_id == user.pk:
        return True
    filed_by = subject.component.filed_by
    unit = subject.assessment.cycle.unit if filed_by == FiledBy.DEPARTMENT else subject.assessment.unit
    return user.holds(FILING_ROLES[filed_by], unit.path)


def can_submit(user, subject):
    return can_file(user, subject)


def can_reopen(user, subject):
    """A rater asks; an administrator of the unit reopens."""
    return not is_about(user, subject) and user.holds(ADMINISTRATOR_ROLES, subject.assessment.unit.path)


def can_verify(user, subject):
    """HR of the unit; that it is another person than the one who typed it in, the service sees to."""
    return not is_about(user, subject) and user.holds(HR_ROLES, subject.assessment.unit.path)


def is_about(user, subject):
    return subject.assessment.engineer.user_id == user.pk


# --- May it, now? ---------------------------------------------------------------------------------------------------------
def not_yours():
    return _("You see this sheet, but it is not yours to fill in.")


def why_locked(sheet, assessment):
    """The sentence that says why nothing can be typed into the sheet, or nothing."""
    if sheet.status == SheetStatus.SUBMITTED:
        return _("This sheet was submitted. An administrator can reopen it.")
    if assessment.state == AssessmentState.EXCLUDED:
        return _("This person was left out of the assessment.")
    if assessment.cycle.status != CycleStatus.RATING:
        return _("The cycle is not open for scores now.")
    return ""


def parse_value(raw):
    """What was typed as a Decimal, None for an empty cell. Full-width digits are read, a footnote's are not. Raises ValueError."""
    text = half_width("" if raw is None else str(raw)).strip()
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise ValueError(raw)
    return Decimal(text)


def value_refusal(value, cell):
    """The sentence that says why `value` cannot stand in the cell (with kind, maximum, places), or nothing.

    Where an actual figure or a count is typed, the points that come of it are what has a maximum.
    """
    if cell.kind == CriterionKind.VETO:
        return "" if value in {0, 1} else _("A veto is 1 (struck) or 0.")
    maximum = cell.maximum if cell.kind in {CriterionKind.JUDGED, CriterionKind.BANDED} else LARGEST_FIGURE
    reason = refusal(value, maximum=maximum, places=0 if cell.kind == CriterionKind.COUNTED else cell.places)
    if reason is None:
        return ""
    return _sentences()[reason] % {"maximum": plain(maximum), "places": cell.places}


def _sentences():
    return {
        Refusal.NOT_FINITE: _("This is not a number."),
        Refusal.BELOW_MINIMUM: _("A score is not below 0."),
        Refusal.ABOVE_MAXIMUM: _("The maximum is %(maximum)s."),
        Refusal.TOO_MANY_DECIMALS: _("At most %(places)s decimals."),
    }


def plain(value):
    """A number as people write it: 18, 17.5; nothing for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
