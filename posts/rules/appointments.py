from django.utils.translation import gettext as _

from office.enums import HR_ROLES
from posts.enums import TermState


def sees_retirement_dates(user):
    """A retirement date tells the birth date, which only human resources see."""
    return bool(user.roles & HR_ROLES)


def term_warnings(appointment, on):
    """What is due on an appointment, in sentences."""
    state = appointment.state_on(on)
    if state == TermState.OVERDUE:
        yield _("The term ended on %(date)s and was not renewed; the seat is still held.") % {
            "date": appointment.last_day
        }
    if state == TermState.WITHIN and appointment.engineer.retires_on < appointment.until:
        yield _("The holder reaches retirement before the term is over.")
