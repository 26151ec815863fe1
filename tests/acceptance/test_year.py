"""The year 2025 of the sample group through the screens: opened, filed, verified, settled, decided, published, read."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from evaluations.enums import CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, CapOverride, Cycle, RaterSlot, Score, Sheet
from office.enums import JobStatus, Role
from office.models import AuditEntry, Unit, User
from talent.models import Engineer, PastResult
from talent.services.accounts import link_account
from tests.acceptance import screens

pytestmark = pytest.mark.django_db
REFERENCE = Path("fixtures/expected/composites-2025.csv")
EXCEEDED = {
    "板材公司": (17, 7),
    "北方钢铁公司": (7, 2),
    "矿业公司": (4, 1),
    "机械制造公司": (3, 1),
    "信息自动化公司": (2, 1),
}

JOINED = {"示例钢铁集团": (3, 0)}  # the four of 建设公司


def at(name, cycle, **query):
    return reverse(f"evaluations:{name}", args=[cycle.pk], query=query)


def act_on_slot(client, slot, act):
    """What the confirmation page of a slot's act would send."""
    url = reverse(f"evaluations:{act}", args=[slot.pk])
    hidden = dict(client.get(url).context["hidden_fields"])
    assert client.post(url, hidden).status_code == 302


def settle(client, cycle, rows, grade, reason=""):
    form = {
        "selected": [row.pk for row in rows],
        "grade": cycle.regime.result_grades.get(name=grade).pk,
        "reason": reason,
    }
    return client.post(at("grades_set", cycle), form, follow=True)


def excellent(cycle, pool):
    rows = cycle.assessments.filter(pool__name=pool, grade__name="优秀")
    return list(rows.order_by("composite", "-pk"))


@pytest.fixture(scope="module")
def year(group):
    """The group with its HR and inspection, and the cycle open for scores."""
    group.grant("hr", "郑文静", Role.HR, "01")
    group.grant("checker", "姚立新", Role.HR, "01")
    group.grant("hr-plate", "沈佳宜", Role.HR, "0102")
    group.grant("hr-north", "陶亚楠", Role.HR, "0103")
    group.grant("inspection", "严正平", Role.INSPECTION, "01")
    group.grant("leader", "钟远山", Role.LEADER, "01")
    group.cycle_url = screens.create_cycle(group.administrator)
    cycle = Cycle.objects.get()
    assert group.administrator.get(at("cycle_preview", cycle)).status_code == 200
    group.administrator.post(at("cycle_open", cycle))
    group.cycle = Cycle.objects.select_related("regime", "unit").get()
    return group


@pytest.fixture(scope="module")
def filed(year):
    """All five tabs loaded by HR, submitted, and verified by somebody else."""
    year.sheets_job = screens.load(year.browsers["hr"], "sheets", screens.SHEETS, cycle=year.cycle.pk)
    for slot in RaterSlot.objects.all():
        act_on_slot(year.browsers["hr"], slot, "slot_submit")
        act_on_slot(year.browsers["checker"], slot, "slot_verify")
    return year


@pytest.fixture(scope="module")
def calibrating(filed):
    filed.administrator.post(at("cycle_calibrate", filed.cycle))
    filed.cycle.refresh_from_db()
    return filed


@pytest.fixture(scope="module")
def published(calibrating):
    """Lowered to the caps from the bottom, decided on and published."""
    group, cycle = calibrating, calibrating.cycle
    for pool, (reached, allowed) in {**EXCEEDED, **JOINED}.items():
        settle(group.administrator, cycle, excellent(cycle, pool)[: reached - allowed], "称职", "按优秀比例核定")
    decision = screens.record_decision(group.administrator, "01", "2025年度考核等次")
    group.administrator.post(at("cycle_decision", cycle), {"decision": decision.pk})
    group.administrator.post(at("cycle_publish", cycle))
    cycle.refresh_from_db()
    return group


# --- Filing ---------------------------------------------------------------------------------------------------
def test_opening_makes_a_sheet_per_holder_and_rater(year):
    assert year.cycle.status == CycleStatus.RATING
    assert (Assessment.objects.count(), AssessmentSheet.objects.count()) == (71, 355)


def test_nothing_is_submitted_that_nobody_has_seen(year):
    slot = RaterSlot.objects.first()
    year.browsers["hr"].post(reverse("evaluations:slot_submit", args=[slot.pk]), {"confirmed": "1", "seen": "{}"})
    assert not Sheet.objects.filter(subject__slot=slot, status=SheetStatus.SUBMITTED).exists()


def test_the_score_workbook_fills_355_sheets_with_2840_scores(filed):
    counts = filed.sheets_job.result["counts"]
    assert (counts["changed"], counts["errors"], Score.objects.count()) == (355, 0, 2840)
    assert Sheet.objects.filter(status=SheetStatus.SUBMITTED).exclude(verified_at=None).count() == 355


def test_the_score_workbook_again_changes_nothing(filed):
    before = screens.everything(Score, Sheet)
    content = (screens.WORKBOOKS / screens.SHEETS).read_bytes()
    job = screens.upload(filed.browsers["hr"], "sheets", content, screens.SHEETS, cycle=filed.cycle.pk)
    assert (job.status, job.result["counts"]["same"]) == (JobStatus.DONE, 355)
    assert screens.everything(Score, Sheet) == before


# --- Composites and the board ------------------------------------------------------------------------------------
def test_composites_equal_the_reference(calibrating):
    with REFERENCE.open(encoding="utf-8-sig", newline="") as file:
        wanted = {row["工号"]: Decimal(row["综合得分"]) for row in csv.DictReader(file)}
    found = Assessment.objects.values_list("engineer__employee_number", "composite")
    assert dict(found) == wanted


def test_36_of_71_reach_the_line_of_90(calibrating):
    assert Assessment.objects.filter(composite__gte=90, forecast__name="优秀").count() == 36
    assert Assessment.objects.filter(composite__lt=90, forecast__name="优秀").count() == 0


@pytest.mark.parametrize("pool", EXCEEDED)
def test_a_pool_over_its_cap_is_said_on_the_board(calibrating, pool):
    reached, allowed = EXCEEDED[pool]
    unit = Unit.objects.get(name=pool)
    page = screens.text(calibrating.administrator.get(at("calibration_board", calibrating.cycle, pool=unit.pk)))
    assert f"20 %，向下取整，可评 {allowed} 人；现有 {reached} 人。" in page
    assert f"超出 {reached - allowed} 人" in page


def test_five_pools_exceed_besides_the_groups(calibrating):
    page = calibrating.administrator.get(at("calibration_board", calibrating.cycle))
    over = {
        pool.unit.name: (pool.caps[0].reached, pool.caps[0].allowed)
        for pool in page.context["board"].pools
        if pool.over
    }
    assert over == {**EXCEEDED, **JOINED}


def test_the_four_of_the_small_unit_join_the_groups_pool_whose_cap_of_0_is_said_plainly(calibrating):
    page = screens.text(
        calibrating.administrator.get(at("calibration_board", calibrating.cycle, pool=calibrating.cycle.unit_id))
    )
    assert "不足 5 人的单位并入上级考核群体：示例钢铁集团的考核群体只有建设公司 4 人。" in page
    assert "优秀：4 人的 20 %，向下取整，可评 0 人；现有 " in page


def test_publishing_is_refused_while_a_pool_exceeds_its_cap(calibrating):
    answer = calibrating.administrator.post(at("cycle_publish", calibrating.cycle), follow=True)
    assert "板材公司" in screens.text(answer)
    assert Cycle.objects.get().status == CycleStatus.CALIBRATING


def test_the_board_refuses_one_too_many(calibrating):
    group, cycle = calibrating, calibrating.cycle
    rows = excellent(cycle, "北方钢铁公司")
    settle(group.administrator, cycle, rows[:5], "称职", "按优秀比例核定")
    assert len(excellent(cycle, "北方钢铁公司")) == 2
    answer = settle(group.administrator, cycle, rows[:1], "优秀")
    assert "请先调低其他人的等次" in screens.text(answer)
    assert len(excellent(cycle, "北方钢铁公司")) == 2


def test_one_more_than_the_cap_needs_an_act_with_a_decision(calibrating):
    group, cycle = calibrating, calibrating.cycle
    north = Unit.objects.get(code="0103")
    row = excellent(cycle, "北方钢铁公司")[:1]
    settle(group.administrator, cycle, excellent(cycle, "北方钢铁公司")[:5], "称职", "按优秀比例核定")
    url = at("cap_override", cycle, pool=north.pk, grade=cycle.regime.result_grades.get(name="优秀").pk)
    form = {"allowed": 3, "reason": "承担集团重大专项"}
    group.administrator.post(url, form)
    assert not CapOverride.objects.exists()
    decision = screens.record_decision(group.administrator, "01", "北方公司优秀名额")
    group.administrator.post(url, {**form, "decision": decision.pk})
    settle(group.administrator, cycle, row, "优秀")
    assert len(excellent(cycle, "北方钢铁公司")) == 3
    assert AuditEntry.objects.filter(verb="cap.overridden", reason="承担集团重大专项").count() == 1


def test_hr_of_a_subsidiary_cannot_grant_the_override(calibrating):
    url = at("cap_override", calibrating.cycle, pool=1, grade=1)
    assert calibrating.browsers["hr-plate"].get(url).status_code == 403


# --- The result -----------------------------------------------------------------------------------------------------
def account_of(number, username):
    person, user = (
        Engineer.objects.get(employee_number=number),
        User.objects.create(username=username, name=username, employee_number=number),
    )
    link_account(person, user, actor=None)
    return screens.signed_in(user)


def test_before_publishing_the_owner_reads_nothing(calibrating):
    result = Assessment.objects.get(engineer__employee_number="B101659")
    assert account_of("B101659", "chief").get(result.get_absolute_url()).status_code == 404


def test_publishing_writes_everyones_result(published):
    assert published.cycle.status == CycleStatus.PUBLISHED
    assert PastResult.objects.filter(period=2025).count() == 71
    assert PastResult.objects.filter(period=2025, grade_label="优秀").count() == 7 + 2 + 1 + 1 + 1


def test_a_result_sheet_is_read_by_whom_it_concerns_and_by_nobody_else(published):
    result = Assessment.objects.get(engineer__employee_number="B101659")  # of 板材公司
    rater = User.objects.create(username="rater", name="费博文")
    RaterSlot.objects.filter(name="专家评委3").update(user=rater)
    readers = {
        **{
            name: published.browsers[name]
            for name in ("administrator", "hr", "hr-plate", "inspection", "hr-north", "leader")
        },
        "owner": account_of("B101659", "chief"),
        "another chief": account_of("B101101", "chief-2"),
        "engineer": account_of("B100001", "engineer"),
        "rater": screens.signed_in(rater),
    }
    answers = {name: client.get(result.get_absolute_url()) for name, client in readers.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "administrator": 200, "hr": 200, "hr-plate": 200, "inspection": 200, "owner": 200,
        "hr-north": 404, "leader": 403, "another chief": 404, "engineer": 404, "rater": 404,
    }  # fmt: skip
    for name, answer in answers.items():
        assert ("85.38" in screens.text(answer)) is (answer.status_code == 200), name
