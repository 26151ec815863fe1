"""What stands in the way of sending a survey out."""

from django.utils.translation import gettext as _

from office.clock import today


def obstacles_to_opening(survey, units):
    """Why the survey cannot be sent out today to the `units` that it asks. Its facts are known on its first day, not before."""
    if not units:
        yield _("No unit is asked: choose other kinds of units.")
    if survey.opens_on > today():
        yield _("It is answered from %(day)s: send it out on that day, when its facts are known.") % {
            "day": survey.opens_on
        }
    if survey.closes_on < today():
        yield _("The last day to answer, %(day)s, has gone by.") % {"day": survey.closes_on}
