from django.db import transaction
from django.db.models import F

from office.models import Counter


def next_number(series, year):
    """The next number of the series and year, from 1, without gaps."""
    return next_numbers(series, year, 1)[0]


@transaction.atomic
def next_numbers(series, year, count):
    """The next `count` numbers of the series and year as a range, from 1, without gaps.

    Raises the counter first, so that the numbers are given back when the caller's transaction fails and two
    callers wait for each other. Its lock comes last: take what else you lock before.
    """
    Counter.objects.get_or_create(series=series, year=year)
    Counter.objects.filter(series=series, year=year).update(value=F("value") + count)
    last = Counter.objects.values_list("value", flat=True).get(series=series, year=year)
    return range(last - count + 1, last + 1)


def hold_numbers(series, year):
    """Let nobody draw a number of the series until the transaction ends; whoever draws one now is waited for."""
    list(Counter.objects.select_for_update().filter(series=series, year=year))
