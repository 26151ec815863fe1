"""The decided survey of the sample group becomes a post review: drafted, refused, approved, applied, mended."""

import re

import pytest
from django.test import override_settings
from django.utils.html import strip_tags

from establishment.enums import ChangeKind, ReviewStatus
from establishment.selectors.drafting import waiting_lines
from establishment.selectors.stories import changes_for, origins_of, seats_by
from posts.enums import BatchStatus
from posts.models import AppointmentBatch, BatchRow, Seat
from tests.acceptance import demand, screens
from tests.acceptance import resorting as acts

pytestmark = pytest.mark.django_db
TITLE = "2026年岗位梳理方案"
BEYOND = "010201-0102-1"  # a third seat of sintering, where the quota is two: the desk granted it with a reason
WRONG_GRADE, WRONGLY_ABOLISHED, WRONGLY_ENDED = "010211-0901-3", "010404-1001-2", "010205-0304-2"
NEW_SEATS = {  # asked for by a decided line: {post: (unit, discipline, grade)}
    "010102-09-1": ("010102", "09", acts.CHIEF),
    "010104-01-1": ("010104", "01", acts.CHIEF),
    "010104-02-1": ("010104", "02", acts.CHIEF),
    "010105-05-1": ("010105", "05", acts.CHIEF),
    "010106-10-1": ("010106", "10", acts.CHIEF),
    "010201-0101-1": ("010201", "0101", acts.CHIEF),
    "010202-1001-2": ("010202", "1001", acts.FIRST),
    "010203-0201-1": ("010203", "0201", acts.CHIEF),
    "010204-0301-1": ("010204", "0301", acts.CHIEF),
    "010205-0303-2": ("010205", "0303", acts.FIRST),
    "010206-0204-1": ("010206", "0204", acts.CHIEF),
    "010207-0701-2": ("010207", "0701", acts.FIRST),
    "010209-0801-3": ("010209", "0801", "二级专家"),
    "010211-0901-1": ("010211", "0901", acts.CHIEF),
    "010301-0101-1": ("010301", "0101", acts.CHIEF),
    "010303-0304-2": ("010303", "0304", acts.FIRST),
    "010401-0401-1": ("010401", "0401", acts.CHIEF),
    "010402-0402-1": ("010402", "0402", acts.CHIEF),
    "010502-0902-2": ("010502", "0902", acts.FIRST),
}


@pytest.fixture(scope="module")
def drawn(published):
    """A post is frozen before; then the decided lines become changes."""
    acts.freeze(published.administrator, "010701-0601-3", published.decision, "2026-10-20")
    hr = published.browsers["hr"]
    published.review = acts.begin(hr, TITLE, published.survey)
    published.drafted = acts.draw(hr, published.review)
    published.seen = {"drawn": acts.shown(hr, "review_propose", published.review)}
    published.seen["drawn and put"] = acts.act(hr, "propose", published.review)
    published.seen["comes to"] = acts.shown(hr, "review_effects", published.review)
    return published


@pytest.fixture(scope="module")
def filled(drawn):
    """What the survey did not ask for, by hand: every kind of change; and what becomes of the holders."""
    hr, review = drawn.browsers["hr"], drawn.review
    demand.followed(acts.revise(hr, review, BEYOND, authorised=4))
    drawn.seen["beyond"] = acts.shown(hr, "review_propose", review)
    acts.take_out(hr, review, BEYOND)
    by_hand(hr, review)
    drawn.seen["undecided"] = acts.shown(hr, "review_propose", review)
    fates(hr, review)
    acts.settle(hr, review, "010702-0502-1", "B102005", "move", post="010403-0502-1", number=1)
    drawn.seen["beyond the term"] = acts.shown(hr, "review_propose", review)
    acts.settle(hr, review, "010702-0502-1", "B102005", "end", ends_on="2026-11-01", end_reason="post_abolished")
    acts.describe(hr, "010202-0102-3", "烧结技术二级专家")
    drawn.seen["stale"] = acts.shown(hr, "review_propose", review)
    drawn.seen["stale and put"] = acts.act(hr, "propose", review)
    demand.followed(acts.revise(hr, review, "010202-0102-3"))
    drawn.seen["filled"] = acts.shown(hr, "review_effects", review)
    return drawn


def by_hand(hr, review):
    new = {"code": "010210-0502-1", "unit": "010210", "discipline": "0502", "authorised": 1}
    acts.add(hr, review, "create", **new, grade=acts.grade(acts.CHIEF), title="液压润滑首席工程师")
    acts.add(hr, review, "abolish", post="010602-0502-1", reason="液压润滑力量集中到设备维护检修中心")
    acts.add(hr, review, "abolish", post="010702-0502-1", successor="010403-0502-1")
    acts.add(hr, review, "move", post="010202-0102-3", unit="010201")
    acts.add(hr, review, "regrade", post="010210-0601-3", grade=acts.grade(acts.FIRST))
    acts.add(hr, review, "regrade", post=WRONG_GRADE, grade=acts.grade(acts.CHIEF))
    acts.add(hr, review, "revise", post="010203-0203-1", title="连铸首席工程师")
    acts.add(hr, review, "revise", post="010501-0502-3", authorised=1)
    acts.add(hr, review, "revise", post="010210-0503-3", authorised=1, reason="力量充实到质检计量中心")
    acts.add(hr, review, "freeze", post=WRONGLY_ENDED)
    acts.add(hr, review, "reopen", post="010701-0601-3")
    acts.add(hr, review, "abolish", post=WRONGLY_ABOLISHED)


def fates(hr, review):
    """One goes to a post that the survey asked for, one to another new post, one to a vacant seat; two leave, others stay."""
    rolling, hydraulics = (acts.change_of(review, code).pk for code in ("010303-0304-2", "010210-0502-1"))
    acts.settle(hr, review, "010204-0304-2", "B100330", "move", to_change=rolling, number=1)
    acts.settle(hr, review, "010602-0502-1", "B100668", "move", to_change=hydraulics, number=1)
    acts.settle(hr, review, "010210-0503-3", "B100487", "move", post="010209-0601-3", number=1)
    acts.settle(hr, review, "010210-0503-3", "B102162", "keep")
    acts.settle(hr, review, "010501-0502-3", "B100214", "keep")
    leaving = {"ends_on": "2026-11-01", "end_reason": "expired", "reason": "聘期届满"}
    acts.settle(hr, review, "010501-0502-3", "B100873", "end", **leaving)
    resigned = leaving | {"end_reason": "resigned", "reason": "本人辞聘"}
    acts.settle(hr, review, WRONGLY_ENDED, "B100066", "end", **resigned)


@pytest.fixture(scope="module")
def approved(filled):
    """Put to review, sent back, put to review again, approved; what was tried in between was refused."""
    hr, administrator, review = filled.browsers["hr"], filled.administrator, filled.review
    filled.seen["put"] = acts.act(hr, "propose", review)
    second_on_the_same_post(filled)
    own_draft(filled)
    before = administrator.get(acts.url("review_approve", review.pk)).context["form"]["seen"].value()
    filled.seen["sent back"] = acts.act(administrator, "send_back", review, reason="连铸岗位名称请写全")
    demand.followed(acts.revise(hr, review, "010203-0203-1", title="连铸工艺首席工程师"))
    acts.act(hr, "propose", review)
    filled.resolution = screens.record_decision(administrator, "01", "岗位梳理方案")
    old = {"decision": filled.resolution.pk, "seen": before}
    filled.seen["approved as before"] = screens.text(administrator.post(acts.url("review_approve", review.pk), old))
    filled.seen["approve page"] = acts.shown(administrator, "review_approve", review)
    demand.followed(acts.approve(administrator, review, filled.resolution))
    return filled


def second_on_the_same_post(group):
    hr = group.browsers["hr"]
    second = acts.begin(hr, "另一方案")
    acts.add(hr, second, "revise", post="010203-0203-1", authorised=1)
    group.seen["second"] = acts.shown(hr, "review_propose", second)
    acts.act(hr, "propose", second)
    group.second = second.status
    acts.act(hr, "withdraw", second, reason="并入主方案")


def own_draft(group):
    client = group.administrator
    own = acts.begin(client, "自拟方案")
    acts.add(client, own, "freeze", post="010205-1001-1")
    acts.act(client, "propose", own)
    group.seen["own"] = screens.text(acts.approve(client, own, group.decision))
    group.own = own.status
    acts.act(client, "withdraw", own, reason="不再办理")


@pytest.fixture(scope="module")
def applied(approved):
    approved.seen["applied"] = acts.act(approved.administrator, "apply", approved.review)
    return approved


@pytest.fixture(scope="module")
def mended(applied):
    """Four days later: another review for the posts, a correcting batch for who was ended, a batch for who is new."""
    with override_settings(AS_OF_DATE="2026-11-05"):
        applied.correction = correct(applied)
        applied.given_back = give_back(applied)
        applied.appointed = appoint(applied)
        yield applied


def correct(group):
    """Only what was wrong is taken back; the wrong grade gets the right one, not the former."""
    hr, administrator = group.browsers["hr"], group.administrator
    review = acts.correct(hr, group.review, (WRONG_GRADE, WRONGLY_ABOLISHED), "层级、撤销岗位录入有误")
    group.seen["corrected"] = acts.shown(hr, "review_detail", group.review)
    demand.followed(acts.revise(hr, review, WRONG_GRADE, grade=acts.grade(acts.FIRST)))
    acts.act(hr, "propose", review)
    demand.followed(acts.approve(administrator, review, group.resolution))
    acts.act(administrator, "apply", review)
    return review


def give_back(group):
    """The row that ended an appointment by mistake is revoked."""
    batch = AppointmentBatch.objects.get(post_review=group.review)
    row = BatchRow.objects.get(batch=batch, engineer__employee_number="B100066")
    return acts.revoke(group.administrator, batch, row, group.resolution)


def appoint(group):
    """A candidate of the demand line takes the new seat of the blast furnaces."""
    person = {"engineer": "B102133", "post": "010201-0101-1", "mode": "competition"}
    term = {"starts_on": "2026-11-05", "last_day": "2029-10-31"}
    return acts.appoint(group.administrator, "高炉首席聘任", group.resolution, **person, **term)


# --- Drafted ---------------------------------------------------------------------------------------------------
def test_decided_lines_become_changes(drawn):
    kinds = list(drawn.review.changes.exclude(line=None).values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == {"create": 16, "revise": 5, "abolish": 1}
    assert "010503-0603-3 · 备件厂 · 仪表 · 二级专家：2 → 1" in "\n".join(drawn.drafted)
    assert "核定职数：95 → 113。" in drawn.seen["drawn"]  # as many as the survey decided on


def test_what_the_desk_granted_beyond_a_quota_is_not_refused(drawn):
    assert "限额" not in drawn.seen["drawn"]


def test_every_kind_of_change_is_in_it(filled):
    assert set(filled.review.changes.values_list("kind", flat=True)) == set(ChangeKind)


def test_the_meters_say_what_it_comes_to(filled):
    """Counted by hand from the workbooks: 95 seats, 17 new, 3 more, 8 fewer … and their allowances by the rulebook."""
    assert figures(filled.seen["comes to"]) == ["95 → 113", "83 → 96", "+600,000.00", "1"]
    assert figures(filled.seen["filled"]) == ["95 → 108", "83 → 93", "+506,400.00", "0"]


def figures(page):
    """The values of the card 总体变化."""
    card = page[page.index("总体变化") :].partition("</dl>")[0]
    return [strip_tags(value).strip() for value in re.findall(r"<dd[^>]*>(.*?)</dd>", card, re.DOTALL)]


# --- Refused ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "sentences"),
    [
        ("drawn", ["未说明任职人员的去向：张华。"]),
        ("beyond", ["炼铁总厂 · 烧结 · 首席工程师：4 个，限额 2 个"]),
        ("drawn and put", ["梳理方案尚有问题。", "未说明任职人员的去向：张华。", "起草中"]),
        ("undecided", [f"未说明任职人员的去向：{names}。" for names in ("马明", "张琴", "高冬梅、王帅")]),
        ("beyond the term", ["张琴", "2025-12-31"]),
        ("stale", ["起草之后岗位有变动。请查看后重新保存本条调整。"]),
        ("stale and put", ["梳理方案尚有问题。", "起草之后岗位有变动。请查看后重新保存本条调整。"]),
        ("second", [f"梳理方案“{TITLE}”也调整该岗位，且已先提交审核。"]),
        ("own", ["本方案由您起草或提交，须由他人审批。"]),
        ("approved as before", ["方案在您查看之后有变动。请重新查看后再审批。"]),
        ("sent back", ["连铸岗位名称请写全", "起草中"]),
    ],
)
def test_what_is_not_right_is_refused_with_a_sentence(approved, step, sentences):
    assert [sentence for sentence in sentences if sentence not in approved.seen[step]] == []


def test_what_was_refused_stayed_as_it_was(approved):
    assert (approved.second, approved.own) == (ReviewStatus.DRAFT, ReviewStatus.REVIEWING)
    assert approved.review.status == ReviewStatus.APPROVED


# --- Applied ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", ["2026-10-31", "2026-11-01"])
def test_the_establishment_of_the_day_before_and_of_the_day(applied, day):
    """Expected is what the workbooks, the decided numbers and the acts of this file make: computed without the product."""
    assert acts.ledger_on(applied.administrator, day) == acts.expected_on(day)


def granted_for(line, user):
    return [one for granted in seats_by(changes_for([line], user), user).values() for one in granted]


def test_each_new_seat_leads_back_to_the_line_that_asked_for_it(applied):
    lines = {}
    for code, asked in NEW_SEATS.items():
        seat = Seat.objects.filter(post__code=code).latest("number")
        line = lines[code] = origins_of([seat], applied.review.approved_by)[seat.pk].line
        assert line == demand.line_of(applied.survey, *asked)
        assert line.problem
        assert line.problem in screens.text(applied.administrator.get(line.get_absolute_url()))
    drawn = applied.review.changes.exclude(line=None).filter(kind__in=("create", "revise"))
    assert {line.pk for line in lines.values()} == set(
        drawn.exclude(post__code="010503-0603-3").values_list("line", flat=True)
    )


def test_the_review_shows_both_ends(applied):
    page = applied.seen["applied"]
    for code in NEW_SEATS:
        change = acts.change_of(applied.review, code)
        assert change.result.get_absolute_url() in page
        assert change.line.get_absolute_url() in page


def test_a_seat_leads_forward_to_who_moved_there(applied):
    line = demand.line_of(applied.survey, "010303", "0304", acts.FIRST)
    (granted,) = granted_for(line, applied.review.approved_by)
    assert granted.holder.engineer.name == "张华"
    post = screens.text(applied.administrator.get(granted.seat.post.get_absolute_url()))
    assert granted.holder.get_absolute_url() in post


def test_what_a_line_asked_for_beyond_the_quota_waits(applied):
    line = demand.line_of(applied.survey, "010201", "0102")
    assert line in waiting_lines(applied.review.unit)


def test_the_applied_review_is_under_its_decision(applied):
    assert applied.review.status == ReviewStatus.APPLIED
    assert applied.resolution.get_absolute_url() in applied.seen["applied"]
    assert {applied.review.created_by.name, applied.review.approved_by.name} == {"郑文静", "秦朗"}


# --- Mended ----------------------------------------------------------------------------------------------------
def test_what_was_meant_is_there_after_the_correction(mended):
    assert acts.ledger_on(mended.administrator, "2026-11-05") == acts.expected_on("2026-11-05")


def test_posts_of_the_day_stay_what_they_were_and_who_was_ended_by_mistake_never_left(mended):
    expected = acts.expected_on("2026-11-01")
    (seat,) = (row for row in expected if row[0] == WRONGLY_ENDED)
    seat[acts.LEDGER.index("employee_number")] = "B100066"
    assert acts.ledger_on(mended.administrator, "2026-11-01") == expected


def test_what_was_done_stays_on_record(mended):
    ended = mended.review.batch.rows.get(engineer__employee_number="B100066")
    assert (ended.act, ended.end_reason) == ("end", "resigned")
    page = screens.text(mended.administrator.get(mended.review.get_absolute_url()))
    assert mended.correction.get_absolute_url() in page
    page = screens.text(mended.administrator.get(mended.correction.get_absolute_url()))
    assert mended.review.get_absolute_url() in page
    assert mended.given_back.corrects == mended.review.batch
    assert {mended.given_back.status, mended.appointed.status} == {BatchStatus.DONE}


def test_a_seat_leads_forward_to_who_was_appointed(mended):
    line = demand.line_of(mended.survey, "010201", "0101")
    (granted,) = granted_for(line, mended.review.approved_by)
    assert granted.holder.engineer.name == "桂桂香"
