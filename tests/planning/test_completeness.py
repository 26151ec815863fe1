"""How far the answers are: one level at a time, as far as the reader sees them, in a constant number of queries."""

import datetime
import re

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils.html import strip_tags

from office.services.units import merge_unit
from planning.enums import ReturnStatus
from planning.models import DemandReturn
from planning.selectors.completeness import BRANCHES_SHOWN, Completeness, top_for
from tests.factories import evaluations
from tests.factories import office as make
from tests.factories import planning as demand

pytestmark = pytest.mark.django_db
CLOSED_ON = datetime.date(2026, 11, 5)
QUERIES = 2  # and a third for the steps


@pytest.fixture
def survey(group):
    """The ironworks has answered late, the steelworks and the south's headquarters have not."""
    made = demand.survey(group.top, closes_on=CLOSED_ON)
    answered = demand.answer(group.ironworks, made, ReturnStatus.SUBMITTED, late=True)
    demand.line(answered, authorised=2, wanted=3)
    demand.line(answered, authorised=1, wanted=1)
    missing = demand.answer(group.steelworks, made, ReturnStatus.CHECKING)
    demand.line(missing, authorised=4, wanted=9)
    demand.answer(group.south, made, due_on=datetime.date(2026, 11, 20))
    return made


def rows(tree):
    return [(str(branch.unit), branch.figures.asked, branch.figures.answered) for branch in tree.page.rows]


def test_each_branch_adds_up_what_stands_below_it(group, survey, django_assert_num_queries):
    assert group.administrator.current_duties
    with django_assert_num_queries(QUERIES):
        tree = Completeness(survey, group.top, group.administrator)
        assert rows(tree) == [("北方公司", 1, 1), ("南方公司", 2, 0)]
        north, south = (branch.figures for branch in tree.page.rows)
    assert (north.late, north.overdue, north.submitted, north.authorised, north.wanted) == (1, 0, 1, 3, 4)
    assert (south.overdue, south.standing) == (1, [("填写中", 1), ("待审核", 1)])
    assert (south.authorised, south.wanted) == (4, 0)
    assert (north.authorised_answered, south.authorised_answered, tree.total.authorised_answered) == (3, 0, 3)
    assert (tree.total.asked, tree.total.answered, tree.total.authorised, tree.total.wanted) == (3, 1, 7, 4)


def test_a_unit_that_answers_itself_stands_before_what_is_below_it(group, survey):
    tree = Completeness(survey, group.south, group.administrator)
    assert rows(tree) == [("南方公司", 1, 0), ("炼钢厂", 1, 0)]
    itself, below = tree.page.rows
    assert (itself.itself, below.itself) == (True, False)
    assert below.only == DemandReturn.objects.get(unit=group.steelworks).pk
    assert [str(step) for step in tree.steps] == ["集团", "南方公司"]


def test_returns_wait_until_each_of_their_lines_is_decided_as_far_as_the_reader_is_told(group, survey):
    answer = DemandReturn.objects.get(unit=group.ironworks)
    DemandReturn.objects.filter(pk=answer.pk).update(status=ReturnStatus.CONSOLIDATED)
    decider, runner = make.user("group_administrator", group.top), make.hr(group.top)

    def to_decide():
        return [Completeness(survey, group.top, user).total.to_decide for user in (decider, runner)]

    decided = {"consolidated": F("wanted"), "decided": F("wanted"), "decision": evaluations.decision(group.top)}
    answer.lines.filter(wanted=3).update(**decided)
    assert to_decide() == [1, 1]
    answer.lines.update(**decided)
    assert to_decide() == [0, 1]


def test_a_subsidiary_gathers_until_it_is_closed(group, survey):
    assert Completeness(survey, group.south, group.administrator).gathers_at_subsidiary
    group.south.closed_on = datetime.date(2026, 11, 8)
    assert not Completeness(survey, group.south, group.administrator).gathers_at_subsidiary


def test_units_that_are_merged_meanwhile_stand_below_their_successor_and_add_up(group, survey, settings):
    before = Completeness(survey, group.top, group.administrator).total
    merge_unit(
        group.ironworks, group.steelworks, actor=group.administrator, on=datetime.date(2026, 11, 8), reason="整合"
    )
    tree = Completeness(survey, group.top, group.administrator)
    assert rows(tree) == [("南方公司", 3, 1)]
    assert (tree.total.wanted, tree.total.authorised) == (before.wanted, before.authorised)
    group.steelworks.refresh_from_db()
    below = Completeness(survey, group.steelworks, group.administrator).page.rows
    assert [(str(branch.unit), branch.merged, branch.figures.wanted) for branch in below] == [
        ("炼钢厂", False, 0),
        ("炼铁厂", True, 4),
    ]


def test_a_reader_sees_his_own_branch_and_begins_there(group, survey):
    assert rows(Completeness(survey, group.top, group.hr)) == [("北方公司", 1, 1)]
    assert (top_for(survey, group.hr), top_for(survey, group.filler)) == (group.north, group.ironworks)
    assert top_for(survey, group.administrator) == group.top
    of_two = make.hr(group.north)
    make.duty(of_two, "hr", group.south)
    assert top_for(survey, of_two) == group.top


def test_many_units_come_in_pages_with_the_same_queries(group, survey, django_assert_num_queries):
    for number in range(BRANCHES_SHOWN):
        plant = make.unit(group.north, name=f"厂{number}", code=f"0101{number + 10}")
        demand.line(demand.answer(plant, survey))
    assert group.administrator.current_duties
    with django_assert_num_queries(QUERIES):
        page = Completeness(survey, group.north, group.administrator, number=2).page
    assert (page.count, [str(branch.unit) for branch in page.rows], page.has_next) == (51, ["厂49"], False)
    assert len(Completeness(survey, group.north, group.administrator).page.rows) == BRANCHES_SHOWN
    assert Completeness(survey, group.north, group.administrator, number=9).page.number == 2


# --- The page --------------------------------------------------------------------------------------------------
def page_of(client, survey, query=""):
    return client.get(f"{reverse('planning:survey_detail', args=[survey.pk])}{query}")


def test_a_plant_is_led_to_its_own_return(group, survey, sign_in):
    answer = page_of(sign_in(group.filler), survey)
    own = DemandReturn.objects.get(unit=group.ironworks)
    assert [*answer.context["own"]] == [own]
    assert own.get_absolute_url() in answer.content.decode()
    assert "tree" not in answer.context
    assert not page_of(sign_in(group.administrator), survey).context["own"]


def test_what_is_wanted_stands_beside_what_the_same_units_have(group, survey, sign_in):
    page = page_of(sign_in(group.administrator), survey).content.decode()
    headings = re.findall(r'<th scope="col" class="num">(.*?)</th>', page)[-3:]
    figures = re.findall(
        r'<td class="num">(\d+)</td>', page.partition('<tbody class="sums">')[2].partition("</tbody>")[0]
    )
    assert dict(zip(headings, figures[-3:], strict=True)) == {
        "核定职数": "7",
        "其中已上报单位": "3",
        "需求职数（已上报）": "4",
    }


@pytest.mark.parametrize(
    ("status", "label"),
    [("open", "进入填报"), ("closed", "查看填报"), ("published", "查看填报")],
)
def test_once_it_is_over_a_plant_only_looks_at_its_return(group, survey, sign_in, status, label):
    survey.status = status
    survey.save()
    page = page_of(sign_in(group.filler), survey).content.decode()
    assert [name for name in ("进入填报", "查看填报") if name in page] == [label]


def test_who_does_not_answer_for_itself_is_told_from_what_is_below_it(group, survey, sign_in):
    survey.left_out.add(group.north, group.ironworks)
    page = strip_tags(page_of(sign_in(group.administrator), survey).content.decode())
    assert "北方公司（本级）" in page
    assert "炼铁厂（本级）" not in page


@pytest.mark.parametrize("name", ["south", "steelworks"])
def test_a_level_out_of_sight_is_not_there(group, survey, sign_in, name):
    at = getattr(group, name).pk
    assert page_of(sign_in(group.administrator), survey, f"?at={at}").status_code == 200
    assert page_of(sign_in(group.hr), survey, f"?at={at}").status_code == 404


@pytest.mark.parametrize("at", ["x", "", "0", "999999999999999999999"])
def test_an_address_that_names_no_unit_is_not_there(group, survey, sign_in, at):
    assert page_of(sign_in(group.administrator), survey, f"?at={at}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_of_three_plants_as_of_one(group, sign_in, count, django_assert_num_queries):
    survey = demand.survey(group.top)
    for number in range(count):
        plant = make.unit(group.north, name=f"厂{number}")
        demand.line(demand.answer(plant, survey))
    client = sign_in(group.administrator)
    page_of(client, survey)
    with django_assert_num_queries(13):
        page_of(client, survey, f"?at={group.north.pk}")


def test_who_reads_a_subsidiary_is_led_to_its_consolidation(group, survey, sign_in):
    desk = reverse("planning:consolidation", args=[survey.pk, group.north.pk])
    assert desk in page_of(sign_in(group.hr), survey).content.decode()
    above, below = (
        page_of(sign_in(group.administrator), survey, query).content.decode() for query in ("", f"?at={group.north.pk}")
    )
    assert (desk in above, desk in below) == (False, True)
