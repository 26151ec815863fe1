"""Days. The one source of "today": Shanghai's date, or the day the demo stands still on."""

import datetime

from django.conf import settings
from django.utils import timezone


def today():
    if settings.AS_OF_DATE:
        return datetime.date.fromisoformat(settings.AS_OF_DATE)
    return timezone.localdate()


def last_day(until):
    """The last day of a span over [start, until), as people write it; None while it is open-ended."""
    return until - datetime.timedelta(days=1) if until else None


def day_after(last):
    """The end of a span whose last day is written as people do, as it is stored: not included; None for no last day."""
    return last + datetime.timedelta(days=1) if last else None
