"""Posts through time, seats, terms, and what must never be false in the tables."""

import datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from office.errors import DomainError
from office.models import AuditEntry
from posts.enums import APPOINTMENT_TRANSITIONS, AppointmentStatus, PostStatus, TermState
from posts.models import Appointment, Post, PostVersion
from posts.rules import appointments as rules
from posts.selectors import posts as selectors
from posts.services import posts as services
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
CHANGE = datetime.date(2025, 7, 1)
CHANGE_AFTER = datetime.date(2026, 1, 1)  # the day from which nobody of ENDED is on a seat
ENDED = {"status": "ended", "ended_on": datetime.date(2026, 1, 1), "end_reason": "resigned"}


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


# --- Posts through time ------------------------------------------------------------------------------
def test_the_establishment_as_of_any_day():
    post = of.post(authorised=2)
    viewer = make.user("leader", post.unit)
    services.revise_post(post, actor=None, starts_on=CHANGE, historic=True, authorised=3)
    days = (of.FIRST_DAY - DAY, of.FIRST_DAY, CHANGE - DAY, CHANGE, of.AS_OF)
    assert [selectors.establishment(viewer, day).seats for day in days] == [0, 2, 2, 3, 3]


def test_an_abolished_post_leaves_the_establishment():
    post = of.post()
    services.revise_post(post, actor=None, starts_on=CHANGE, historic=True, status=PostStatus.ABOLISHED)
    viewer = make.user("leader", post.unit)
    assert [selectors.establishment(viewer, day).posts for day in (CHANGE - DAY, CHANGE)] == [1, 0]


def test_the_establishment_of_another_unit_is_out_of_sight():
    post, twin = of.post(), of.post()
    of.appointment(twin)
    figures = selectors.establishment(make.user("leader", post.unit), of.AS_OF)
    assert (figures.posts, figures.seats, figures.held) == (1, 1, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": CHANGE, "authorised": 2},  # neither decision nor history
        {"starts_on": CHANGE, "historic": True, "authorised": 1},  # nothing changes
        {"starts_on": of.FIRST_DAY, "historic": True, "authorised": 2},  # changed on that day already
        {"starts_on": of.AS_OF + DAY, "historic": True, "authorised": 2},  # a day to come
        {"starts_on": CHANGE, "historic": True, "authorised": 0},
        {"starts_on": CHANGE, "historic": True, "status": PostStatus.ABOLISHED},  # held
    ],
)
def test_a_revision_that_cannot_be(change):
    post = of.post()
    of.appointment(post)
    with pytest.raises(DomainError):
        services.revise_post(post, actor=None, **change)
    assert post.versions.count() == 1


def test_a_revision_is_recorded_with_old_and_new():
    post = of.post()
    services.revise_post(post, actor=None, starts_on=CHANGE, historic=True, authorised=2, reason="梳理")
    entry = AuditEntry.objects.get(verb="post.revised")
    assert (entry.changes, entry.reason, entry.unit) == (
        {"authorised": [1, 2], "starts_on": [None, "2025-07-01"]},
        "梳理",
        post.unit,
    )


@pytest.mark.parametrize(
    "fields",
    [{"historic": False}, {"starts_on": of.AS_OF + DAY}, {"authorised": 0}, {"code": "P-1"}],
)
def test_a_post_that_cannot_be_created(fields):
    of.post(code="P-1")
    with pytest.raises(DomainError):
        services.create_post(
            actor=None,
            **{
                "code": "P-2",
                "unit": make.unit(),
                "discipline": of.discipline(),
                "grade": rulebooks.grade(),
                "authorised": 1,
                "starts_on": of.FIRST_DAY,
                "historic": True,
            }
            | fields,
        )
    assert Post.objects.count() == 1


def test_seats_beyond_the_number_stay_on_record_for_earlier_days():
    post = of.post(authorised=3)
    of.appointment(post, seat=3, **ENDED)
    services.revise_post(post, actor=None, starts_on=CHANGE_AFTER, historic=True, authorised=1)
    assert list(post.seats.values_list("number", flat=True)) == [1, 2, 3]
    post.refresh_from_db()
    shown = selectors.seats_of(post, make.user("leader", post.unit), of.AS_OF)
    assert [line.seat.number for line in shown] == [1]


# --- Terms ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "day", "state"),
    [
        ({}, "2024-12-31", TermState.PENDING),
        ({}, "2025-01-01", TermState.WITHIN),
        ({}, "2027-12-31", TermState.WITHIN),
        ({}, "2028-01-01", TermState.OVERDUE),
        (ENDED, "2025-12-31", TermState.WITHIN),
        (ENDED, "2026-01-01", TermState.ENDED),
        ({"status": "pending"}, "2026-11-01", TermState.PENDING),
    ],
)
def test_the_state_of_a_term_is_the_same_by_query_and_by_object(fields, day, state):
    made, day = of.appointment(**fields), datetime.date.fromisoformat(day)
    assert Appointment.objects.with_state_on(day).get().state == made.state_on(day) == state
    held = {TermState.WITHIN, TermState.OVERDUE}
    assert Appointment.objects.held_on(day).exists() is (state in held)
    assert Appointment.objects.overdue_on(day).exists() is (state == TermState.OVERDUE)
    assert Appointment.objects.within_term_on(day).exists() is (state == TermState.WITHIN)


def test_who_gave_an_appointment_up_never_held_it():
    """Ended on the day on which it was to begin: pending to nobody, on no day held, and its seat is open."""
    day = of.AS_OF + datetime.timedelta(60)
    made = of.appointment(starts_on=day, status="ended", ended_on=day, end_reason="resigned")
    post, reader = made.seat.post, make.user("leader", made.seat.post.unit)
    for on in (of.AS_OF, day, day + datetime.timedelta(1)):
        assert made.state_on(on) == Appointment.objects.with_state_on(on).get().state == TermState.ENDED
        assert list(selectors.former_holders(post, reader, on)) == []
    of.engineer(post.unit, user=reader)
    assert list(Post.objects.open_to(reader)) == [post]


def test_a_seat_held_beyond_the_number_leaves_those_within_it_vacant():
    post = of.post(authorised=3)
    for seat in (1, 3):
        of.appointment(post, seat=seat)
    services.revise_post(post, actor=None, starts_on=of.AS_OF, historic=True, authorised=2)
    figures = selectors.establishment(make.hr(post.unit), of.AS_OF)
    assert (figures.seats, figures.held, figures.beyond, figures.vacant) == (2, 2, 1, 1)


def test_what_is_due_is_said_on_the_appointment():
    retiring = of.engineer(make.unit(), retires_on=datetime.date(2027, 6, 1))
    for made, count in ((of.appointment(), 0), (of.appointment(holder=retiring), 1)):
        assert len(list(rules.term_warnings(made, of.AS_OF))) == count
    assert len(list(rules.term_warnings(made, made.until))) == 1


# --- What must never be false ----------------------------------------------------------------------------
def test_a_term_is_not_empty_and_ends_after_it_starts():
    start = datetime.date(2025, 1, 1)
    refused(lambda: of.appointment(starts_on=start, until=start))
    refused(lambda: of.appointment(starts_on=start, **ENDED | {"ended_on": start - DAY}))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ended"},
        {"status": "ended", "ended_on": datetime.date(2026, 1, 1)},
        {"status": "ended", "end_reason": "resigned"},
        {"ended_on": datetime.date(2026, 1, 1)},
        {"end_reason": "resigned"},
    ],
)
def test_only_an_ended_appointment_says_when_and_why(fields):
    refused(lambda: of.appointment(**fields))


def test_an_appointment_and_a_version_cite_a_decision_or_history():
    refused(lambda: of.appointment(historic=False))
    refused(lambda: PostVersion.objects.filter(pk=of.post().versions.get().pk).update(historic=False))


@pytest.mark.parametrize("status", ["serving", "pending"])
def test_one_of_a_status_per_seat_and_per_person(status):
    first = of.appointment(status=status)
    refused(lambda: of.appointment(first.seat.post, status=status))
    refused(lambda: of.appointment(holder=first.engineer, status=status))
    of.appointment(first.seat.post, first.engineer, **ENDED)


def test_a_post_has_a_seat_unless_abolished():
    post = of.post()
    refused(lambda: Post.objects.filter(pk=post.pk).update(authorised=0))
    Post.objects.filter(pk=post.pk).update(authorised=0, status=PostStatus.ABOLISHED)


def test_codes_seat_numbers_and_days_stand_once():
    post = of.post(authorised=2)
    refused(lambda: Post.objects.filter(pk=of.post().pk).update(code=post.code))
    refused(lambda: post.seats.filter(number=2).update(number=1))
    services.revise_post(post, actor=None, starts_on=CHANGE, historic=True, authorised=3)
    refused(lambda: post.versions.update(starts_on=CHANGE))


@pytest.mark.parametrize(("status", "target"), list(product(AppointmentStatus, AppointmentStatus)))
def test_every_move_of_an_appointment(status, target):
    """Nobody who serves goes back to pending; what has ended is reopened by a correcting batch only."""
    reopened = {("ended", "serving"), ("ended", "pending")}
    allowed = {("pending", "serving"), ("pending", "ended"), ("serving", "ended")} | reopened
    assert (target in APPOINTMENT_TRANSITIONS[status]) is ((status, target) in allowed)
