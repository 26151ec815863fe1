"""The professional line: who stands where on the ladder, and every gap in words."""

import datetime

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from office.enums import Role, UnitKind
from overview.selectors.coverage import Figures, Look
from overview.selectors.professional_line import gaps, is_unbroken, professional_line, professional_lines
from planning.enums import ReturnStatus
from posts.services import posts as services
from rulebooks.models import Grade
from tests.factories import batches, office, planning, posts, rulebooks
from tests.overview.test_coverage import MARK, holder, unit

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)
BEFORE, MOVED_ON = datetime.date(2026, 6, 30), datetime.date(2026, 9, 1)
SOON = datetime.date(2028, 3, 1)
LINE_QUERIES, SUMMARY_QUERIES = 18, 15
GROUP, SUBSIDIARY, PLANT = UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.PLANT


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = TODAY.isoformat()


@pytest.fixture
def ladder():
    rulebooks.example_rulebook()
    return [Grade.objects.get(code=code) for code in ("chief-engineer", "expert-1", "expert-2")]


@pytest.fixture
def house(ladder):
    """Two plants of a company: a workshop's chief, an expert soon to retire, a vacant seat, and departments above."""

    class House:
        chief, first, second = ladder
        group = unit(None, "集团", GROUP)
        office = unit(group, "技术部", UnitKind.DEPARTMENT)
        company = unit(group, "甲公司", SUBSIDIARY)
        bureau = unit(company, "公司技术部", UnitKind.DEPARTMENT)
        plant = unit(company, "炼铁厂")
        other = unit(company, "炼钢厂")
        workshop = unit(plant, "高炉车间", UnitKind.WORKSHOP)
        iron = posts.discipline(name="炼铁")
        furnace = posts.discipline(iron, name="高炉")

    House.administrator = office.user(Role.GROUP_ADMINISTRATOR, House.group)
    House.held = holder(posts.post(House.workshop, discipline=House.furnace, grade=House.chief))
    House.leaving = holder(posts.post(House.other, discipline=House.iron, grade=House.second, authorised=2), SOON)
    return House


def told(line):
    """{(grade, level): (names, vacant, wanted)} of the places where something is."""
    return {
        (rung.grade.name, place.level): ([one.name for one in place.holders], place.vacant, place.wanted)
        for rung in line.rungs
        for place in rung.places
        if place.figures != Figures()
    }


def look(house, on=TODAY, *, user=None, survey=None):
    return Look(user or house.administrator, on, survey=survey)


# --- Who stands where --------------------------------------------------------------------------------------
def test_holders_stand_at_their_grade_and_the_level_of_their_unit(house):
    line = professional_line(look(house), house.iron)
    assert [rung.grade for rung in line.rungs] == [house.chief, house.first, house.second]
    assert told(line) == {
        (house.chief.name, PLANT): ([house.held.engineer.name], {}, {}),
        (house.second.name, PLANT): ([house.leaving.engineer.name], {"炼钢厂": 1}, {}),
    }
    (leaving,) = line.rungs[2].places[2].holders
    assert (leaving.unit, leaving.retires, leaving.beyond) == ("炼钢厂", "2028", False)


def test_departments_stand_where_they_belong(house):
    for place in (house.office, house.bureau, unit(house.plant, "厂技术科", UnitKind.DEPARTMENT)):
        posts.post(place, discipline=house.iron, grade=house.first)
    line = professional_line(look(house), house.iron)
    assert [place.figures.vacant for place in line.rungs[1].places] == [1, 1, 1]


def test_a_part_is_looked_at_by_itself(house):
    line = professional_line(look(house), house.furnace)
    assert list(told(line)) == [(house.chief.name, PLANT)]


def test_a_past_day_has_the_places_and_terms_of_that_day(house):
    services.revise_post(house.held.seat.post, actor=None, starts_on=MOVED_ON, historic=True, unit=house.office)
    batches.row(batches.batch(house.other), "extend", house.leaving, starts_on=MOVED_ON, previous_until=BEFORE)
    now, then = (professional_line(look(house, on), house.iron) for on in (TODAY, BEFORE))
    assert [[len(place.holders) for place in line.rungs[0].places] for line in (now, then)] == [[1, 0, 0], [0, 0, 1]]
    assert [line.rungs[2].places[2].holders[0].state for line in (now, then)] == ["within", "overdue"]


def test_what_is_wanted_stands_at_its_place(house):
    survey = planning.survey(house.group)
    asked = {"discipline": house.iron, "grade": house.first}
    for place, number in ((house.office, 1), (house.plant, 3), (house.workshop, 0)):
        planning.line(planning.answer(place, survey, ReturnStatus.SUBMITTED), **asked, wanted=number)
    planning.line(planning.answer(house.other, survey), **asked, wanted=9)
    line = professional_line(look(house, survey=survey), house.iron)
    assert [place.wanted for place in line.rungs[1].places] == [{"技术部": 1}, {}, {"炼铁厂": 3}]
    assert [place.figures.answered for place in line.rungs[1].places] == [1, 0, 2]


# --- Gaps in words --------------------------------------------------------------------------------------------
def words(line):
    return [gap.words for gap in line.gaps]


def test_posts_in_plants_alone_have_gaps_above(house):
    line = professional_line(look(house), house.iron)
    assert words(line) == [
        "集团层面：未设岗。",
        "子公司层面：未设岗。",
        "一级专家断档：未设岗，其上、其下层级均有人在聘。",
        "厂矿 二级专家：在聘 1 人，三年内全部退休。",
    ]
    assert not line.unbroken


FULL, EMPTY, LEAVING = Figures(1, 1), Figures(2, 0, 2), Figures(2, 2, 0, 2)


@pytest.mark.parametrize(
    ("chiefs", "experts", "expected"),
    [
        ((FULL, FULL, FULL), (FULL, FULL, FULL), []),
        ((FULL, FULL, None), (None, None, FULL), []),
        ((None, None, None), (None, None, None), ["本专业未设岗。"]),
        ((FULL, EMPTY, FULL), (FULL, FULL, FULL), ["子公司 首席工程师：核定 2 职，无人在聘。"]),
        ((FULL, FULL, FULL), (EMPTY, None, None), ["一级专家：核定 2 职，无人在聘。"]),
        ((EMPTY, None, None), (FULL, FULL, FULL), ["首席工程师：核定 2 职，无人在聘；下一层级在聘 3 人，上面没有领头人。"]),
        ((None, None, None), (FULL, FULL, FULL), ["首席工程师：未设岗，下一层级在聘 3 人，上面没有领头人。"]),
        ((FULL, FULL, FULL), (None, None, None), ["一级专家：未设岗。"]),
        ((FULL, FULL, EMPTY), (FULL, FULL, None), ["厂矿层面：核定 2 职，无人在聘。"]),
        ((FULL, None, FULL), (FULL, None, FULL), ["子公司层面：未设岗。"]),
    ],
)  # fmt: skip
def test_each_gap_is_named_once(ladder, chiefs, experts, expected):
    levels, grades = (GROUP, SUBSIDIARY, PLANT), ladder[:2]
    found = {
        (grade.pk, level): figures
        for grade, row in zip(grades, (chiefs, experts), strict=True)
        for level, figures in zip(levels, row, strict=True)
        if figures
    }
    named = gaps(found, grades, levels)
    assert ([gap.words for gap in named], is_unbroken(named)) == (expected, not expected)


@pytest.mark.parametrize(
    ("chief", "first", "second", "expected"),
    [
        ({GROUP: FULL}, {}, {PLANT: FULL}, "一级专家断档：未设岗，其上、其下层级均有人在聘。"),
        ({PLANT: FULL}, {}, {PLANT: FULL}, "一级专家断档：未设岗，其上、其下层级均有人在聘。"),
        ({PLANT: FULL}, {GROUP: EMPTY}, {PLANT: FULL}, "一级专家断档：核定 2 职，无人在聘，其上、其下层级均有人在聘。"),
        ({PLANT: FULL}, {}, {GROUP: FULL, PLANT: FULL}, "一级专家：未设岗，下一层级在聘 1 人，上面没有领头人。"),
        ({}, {PLANT: FULL}, {PLANT: FULL}, "首席工程师：未设岗，下面各层级在聘 2 人，上面没有领头人。"),
        ({GROUP: EMPTY}, {}, {PLANT: FULL}, "首席工程师：核定 2 职，无人在聘；下面各层级在聘 1 人，上面没有领头人。"),
        ({GROUP: FULL}, {}, {}, "一级专家：未设岗。"),
    ],
)  # fmt: skip
def test_nobody_is_above_only_if_no_higher_grade_is_held_there_or_further_up(ladder, chief, first, second, expected):
    found = {
        (grade.pk, level): figures
        for grade, row in zip(ladder, (chief, first, second), strict=True)
        for level, figures in row.items()
    }
    assert expected in [gap.words for gap in gaps(found, ladder, (GROUP, SUBSIDIARY, PLANT))]


def test_who_leaves_soon_breaks_nothing_yet(ladder):
    named = gaps({(ladder[0].pk, GROUP): LEAVING}, ladder[:1], (GROUP,))
    assert [(gap.words, gap.breaks) for gap in named] == [("集团 首席工程师：在聘 2 人，三年内全部退休。", False)]
    assert is_unbroken(named)


# --- Rights -----------------------------------------------------------------------------------------------------
def test_a_head_is_told_of_the_own_plant_and_of_nothing_above(client, house):
    twin = holder(posts.post(house.other, discipline=house.iron, grade=house.first))
    twin.engineer.name = MARK
    twin.engineer.save()
    head = office.user(Role.UNIT_HEAD, house.plant)
    line = professional_line(look(house, user=head), house.iron)
    assert (line.levels, list(told(line))) == ((PLANT,), [(house.chief.name, PLANT)])
    assert words(line)[0] == "一级专家：未设岗。"
    client.force_login(head)
    for query in ({}, {"discipline": house.iron.code}, {"discipline": house.iron.code, "at": house.other.code}):
        assert MARK not in client.get(reverse("overview:professional_line"), query).content.decode()


def test_a_subsidiary_reads_from_its_own_level_down(house):
    hr = office.hr(house.company)
    levels, _grades, (summary,) = professional_lines(look(house, user=hr))
    assert levels == (SUBSIDIARY, PLANT)
    assert summary.by_level == [Figures(), Figures(authorised=3, held=2, vacant=1, retiring=1)]


def test_who_sees_no_posts_is_kept_out(client):
    client.force_login(office.user(Role.SYSTEM_ADMINISTRATOR, office.unit()))
    assert client.get(reverse("overview:professional_line")).status_code == 403


# --- The pages ----------------------------------------------------------------------------------------------------
def test_the_summary_says_which_lines_are_unbroken(client, house):
    whole = posts.discipline(name="设备")
    for place, grade in ((house.group, house.chief), (house.company, house.first), (house.plant, house.second)):
        holder(posts.post(place, discipline=whole, grade=grade))
    client.force_login(house.administrator)
    page = client.get(reverse("overview:professional_line"))
    assert [(one.discipline.name, one.unbroken, one.broken) for one in page.context["summaries"]] == [
        ("炼铁", False, 3),
        ("设备", True, 0),
    ]
    text = strip_tags(page.content.decode())
    assert "贯通" in text and "断档 3 处" in text


def test_the_line_names_holders_and_leads_to_them(client, house):
    client.force_login(house.administrator)
    page = client.get(reverse("overview:professional_line"), {"discipline": house.iron.code}).content.decode()
    assert house.held.get_absolute_url() in page
    assert "2028 年退休" in page


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("one", [True, False])
def test_a_line_costs_the_same_queries_however_long_it_is(client, house, django_assert_num_queries, times, one):
    survey = planning.survey(house.group)
    for _turn in range(times):
        plant = unit(house.company, "厂")
        holder(posts.post(plant, discipline=house.iron))
        planning.line(planning.answer(plant, survey, ReturnStatus.SUBMITTED), discipline=house.iron)
        posts.discipline()
    client.force_login(house.administrator)
    query = {"discipline": house.iron.code} if one else {}
    with django_assert_num_queries(LINE_QUERIES if one else SUMMARY_QUERIES):
        client.get(reverse("overview:professional_line"), query)
