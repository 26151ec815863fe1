"""Whether a decision is one of a body that may decide."""

from django.utils.translation import gettext as _

from office.enums import UnitKind
from rulebooks.enums import AuthorityLevel


def fault_of_decision(decision, level, unit):
    """A sentence if the body does not decide on what is for the AuthorityLevel `level`, or not for the unit; or ""."""
    body = decision.unit
    if level == AuthorityLevel.SUBSIDIARY and body.kind not in (UnitKind.SUBSIDIARY, UnitKind.GROUP):
        return _("The subsidiary decides on some of these grades; the decision cited is one of %(unit)s.") % {
            "unit": body
        }
    if level == AuthorityLevel.GROUP and body.parent_id:
        return _("The group decides on some of these grades; the decision cited is one of %(unit)s.") % {"unit": body}
    if not body.covers(unit.path):
        return _("The decision cited is one of %(body)s, which does not decide for %(unit)s.") % {
            "body": body,
            "unit": unit,
        }
    return ""
