"""What stands in the way of deciding lines."""

from django.utils.translation import gettext as _


def why_not_by(decision, survey):
    """A sentence if the decision is not one of the survey's unit or of a unit above it, else ""."""
    if decision.unit.covers(survey.unit.path):
        return ""
    return _("The decision chosen is one of %(unit)s, which does not decide the survey of %(surveyed)s.") % {
        "unit": decision.unit,
        "surveyed": survey.unit,
    }
