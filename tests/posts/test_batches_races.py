"""Two at once, and a process that is killed: all or nothing, and numbers without a gap. On PostgreSQL."""

import pytest
from django.conf import settings
from django.test import override_settings

from office.models import Counter, Paper
from posts.enums import BatchStatus
from posts.models import Appointment, AppointmentBatch
from posts.services import batches, posts
from posts.services.carrying import carry_out
from tests.factories import posts as of
from tests.factories import rulebooks, talent
from tests.posts.conftest import Firm
from tests.races import at_once, killed_at, told

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROWS = 200


@pytest.fixture
def firm(demo_day):
    rulebooks.example_rulebook()
    return Firm()


def both(firm, *made):
    return told(at_once(*(lambda batch=batch: carry_out(batch, actor=firm.administrator) for batch in made)))


def numbers():
    found = Paper.objects.exclude(number="").order_by("number").values_list("number", flat=True)
    return [int(number[-5:-1]) for number in found]


def test_one_form_sent_twice_at_once_makes_one_batch(firm):
    facts = {"unit": firm.group, "title": "聘任", "effective_on": of.AS_OF, "form_key": "a1b2"}

    def send():
        return batches.make_with_rows([firm.extend()], actor=firm.administrator, **facts)

    first, second = at_once(send, send)
    assert (first, AppointmentBatch.objects.count(), first.rows.count()) == (second, 1, 1)


def test_two_appointments_to_one_seat(firm):
    second = talent.engineer(firm.plant, name="第二人")
    assert both(firm, firm.batch(firm.appoint()), firm.batch(firm.appoint(second))) == (1, 1)
    assert (Appointment.objects.filter(seat__number=2).count(), numbers()) == (1, [1])


def test_two_appointments_to_the_last_place_of_a_post(firm):
    """Seats 1 and 2 are free, but whoever sits on the third fills one of the two that are authorised."""
    post = of.post(firm.plant, authorised=3)
    of.appointment(post, seat=3)
    posts.revise_post(post, actor=None, starts_on=of.AS_OF, historic=True, authorised=2)
    second = talent.engineer(firm.plant, name="第二人")
    rows = firm.appoint(seat=1, post=post), firm.appoint(second, seat=2, post=post)
    assert both(firm, *map(firm.batch, rows)) == (1, 1)
    assert (Appointment.objects.filter(seat__post=post).count(), numbers()) == (2, [1])


def test_two_appointments_of_one_person(firm):
    elsewhere = of.post(firm.plant)
    first, second = firm.batch(firm.appoint()), firm.batch(firm.appoint(seat=1, post=elsewhere))
    assert both(firm, first, second) == (1, 1)
    assert (Appointment.objects.filter(engineer=firm.other).count(), numbers()) == (1, [1])


def test_a_renewal_and_an_end_of_one_appointment(firm):
    assert both(firm, firm.batch(firm.renew()), firm.batch(firm.end())) == (1, 1)


def test_one_batch_carried_out_twice(firm):
    batch = firm.batch(firm.appoint())
    assert both(firm, batch, batch) == (1, 1)
    assert (Appointment.objects.count(), numbers()) == (2, [1])


def test_a_batch_carried_out_while_it_is_changed(firm):
    batch = firm.batch(firm.appoint())
    results = at_once(
        lambda: carry_out(batch, actor=firm.administrator),
        lambda: batches.remove_rows(batch, list(batch.rows.all()), actor=firm.administrator),
    )
    batch.refresh_from_db()
    assert told(results) == (1, 1)
    assert batch.rows.count() == (1 if batch.status == BatchStatus.DONE else 0)


def test_batches_at_once_get_numbers_without_a_gap(firm):
    posts = [of.post(firm.plant, authorised=5) for _batch in range(4)]
    made = [
        firm.batch(*(firm.appoint(talent.engineer(firm.plant), seat, post) for seat in range(1, 6))) for post in posts
    ]
    assert both(firm, *made) == (4, 0)
    assert numbers() == list(range(1, 21))


# --- Killed at any step --------------------------------------------------------------------------------
def what_is_there():
    batch = AppointmentBatch.objects.get()
    counter = Counter.objects.filter(series="certificate").values_list("value", flat=True).first() or 0
    made = Appointment.objects.exclude(decision=None).count()
    certified = batch.rows.exclude(certificate=None).count()
    return batch.status, made, certified, Paper.objects.count(), counter


def test_a_process_killed_at_any_step_leaves_all_or_nothing(firm):
    assert settings.AS_OF_DATE == "2026-11-01"
    post = of.post(firm.plant, authorised=ROWS)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(ROWS)]
    batch = firm.batch(*(firm.appoint(one, seat, post) for seat, one in enumerate(people, 1)))
    before, steps = what_is_there(), 0
    with override_settings(AS_OF_DATE="2026-11-01"):
        while killed_at(steps + 1, lambda: carry_out(batch, actor=firm.administrator)):
            steps += 1
            assert what_is_there() == before, f"killed before statement {steps}"
    assert before == ("draft", 0, 0, 0, 0)
    assert what_is_there() == ("done", ROWS, ROWS, ROWS, ROWS)
    assert numbers() == list(range(1, ROWS + 1))
    assert steps > 30
