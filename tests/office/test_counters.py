import threading

import pytest
from django.db import connection, transaction

from office.models import Counter
from office.services.counters import next_number, next_numbers

AT_ONCE = 20


@pytest.mark.django_db
def test_numbers_start_at_one_in_each_series_and_year():
    given = [next_number(*key) for key in [("聘书", 2026), ("聘书", 2026), ("聘书", 2027), ("文书", 2026)]]
    assert given == [1, 2, 1, 1]


@pytest.mark.django_db
def test_several_numbers_are_taken_at_once():
    assert [list(next_numbers("聘书", 2026, count)) for count in (1, 3, 2)] == [[1], [2, 3, 4], [5, 6]]
    assert next_number("聘书", 2026) == 7


@pytest.mark.django_db
def test_a_failed_act_gives_its_number_back():
    next_number("聘书", 2026)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert next_number("聘书", 2026) == 2
        raise RuntimeError
    assert next_number("聘书", 2026) == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_gap():
    """Every second one fails after it took a number: what it gives back the next one gets."""
    barrier, given, broken = threading.Barrier(AT_ONCE), [], []

    def take(index):
        try:
            barrier.wait(timeout=10)
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '10s'")
                number = next_number("聘书", 2026)
                if index % 2:
                    raise RuntimeError
            given.append(number)
        except RuntimeError:
            broken.append(index)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[index]) for index in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(given) == list(range(1, AT_ONCE // 2 + 1))
    assert len(broken) == AT_ONCE // 2
    assert Counter.objects.get().value == AT_ONCE // 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers():
    barrier, given = threading.Barrier(AT_ONCE), []

    def take():
        try:
            barrier.wait(timeout=10)
            given.append(next_number("聘书", 2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _index in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(given) == list(range(1, AT_ONCE + 1))
