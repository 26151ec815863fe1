"""What no page of ours sends: it is answered with a sentence or a 4xx, never with an error."""

import pytest
from django.urls import reverse

from evaluations.models import Score
from evaluations.rules.sheets import parse_value
from office.enums import Role
from office.models import AuditEntry
from tests.factories import evaluations as make
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db
CELLS = "application/json"
EDIT = '{"epochs": {"%(sheet)s": 0}, "edits": [{"sheet": %(key)s, "criterion": %(criterion)s, "value": "1", "base": %(base)s}]}'


@pytest.mark.parametrize(
    ("key", "base"),
    [("Infinity", "0"), ("NaN", "0"), ("%(sheet)s.7", "0"), ("true", "0"), ("%(sheet)s", "1e999"), ("[1]", "0")],
)
def test_keys_and_versions_are_whole_numbers(client, key, base):
    filing = factory.filing(1)
    sheet = filing.sheets()[0].sheet_id
    facts = {"sheet": sheet, "key": key % {"sheet": sheet}, "criterion": filing.criteria[0].pk, "base": base}
    client.force_login(filing.hr)
    answer = client.post(reverse("evaluations:filing_cells"), EDIT % facts, content_type=CELLS)
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})
    assert not Score.objects.exists()


def test_a_length_that_is_none_is_refused(client):
    filing = factory.filing(1)
    client.force_login(filing.hr)
    answer = client.post(reverse("evaluations:filing_cells"), "{}", content_type=CELLS, CONTENT_LENGTH="abc")
    assert answer.status_code == 413


@pytest.mark.parametrize("seen", ['{"1": 1e999}', '{"1": {}}', "[" * 100_000, "NaN"])
@pytest.mark.parametrize("name", ["slot_submit", "slot_verify"])
def test_revisions_that_are_none_submit_nothing(client, name, seen):
    filing = factory.filing(1)
    client.force_login(filing.hr)
    address = reverse(f"evaluations:{name}", args=[filing.slot.pk])
    assert client.post(address, {"confirmed": "1", "seen": seen}).status_code == 302


@pytest.mark.parametrize("asked", ["abc", "²", "9" * 40, ""])
def test_an_override_asks_for_a_pool_and_a_grade_that_are_there(client, asked):
    filing = factory.filing(1)
    client.force_login(office.user(Role.GROUP_ADMINISTRATOR, filing.cycle.unit))
    address = reverse("evaluations:cap_override", args=[filing.cycle.pk])
    assert client.get(address, {"pool": asked, "grade": "1"}).status_code == 404
    assert client.get(address, {"pool": filing.cycle.unit_id, "grade": asked}).status_code == 404


@pytest.mark.parametrize("key", ["abc", "9" * 19, "9" * 40, "9" * 5_000])
def test_a_key_of_nobody_settles_no_grade_and_shows_the_usual_pool(client, key):
    world = make.world()
    make.holder(world.plant)
    cycle = make.calibrating(world.cycle(), world.administrator)
    client.force_login(world.administrator)
    board = reverse("evaluations:calibration_board", args=[cycle.pk])
    usual, page = client.get(board), client.get(board, {"pool": key})
    assert page.context["board"].pool == usual.context["board"].pool
    asked = {"selected": [key], "grade": cycle.regime.result_grades.first().pk, "reason": "通报"}
    answer = client.post(reverse("evaluations:grades_set", args=[cycle.pk]), asked)
    assert (answer.status_code, answer.url) == (302, board)
    assert not AuditEntry.objects.filter(verb="assessment.graded").exists()


@pytest.mark.parametrize("typed", ["17²", "½", "٣", "ⅷ"])
def test_a_footnote_beside_a_score_is_no_digit_of_it(typed):
    with pytest.raises(ValueError, match=typed):
        parse_value(typed)
