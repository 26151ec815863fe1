"""The coverage map: every figure counted by hand, on days before and after a merger, a move and an abolition."""

import csv
import datetime
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from office.enums import Role, UnitKind
from office.intake import reading
from office.models import AuditEntry
from office.services.units import merge_unit
from overview.enums import Cover
from overview.selectors.coverage import Figures, Look, answers_to, coverage_map, surveys_for
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from posts.enums import AppointmentStatus, EndReason, PostStatus
from posts.services import posts as services
from tests.factories import batches, office, planning, posts, rulebooks
from tests.factories.evaluations import decision

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)
BEFORE, MERGED_ON = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
MOVED_ON, ABOLISHED_ON = datetime.date(2026, 9, 1), datetime.date(2026, 8, 1)
AHEAD = datetime.date(2028, 6, 1)
SOON, LATER = datetime.date(2028, 3, 1), datetime.date(2030, 3, 1)
COVERAGE_QUERIES = 17
MARK = "孪生标记"


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = TODAY.isoformat()


def unit(parent, name, kind=UnitKind.PLANT):
    made = office.unit(parent, name=name, kind=kind)
    made.placements.create(parent=parent, starts_on=datetime.date(2020, 1, 1), name=name)
    return made


def holder(post, retires_on=datetime.date(2043, 1, 1), **fields):
    return posts.appointment(post, posts.engineer(post.unit, retires_on=retires_on), **fields)


@pytest.fixture
def house():
    """A plant with a workshop, one that was merged into it, and another from which a post was moved to it."""

    class House:
        group = unit(None, "集团", UnitKind.GROUP)
        company = unit(group, "甲公司", UnitKind.SUBSIDIARY)
        plant = unit(company, "炼铁厂")
        merged = unit(company, "烧结厂")
        other = unit(company, "炼钢厂")
        workshop = unit(plant, "高炉车间", UnitKind.WORKSHOP)
        iron = posts.discipline(name="炼铁")
        furnace = posts.discipline(iron, name="高炉")
        steel = posts.discipline(name="炼钢")
        expert = rulebooks.grade("expert-1")

    House.administrator = office.user(Role.GROUP_ADMINISTRATOR, House.group)
    House.wide = posts.post(House.plant, discipline=House.furnace, authorised=2)
    House.in_workshop = posts.post(House.workshop, discipline=House.iron, grade=House.expert)
    House.joined = posts.post(House.merged, discipline=House.furnace)
    House.moved = posts.post(House.other, discipline=House.steel)
    House.gone = posts.post(House.other, discipline=House.steel, authorised=3)
    holder(House.wide, SOON)
    holder(House.in_workshop)
    holder(House.joined, LATER)
    holder(House.moved)
    merge_unit(House.merged, House.plant, actor=House.administrator, on=MERGED_ON, reason="合并")
    services.revise_post(House.gone, actor=None, starts_on=ABOLISHED_ON, historic=True, status=PostStatus.ABOLISHED)
    services.revise_post(House.moved, actor=None, starts_on=MOVED_ON, historic=True, unit=House.plant)
    for thing in (House.plant, House.merged, House.other, House.workshop):
        thing.refresh_from_db()
    return House


def shown(house, on=TODAY, at=None, of=None, *, user=None, **look):
    """{unit: {discipline: "held/authorised vacant-retiring-wanted"}} of what is not empty."""
    found = coverage_map(Look(user or house.administrator, on, **look), at, of)
    return {
        row.entry.name: {column.name: _told(cell) for column, cell in zip(found.columns, row.cells, strict=True) if cell != Figures()}
        for row in found.rows
    }  # fmt: skip


def compared(house, **look):
    """{discipline: (wanted, authorised of those who want it)} of all in sight."""
    found = coverage_map(Look(house.administrator, TODAY, **look))
    return {column.name: (cell.wanted, cell.answered) for column, cell in zip(found.columns, found.totals, strict=True)}


def _told(figures):
    return f"{figures.held}/{figures.authorised} {figures.vacant}-{figures.retiring}-{figures.wanted}"


# --- Levels and days ----------------------------------------------------------------------------------
def test_a_level_adds_up_what_stands_below_it(house):
    assert shown(house) == {"甲公司": {"炼铁": "3/4 1-1-0", "炼钢": "1/1 0-0-0"}}
    assert shown(house, at=house.company) == {"炼铁厂": {"炼铁": "3/4 1-1-0", "炼钢": "1/1 0-0-0"}, "炼钢厂": {}}


def test_an_opened_unit_shows_its_own_posts_apart_and_what_was_merged_into_it(house):
    assert shown(house, at=house.plant) == {
        "炼铁厂": {"炼铁": "1/2 1-1-0", "炼钢": "1/1 0-0-0"},
        "高炉车间": {"炼铁": "1/1 0-0-0"},
        "烧结厂": {"炼铁": "1/1 0-0-0"},
    }


def test_a_past_day_has_the_tree_and_the_posts_of_that_day(house):
    assert shown(house, BEFORE, house.company) == {
        "炼铁厂": {"炼铁": "2/3 1-1-0"},
        "烧结厂": {"炼铁": "1/1 0-0-0"},
        "炼钢厂": {"炼钢": "1/4 3-0-0"},
    }
    assert shown(house, BEFORE) == {"甲公司": {"炼铁": "3/4 1-1-0", "炼钢": "1/4 3-0-0"}}


@pytest.mark.parametrize(
    ("on", "steel"),
    [
        (MERGED_ON, {"炼钢": "1/4 3-0-0"}),
        (ABOLISHED_ON, {"炼钢": "1/1 0-0-0"}),
        (MOVED_ON, {}),
    ],
)
def test_a_post_counts_where_it_stood_and_until_it_was_abolished(house, on, steel):
    assert shown(house, on, house.company)["炼钢厂"] == steel


def test_a_future_day_counts_who_retires_within_three_years_of_it(house):
    assert shown(house, AHEAD)["甲公司"]["炼铁"] == "3/4 1-2-0"


def test_whoever_left_or_has_not_begun_holds_nothing(house):
    post = posts.post(house.other, discipline=house.steel, authorised=2)
    over = {"status": AppointmentStatus.ENDED, "ended_on": BEFORE, "end_reason": EndReason.EXPIRED}
    holder(post, **over)
    holder(post, seat=2, status=AppointmentStatus.PENDING, starts_on=TODAY)
    assert shown(house, at=house.company)["炼钢厂"] == {"炼钢": "0/2 2-0-0"}
    assert shown(house, BEFORE, house.company)["炼钢厂"] == {"炼钢": "1/6 5-0-0"}


def test_an_extended_term_and_one_that_ran_out_hold_the_seat_alike(house):
    post = posts.post(house.other, discipline=house.steel)
    held = holder(post, until=datetime.date(2029, 1, 1))
    batches.row(batches.batch(house.company), "extend", held, starts_on=TODAY, previous_until=BEFORE)
    assert [shown(house, on, house.company)["炼钢厂"]["炼钢"] for on in (ABOLISHED_ON, AHEAD)] == ["2/2 0-0-0", "1/1 0-0-0"]  # fmt: skip


def test_a_discipline_opens_into_its_parts(house):
    assert shown(house, at=house.plant, of=house.iron) == {
        "炼铁厂": {"高炉": "1/2 1-1-0"},
        "高炉车间": {"炼铁": "1/1 0-0-0"},
        "烧结厂": {"高炉": "1/1 0-0-0"},
    }
    assert shown(house, at=house.company, of=house.furnace)["炼铁厂"] == {"高炉": "2/3 1-1-0"}


def test_only_the_chosen_grade_is_counted(house):
    assert shown(house, grade=house.expert) == {"甲公司": {"炼铁": "1/1 0-0-0"}}


def test_sums_are_those_of_the_rows(house):
    found = coverage_map(Look(house.administrator, TODAY), house.plant)
    assert [_told(row.total) for row in found.rows] == ["2/3 1-1-0", "1/1 0-0-0", "1/1 0-0-0"]
    assert [_told(figures) for figures in found.totals] == ["3/4 1-1-0", "1/1 0-0-0"]
    assert _told(found.total) == "4/5 1-1-0"


@pytest.mark.parametrize(
    ("figures", "cover"),
    [
        (Figures(), Cover.NONE),
        (Figures(wanted=1), Cover.ASKED),
        (Figures(authorised=2, held=1, vacant=1, retiring=1), Cover.VACANT),
        (Figures(authorised=1, held=2), Cover.BEYOND),
        (Figures(held=1), Cover.BEYOND),
        (Figures(authorised=1, held=1, retiring=1), Cover.RETIRING),
        (Figures(authorised=1, held=1, wanted=3), Cover.FULL),
    ],
)
def test_what_strikes_the_eye(figures, cover):
    assert figures.cover == cover


# --- The survey ------------------------------------------------------------------------------------------
@pytest.fixture
def survey(house):
    """The plant has answered, the one that was merged into it too; the other is still filling in its return."""
    made = planning.survey(house.group)
    returns = {
        name: planning.answer(getattr(house, name), made, status)
        for name, status in (
            ("plant", ReturnStatus.SUBMITTED),
            ("merged", ReturnStatus.SUBMITTED),
            ("other", ReturnStatus.DRAFT),
        )
    }
    together = {"consolidated": 8, "consolidated_reason": "由炼铁厂提出"}
    kept = planning.line(returns["plant"], discipline=house.furnace, wanted=5, **together)
    planning.line(
        returns["merged"],
        discipline=house.furnace,
        wanted=4,
        authorised=1,
        consolidated=1,
        consolidated_reason="并入",
        merged_into=kept,
    )
    planning.line(returns["plant"], discipline=house.steel, grade=house.expert, wanted=2)
    planning.line(returns["other"], discipline=house.steel, wanted=9)
    return made


def test_wanted_is_what_has_left_the_units_also_where_lines_were_merged(house, survey):
    assert shown(house, at=house.company, survey=survey) == {
        "炼铁厂": {"炼铁": "3/4 1-1-9", "炼钢": "1/1 0-0-2"},
        "炼钢厂": {},
    }
    assert shown(house, BEFORE, house.company, survey=survey)["烧结厂"] == {"炼铁": "1/1 0-0-4"}
    assert answers_to(survey, house.administrator) == (3, 2)
    assert compared(house, survey=survey) == {"炼铁": (9, 2), "炼钢": (2, 1)}


@pytest.mark.parametrize(
    ("name", "counted", "said"),
    [("company", (3, 2), "已报 2 个"), ("plant", (2, 2), "已报 2 个"), ("other", (1, 0), "尚无单位上报")],
)
def test_answers_are_counted_within_the_branch_that_is_shown(client, house, survey, name, counted, said):
    branch = getattr(house, name)
    assert answers_to(survey, house.administrator, branch) == counted
    client.force_login(house.administrator)
    page = client.get(reverse("overview:coverage"), {"at": branch.code})
    assert f"应报 {counted[0]} 个单位，{said}" in page.content.decode()


def test_what_is_wanted_stands_beside_what_those_who_want_it_have(client, house, survey):
    client.force_login(house.administrator)
    iron, steel, both = (strip_tags(cell) for cell in cells_of(client)["甲公司"])
    assert (iron, steel) == ("有空缺在聘 3/核定 4缺1退1需9（核2）", "满员在聘 1/核定 1需2")
    assert both == "有空缺在聘 4/核定 5缺1退1需11（核3）"


def test_a_unit_that_wants_none_of_its_seats_is_told(client, house, survey):
    line = survey.returns.get(unit=house.plant).lines.get(discipline=house.steel)
    line.wanted = 0
    line.save()
    client.force_login(house.administrator)
    assert strip_tags(cells_of(client)["甲公司"][1]) == "满员在聘 1/核定 1需0"


def test_once_published_the_decided_number_stands_in_its_place(house, survey):
    for line, number in zip(survey.returns.get(unit=house.plant).lines.order_by("-wanted"), (3, 1), strict=True):
        line.consolidated, line.decided, line.decision, line.decided_reason = 5, number, decision(house.group), "核减"
        line.consolidated_reason = "汇总"
        line.save()
    assert shown(house, survey=survey)["甲公司"]["炼铁"] == "3/4 1-1-9"
    DemandSurvey.objects.update(status=SurveyStatus.PUBLISHED)
    survey.refresh_from_db()
    assert shown(house, survey=survey)["甲公司"] == {"炼铁": "3/4 1-1-3", "炼钢": "1/1 0-0-1"}
    assert compared(house, survey=survey) == {"炼铁": (3, 1), "炼钢": (1, 1)}


def test_the_newest_survey_that_was_sent_out_is_shown_by_itself(client, house, survey):
    planning.survey(house.group, SurveyStatus.DRAFT, opens_on=TODAY)
    older = planning.survey(house.group, opens_on=datetime.date(2025, 1, 1), as_of=datetime.date(2025, 1, 1))
    assert list(surveys_for(house.administrator)) == [survey, older]
    planning.answer(house.plant, older, ReturnStatus.SUBMITTED)
    client.force_login(house.administrator)
    assert client.get(reverse("overview:coverage")).context["look"].survey == survey
    chosen = client.get(reverse("overview:coverage"), {"survey": older.pk})
    assert chosen.context["look"].survey == older


@pytest.mark.parametrize("status", [SurveyStatus.CLOSED, SurveyStatus.PUBLISHED])
def test_a_survey_that_nobody_has_answered_yet_hides_none_that_is_over(client, house, status):
    over = planning.survey(house.group, status, opens_on=datetime.date(2025, 1, 1), as_of=datetime.date(2025, 1, 1))
    new = planning.survey(house.group)
    answer = planning.answer(house.plant, new, ReturnStatus.APPROVING)
    client.force_login(house.administrator)
    assert client.get(reverse("overview:coverage")).context["look"].survey == over
    answer.status = ReturnStatus.SUBMITTED
    answer.submitted_at = timezone.now()
    answer.save()
    assert client.get(reverse("overview:coverage")).context["look"].survey == new


def test_until_somebody_answers_nothing_is_said_of_what_is_wanted(client, house):
    client.force_login(house.administrator)
    assert "尚无需求普查" in client.get(reverse("overview:coverage")).content.decode()
    survey = planning.survey(house.group)
    planning.answer(house.plant, survey)
    for name in ("overview:coverage", "overview:professional_line"):
        for query in ({}, {"survey": survey.pk}):
            text = client.get(reverse(name), query | {"discipline": house.steel.code}).content.decode()
            assert "尚无单位上报" in text
            assert "无需求" not in text


def test_the_legend_says_what_the_signs_mean(client, house, survey):
    client.force_login(house.administrator)
    legends = [_legend(client)]
    DemandSurvey.objects.update(status=SurveyStatus.PUBLISHED)
    legends.append(_legend(client))
    common = ["6/8 在聘/核定", "缺1 空缺", "超1 超职数", "退1 三年内退休"]
    assert [legend[:4] for legend in legends] == [common, common]
    assert [legend[4:6] for legend in legends] == [
        ["需6 需求职数", "需6（核5） 已上报单位需求 6 职，原核定 5 职"],
        ["定6 核定结果", "定6（核5） 核定结果 6 职，这些单位原核定 5 职"],
    ]


def _legend(client):
    text = client.get(reverse("overview:coverage")).content.decode()
    (drawn,) = re.findall(r'<ul class="legend".*?</ul>', text, re.DOTALL)
    return [" ".join(strip_tags(item).split()) for item in re.findall(r"<li.*?</li>", drawn, re.DOTALL)]


# --- Rights -------------------------------------------------------------------------------------------------
def test_a_head_sees_the_own_plant_alone(client, house, survey):
    twin = unit(house.company, MARK)
    holder(posts.post(twin, discipline=posts.discipline(name="专业"), code="TWIN"))
    head = office.user(Role.UNIT_HEAD, house.other)
    posts.post(house.other, discipline=house.steel)
    assert shown(house, user=head, survey=survey) == {"炼钢厂": {"炼钢": "0/1 1-0-0"}}
    client.force_login(head)
    for query in ({}, {"at": house.plant.code}, {"at": house.company.code}, {"as_of": BEFORE}):
        text = client.get(reverse("overview:coverage"), query).content.decode()
        assert MARK not in text
        assert "炼铁厂" not in text


def test_several_duties_show_their_units_side_by_side(house):
    hr = office.hr(house.plant)
    office.duty(hr, Role.HR, house.other)
    expected = {"炼铁厂": {"炼铁": "2/3 1-1-0"}, "炼钢厂": {"炼钢": "1/4 3-0-0"}}
    assert shown(house, BEFORE, user=hr) == expected  # what was merged since is in sight, but stood elsewhere
    assert set(shown(house, user=hr)) == {"炼铁厂", "炼钢厂"}


def test_who_may_not_see_birth_dates_is_told_of_retirements_by_whole_years(client, house):
    leader = office.user(Role.LEADER, house.group)
    days = [
        datetime.date(2025, 3, 1),
        datetime.date(2025, 3, 2),
        datetime.date(2025, 1, 1),
        datetime.date(2024, 12, 31),
    ]
    told = {user: [shown(house, on, user=user)["甲公司"]["炼铁"][-3] for on in days] for user in (leader, house.administrator)}  # fmt: skip
    assert told == {leader: ["1", "1", "1", "0"], house.administrator: ["0", "1", "0", "0"]}
    client.force_login(leader)
    texts = [client.get(reverse("overview:coverage"), {"as_of": on}).content.decode() for on in (TODAY, BEFORE)]
    assert ["按整年" in text for text in texts] == [False, True]


def test_who_sees_no_posts_is_kept_out(client):
    client.force_login(office.user(Role.AUDIT_ADMINISTRATOR, office.unit()))
    assert client.get(reverse("overview:coverage")).status_code == 403


# --- The page -----------------------------------------------------------------------------------------------
def cells_of(client, **query):
    text = client.get(reverse("overview:coverage"), query).content.decode()
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*(.*?)\s*</tr>', text, re.DOTALL)
    return {" ".join(strip_tags(name).split()): re.findall(r"<td .*?</td>", cells) for name, cells in rows}


def test_every_cell_says_its_state_in_words(client, house, survey):
    client.force_login(house.administrator)
    plain = {name: [strip_tags(cell) for cell in cells] for name, cells in cells_of(client, at=house.company.code).items()}  # fmt: skip
    assert plain["炼钢厂"] == ["未设岗、未报需求·"] * 3
    assert plain["炼铁厂"][:2] == ["有空缺在聘 3/核定 4缺1退1需9（核2）", "满员在聘 1/核定 1需2"]


@pytest.mark.parametrize(("on", "count"), [(TODAY, 16), (BEFORE, 25)])
def test_a_figure_leads_to_as_many_rows(client, house, on, count):
    client.force_login(house.administrator)
    found = cells_of(client, at=house.company.code, as_of=on)
    links = [link for cells in found.values() for cell in cells for link in re.findall(r'href="(.*?)">(.*?)</a>', cell)]
    assert len(links) == count
    for url, words in links:
        page = client.get(url.replace("&amp;", "&"))
        number = int(re.search(r"\d+$", strip_tags(words))[0])
        counted = page.context["figures"].seats if "by-post" in url and "discipline" not in url else None
        seats = sum(version.authorised for version in page.context["list"].queryset) if "by-post" in url else None
        assert number == (counted or seats or page.context["page"].count), url


def test_the_shown_level_is_exported_and_recorded(client, house):
    client.force_login(house.administrator)
    url = f"{reverse('overview:coverage')}?at={house.company.code}&as_of={BEFORE}"
    answer = client.post(url, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1 + 3 * 2
    assert [row for row in rows if row[1:4:2] == ["炼铁厂", "炼铁"]] == [
        [house.plant.code, "炼铁厂", house.iron.code, "炼铁", "3", "2", "1", "1", "0", "0", "有空缺"]
    ]
    entry = AuditEntry.objects.get(verb="list.exported")
    assert (entry.changes["rows"], entry.changes["format"]) == ([None, 6], [None, "csv"])
    book = client.post(url, {"format": "xlsx"})
    sheet = reading.read(SimpleUploadedFile("map.xlsx", b"".join(book.streaming_content))).sheets[0]
    assert [str(value) for value in sheet.rows[2][:4]] == rows[1][:4]


@pytest.mark.parametrize("page", ["coverage", "establishment"])
def test_a_day_that_is_none_is_told_at_its_field_and_leaves_the_unit(client, house, page):
    client.force_login(house.administrator)
    url = f"{reverse(f'overview:{page}')}?at={house.company.code}&as_of=abc"
    answer = client.get(url)
    assert (answer.context["map"].units.at, answer.context["look"].on) == (house.company, TODAY)
    assert '<div class="filter wrong">' in answer.text
    assert "输入一个有效的日期。" in answer.text
    b"".join(client.post(url, {"format": "csv"}).streaming_content)
    assert AuditEntry.objects.get(verb="list.exported").changes["filters"] == [None, f"单位: {house.company}"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_map_costs_the_same_queries_whatever_it_shows(client, house, survey, django_assert_num_queries, rows):
    for _row in range(rows):
        plant = unit(house.company, "厂")
        holder(posts.post(plant))
        planning.line(planning.answer(plant, survey, ReturnStatus.SUBMITTED))
    client.force_login(house.administrator)
    with django_assert_num_queries(COVERAGE_QUERIES):
        client.get(reverse("overview:coverage"), {"at": house.company.code, "as_of": str(BEFORE)})
