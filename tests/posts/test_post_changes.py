"""Posts set up, revised, frozen and abolished by administrators: who may, what is shown first, and that only that is done."""

import datetime
import html

import pytest
from django.urls import reverse

from office.errors import DomainError
from office.models import AuditEntry
from posts.enums import POST_TRANSITIONS, BatchAct, PostStatus
from posts.models import Post
from posts.rules import posts as rules
from posts.selectors.post_changes import change_consequences, creation_consequences
from posts.services import posts as services
from rulebooks.enums import AuthorityLevel
from tests.factories import batches, evaluations, rulebooks
from tests.factories import office as make
from tests.factories import posts as of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
CHANGE = datetime.date(2026, 10, 1)
GROUND = {"starts_on": "2026-10-01", "decision": "", "historic": "on", "reason": "梳理"}


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.fixture
def house():
    class House:
        top = make.unit()
        company = make.unit(top, name="板材公司", kind="subsidiary")
        plant = make.unit(company, name="炼铁总厂")
        other = make.unit(company, name="炼钢厂")

    House.post = of.post(House.plant, code="P-1", authorised=2, grade=rulebooks.grade("expert-2"))
    House.admin = make.user("subsidiary_administrator", House.company)
    return House


@pytest.fixture
def admin(client, house):
    client.force_login(house.admin)
    return house.admin


def url(name, *args):
    return reverse(f"posts:{name}", args=args)


def filled(client, address, **fields):
    """What a browser would send of the form as it stands, with what was typed."""
    form = client.get(address).context["form"]
    given = {name: form[name].field.prepare_value(form[name].value()) for name in form.fields}
    return {name: "" if value is None else value for name, value in given.items()} | GROUND | fields


def shown(answer):
    assert answer.status_code == 200
    return answer.context["consequences"]


def carried_out(client, address, data):
    """Look at what comes of it, then do it."""
    agreed = dict(client.post(address, data).context["hidden_fields"])
    return client.post(address, data | agreed)


def foreseen(post, user=None, **fields):
    return list(change_consequences(user or make.user("leader", post.unit), post, fields, CHANGE))


# --- Who may -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "level", "may"),
    [
        ("group_administrator", AuthorityLevel.GROUP, True),
        ("group_administrator", AuthorityLevel.SUBSIDIARY, True),
        ("subsidiary_administrator", AuthorityLevel.GROUP, False),
        ("subsidiary_administrator", AuthorityLevel.SUBSIDIARY, True),
        ("subsidiary_administrator", AuthorityLevel.UNIT, True),
        ("subsidiary_administrator", None, False),
        ("group_administrator", None, True),
        ("hr", AuthorityLevel.UNIT, False),
        ("leader", AuthorityLevel.UNIT, False),
    ],
)
def test_who_authorises_posts_of_a_grade(house, role, level, may):
    assert rules.can_authorise_posts(make.user(role, house.company), house.plant, level) is may
    assert not rules.can_authorise_posts(make.user(role, house.other), house.plant, level)


def test_a_grade_of_the_group_is_not_for_the_subsidiary(client, house, admin):
    of_group = of.post(house.plant, grade=rulebooks.grade("chief-engineer"))
    for name in ("post_revise", "post_freeze", "post_reopen", "post_abolish"):
        assert client.get(url(name, of_group.pk)).status_code == 403
        assert client.post(url(name, of_group.pk), GROUND).status_code == 403
        assert client.get(url(name, house.post.pk)).status_code == 200
    address = url("post_revise", house.post.pk)
    answer = client.post(address, filled(client, address, grade=rulebooks.grade("chief-engineer").pk))
    assert list(answer.context["form"].errors) == ["grade"]
    assert house.post.versions.count() == 1


def test_human_resources_describe_and_no_more(client, house):
    client.force_login(make.hr(house.company))
    page = client.get(house.post.get_absolute_url())
    assert [action.url for action in page.context["actions"]] == [url("post_update", house.post.pk)]
    assert client.get(url("post_create")).status_code == 403


# --- Look at it, then do it --------------------------------------------------------------------------------
def test_a_post_is_set_up_after_a_look_at_it(client, house, admin):
    data = filled(client, url("post_create"), code="Ｐ-2 ", unit=house.plant.code, discipline=of.discipline().code)
    data |= {"grade": rulebooks.grade("expert-2").pk, "authorised": "2"}
    assert len(shown(client.post(url("post_create"), data))) == 1
    assert not Post.objects.filter(code="P-2").exists()
    answer = carried_out(client, url("post_create"), data)
    post = Post.objects.get(code="P-2")
    assert (answer.status_code, answer.url) == (302, post.get_absolute_url())
    assert list(post.seats.values_list("number", flat=True)) == [1, 2]
    assert post.versions.get().starts_on == CHANGE
    assert AuditEntry.objects.filter(verb="post.created").latest("pk").reason == "梳理"
    assert list(client.post(url("post_create"), data).context["form"].errors) == ["code"]


def test_a_revision_is_shown_then_done_with_its_version(client, house, admin):
    address = url("post_revise", house.post.pk)
    data = filled(client, address, authorised="3", unit=house.other.code)
    sentences = shown(client.post(address, data))
    assert sentences[:2] == [
        "自 2026-10-01 起，单位：炼铁总厂 → 炼钢厂。",
        "自 2026-10-01 起，核定职数：2 → 3。",
    ]
    assert house.post.versions.count() == 1
    assert carried_out(client, address, data).status_code == 302
    house.post.refresh_from_db()
    assert (house.post.unit, house.post.authorised, house.post.seats.count()) == (house.other, 3, 3)
    assert [version.starts_on for version in house.post.versions.all()] == [of.FIRST_DAY, CHANGE]
    page = client.get(house.post.get_absolute_url())
    newest, first = page.context["versions"]
    assert [(str(old), str(new)) for _label, old, new in newest.changes] == [("炼铁总厂", "炼钢厂"), ("2", "3")]
    assert first.changes == []


def test_what_was_not_shown_is_not_done(client, house, admin):
    address = url("post_revise", house.post.pk)
    data = filled(client, address, authorised="3")
    agreed = dict(client.post(address, data).context["hidden_fields"])
    of.appointment(house.post)
    assert client.post(address, data | agreed | {"authorised": "4"}).status_code == 200
    assert house.post.versions.count() == 1


def test_a_stale_form_is_refused_and_keeps_what_was_typed(client, house, admin):
    address = url("post_revise", house.post.pk)
    data = filled(client, address, authorised="3", duties="新职责")
    services.describe_post(house.post, actor=None, seen=house.post.updated_at, title="别人改的")
    answer = client.post(address, data)
    assert (answer.status_code, answer.context["consequences"]) == (200, [])
    assert "新职责" in answer.content.decode()
    assert house.post.versions.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"historic": ""}, "__all__"),
        ({"starts_on": "2026-11-02"}, "__all__"),
        ({"starts_on": "2022-01-01"}, "__all__"),  # before the post's last change
        ({"authorised": "0"}, "authorised"),
        ({"authorised": "2"}, "__all__"),  # nothing changes
        ({"reason": ""}, "reason"),
        ({"decision": "99999999999999999999"}, "decision"),
        ({"decision": "abc"}, "decision"),
        ({"seen": "yesterday"}, "seen"),
        ({"seen": "2026-99-99T00:00:00"}, "seen"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
    ],
)
def test_a_form_that_cannot_be(client, house, admin, fields, wrong):
    address = url("post_revise", house.post.pk)
    answer = client.post(address, filled(client, address, authorised="3") | fields)
    assert list(answer.context["form"].errors) == [wrong]
    assert house.post.versions.count() == 1


# --- Corrected the same day ---------------------------------------------------------------------------------
TODAY = "2026-11-01"


def revised_today(house, **fields):
    services.revise_post(house.post, actor=house.admin, starts_on=of.AS_OF, historic=True, reason="梳理", **fields)
    house.post.refresh_from_db()
    return house.post


def test_a_wrong_revision_is_corrected_the_same_day_with_both_on_record(client, house, admin):
    revised_today(house, unit=house.other, authorised=5)
    decision = evaluations.decision(house.company)
    address = url("post_revise", house.post.pk)
    data = filled(client, address, starts_on=TODAY, authorised="3", historic="", decision=decision.pk, reason="笔误")
    assert shown(client.post(address, data)) == [
        "该岗位已于 2026-11-01 调整：本次更正当日的调整，不另增版本；更正前后的内容均留存记录。",
        "自 2026-11-01 起，核定职数：5 → 3。",
        f"依据：历史数据 → {decision}。",
        "不再核定的席位（保留记录，供查阅此前各日）：4、5。",
        "按管理办法，炼钢厂该专业领域、该层级的职数为 2，调整后将为 3，超出规定。",
    ]
    assert carried_out(client, address, data).status_code == 302
    newest = house.post.versions.order_by("-starts_on").first()
    assert house.post.versions.count() == 2
    assert (newest.starts_on, newest.unit, newest.authorised) == (of.AS_OF, house.other, 3)
    assert (newest.decision, newest.historic) == (decision, False)
    assert list(house.post.seats.values_list("number", flat=True)) == [1, 2, 3]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.reason) == ("post.corrected", "笔误")
    assert entry.changes == {
        "authorised": [5, 3],
        "decision": [None, f"{decision} {decision.subject}"],
        "historic": [True, False],
        "starts_on": [None, TODAY],
    }
    page = client.get(house.post.get_absolute_url()).content.decode()
    assert "更正了当日的岗位调整" in page


def test_a_revision_taken_back_the_same_day_leaves_all_as_before(client, house, admin):
    revised_today(house, unit=house.other)
    post = revised_today(house, unit=house.plant)
    assert (post.unit, post.versions.count()) == (house.plant, 2)
    newest, first = client.get(post.get_absolute_url()).context["versions"]
    assert (newest.changes, first.changes) == ([("与之前相同", "", "")], [])


def test_the_decision_alone_is_corrected(client, house, admin):
    first, second = evaluations.decision(house.company), evaluations.decision(house.company)
    services.revise_post(house.post, actor=None, starts_on=of.AS_OF, decision=first, authorised=3)
    address = url("post_revise", house.post.pk)
    data = filled(client, address, starts_on=TODAY, historic="", decision=second.pk)
    assert carried_out(client, address, data).status_code == 302
    assert house.post.versions.latest("starts_on").decision == second
    again = filled(client, address, starts_on=TODAY, historic="", decision=second.pk)
    assert list(client.post(address, again).context["form"].errors) == ["__all__"]


def test_a_post_frozen_by_mistake_is_opened_again_the_same_day(client, house, admin):
    revised_today(house, status=PostStatus.FROZEN)
    address = url("post_reopen", house.post.pk)
    assert len(client.get(address).context["consequences"]) == 3
    assert carried_out(client, address, filled(client, address, starts_on=TODAY)).status_code == 302
    assert house.post.versions.latest("starts_on").status == PostStatus.ACTIVE
    assert AuditEntry.objects.latest("pk").verb == "post.reopened"


def test_a_correction_asks_what_a_revision_asks(house):
    revised_today(house, authorised=3)
    for seat in (1, 2, 3):
        of.appointment(house.post, seat=seat)
    for fields in ({"authorised": 2}, {"status": PostStatus.ABOLISHED}):
        with pytest.raises(DomainError) as refusal:
            revised_today(house, **fields)
        assert str(refusal.value) == "该岗位有 3 个席位在聘；请先终止相应聘任，再核减职数。"
    with pytest.raises(DomainError) as refusal:
        services.revise_post(house.post, actor=None, starts_on=of.AS_OF, authorised=4)
    assert str(refusal.value) == "请关联议定事项，或标记为历史调整。"


@pytest.mark.parametrize(
    ("last_change", "corrected", "sentence"),
    [
        ("2026-11-01", "2026-10-31", "该岗位今天已调整过；如需更正，请将生效日期选为今天。"),
        ("2026-10-01", "2026-10-01", "该岗位已于 2026-10-01 调整，请选择更晚的日期。"),
        ("2026-10-01", "2026-09-01", "该岗位已于 2026-10-01 调整，请选择更晚的日期。"),
    ],
)
def test_no_version_of_the_past_is_corrected(house, last_change, corrected, sentence):
    days = [datetime.date.fromisoformat(day) for day in (last_change, corrected)]
    services.revise_post(house.post, actor=None, starts_on=days[0], historic=True, authorised=3)
    with pytest.raises(DomainError) as refusal:
        services.revise_post(house.post, actor=None, starts_on=days[1], historic=True, authorised=4)
    assert str(refusal.value) == sentence
    assert house.post.versions.latest("starts_on").authorised == 3


# --- Statuses -------------------------------------------------------------------------------------------------
def test_a_post_is_frozen_opened_again_and_abolished(client, house, admin):
    steps = (("post_freeze", "2026-10-01"), ("post_reopen", "2026-10-02"), ("post_abolish", "2026-10-03"))
    for name, day in steps:
        address = url(name, house.post.pk)
        assert len(client.get(address).context["consequences"]) == 2
        assert carried_out(client, address, filled(client, address, starts_on=day)).status_code == 302
    verbs = ["post.created", "post.frozen", "post.reopened", "post.abolished"]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == verbs
    page = client.get(house.post.get_absolute_url())
    assert [action.url for action in page.context["actions"][1:]] == [url("post_reopen", house.post.pk)]
    with pytest.raises(DomainError):
        services.revise_post(house.post, actor=None, starts_on=of.AS_OF, historic=True, authorised=3)


@pytest.mark.parametrize("status", PostStatus)
@pytest.mark.parametrize("target", PostStatus)
def test_every_move_of_a_post(house, status, target):
    Post.objects.filter(pk=house.post.pk).update(status=status)
    if target in POST_TRANSITIONS[status]:
        services.revise_post(house.post, actor=None, starts_on=CHANGE, historic=True, status=target)
    else:
        with pytest.raises(DomainError):
            services.revise_post(house.post, actor=None, starts_on=CHANGE, historic=True, status=target)
    assert house.post.versions.count() == 1 + (target in POST_TRANSITIONS[status])


def test_a_held_post_is_not_abolished_and_says_so_at_once(client, house, admin):
    of.appointment(house.post)
    address = url("post_abolish", house.post.pk)
    page = client.get(address)
    assert len(page.context["reasons_against"]) == 1
    assert "btn-danger" not in page.content.decode()
    answer = client.post(address, GROUND | {"seen": house.post.updated_at.isoformat()})
    assert list(answer.context["form"].errors) == ["__all__"]
    assert Post.objects.get(pk=house.post.pk).status == PostStatus.ACTIVE


# --- Seats: held, promised, held since -----------------------------------------------------------------------------
def test_promised_seats_hold_the_post(house):
    of.appointment(house.post)
    waiting = of.appointment(house.post, seat=2, status="pending", starts_on=of.AS_OF + DAY)
    with pytest.raises(DomainError) as refusal:
        services.revise_post(house.post, actor=None, starts_on=CHANGE, historic=True, authorised=1)
    assert [waiting.engineer.name in reason for reason in refusal.value.reasons] == [True]


def test_a_successor_on_a_held_seat_takes_no_further_one(house):
    of.appointment(house.post)
    of.appointment(house.post, status="pending", starts_on=of.AS_OF + DAY)
    services.revise_post(house.post, actor=None, starts_on=CHANGE, historic=True, authorised=1)


def test_a_change_in_the_past_leaves_as_many_seats_as_were_held_since(house):
    ended = {"status": "ended", "ended_on": CHANGE + DAY, "end_reason": "resigned"}
    for seat in (1, 2):
        of.appointment(house.post, seat=seat, **ended)
    for change in ({"authorised": 1}, {"status": PostStatus.ABOLISHED}):
        with pytest.raises(DomainError):
            services.revise_post(house.post, actor=None, starts_on=CHANGE, historic=True, **change)
    services.revise_post(house.post, actor=None, starts_on=CHANGE + DAY, historic=True, authorised=1)


# --- What comes of it, in sentences ------------------------------------------------------------------------------
def test_holders_are_named_where_they_move_or_keep_their_grade(house):
    holder = of.appointment(house.post).engineer
    moved = foreseen(house.post, unit=house.other)
    regraded = foreseen(house.post, grade=rulebooks.grade("expert-1"))
    assert [holder.name in sentence for sentence in moved] == [False, True]
    assert [holder.name in sentence for sentence in regraded] == [False, True]


def test_seats_that_come_and_those_authorised_no_more(house):
    assert "3、4" in foreseen(house.post, authorised=4)[1]
    assert len(foreseen(house.post, authorised=1)) == 2
    assert foreseen(house.post, authorised=2) == []


def test_batches_under_way_are_named_as_far_as_they_are_seen(house):
    seen, unseen = batches.batch(house.company, title="第一批"), batches.batch(house.top, title="第二批")
    for number, batch in enumerate((seen, unseen), 1):
        person = of.engineer(house.plant)
        seat = house.post.seats.get(number=number)
        batches.row(batch, BatchAct.APPOINT, engineer=person, seat=seat)
    sentences = foreseen(house.post, house.admin, status=PostStatus.FROZEN)
    assert [("第一批" in sentence, "第二批" in sentence) for sentence in sentences[2:]] == [
        (True, False),
        (False, False),
    ]
    assert len(sentences) == 4


def test_a_quota_exceeded_is_a_warning(house):
    """Two seats a plant and discipline by the example rulebook; another discipline or plant has its own."""
    facts = {"unit": house.plant, "discipline": house.post.discipline, "grade": house.post.grade, "authorised": 1}
    elsewhere = [facts | {"unit": house.other}, facts | {"discipline": of.discipline()}, facts]
    assert [len(list(creation_consequences({"code": "P-2"} | one, CHANGE))) for one in elsewhere] == [1, 1, 2]
    shop = make.unit(house.plant, kind="workshop")
    assert len(list(creation_consequences({"code": "P-2"} | facts | {"unit": shop}, CHANGE))) == 2
    assert len(foreseen(house.post, authorised=3)) == 3


def test_words_typed_are_escaped(client, house, admin):
    address = url("post_revise", house.post.pk)
    answer = client.post(address, filled(client, address, title="<b>x</b>"))
    assert html.escape("<b>x</b>") in answer.content.decode()
    assert "<b>x</b>" not in answer.content.decode()
