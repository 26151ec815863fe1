"""A review in the browser: drafted from demand and by hand, put to review, approved, applied, corrected."""

import datetime

import pytest
from django.urls import reverse

from establishment.checks.facts import state_of_review
from establishment.enums import ReviewStatus
from establishment.models import HolderFate, PostReview
from establishment.services import reviews as services
from establishment.services.changes import state_of_change
from office.history import history_of
from office.models import Decision
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from posts.models import Post
from rulebooks.models import GradeRule
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make
from tests.factories import planning

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting()


@pytest.fixture
def drafting(sorting, client):
    client.force_login(sorting.drafter)
    return client


def url(name, *keys):
    return reverse(f"establishment:{name}", args=keys)


def hidden(page):
    return dict(page.context["hidden_fields"]) if page.context.get("hidden_fields") else {}


def test_the_page_says_what_each_change_does_and_who_holds_the_post(sorting, drafting):
    post = sorting.post(authorised=2, title="高炉首席")
    held = sorting.holder(post)
    sorting.add("revise", post, authorised=3)
    sorting.set_up()
    abolished = sorting.post()
    leaving = sorting.holder(abolished)
    sorting.add("abolish", abolished)
    text = drafting.get(sorting.review.get_absolute_url()).text
    for said in (
        post.code,
        "2 → 3",
        "0 → 1",
        "1 → 0",
        held.engineer.name,
        leaving.engineer.name,
        "未说明任职人员的去向",
    ):
        assert said in text


def test_a_change_is_added_revised_and_taken_out(sorting, drafting):
    post = sorting.post()
    added = {"kind": "revise", "post": post.code, "authorised": "2", "reason": "新产线"}
    assert drafting.post(url("change_add", sorting.review.pk), added).status_code == 302
    (change,) = sorting.review.changes.all()
    address = url("change_update", sorting.review.pk, change.pk)
    seen = drafting.get(address).context["form"].initial["seen"]
    assert drafting.post(address, {"kind": "freeze", "reason": "暂停", "seen": seen}).status_code == 302
    change.refresh_from_db()
    assert (change.kind, change.authorised, change.reason) == ("freeze", None, "暂停")
    stale = drafting.post(address, {"kind": "freeze", "reason": "又改", "seen": seen})
    assert stale.context["meanwhile"]
    again = {"kind": "freeze", "reason": "又改", "seen": stale.context["form"]["seen"].value()}
    assert drafting.post(address, again).status_code == 302
    assert drafting.post(url("change_remove", sorting.review.pk, change.pk)).status_code == 302
    assert not sorting.review.changes.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "create", "code": ""}, "code"),
        ({"kind": "create", "code": "N1"}, "unit"),
        ({"kind": "freeze", "post": ""}, "post"),
        ({"kind": "move"}, "unit"),
    ],
)
def test_what_a_kind_needs(sorting, drafting, given, field):
    post = sorting.post()
    given = {"reason": "理由", "post": "" if given["kind"] == "create" else post.code} | given
    page = drafting.post(url("change_add", sorting.review.pk), given)
    assert field in page.context["form"].errors
    assert not sorting.review.changes.exists()


def test_a_kind_is_chosen_and_asks_for_what_it_may_say(sorting, drafting):
    address = url("change_add", sorting.review.pk)
    asked = drafting.get(address, headers={"accept-language": "en"})
    assert asked.context["form"] is None
    assert "The post goes to another unit with its holders." in asked.text
    assert drafting.post(address, {"kind": "vanish"}).context["form"] is None
    content = {"title", "discipline", "duties", "authorised"}
    asked = {
        kind: set(drafting.get(address, {"kind": kind}).context["form"].fields) - {"kind", "reason", "seen"}
        for kind in ("create", "move", "freeze", "abolish")
    }
    assert asked == {
        "create": content | {"code", "unit", "grade"},
        "move": content | {"post", "unit"},
        "freeze": content | {"post"},
        "abolish": {"post", "successor", "successor_change"},
    }


def test_the_form_says_what_the_post_is_now(sorting, drafting):
    change = sorting.add("move", sorting.post(title="高炉首席"), unit=sorting.other)
    fields = drafting.get(url("change_update", sorting.review.pk, change.pk)).context["form"].fields
    assert "高炉首席" in fields["title"].help_text
    assert sorting.plant.name in fields["unit"].help_text


DRAWN_ANEW = {"HX-Request": "true"}


def test_it_says_so_of_a_post_that_is_chosen_only_now(sorting, drafting):
    post, outside = sorting.post(title="<b>高炉首席"), sorting.post(sorting.other)
    sorting.another(unit=sorting.plant)
    for chosen, said in ((f" {post.code} ", True), (outside.code, False), ("", False)):
        typed = {"kind": "move", "post": chosen}
        page = drafting.post(url("change_add", sorting.review.pk), typed, headers=DRAWN_ANEW)
        fields = page.context["form"].fields
        assert ("&lt;b&gt;高炉首席" in page.text) is said
        assert "<b>高炉" not in page.text
        assert fields["unit"].help_text == ("现为：炼铁厂。" if said else "选定岗位后显示现有内容。")
    assert not sorting.review.changes.exists()


@pytest.mark.parametrize("revised", [False, True])
def test_another_kind_keeps_what_was_typed(sorting, drafting, revised):
    change = sorting.add("move", sorting.post(), unit=sorting.other, title="旧名")
    keys = (sorting.review.pk, change.pk) if revised else (sorting.review.pk,)
    address = url("change_update" if revised else "change_add", *keys)
    typed = {"title": "新名", "reason": "降低一级", "unit": sorting.plant.code, "seen": "as it was"}
    page = drafting.post(f"{address}?kind=abolish", typed, headers=DRAWN_ANEW)
    form = page.context["form"]
    assert (form["reason"].value(), form["kind"].value(), form["seen"].value()) == ("降低一级", "abolish", "as it was")
    assert sorted(page.context["kept"]) == [("title", "新名"), ("unit", sorting.plant.code)]
    assert '<input type="hidden" name="title" value="新名">' in page.text
    change.refresh_from_db()
    assert (change.kind, change.title) == ("move", "旧名")


def test_the_code_of_a_new_post_can_be_mended(sorting, drafting):
    change = sorting.set_up(code="N1")
    sorting.set_up(code="N2")
    address = url("change_update", sorting.review.pk, change.pk)
    form = drafting.get(address).context["form"]
    assert form["code"].value() == "N1"
    given = {name: form[name].value() for name in ("kind", "authorised", "grade", "seen")}
    given |= {"unit": sorting.plant.code, "discipline": sorting.discipline.code, "reason": "改正编号"}
    assert "N2" in drafting.post(address, given | {"code": "N2"}).text
    change.refresh_from_db()
    assert change.code == "N1"
    assert drafting.post(address, given | {"code": "N3"}).status_code == 302
    change.refresh_from_db()
    assert change.code == "N3"


def test_another_kind_drops_what_it_does_not_speak_of(sorting, drafting):
    post, other = sorting.post(), sorting.post()
    change = sorting.add("abolish", post, successor=other)
    address = url("change_update", sorting.review.pk, change.pk)
    seen = drafting.get(address).context["form"].initial["seen"]
    given = {"kind": "revise", "title": "高炉首席", "successor": other.code, "reason": "理由", "seen": seen}
    assert drafting.post(address, given).status_code == 302
    change.refresh_from_db()
    assert (change.kind, change.title, change.successor) == ("revise", "高炉首席", None)
    seen = drafting.get(address).context["form"].initial["seen"]
    given = {"kind": "abolish", "title": "高炉首席", "reason": "理由", "seen": seen}
    assert drafting.post(address, given).status_code == 302
    change.refresh_from_db()
    assert (change.kind, change.title) == ("abolish", None)


def test_a_new_post_of_the_review_succeeds(sorting, drafting):
    going, other = sorting.post(), sorting.post()
    new = sorting.set_up(title="高炉首席")
    adding = url("change_add", sorting.review.pk)
    given = {"kind": "abolish", "post": going.code, "successor_change": new.pk, "reason": "理由"}
    both = drafting.post(adding, given | {"successor": other.code})
    assert both.context["form"].errors == {"successor": ["一个岗位只有一个承接岗位。"]}
    assert drafting.post(adding, given).status_code == 302
    change = sorting.review.changes.get(post=going)
    assert (change.successor, change.successor_change) == (None, new)
    address = url("change_update", sorting.review.pk, change.pk)
    form = drafting.get(address).context["form"]
    assert form["successor_change"].value() == new.pk
    assert "N1 · 高炉首席 · 炼铁厂" in str(form["successor_change"])
    given = {"kind": "abolish", "successor": other.code, "reason": "理由", "seen": form.initial["seen"]}
    assert drafting.post(address, given).status_code == 302
    change.refresh_from_db()
    assert (change.successor, change.successor_change) == (other, None)


def test_posts_and_units_out_of_the_review_are_refused_at_their_field(sorting, drafting):
    inside, outside = sorting.post(), sorting.post(unit=sorting.other)
    held = sorting.holder(inside)
    sorting.review = services.create_review(
        actor=sorting.drafter, unit=sorting.plant, title="厂内方案", effective_on=EFFECTIVE_ON
    )
    change = sorting.add("abolish", inside)
    address = url("change_add", sorting.review.pk)
    frozen = drafting.post(address, {"kind": "freeze", "post": outside.code, "reason": "理由"})
    assert list(frozen.context["form"].errors) == ["post"]
    moved = drafting.post(address, {"kind": "move", "post": inside.code, "unit": sorting.other.code, "reason": "理由"})
    assert list(moved.context["form"].errors) == ["unit"]
    fate = drafting.post(
        url("holder_fate", sorting.review.pk, change.pk, held.pk), {"fate": "move", "post": outside.code}
    )
    assert list(fate.context["form"].errors) == ["post"]


def test_only_posts_and_units_of_the_review_are_offered(sorting, drafting):
    inside = sorting.post()
    sorting.post(unit=sorting.other)
    held = sorting.holder(inside)
    sorting.another(unit=sorting.plant)
    change = sorting.add("abolish", inside)

    def offered(address, kind, name):
        widget = drafting.get(address, kind).context["form"][name].subwidgets[0].data
        return [one["value"] for one in drafting.get(widget["attrs"]["data-picker"]).json()["options"]]

    adding = url("change_add", sorting.review.pk)
    assert offered(adding, {"kind": "move"}, "post") == [inside.code]
    assert offered(adding, {"kind": "move"}, "unit") == [sorting.plant.code]
    moving = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    assert offered(moving, {"fate": "move"}, "post") == [inside.code]


def test_what_becomes_of_a_holder(sorting, drafting):
    post, other = sorting.post(), sorting.post()
    held = sorting.holder(post)
    change, new = sorting.add("abolish", post), sorting.set_up()
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)

    def said(**given):
        seen = drafting.get(address, {"fate": "keep"}).context["form"].initial["seen"]
        assert drafting.post(address, given | {"seen": seen}).status_code == 302
        return HolderFate.objects.get(appointment=held)

    assert said(fate="end", ends_on=EFFECTIVE_ON.isoformat(), end_reason="post_abolished").ends_on == EFFECTIVE_ON
    assert said(fate="move", post=other.code, number="1").seat == other.seats.get()
    assert said(fate="move", to_change=new.pk, number="1").to_change == new
    assert drafting.get(address).context["form"].initial["to_change"] == new.pk


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fate": "move"}, "post"),
        ({"fate": "move", "post": "P-OTHER", "number": "9"}, "number"),
        ({"fate": "move", "post": "P-TAKEN"}, "number"),
        ({"fate": "end", "end_reason": "resigned"}, "ends_on"),
        ({"fate": "end", "ends_on": "2026-11-01"}, "end_reason"),
        ({"fate": "end", "ends_on": "22026-11-01", "end_reason": "resigned"}, "ends_on"),
    ],
)
def test_a_fate_that_lacks_something_says_so_at_its_field(sorting, drafting, given, field):
    sorting.post(code="P-OTHER")
    sorting.holder(sorting.post(code="P-TAKEN"))
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    page = drafting.post(url("holder_fate", sorting.review.pk, change.pk, held.pk), given)
    assert list(page.context["form"].errors) == [field]
    assert not change.fates.exists()


def test_a_kind_that_is_not_offered_is_refused(sorting, drafting):
    changes = [(sorting.add("freeze", sorting.post()), "create"), (sorting.set_up(), "freeze")]
    for change, kind in changes:
        given = {
            "kind": kind,
            "seen": state_of_change(change),
            "reason": "理由",
            "code": change.code,
            "unit": sorting.plant.code,
        }
        given |= {"discipline": sorting.discipline.code, "grade": sorting.grade.pk, "authorised": 1}
        page = drafting.post(url("change_update", sorting.review.pk, change.pk), given)
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["kind"])


def test_a_fate_that_somebody_else_said_meanwhile_is_not_overwritten(sorting, drafting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    seen = drafting.get(address, {"fate": "keep"}).context["form"].initial["seen"]
    sorting.fate(change, held, "end", ends_on=EFFECTIVE_ON, end_reason="resigned")
    page = drafting.post(address, {"fate": "keep", "seen": seen})
    assert (page.status_code, change.fates.get().fate) == (200, "end")
    again = page.context["form"]["seen"].value()
    assert drafting.post(address, {"fate": "keep", "seen": again}).status_code == 302


def test_the_history_tells_a_fate_with_what_was_said_before(sorting, drafting):
    post, other = sorting.post(), sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    sorting.fate(change, held, "end", ends_on=EFFECTIVE_ON, end_reason="resigned", reason="本人申请")
    sorting.fate(change, held, "move", seat=other.seats.get(), reason="另有安排")
    (line,), _more = history_of(sorting.review).newest(1)
    assert {(old, new) for _label, old, new in line.changes} == {
        (None, str(held.engineer)),
        ("终止聘任", "转任其他职数"),
        ("2026-11-01", None),
        ("辞聘", ""),
        ("本人申请", "另有安排"),
        ("", f"{other.code} · 1"),
    }


def test_a_fate_asks_only_for_what_it_needs(sorting, drafting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    assert drafting.get(address).context["form"] is None
    assert drafting.post(address, {"fate": "vanish"}).context["form"] is None
    asked = {
        fate: set(drafting.get(address, {"fate": fate}).context["form"].fields) for fate in ("keep", "move", "end")
    }
    assert asked == {
        "keep": {"fate", "reason", "seen"},
        "move": {"fate", "reason", "seen", "post", "to_change", "number"},
        "end": {"fate", "reason", "seen", "ends_on", "end_reason"},
    }
    sorting.fate(change, held, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished")
    assert drafting.get(address).context["fate"] == "end"


def test_seats_that_are_free_are_offered_and_the_first_is_taken(sorting, drafting):
    """Of a post that is set up, one that grows and one that is there: not those that are held or promised to others."""
    going, grown, there = sorting.post(authorised=2), sorting.post(), sorting.post(authorised=3)
    first, second = (sorting.holder(going, seat=number) for number in (1, 2))
    sorting.holder(grown)
    sorting.holder(there)
    change, new, more = sorting.add("abolish", going), sorting.set_up(), sorting.add("revise", grown, authorised=3)
    sorting.set_up(code="N2", authorised=1)
    sorting.fate(change, first, "move", seat=there.seats.get(number=2))
    address = url("holder_fate", sorting.review.pk, change.pk, second.pk)
    offered = drafting.get(address, {"fate": "move"}).context["form"].fields["to_change"].free
    assert list(offered.values()) == [[1], [2, 3], [1]]

    def place(**given):
        seen = drafting.get(address, {"fate": "move"}).context["form"].initial["seen"]
        assert drafting.post(address, {"fate": "move", "seen": seen} | given).status_code == 302
        fate = HolderFate.objects.get(appointment=second)
        return fate.seat and fate.seat.number, fate.to_change, fate.number

    assert place(post=there.code) == (3, None, None)
    assert place(to_change=more.pk) == (None, more, 2)
    assert place(to_change=more.pk, number="3") == (None, more, 3)
    assert place(to_change=new.pk) == (None, new, 1)


def test_all_holders_stay_by_one_act(sorting, drafting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    address = url("holders_keep", sorting.review.pk, change.pk)
    assert address in drafting.get(sorting.review.get_absolute_url()).text
    assert held.engineer.name in drafting.get(address).text
    assert drafting.post(address).status_code == 302
    assert change.fates.get().fate == "keep"
    assert address not in drafting.get(sorting.review.get_absolute_url()).text
    assert drafting.get(address).context["reasons_against"]
    assert drafting.post(address).status_code == 302


@pytest.mark.parametrize(("leaving", "offered"), [(0, False), (1, True)])
def test_that_all_stay_is_offered_where_their_seats_do(sorting, drafting, leaving, offered):
    post = sorting.post(authorised=3)
    holders = [sorting.holder(post, seat=number) for number in (1, 2, 3)]
    change = sorting.add("revise", post, authorised=2)
    for held in holders[:leaving]:
        sorting.fate(change, held, "end", ends_on=EFFECTIVE_ON, end_reason="resigned")
    page = drafting.get(sorting.review.get_absolute_url())
    assert (url("holders_keep", sorting.review.pk, change.pk) in page.text) is offered


def test_an_empty_draft_names_what_can_be_done(sorting, drafting):
    text = drafting.get(sorting.review.get_absolute_url()).text
    assert "还没有岗位调整" in text
    assert "可按核定需求起草" not in text


def test_another_fate_does_not_keep_the_reason_of_this_one(sorting, drafting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    sorting.fate(change, held, "keep", reason="任期将满")
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    for fate, reason in (("keep", "任期将满"), ("end", None)):
        assert drafting.get(address, {"fate": fate}).context["form"]["reason"].value() == reason


def test_whose_term_is_over_is_not_said_to_stay_to_its_end(sorting, drafting, settings):
    post = sorting.post(authorised=2)
    lapsed = sorting.holder(post, until=datetime.date(2026, 10, 1))
    sorting.holder(post, seat=2)
    change = sorting.add("revise", post, title="高炉首席")
    settings.AS_OF_DATE = "2026-10-15"
    drafting.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    (shown,) = drafting.get(sorting.review.get_absolute_url()).context["page"].rows
    (_lapsed, over), (_other, within) = shown.holders
    choices = drafting.get(url("holder_fate", sorting.review.pk, change.pk, lapsed.pk)).text
    assert over == "Stays on the seat beyond the end of the term, 2026-09-30"
    assert within == "Stays on the seat to the end of the term"
    assert "Stays on the seat beyond the end of the term" in choices


@pytest.mark.parametrize("over", [True, False])
def test_all_stay_by_one_act_also_beyond_the_end_of_their_terms(sorting, drafting, over):
    """Over by the day of the review, whichever day it is looked at."""
    post = sorting.post()
    held = sorting.holder(post, until=EFFECTIVE_ON + datetime.timedelta(0 if over else 1))
    change = sorting.add("abolish", post)
    drafting.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    told, *_others = drafting.get(url("holders_keep", sorting.review.pk, change.pk)).context["consequences"]
    word = "beyond" if over else "to"
    assert told == f"Stay {word} the end of the term: {held.engineer.name}."


def test_one_returns_to_the_row_that_one_came_from(sorting, drafting):
    post = sorting.post()
    held = sorting.holder(post)
    for _number in range(50):
        sorting.set_up(code=f"N{_number}")
    change = sorting.add("abolish", post)
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    led = drafting.post(address, {"fate": "keep", "seen": ""}).url
    assert led == f"{sorting.review.get_absolute_url()}?page=2#change-{change.pk}"
    assert f'<tr id="change-{change.pk}">' in drafting.get(led).text


def test_from_decided_demand_to_an_applied_review(sorting, client):
    survey = planning.survey(sorting.group, SurveyStatus.CLOSED)
    answer = planning.answer(sorting.plant, survey, ReturnStatus.ACCEPTED)
    line = planning.decided(answer, 2, sorting.decision, discipline=sorting.discipline, problem="炉役后期")
    DemandSurvey.objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
    review = sorting.review
    client.force_login(sorting.drafter)
    assert "按 1 条核定需求起草" in client.get(review.get_absolute_url()).text
    assert "炼铁厂 · 高炉" in client.get(url("review_draw", review.pk)).text
    client.post(url("review_draw", review.pk))  # without what was shown
    assert not review.changes.exists()
    client.post(url("review_draw", review.pk), hidden(client.get(url("review_draw", review.pk))))
    assert review.changes.get().line == line
    assert "炉役后期" in client.get(review.get_absolute_url()).text
    client.post(url("review_propose", review.pk), hidden(client.get(url("review_propose", review.pk))))
    client.force_login(sorting.administrator)
    review.refresh_from_db()
    seen = state_of_review(review)
    client.post(url("review_approve", review.pk), {"decision": sorting.decision.pk, "seen": seen})
    client.post(url("review_apply", review.pk))  # without what was shown
    review.refresh_from_db()
    assert review.status == ReviewStatus.APPROVED
    client.post(url("review_apply", review.pk), hidden(client.get(url("review_apply", review.pk))))
    review.refresh_from_db()
    assert (review.status, review.decision) == (ReviewStatus.APPLIED, sorting.decision)
    assert Post.objects.get(discipline=sorting.discipline).authorised == 2
    client.force_login(sorting.drafter)
    form = client.get(url("review_correct", review.pk)).context["form"]
    again = {name: form[name].value() for name in ("effective_on", "form_key")}
    again |= {"selected": [change.pk for _number, change, _chosen in form.choices], "reason": "录入有误"}
    for _click in range(2):
        client.post(url("review_correct", review.pk), again)
    made = PostReview.objects.get(corrects=review)
    assert [change.kind for change in made.changes.all()] == ["abolish"]


def test_a_decision_is_recorded_on_the_way_of_approving(sorting, client):
    sorting.set_up()
    sorting.propose()
    client.force_login(sorting.administrator)
    address = url("review_approve", sorting.review.pk)
    recording = client.get(client.get(address).context["record_url"])
    assert recording.context["form"].initial == {"subject": "2026年岗位梳理", "unit": sorting.group.code}
    given = {"unit": sorting.group.code, "body": "party_committee", "held_on": "2026-10-20"}
    given |= {"meeting_number": "〔2026〕40号", "subject": "岗位梳理", "outcome": "同意", "attendees": "甲、乙"}
    back = client.post(recording.request["PATH_INFO"] + f"?back={address}", given).url
    made = Decision.objects.latest("pk")
    page = client.get(back)
    assert (back, page.context["form"]["decision"].value()) == (f"{address}?decision={made.pk}", str(made.pk))
    client.post(back, {"decision": made.pk, "seen": page.context["form"]["seen"].value()})
    sorting.review.refresh_from_db()
    assert (sorting.review.status, sorting.review.decision) == (ReviewStatus.APPROVED, made)


def test_what_was_changed_meanwhile_is_approved_after_another_look(sorting, client):
    sorting.set_up()
    sorting.propose()
    client.force_login(sorting.administrator)
    given = {"decision": sorting.decision.pk, "seen": "old"}
    refused = client.post(url("review_approve", sorting.review.pk), given)
    given["seen"] = refused.context["form"]["seen"].value()
    assert client.post(url("review_approve", sorting.review.pk), given).status_code == 302


def test_no_decision_is_recorded_for_what_cannot_be_approved(sorting, client):
    client.force_login(sorting.administrator)
    assert client.get(url("review_approve", sorting.review.pk)).context["record_url"] == ""


def test_the_highest_grade_says_who_approves(sorting, client):
    sorting.set_up()
    subsidiary = make.user("subsidiary_administrator", sorting.group)
    client.force_login(subsidiary)
    for level, status in (("group", 403), ("subsidiary", 200)):
        GradeRule.objects.filter(grade=sorting.grade).update(authorised_by=level)
        sorting.propose()
        assert client.get(url("review_approve", sorting.review.pk)).status_code == status
        services.send_back(sorting.review, actor=sorting.administrator, reason="补充理由")


def test_what_is_in_the_way_is_said_before_it_is_put_to_review(sorting, drafting):
    post = sorting.post()
    sorting.holder(post)
    sorting.add("abolish", post)
    page = drafting.get(url("review_propose", sorting.review.pk))
    assert "未说明任职人员的去向" in page.text
    assert drafting.post(url("review_propose", sorting.review.pk)).status_code == 302
    sorting.review.refresh_from_db()
    assert sorting.review.status == ReviewStatus.DRAFT


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_costs_the_same_for_any_number_of_changes(sorting, drafting, django_assert_max_num_queries, count):
    for number in range(count):
        sorting.holder(sorting.post())
        sorting.set_up(code=f"N{number}")
    for post in Post.objects.filter(code__startswith="P"):
        sorting.add("freeze", post)
    with django_assert_max_num_queries(32):
        page = drafting.get(sorting.review.get_absolute_url()).context["page"]
    assert len(page.rows) == min(50, 2 * count)


@pytest.mark.parametrize("count", [1, 12])
def test_on_record_the_page_costs_the_same_for_any_number_of_changes(
    sorting, drafting, django_assert_max_num_queries, count
):
    for number in range(count):
        left, held = (sorting.post(), sorting.post())
        new = sorting.set_up(code=f"N{number}")
        change = sorting.add("abolish", left, successor_change=new)
        sorting.fate(change, sorting.holder(left), "move", to_change=new, number=1)
        sorting.fate(sorting.add("freeze", held), sorting.holder(held), "keep")
    sorting.carry_through()
    with django_assert_max_num_queries(17):
        page = drafting.get(sorting.review.get_absolute_url())
    assert len(page.context["page"].rows) == 3 * count
    assert page.text.count(Post.objects.get(code="N0").get_absolute_url()) == 1
