"""Returns whose lines are merged with one another: none goes alone, and none is stuck."""

import pytest
from django.urls import reverse

from office.clock import today
from office.enums import Role, UnitKind
from office.models import AuditEntry
from office.services.units import merge_unit
from planning.enums import SurveyStatus
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.consolidation import goings_of, returns_of
from planning.services import consolidation
from tests.factories import evaluations, office, posts
from tests.planning import going_back
from tests.planning.desks import ConsolidationDesk
from tests.planning.test_consolidation import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """The first two returns are merged in one line, the second and the third in another one."""
    desk = ConsolidationDesk()
    energy = posts.discipline(name="能源")
    more = [desk.line(plant, discipline=energy) for plant in desk.plants[1:]]
    desk.administrator = office.user(Role.GROUP_ADMINISTRATOR, desk.group)
    desk.merge(*desk.lines[:2])
    desk.merge(*more)
    desk.take(desk.lines[2])
    desk.more = more
    return desk


def statuses(desk):
    return [DemandReturn.objects.get(pk=line.demand_return_id).status for line in desk.lines]


def returned(line):
    return DemandReturn.objects.select_related("survey", "unit").get(pk=line.demand_return_id)


def back_to_subsidiary(desk, line):
    return going_back.to_subsidiary(returned(line), actor=desk.administrator)


def back_to_unit(desk, line):
    return going_back.to_unit(returned(line), actor=desk.administrator)


# --- To the unit --------------------------------------------------------------------------------------------------
def test_a_return_goes_back_to_its_unit_once_its_lines_stand_for_themselves(desk):
    first, second, _third = desk.lines
    assert refused(back_to_unit, desk, first) == ["条目已与炼铁2厂的条目合并，请先由汇总单位拆分，再退回。"]
    assert refused(back_to_unit, desk, second) == ["条目已与炼铁1厂、炼铁3厂的条目合并，请先由汇总单位拆分，再退回。"]
    desk.separate(second)
    assert back_to_unit(desk, first).status == "draft"
    assert statuses(desk) == ["draft", "submitted", "submitted"]


def test_passed_up_it_goes_to_the_subsidiary_first(desk):
    desk.pass_up(*desk.lines)
    assert refused(back_to_unit, desk, desk.lines[0]) == [
        "条目已与炼铁2厂的条目合并，请先退回汇总单位，由其拆分后再退回单位。"
    ]


# --- To the subsidiary --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", [0, 1, 2])
def test_all_that_are_merged_go_back_to_the_subsidiary_together(desk, place):
    desk.pass_up(*desk.lines)
    back_to_subsidiary(desk, desk.lines[place])
    assert statuses(desk) == ["submitted"] * 3
    assert {answer.sent_back_reason for answer in desk.returns} == {"请压减"}
    assert AuditEntry.objects.filter(verb="demandreturn.sent_back_to_subsidiary").count() == 3
    desk.separate(desk.lines[1])


def test_a_number_that_is_decided_keeps_all_of_them(desk):
    desk.pass_up(*desk.lines)
    decided = {"decided": 2, "decision": evaluations.decision(desk.group)}
    DemandLine.objects.filter(pk=desk.lines[2].pk).update(**decided)
    assert refused(back_to_subsidiary, desk, desk.lines[0]) == ["炼铁3厂的填报与其合并，且已有条目核定，不能再退回。"]
    assert statuses(desk) == ["consolidated"] * 3


def test_the_page_names_who_goes_with_it(desk, client):
    desk.pass_up(*desk.lines)
    client.force_login(desk.administrator)
    page = client.get(reverse("planning:return_send_back", args=[desk.lines[0].demand_return_id]))
    assert [value for value, _label in page.context["form"].fields["to"].widget.choices] == ["subsidiary"]
    assert page.context["consequences"][-1] == "条目与其合并的炼铁2厂、炼铁3厂一并退回汇总单位。"


def test_the_page_says_why_it_does_not_go_to_its_unit(desk, client):
    client.force_login(desk.hr)
    page = client.get(reverse("planning:return_send_back", args=[desk.lines[0].demand_return_id]))
    assert page.context["reasons_against"] == ["条目已与炼铁2厂的条目合并，请先由汇总单位拆分，再退回。"]


# --- Two desks ----------------------------------------------------------------------------------------------------
@pytest.fixture
def moved(desk):
    """The plant of the first line stands below the other subsidiary now."""
    merge_unit(desk.plants[0], office.unit(desk.theirs, name="轧钢厂"), actor=None, on=today(), reason="整合")
    return desk


def pass_up(desk, subsidiary, *lines):
    chosen = {line.demand_return_id for line in lines}
    going = goings_of(returns_of(desk.survey, subsidiary))
    shown = {key: going[key].code for key in chosen}
    return consolidation.pass_up(desk.survey, subsidiary, shown, actor=desk.administrator)


def test_from_two_desks_they_go_up_once_they_are_separated(moved):
    first, second, third = moved.lines
    assert refused(pass_up, moved, moved.theirs, first) == [
        "炼铁1厂的条目已与炼铁2厂的条目合并，后者不由本单位汇总，请先拆分。"
    ]
    assert refused(pass_up, moved, moved.ours, second, third) == [
        "炼铁2厂的条目已与炼铁1厂的条目合并，后者不由本单位汇总，请先拆分。"
    ]
    moved.separate(second, number=2)
    moved.take(second)
    assert pass_up(moved, moved.theirs, first) == 1
    assert pass_up(moved, moved.ours, second, third) == 2


def test_the_page_of_passing_up_says_so(moved, client):
    client.force_login(moved.administrator)
    page = client.get(reverse("planning:consolidation_pass_up", args=[moved.survey.pk, moved.theirs.pk]))
    assert page.context["lacks"] == ["炼铁1厂的条目已与炼铁2厂的条目合并，后者不由本单位汇总，请先拆分。"]


def test_from_the_top_they_go_back_to_two_desks_together(desk):
    desk.pass_up(*desk.lines)
    merge_unit(desk.plants[0], office.unit(desk.theirs, name="轧钢厂"), actor=None, on=today(), reason="整合")
    back_to_subsidiary(desk, desk.lines[0])
    assert statuses(desk) == ["submitted"] * 3
    assert set(returns_of(desk.survey, desk.theirs)) == {desk.lines[0].demand_return}


# --- No desk any more ---------------------------------------------------------------------------------------------
@pytest.fixture(params=["submitted", "consolidated"])
def dissolved(desk, request):
    """The subsidiary was closed, and its plants stand straight below the group."""
    if request.param == "consolidated":
        desk.pass_up(*desk.lines)
    merge_unit(desk.ours, desk.group, actor=None, on=today(), reason="撤销")
    return desk


def test_where_nobody_separates_them_they_go_back_to_their_units_together(dissolved):
    back_to_unit(dissolved, dissolved.lines[0])
    assert statuses(dissolved) == ["draft"] * 3
    assert dissolved.numbers() == [(None, False)] * 3
    told = AuditEntry.objects.of(dissolved.lines[1]).first()
    assert told.changes == {"consolidated": [1, None], "merged_into": ["炼铁1厂 · 高炉 · 首席工程师", None]}


def test_of_a_closed_survey_they_go_back_once_it_is_opened_again(dissolved):
    DemandSurvey.objects.update(status=SurveyStatus.CLOSED)
    assert "重新开放" in refused(back_to_unit, dissolved, dissolved.lines[0])[0]


def test_the_page_names_whose_returns_go_back_to_their_units(dissolved, client):
    client.force_login(dissolved.administrator)
    page = client.get(reverse("planning:return_send_back", args=[dissolved.lines[0].demand_return_id]))
    assert page.context["consequences"][-1] == "条目与其合并的炼铁2厂、炼铁3厂一并退回各单位，合并的条目随之拆分。"


def test_who_went_straight_up_since_comes_back_with_whom_a_subsidiary_consolidates(desk):
    desk.pass_up(*desk.lines)
    merge_unit(desk.plants[0], office.unit(desk.group, kind=UnitKind.PLANT), actor=None, on=today(), reason="整合")
    assert "退回汇总单位" in refused(back_to_unit, desk, desk.lines[0])[0]
    back_to_subsidiary(desk, desk.lines[1])
    assert statuses(desk) == ["submitted"] * 3
    desk.separate(desk.lines[1])
    assert back_to_unit(desk, desk.lines[0]).status == "draft"
