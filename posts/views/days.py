import datetime

from django.utils.dateparse import parse_date

from office.clock import today

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)


def day_of(params):
    """The day a page looks at, from its address; today if there is none or it cannot be read."""
    try:
        day = parse_date(params.get("as_of", "")) or today()
    except ValueError:
        return today()
    return day if EARLIEST <= day <= LATEST else today()
