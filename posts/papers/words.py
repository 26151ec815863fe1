"""How papers write dates and values."""

from django.utils import timezone
from django.utils.translation import gettext as _


def long_date(day):
    """2026年11月1日, as certificates write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def span(starts_on, last_day):
    """A term on two lines, first and last day."""
    return f"{starts_on or '…'}\n{last_day or '…'}"


def printing_foot(check_code, user):
    """Check code, who printed it and when."""
    return "　".join([_("Check code %(code)s") % {"code": check_code}, printed_by(user)])


def printed_by(user):
    """Who printed it and when."""
    return _("Printed by %(name)s, %(time)s") % {
        "name": user.name,
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
