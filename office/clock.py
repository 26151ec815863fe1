"""The one source of "today": Shanghai's date, or the day the demo stands still on."""

import datetime

from django.conf import settings
from django.utils import timezone


def today():
    if settings.AS_OF_DATE:
        return datetime.date.fromisoformat(settings.AS_OF_DATE)
    return timezone.localdate()
