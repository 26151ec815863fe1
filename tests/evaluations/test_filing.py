"""What the filing pages show, to whom, and for how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.services.scores import Edit, save_cells
from office.enums import Role
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db
GRID_QUERIES = 12
HOME_QUERIES = 8
CHASE_QUERIES = 9


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("name", "limit"), [("filing_grid", GRID_QUERIES), ("filing_home", HOME_QUERIES), ("chase_list", CHASE_QUERIES)]
)
def test_query_count_does_not_grow_with_people(client, name, limit, people):
    filing = factory.filing(people)
    client.force_login(filing.hr)
    key = filing.slot.pk if name == "filing_grid" else filing.cycle.pk
    assert queries(client, reverse(f"evaluations:{name}", args=[key])) == limit


def test_the_grid_shows_people_by_criteria_with_values_and_bases(client):
    filing = factory.filing(2)
    sheet, criterion = filing.sheets()[0].sheet, filing.criteria[0]
    save_cells(filing.hr, [Edit(sheet.pk, criterion.pk, "16.2", 0)], {sheet.pk: 0})
    client.force_login(filing.hr)
    page = client.get(reverse("evaluations:filing_grid", args=[filing.slot.pk])).content.decode()
    assert page.count("<tr data-sheet=") == 2
    assert (
        f'name="v{sheet.pk}-{criterion.pk}" aria-labelledby="n{sheet.pk} c{criterion.pk}" inputmode="decimal" value="16.2"'
        in page
    )
    assert f'name="b{sheet.pk}-{criterion.pk}" value="1"' in page


def test_the_grid_can_be_narrowed_and_ordered(client):
    filing = factory.filing(2, others=2)
    client.force_login(filing.group_hr)
    address = reverse("evaluations:filing_grid", args=[filing.slot.pk])
    assert len(client.get(address).context["rows"]) == 4
    assert len(client.get(address, {"unit": filing.plant.pk}).context["rows"]) == 2
    rows = client.get(address, {"order": "number"}).context["rows"]
    numbers = [row.subject.assessment.engineer.employee_number for row in rows]
    assert numbers == sorted(numbers)


def test_a_rater_sees_own_slot_only(client):
    filing = factory.filing(2)
    filing.slot.user = office.user()
    filing.slot.save()
    client.force_login(filing.slot.user)
    assert client.get(reverse("evaluations:filing_grid", args=[filing.slot.pk])).status_code == 200
    assert client.get(reverse("evaluations:filing_grid", args=[filing.slots[1].pk])).status_code == 404
    home = client.get(reverse("evaluations:filing_home", args=[filing.cycle.pk]))
    assert home.context["slots"] == [filing.slot]
    assert client.get(reverse("evaluations:chase_list", args=[filing.cycle.pk])).status_code == 403


def test_a_rater_reads_no_composite_in_the_meter(client):
    filing = factory.filing(1)
    filing.slot.user = office.user()
    filing.slot.save()
    for subject in [subject for slot in filing.slots for subject in filing.sheets(slot)]:
        edits = [Edit(subject.sheet_id, criterion.pk, "0", 0) for criterion in filing.criteria]
        save_cells(filing.group_hr, edits, {subject.sheet_id: 0})
    own = filing.sheets()[0]
    edits = [Edit(own.sheet_id, criterion.pk, str(criterion.maximum), 1) for criterion in filing.criteria]
    save_cells(filing.slot.user, edits, {own.sheet_id: 0})
    address = reverse("evaluations:filing_meter", args=[filing.slot.pk])
    client.force_login(filing.slot.user)
    assert client.get(address).json()["forecasts"] == {str(own.sheet_id): "优秀"}
    client.force_login(filing.hr)
    assert client.get(address).json()["forecasts"] == {str(own.sheet_id): "不称职"}


def test_the_holder_of_a_sheet_is_not_in_the_grid(client):
    filing = factory.filing(1)
    person = factory.engineer(filing.plant, user=filing.hr)
    factory.assessed(filing, filing.plant, filing.subsidiary, person=person)
    client.force_login(filing.hr)
    page = client.get(reverse("evaluations:filing_grid", args=[filing.slot.pk]))
    assert person.employee_number not in page.content.decode()


def test_a_unit_head_sees_only_the_sheets_of_the_unit(client):
    filing = factory.filing(1)
    client.force_login(office.user(Role.UNIT_HEAD, filing.plant))
    assert client.get(reverse("evaluations:filing_grid", args=[filing.slots[3].pk])).status_code == 200
    for slot in (filing.slots[0], filing.slots[4]):
        assert client.get(reverse("evaluations:filing_grid", args=[slot.pk])).status_code == 404


def test_names_with_markup_stay_text(client):
    filing = factory.filing(0)
    factory.assessed(filing, filing.plant, filing.subsidiary, person=factory.engineer(filing.plant, name="<b>甲</b>"))
    client.force_login(filing.hr)
    page = client.get(reverse("evaluations:filing_grid", args=[filing.slot.pk])).content.decode()
    assert "<b>甲" not in page
    assert "&lt;b&gt;甲" in page
