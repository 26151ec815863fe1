from django.db import transaction
from django.db.models import F

from office.models import Counter


@transaction.atomic
def next_number(series, year):
    """The next number of the series and year, from 1, without gaps.

    Raises the counter first, so that the number is given back when the caller's transaction fails and two
    callers wait for each other.
    """
    Counter.objects.get_or_create(series=series, year=year)
    Counter.objects.filter(series=series, year=year).update(value=F("value") + 1)
    return Counter.objects.values_list("value", flat=True).get(series=series, year=year)
