"""Home: what waits for whom, the figures below it, and what both cost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from establishment.models import HolderLetter
from establishment.services.letters import print_letters
from evaluations.enums import CycleStatus
from office import audit
from office.clock import today
from office.enums import Role, UnitKind
from overview.selectors.coverage import Look, coverage_map
from overview.selectors.numbers import figures, results_by_year
from overview.selectors.own import former_of
from overview.selectors.waiting import waiting_for
from planning.enums import ReturnStatus, SurveyStatus
from posts.enums import BatchAct
from tests.establishment.reviews import EFFECTIVE_ON, Rich
from tests.factories import batches, evaluations, office, planning, posts, talent

pytestmark = pytest.mark.django_db
HOME_QUERIES = 16
HOME_OF_A_UNIT = 6


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
    assert [figure.value for figure in counted] == [5, 3, 2, 1, 1]
    assert listed == [4, 3, 2, 1, 1]  # of the seats authorised, their posts


def test_the_seats_authorised_are_those_of_the_map_and_of_the_page_they_lead_to(client):
    """Of a frozen post too, and not of an abolished one."""
    group = office.unit()
    reader = office.user(Role.GROUP_ADMINISTRATOR, group)
    posts.post(group, authorised=2)
    posts.post(office.unit(group), authorised=3, status="frozen")
    posts.post(group, authorised=7, status="abolished")
    figure = figures(reader)[0]
    client.force_login(reader)
    assert figure.value == coverage_map(Look(reader, today())).total.authorised == 5
    assert client.get(figure.url).context["figures"].seats == 5


def test_who_sees_frozen_posts_only_has_figures_of_them():
    unit = office.unit()
    posts.post(unit, status="frozen")
    assert [figure.value for figure in figures(office.hr(unit))] == [1, 0, 0, 0, 0]


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


@pytest.fixture
def abolished(settings):
    """Somebody whose post a review abolished, with an account and a letter that was printed."""
    settings.AS_OF_DATE = (EFFECTIVE_ON + datetime.timedelta(1)).isoformat()
    rich = Rich()
    rich.carry_through()
    print_letters(rich.review, actor=rich.drafter)
    rich.leaving.engineer.user = office.user()
    rich.leaving.engineer.save(update_fields=["user"])
    return rich


def test_who_held_a_post_reads_at_home_and_on_the_record_what_became_of_it(abolished, client):
    leaver = abolished.leaving.engineer
    letter = HolderLetter.objects.get(fate__appointment=abolished.leaving)
    client.force_login(leaver.user)
    home, record = client.get(reverse("overview:home")).text, client.get(leaver.get_absolute_url()).text
    for page in (home, record):
        for told in ("=危险()", "2026-10-31", "岗位撤销", letter.get_absolute_url()):
            assert told in page
    assert client.get(letter.get_absolute_url()).status_code == 200


def test_of_the_last_appointment_each_reader_is_told_what_is_in_sight(abolished):
    """Human resources of the plant read no review of the group; of who holds a seat, or never held one, nothing is told."""
    leaver = abolished.leaving.engineer
    never = talent.engineer(abolished.plant)
    posts.appointment(
        abolished.post(), never, status="ended", starts_on=EFFECTIVE_ON, ended_on=EFFECTIVE_ON, end_reason="resigned"
    )
    people = [leaver, never, abolished.moving.engineer, talent.engineer(abolished.plant)]
    for reader, told in ((abolished.drafter, True), (office.hr(abolished.plant), False)):
        (former,) = former_of(reader, people).values()
        assert (former.appointment, bool(former.letter)) == (abolished.leaving, told)
    assert former_of(office.hr(abolished.other), people) == {}


def test_an_earlier_appointment_is_not_called_the_last_one(abolished):
    """Human resources of the plant see that one only; the last one was in another plant."""
    person = abolished.leaving.engineer
    elsewhere = abolished.post(unit=abolished.other)
    until = EFFECTIVE_ON + datetime.timedelta(1)
    posts.appointment(elsewhere, person, status="ended", starts_on=EFFECTIVE_ON, ended_on=until, end_reason="resigned")
    assert former_of(office.hr(abolished.plant), [person]) == {}
    (former,) = former_of(office.hr(abolished.other), [person]).values()
    assert former.appointment.seat.post == elsewhere


@pytest.mark.parametrize("people", [1, 3])
def test_the_last_appointments_cost_three_queries(abolished, django_assert_num_queries, people):
    for _turn in range(people):
        held = abolished.holder(abolished.post(), status="ended", ended_on=EFFECTIVE_ON, end_reason="resigned")
    found = [held.engineer, abolished.leaving.engineer]
    assert abolished.drafter.current_duties
    with django_assert_num_queries(3):
        former_of(abolished.drafter, found)


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


# --- Demand surveys ----------------------------------------------------------------------------------------------
class Survey:
    """A group's survey with a subsidiary and its plants."""

    def __init__(self, **fields):
        self.group = office.unit()
        self.subsidiary = office.unit(self.group, kind=UnitKind.SUBSIDIARY)
        self.plant = self.another()
        self.survey = planning.survey(self.group, title="2026年需求普查", **fields)

    def another(self):
        return office.unit(self.subsidiary, kind=UnitKind.PLANT)

    def answer(self, status=ReturnStatus.DRAFT, unit=None, **fields):
        return planning.answer(unit or self.plant, self.survey, status, **fields)


@pytest.mark.parametrize(
    ("status", "role", "where", "words"),
    [
        (ReturnStatus.DRAFT, Role.FILLER, "plant", "待填报"),
        (ReturnStatus.CHECKING, Role.CHECKER, "plant", "待审核填报"),
        (ReturnStatus.APPROVING, Role.UNIT_HEAD, "plant", "待审批填报"),
        (ReturnStatus.SUBMITTED, Role.HR, "subsidiary", "待汇总填报"),
    ],
)
def test_a_return_waits_for_whose_turn_it_is_and_nobody_else(status, role, where, words):
    demand = Survey()
    demand.answer(status)
    found = {
        other: lines(office.user(other, getattr(demand, place)))
        for other, place in (
            (Role.FILLER, "plant"),
            (Role.CHECKER, "plant"),
            (Role.UNIT_HEAD, "plant"),
            (Role.HR, "subsidiary"),
            (Role.LEADER, "group"),
        )
    }
    told = {f"2026年需求普查：{words}": 1}
    assert found == {other: told if other == role else {} for other in found}
    assert lines(office.user(role, office.unit())) == {}


def test_a_single_return_is_opened_at_once_and_several_are_listed(client):
    demand = Survey()
    answer = demand.answer(ReturnStatus.APPROVING)
    head = office.user(Role.UNIT_HEAD, demand.subsidiary)
    (line,) = waiting_for(head)
    assert (line.url, line.due) == (reverse("planning:return_approve", args=[answer.pk]), planning.CLOSES_ON)
    demand.answer(ReturnStatus.APPROVING, demand.another())
    demand.answer(ReturnStatus.DRAFT, demand.another())
    (line,) = waiting_for(head)
    client.force_login(head)
    assert (line.count, len(client.get(line.url).context["page"].rows)) == (2, 2)


def test_a_return_that_was_sent_back_waits_with_its_reason():
    demand = Survey()
    demand.answer(sent_back_reason="请补充论证")
    filler = office.user(Role.FILLER, demand.plant)
    assert lines(filler) == {"2026年需求普查：填报被退回：请补充论证": 1}


def test_nobody_finds_his_or_her_own_return_to_sign():
    demand = Survey()
    head = office.user(Role.UNIT_HEAD, demand.plant)
    demand.answer(ReturnStatus.APPROVING, filled_by=head)
    assert lines(head) == {}


def test_an_extended_return_is_due_on_its_own_last_day(settings):
    settings.AS_OF_DATE = "2026-11-15"
    demand = Survey(closes_on=datetime.date(2026, 11, 14))
    demand.answer(due_on=datetime.date(2026, 11, 18))
    (line,) = waiting_for(office.user(Role.FILLER, demand.plant))
    assert (line.due, line.overdue) == (datetime.date(2026, 11, 18), False)
    assert lines(office.hr(demand.group)) == {"2026年需求普查：尚未上报单位": 1}


def test_who_runs_a_survey_finds_the_units_that_are_overdue(client, settings):
    settings.AS_OF_DATE = "2026-11-15"
    demand = Survey(closes_on=datetime.date(2026, 11, 14))
    for status in (ReturnStatus.DRAFT, ReturnStatus.APPROVING, ReturnStatus.SUBMITTED):
        demand.answer(status, demand.another())
    hr = office.hr(demand.group)
    late, passed = waiting_for(hr)
    client.force_login(hr)
    assert (str(late.what), late.count, late.overdue) == ("2026年需求普查：逾期未报单位", 2, True)
    assert (str(passed.what), passed.count, passed.overdue) == ("2026年需求普查：子公司汇总中的填报", 1, False)
    for line in (late, passed):
        assert client.get(line.url).status_code == 200
    assert lines(office.hr(demand.subsidiary)) == {"2026年需求普查：待汇总填报": 1}


def test_numbers_wait_for_who_decides_them():
    demand = Survey()
    answer = demand.answer(ReturnStatus.CONSOLIDATED)
    for _turn in range(2):
        planning.line(answer, consolidated=2)
    planning.decided(answer, 1, evaluations.decision(demand.group))
    planning.line(demand.answer(ReturnStatus.SUBMITTED, demand.another()))
    below = {"2026年需求普查：子公司汇总中的填报": 1}
    administrator = office.user(Role.GROUP_ADMINISTRATOR, demand.group)
    assert lines(administrator) == {"2026年需求普查：待核定条目": 2} | below
    assert lines(office.hr(demand.group)) == below


def test_who_runs_a_survey_finds_how_many_units_are_still_to_answer(client):
    demand = Survey()
    for _turn in range(2):
        demand.answer(unit=demand.another())
    hr = office.hr(demand.group)
    client.force_login(hr)
    (line,) = waiting_for(hr)
    assert (str(line.what), line.count, line.due) == ("2026年需求普查：尚未上报单位", 2, planning.CLOSES_ON)
    assert client.get(line.url).status_code == 200


def test_returns_below_a_nested_subsidiary_wait_there_alone():
    demand = Survey()
    nested = office.unit(demand.subsidiary, kind=UnitKind.SUBSIDIARY)
    demand.answer(ReturnStatus.SUBMITTED)
    demand.answer(ReturnStatus.SUBMITTED, office.unit(nested, kind=UnitKind.PLANT))
    for unit in (demand.subsidiary, nested):
        assert lines(office.hr(unit)) == {"2026年需求普查：待汇总填报": 1}


@pytest.mark.parametrize(("days", "told"), [(0, True), (30, True), (31, False)])
@pytest.mark.parametrize(
    ("role", "where"),
    [(Role.FILLER, "plant"), (Role.CHECKER, "plant"), (Role.UNIT_HEAD, "plant"), (Role.HR, "subsidiary")],
)
def test_published_numbers_are_told_for_thirty_days(client, role, where, days, told):
    demand = Survey()
    demand.answer(ReturnStatus.ACCEPTED)
    demand.survey.status = SurveyStatus.PUBLISHED
    demand.survey.published_at = timezone.now() - datetime.timedelta(days=days)
    demand.survey.save()
    user = office.user(role, getattr(demand, where))
    found = waiting_for(user)
    assert [(str(line.what), line.count) for line in found] == [("2026年需求普查：核定结果已发布", 1)] * told
    client.force_login(user)
    for line in found:
        assert client.get(line.url).status_code == 200


@pytest.mark.parametrize("status", [SurveyStatus.DRAFT, SurveyStatus.CLOSED])
def test_what_is_not_answered_now_waits_for_nobody_in_the_unit(status):
    demand = Survey(status=status)
    demand.answer()
    assert lines(office.user(Role.FILLER, demand.plant)) == {}


@pytest.mark.parametrize("answers", [1, 3])
def test_surveys_cost_home_one_query_however_many_returns_wait(client, django_assert_num_queries, answers):
    demand = Survey()
    for status in (ReturnStatus.DRAFT, ReturnStatus.CHECKING, ReturnStatus.APPROVING) * answers:
        demand.answer(status, demand.another())
    person = office.user(Role.FILLER, demand.subsidiary)
    for role in (Role.CHECKER, Role.UNIT_HEAD):
        office.duty(person, role, demand.subsidiary)
    with django_assert_num_queries(HOME_OF_A_UNIT):
        assert len(waiting_for(person)) == 3
