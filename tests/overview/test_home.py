"""Home: what waits for whom, the figures below it, and what both cost."""

import datetime

import pytest
from django.urls import reverse

from evaluations.enums import CycleStatus
from office import audit
from office.enums import Role
from overview.selectors.numbers import figures, results_by_year
from overview.selectors.waiting import waiting_for
from posts.enums import BatchAct
from tests.factories import batches, evaluations, office, posts, talent

pytestmark = pytest.mark.django_db
HOME_QUERIES = 14


def lines(user):
    return {str(line.what): line.count for line in waiting_for(user)}


@pytest.fixture
def cycle():
    """A cycle of two holders with all sheets being filled in."""
    world = evaluations.world()
    evaluations.holder(world.plant)
    evaluations.holder(world.plant)
    return evaluations.opened(evaluations.draft(world.group, world.administrator), world.administrator)


def test_sheets_wait_for_hr_of_the_unit_and_nobody_else(cycle):
    hr = office.hr(cycle.unit)
    stranger = office.hr(office.unit())
    sheets = 2 * cycle.slots.count()
    assert lines(hr) == {f"{cycle.name}：待填评分表": sheets}
    assert lines(stranger) == {}


def test_a_rater_finds_the_sheets_of_the_own_slot(cycle):
    slot = cycle.slots.first()
    slot.user = office.user()
    slot.save(update_fields=["user"])
    assert lines(slot.user) == {f"{cycle.name}：待填评分表": 2}


def test_submitted_sheets_wait_for_a_second_person(cycle):
    evaluations.fill(cycle)
    evaluations.hand_in(cycle, verified=False)
    assert lines(office.hr(cycle.unit)) == {f"{cycle.name}：待核对评分表": 2 * cycle.slots.count()}


def test_a_line_on_holders_leads_to_the_rows_it_counts(client, settings):
    settings.AS_OF_DATE = "2026-11-01"
    world = evaluations.world()
    overdue = evaluations.holder(world.plant, until=datetime.date(2026, 11, 1))
    past = evaluations.holder(world.plant, until=datetime.date(2027, 11, 1))
    evaluations.holder(world.plant, until=datetime.date(2027, 11, 1))
    type(past.engineer).objects.filter(pk=past.engineer_id).update(retires_on=datetime.date(2026, 10, 31))
    client.force_login(world.administrator)
    urls = [line.url for line in waiting_for(world.administrator)]
    found = [client.get(url).context["page"].rows for url in urls]
    assert [len(rows) for rows in found] == [1, 1]
    assert overdue.get_absolute_url() in found[0][0]
    assert past.get_absolute_url() in found[1][0]


def test_a_batch_that_was_sent_back_waits_with_its_reason():
    world = evaluations.world()
    preparing = office.hr(world.plant)
    batch = batches.batch(world.plant, title="十一月聘任")
    sent_back = {"actor": world.administrator, "target": batch, "unit": world.plant}
    audit.record(verb="batch.proposed", **sent_back)
    audit.record(verb="batch.returned", reason="请补充聘期依据", **sent_back)
    assert lines(preparing) == {"“十一月聘任”已退回：请补充聘期依据": 1}
    assert lines(office.hr(office.unit())) == {}
    audit.record(verb="batch.proposed", **sent_back)
    assert lines(preparing) == {}


def test_a_published_result_waits_for_its_owner(cycle):
    assessment = cycle.assessments.select_related("engineer").first()
    assessment.engineer.user = office.user()
    assessment.engineer.save(update_fields=["user"])
    assert lines(assessment.engineer.user) == {}
    cycle.status = CycleStatus.PUBLISHED
    cycle.save(update_fields=["status"])
    assert lines(assessment.engineer.user) == {f"{cycle.name}：查看本人考核结果": 1}


def test_figures_count_only_what_is_in_sight(cycle):
    seen = [figure.value for figure in figures(office.hr(cycle.unit))]
    assert seen[:2] == [2, 2]
    assert figures(office.hr(office.unit())) == []


def test_every_figure_leads_to_the_rows_it_counts(client, settings):
    settings.AS_OF_DATE = "2026-11-01"
    world = evaluations.world()
    posts.post(world.plant)
    posts.appointment(posts.post(world.plant, authorised=2), until=datetime.date(2026, 1, 1))
    posts.appointment(posts.post(world.plant))
    posts.appointment(posts.post(world.plant, status="frozen"), until=datetime.date(2027, 1, 1))
    client.force_login(world.administrator)
    counted = figures(world.administrator)
    listed = [len(client.get(figure.url).context["page"].rows) for figure in counted]
    assert [figure.value for figure in counted] == [4, 3, 2, 1, 1]
    assert listed == [3, 3, 2, 1, 1]  # of the seats authorised, their posts


def test_terms_that_end_soon_count_until_it_is_decided_what_follows(client, settings):
    settings.AS_OF_DATE = "2026-11-01"
    world = evaluations.world()
    open_, renewed = (evaluations.holder(world.plant, until=datetime.date(2027, 1, 1)) for _turn in range(2))
    batch = batches.batch(world.plant)
    batches.row(batch, BatchAct.RENEW, renewed, starts_on=renewed.until, until=datetime.date(2030, 1, 1))
    batches.carried_out(batch)
    figure = figures(world.administrator)[-1]
    client.force_login(world.administrator)
    (row,) = client.get(figure.url).context["page"].rows
    assert figure.value == 1
    assert open_.get_absolute_url() in row


def test_results_by_year_add_up():
    unit = office.unit()
    for grade, score in (("优秀", "92"), ("称职", "85"), ("称职", "80")):
        talent.past_result(talent.engineer(unit), 2024, grade=grade, score=score)
    (bar,) = results_by_year(office.hr(unit))
    assert (bar.label, bar.total) == ("2024", 3)
    assert [(label, count) for label, count, _left, _width in bar.segments] == [("优秀", 1), ("称职", 2)]
    assert results_by_year(office.hr(office.unit())) == []


@pytest.mark.parametrize("role", list(Role))
def test_home_opens_for_every_role(client, role):
    client.force_login(office.user(role, office.unit()))
    assert client.get(reverse("overview:home")).status_code == 200


@pytest.mark.parametrize("holders", [1, 3])
def test_home_costs_the_same_queries_however_much_waits(client, django_assert_num_queries, holders):
    world = evaluations.world()
    for _turn in range(holders):
        evaluations.holder(world.plant)
    evaluations.opened(evaluations.draft(world.group, world.administrator), world.administrator)
    client.force_login(office.hr(world.group))
    with django_assert_num_queries(HOME_QUERIES):
        client.get(reverse("overview:home"))


def test_a_holder_reads_post_and_term_at_home(client, settings):
    settings.AS_OF_DATE = "2026-11-01"
    world = evaluations.world()
    appointment = evaluations.holder(world.plant, until=datetime.date(2026, 1, 1))
    appointment.engineer.user = office.user()
    appointment.engineer.save(update_fields=["user"])
    client.force_login(appointment.engineer.user)
    page = client.get(reverse("overview:home")).content.decode()
    assert str(appointment.seat.post) in page
    assert "2025-12-31" in page
    assert "聘期已满" in page


def test_home_shows_no_record_to_an_account_without_one(client):
    client.force_login(office.user())
    assert client.get(reverse("overview:home")).context["own"] is None


def test_a_rater_of_one_slot_goes_straight_to_its_sheets(cycle):
    first, second = cycle.slots.all()[:2]
    first.user = office.user()
    first.save(update_fields=["user"])
    (line,) = waiting_for(first.user)
    assert line.url == reverse("evaluations:filing_grid", args=[first.pk])
    second.user = first.user
    second.save(update_fields=["user"])
    (line,) = waiting_for(first.user)
    assert line.url == reverse("evaluations:filing_home", args=[cycle.pk])
