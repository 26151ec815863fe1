"""The story of one demand line: who asked, checked, changed and decided, and what of it whom."""

import pytest
from django.urls import reverse

from office.enums import Role, UnitKind
from office.models import AuditEntry
from planning.enums import LineState, ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, DemandLine
from planning.selectors.line_story import story_of
from planning.selectors.merged import merged_with
from planning.selectors.returns import content_code
from planning.services import return_papers, returns
from tests.factories import office, talent
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.desks import Desk
from tests.planning.test_returns import Firm

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 10


def told(line):
    """The line as its page fetches it."""
    named = ("demand_return__unit", "demand_return__survey__unit", "grade", "discipline", "filed_by", "decision")
    return DemandLine.objects.select_related(*named).get(pk=line.pk)


def acts(line, user):
    return [str(knot.what) for knot in story_of(told(line), user).knots]


def page_of(client, line, user):
    client.force_login(user)
    return client.get(reverse("planning:line_detail", args=[line.pk]))


def test_the_story_goes_from_the_sentence_to_the_unit_heads_approval():
    firm = Firm()
    answer = firm.answer()
    line = answer.lines.get()
    DemandLine.objects.filter(pk=line.pk).update(filed_by=firm.filler, filed_at=make.timezone.now())
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    going_back.to_unit(answer, actor=firm.checker, reason="请补充论证")
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    returns.check(answer, actor=firm.checker, seen=content_code(answer))
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    knots = story_of(told(line), firm.hr).knots
    assert [(knot.who, str(knot.what)) for knot in knots] == [
        (firm.filler.name, "提出需求"),
        (firm.filler.name, "提交了填报"),
        (firm.checker.name, "退回了填报"),
        (firm.filler.name, "提交了填报"),
        (firm.checker.name, "审核通过了填报"),
        (firm.head.name, "审批通过了填报"),
    ]
    assert (knots[0].reason, knots[2].reason) == (line.problem, "请补充论证")


def test_a_stamped_copy_stands_in_the_story():
    firm = Firm()
    answer = firm.answer()
    code = return_papers.print_return(answer, actor=firm.hr).paper.check_code
    returns.record_paper(answer, make.stamped(), code=code, actor=firm.hr)
    knot = story_of(told(answer.lines.get()), firm.hr).knots[-1]
    assert (knot.kind, knot.links) == ("paper", [("签字件", reverse("planning:return_scan", args=[answer.pk]))])


def test_each_change_of_the_number_says_who_when_and_why():
    desk = Desk()
    desk.decide({desk.line: 1}, reason="压减")
    desk.decide({desk.line: 2}, reason="复议")
    first, second = story_of(told(desk.line), desk.administrator).knots[-2:]
    assert (first.who, first.reason, second.reason) == (desk.administrator.name, "压减", "复议")
    assert "1 → 2" in second.details[0]
    assert second.links == [(str(desk.decision), desk.decision.get_absolute_url())]


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.GROUP_ADMINISTRATOR, True), (Role.LEADER, True), (Role.INSPECTION, True), (Role.HR, False)],
)
def test_decided_numbers_are_read_at_the_top_before_they_are_published(role, shown):
    desk = Desk()
    desk.decide({desk.line: 1}, reason="压减")
    story = story_of(told(desk.line), office.user(role, desk.group))
    assert (story.shows_decided, story.knots[-1].who == desk.administrator.name) == (shown, shown)
    assert story.state == (LineState.DECIDED if shown else LineState.CONSOLIDATED)


def test_a_unit_reads_its_number_once_it_is_published(client):
    desk = Desk()
    desk.decide({desk.line: 1, desk.small: 1}, reason="集团压减意见")
    head = office.user(Role.UNIT_HEAD, desk.plant)
    assert "集团压减意见" not in page_of(client, desk.line, head).content.decode()
    desk.survey.status, desk.survey.published_at = SurveyStatus.PUBLISHED, make.timezone.now()
    desk.survey.save()
    page = page_of(client, desk.line, head).content.decode()
    for said in ("集团压减意见", "向单位公布", str(desk.decision)):
        assert said in page
    assert desk.decision.get_absolute_url() not in page  # a head does not read minutes


def test_from_the_line_it_goes_to_the_return_the_survey_and_the_posts(client):
    firm = Firm()
    answer = firm.answer(ReturnStatus.SUBMITTED)
    line = answer.lines.get()
    DemandCandidate.objects.create(line=line, engineer=talent.engineer(firm.plant, name="张高炉"))
    page = page_of(client, line, firm.head).content.decode()
    for url in (answer.get_absolute_url(), firm.survey.get_absolute_url(), f"unit={firm.plant.code}"):
        assert url in page
    assert "张高炉" in page


def test_lines_merged_with_those_of_other_units_are_named_and_linked_in_sight():
    firm = Firm()
    into = firm.answer(ReturnStatus.SUBMITTED).lines.get()
    other = make.answer(office.unit(firm.subsidiary, kind=UnitKind.PLANT), firm.survey, ReturnStatus.SUBMITTED)
    line = make.line(other, consolidated=1, consolidated_reason="并入", merged_into=into)
    assert merged_with([line], firm.hr)[line.pk] == ((into, into.get_absolute_url()), [])
    assert merged_with([into], firm.hr)[into.pk] == (None, [(line, line.get_absolute_url())])
    assert merged_with([into], firm.head)[into.pk] == (None, [(line, "")])


def test_what_a_merged_line_wants_is_read_only_where_it_is_in_sight(client):
    firm = Firm()
    into = firm.answer(ReturnStatus.SUBMITTED).lines.get()
    other = make.answer(office.unit(firm.subsidiary, kind=UnitKind.PLANT), firm.survey, ReturnStatus.SUBMITTED)
    merged = {"consolidated": 1, "consolidated_reason": "并入", "merged_into": into}
    make.line(other, wanted=137, problem="外厂难题", **merged)
    for user, said in ((firm.hr, True), (firm.head, False)):
        page = page_of(client, into, user).content.decode()
        assert ("（需求职数 137）" in page) is said
        assert "外厂难题" not in page


def test_a_line_out_of_sight_is_not_there(client):
    firm = Firm()
    line = firm.answer(ReturnStatus.SUBMITTED).lines.get()
    assert page_of(client, line, office.hr(office.unit())).status_code == 404


@pytest.mark.parametrize("changes", [1, 3])
def test_the_page_costs_the_same_however_long_the_story(client, django_assert_num_queries, changes):
    desk = Desk()
    for number in range(changes):
        desk.decide({desk.line: number % 2}, reason="复议")
    assert AuditEntry.objects.of(desk.line).count() == changes
    client.force_login(desk.administrator)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("planning:line_detail", args=[desk.line.pk]))


def test_a_decision_out_of_sight_is_named_without_a_link():
    desk = Desk()
    desk.decide({desk.line: 1}, reason="压减")
    desk.survey.status, desk.survey.published_at = SurveyStatus.PUBLISHED, make.timezone.now()
    desk.survey.save()
    decided, _published = story_of(told(desk.line), office.user(Role.UNIT_HEAD, desk.plant)).knots[-2:]
    assert decided.links == [(str(desk.decision), "")]
