"""The ironworks of one subsidiary are merged into those of another while the year is being rated: everything adds up.

The administrator merges on the page; rights, cycle, ledger and reports as of a day are read before and after.
"""

import json

import pytest
from django.urls import reverse

from evaluations.enums import CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, Cycle, RaterSlot, Score, Sheet
from office.enums import Role
from office.models import AuditEntry, Unit
from talent.models import Engineer, PastResult
from tests.acceptance import screens
from tests.acceptance.test_year import act_on_slot, at, settle

pytestmark = pytest.mark.django_db
WHOLE, PLATE, NORTH = "01", "0102", "0103"
SUCCESSOR, MERGED = "010201", "010301"
COMPANIES = ("0101", PLATE, NORTH, "0104", "0105", "0106", "0107")
UNITS = (WHOLE, *COMPANIES, SUCCESSOR, MERGED)
DAY_BEFORE, TODAY = "2026-10-31", "2026-11-01"
NUMBERS = ("posts", "seats", "held", "overdue")


def figures(group, code, day):
    """(posts, seats, held, overdue, rows of the establishment, rows of the register of holders) as the pages give them."""
    query = {"unit": code, "as_of": day, "count": "1"}
    page = group.administrator.get(reverse("posts:establishment"), query)
    register = group.administrator.get(reverse("posts:appointment_list"), query)
    numbers = [getattr(page.context["figures"], name) for name in NUMBERS]
    return (*numbers, page.context["page"].count, register.context["page"].count)


def books(group):
    return {day: {code: figures(group, code, day) for code in UNITS} for day in ("2025-06-30", DAY_BEFORE, TODAY)}


def plus(*rows):
    return tuple(map(sum, zip(*rows, strict=True)))


def minus(one, other):
    return tuple(mine - theirs for mine, theirs in zip(one, other, strict=True))


def of_cycle(cycle):
    """Every assessment with unit and post, and every sheet with slot and state, by their keys."""
    return (
        list(cycle.assessments.order_by("pk").values_list("pk", "unit__code", "post_name", "state")),
        list(
            AssessmentSheet.objects.order_by("pk").values_list(
                "pk", "assessment", "slot", "sheet__status", "sheet__total"
            )
        ),
        Score.objects.count(),
    )


def seen_by(group, username, cycle):
    """Whether the person sees, of the merged unit: the unit, its people, its assessments in the list, its open sheets."""
    browser = group.browsers[username]
    unit, person = Unit.objects.get(code=MERGED), Engineer.objects.filter(unit__code=MERGED).first()
    query = {"q": Assessment.objects.filter(unit__code=MERGED).first().engineer.employee_number}
    return (
        browser.get(unit.get_absolute_url()).status_code,
        browser.get(person.get_absolute_url()).status_code,
        len(browser.get(at("assessment_list", cycle), query).context["page"].rows) > 0,
        len(browser.get(at("chase_list", cycle), query).context["page"].rows) > 0,
    )


READERS = ("hr", "hr-plate", "hr-north", "hr-own")


@pytest.fixture(scope="module")
def rating(group):
    """The year open for scores: all typed in, the sheets of one slot submitted."""
    for username, name, code in (
        ("hr", "郑文静", WHOLE),
        ("checker", "姚立新", WHOLE),
        ("hr-plate", "沈佳宜", PLATE),
        ("hr-north", "陶亚楠", NORTH),
        ("hr-own", "龙秋实", MERGED),
    ):
        group.grant(username, name, Role.HR, code)
    group.cycle_url = screens.create_cycle(group.administrator)
    group.administrator.post(at("cycle_open", Cycle.objects.get()))
    group.cycle = Cycle.objects.select_related("regime", "unit").get()
    screens.load(group.browsers["hr"], "sheets", screens.SHEETS, cycle=group.cycle.pk)
    act_on_slot(group.browsers["hr"], RaterSlot.objects.order_by("pk").first(), "slot_submit")
    return group


@pytest.fixture(scope="module")
def merged(rating):
    """Merged on the page; `before` is what the books said just before."""
    group = rating
    group.before = books(group)
    group.cycle_before = of_cycle(group.cycle)
    group.seen_before = {username: seen_by(group, username, group.cycle) for username in READERS}
    decision = screens.record_decision(group.administrator, WHOLE, "炼铁业务整合")
    url = reverse("office:unit_merge", args=[Unit.objects.get(code=MERGED).pk])
    group.preview = {entry.label: entry.count for entry in group.administrator.get(url).context["touched"]}
    foreseen = group.administrator.get(url, {"successor": SUCCESSOR, "on": TODAY}).context
    group.foreseen = foreseen["consequences"]
    form = dict(foreseen["hidden_fields"]) | {"decision": decision.pk, "reason": "炼铁业务整合"}
    answer = group.administrator.post(url, form)
    assert answer.status_code == 302, answer.context["form"].errors
    return group


def test_the_preview_named_everything_that_was_touched(merged):
    people = Engineer.objects.filter(unit__path__startswith=Unit.objects.get(code=MERGED).path)
    assessed = merged.cycle.assessments.filter(unit__path__startswith=Unit.objects.get(code=MERGED).path)
    posts, _seats, held, *_rest = merged.before[TODAY][MERGED]
    assert posts and held and assessed.count()
    assert merged.preview["下级单位"] == 1
    assert merged.preview["有效的职责授权"] == 1
    assert sum(count for label, count in merged.preview.items() if label.startswith("人员：")) == people.count()
    assert merged.preview["岗位：有效岗位"] == posts
    assert merged.preview["聘任：在聘"] == held
    assert merged.preview["2025年度考核：参加考核的人员"] == assessed.count()
    assert merged.preview["2025年度考核：尚未提交的评分表"] == 4 * assessed.count()


# --- Rights ---------------------------------------------------------------------------------------------------
def test_rights_follow_the_unit(merged):
    everything, nothing = (200, 200, True, True), (404, 404, False, False)
    assert merged.seen_before == {
        "hr": everything, "hr-plate": nothing, "hr-north": everything, "hr-own": everything,
    }  # fmt: skip
    assert {username: seen_by(merged, username, merged.cycle) for username in READERS} == {
        "hr": everything, "hr-plate": everything, "hr-north": nothing, "hr-own": everything,
    }  # fmt: skip


# --- Ledger and reports --------------------------------------------------------------------------------------------
def test_reports_of_earlier_days_are_the_same_as_before(merged):
    after = books(merged)
    for day in ("2025-06-30", DAY_BEFORE):
        assert after[day] == merged.before[day]


def test_todays_report_adds_up(merged):
    before, after = merged.before[TODAY], books(merged)[TODAY]
    moved = before[MERGED]
    assert moved[0] > 0
    assert after == before | {
        SUCCESSOR: plus(before[SUCCESSOR], moved),
        PLATE: plus(before[PLATE], moved),
        NORTH: minus(before[NORTH], moved),
    }


@pytest.mark.parametrize("day", ["2025-06-30", DAY_BEFORE, TODAY])
def test_the_companies_make_up_the_whole_on_every_day(merged, day):
    found = books(merged)[day]
    assert plus(*(found[code] for code in COMPANIES)) == found[WHOLE]


def test_the_merger_stands_in_the_trail_with_its_decision(merged):
    entry = AuditEntry.objects.get(verb="unit.merged")
    assert (entry.actor, entry.target_name, entry.reason) == (
        merged.accounts["administrator"],
        "炼铁厂",
        "炼铁业务整合",
    )
    assert entry.changes["successor"] == [None, "炼铁总厂"]
    assert entry.changes["decision"][1].endswith("2026-21 炼铁业务整合")


# --- The cycle ---------------------------------------------------------------------------------------------------------
def test_the_cycle_has_the_same_assessments_sheets_and_scores(merged):
    assert of_cycle(merged.cycle) == merged.cycle_before
    assert len(merged.cycle_before[0]) == 71


def test_filing_goes_on_by_its_own_and_by_the_successors_hr(merged):
    slot = RaterSlot.objects.filter(component__filed_by="rater").order_by("pk").last()
    open_sheets = AssessmentSheet.objects.filter(slot=slot, sheet__status=SheetStatus.DRAFT)
    sheet = open_sheets.filter(assessment__unit__code=MERGED).select_related("sheet").first().sheet
    for username, change in (("hr-plate", -1), ("hr-own", +1)):
        score = Score.objects.filter(sheet=sheet).order_by("criterion__position").first()
        assert save(merged.browsers[username], sheet, score, score.value + change) == ["saved"]
    assert of_cycle(merged.cycle) == merged.cycle_before


def save(browser, sheet, score, value):
    """What the grid sends as a cell is left; the state of each answer."""
    edit = {"sheet": sheet.pk, "criterion": score.criterion_id, "value": str(value), "base": score.version}
    batch = {"epochs": {str(sheet.pk): sheet.epoch}, "edits": [edit]}
    answer = browser.post(reverse("evaluations:filing_cells"), json.dumps(batch), content_type="application/json")
    return [each["state"] for each in answer.json()["answers"]]


def test_the_successors_hr_submits_what_is_left_of_the_unit(merged):
    unit, slot = Unit.objects.get(code=MERGED), RaterSlot.objects.filter(component__filed_by="unit").get()
    url = reverse("evaluations:slot_submit", args=[slot.pk], query={"unit": unit.pk})
    page = merged.browsers["hr-plate"].get(url)
    assert merged.browsers["hr-plate"].post(url, dict(page.context["hidden_fields"])).status_code == 302
    states = Sheet.objects.filter(subject__slot=slot, subject__assessment__unit=unit).values_list("status", flat=True)
    assert set(states) == {SheetStatus.SUBMITTED}


@pytest.fixture(scope="module")
def calibrating(merged):
    for slot in RaterSlot.objects.order_by("pk"):
        if Sheet.objects.filter(subject__slot=slot, status=SheetStatus.DRAFT).exists():
            act_on_slot(merged.browsers["hr"], slot, "slot_submit")
        act_on_slot(merged.browsers["checker"], slot, "slot_verify")
    merged.administrator.post(at("cycle_calibrate", merged.cycle))
    merged.cycle.refresh_from_db()
    return merged


def test_everyone_is_in_the_pool_of_the_subsidiary_that_he_or_she_stands_under_now(calibrating):
    assert calibrating.cycle.status == CycleStatus.CALIBRATING
    pools = calibrating.cycle.assessments.filter(unit__code=MERGED).values_list("pool__code", flat=True)
    assert set(pools) == {PLATE}
    board = calibrating.administrator.get(at("calibration_board", calibrating.cycle)).context["board"]
    assert sum(pool.caps[0].reached for pool in board.pools) == 36


def test_the_results_are_published(calibrating):
    group, cycle = calibrating, calibrating.cycle
    board = group.administrator.get(at("calibration_board", cycle)).context["board"]
    for pool in board.pools:
        rows = list(cycle.assessments.filter(pool=pool.unit, grade__name="优秀").order_by("composite", "-pk"))
        over = rows[: max(pool.caps[0].reached - pool.caps[0].allowed, 0)]
        if over:
            settle(group.administrator, cycle, over, "称职", "按优秀比例核定")
    decision = screens.record_decision(group.administrator, WHOLE, "2025年度考核等次")
    group.administrator.post(at("cycle_decision", cycle), {"decision": decision.pk})
    group.administrator.post(at("cycle_publish", cycle))
    cycle.refresh_from_db()
    assert (cycle.status, PastResult.objects.filter(period=2025).count()) == (CycleStatus.PUBLISHED, 71)
    result = cycle.assessments.filter(unit__code=MERGED).first()
    found = {username: group.browsers[username].get(result.get_absolute_url()).status_code for username in READERS}
    assert found == {"hr": 200, "hr-plate": 200, "hr-north": 404, "hr-own": 200}
