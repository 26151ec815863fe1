from django.utils.dateparse import parse_date

from office.clock import today


def day_of(params):
    """The day a page looks at, from its address; today if there is none or it cannot be read."""
    try:
        return parse_date(params.get("as_of", "")) or today()
    except ValueError:
        return today()
