"""What the forms of a review refuse at once, what they offer, and what they say of what was saved meanwhile."""

import datetime

import pytest
from django.urls import reverse

from establishment.models import HolderFate, PostChange, PostReview
from establishment.services import changes as changing
from establishment.services.correcting import correct_review
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from posts.enums import PostStatus
from talent.models import Engineer
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make
from tests.factories import planning

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting()


@pytest.fixture
def english(hr):
    hr.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return hr


def url(name, *keys):
    return reverse(f"establishment:{name}", args=keys)


def holder_of(sorting, kind="abolish", post=None, **term):
    """(a change, somebody who holds its post, the address of the form on the fate)."""
    post = post or sorting.post()
    held = sorting.holder(post, **term)
    change = sorting.add(kind, post)
    return change, held, url("holder_fate", sorting.review.pk, change.pk, held.pk)


# --- What was saved meanwhile -----------------------------------------------------------------------------------
def test_what_was_saved_of_a_change_meanwhile_stands_beside_what_was_typed(sorting, hr):
    change = sorting.add("revise", sorting.post(), title="旧名")
    address = url("change_update", sorting.review.pk, change.pk)
    opened = hr.get(address).context["form"].initial["seen"]
    given = {"kind": "revise", "reason": "按梳理方案", "seen": opened}
    assert hr.post(address, given | {"title": "第一次", "authorised": "2"}).status_code == 302
    page = hr.post(address, given | {"title": "第二次"})
    meanwhile = page.context["meanwhile"]
    assert [(saved, typed) for _label, saved, typed in meanwhile.rows] == [("2", "—"), ("第一次", "第二次")]
    assert meanwhile.entry.actor == sorting.drafter
    assert "第一次" in page.text
    assert sorting.drafter.name in page.text
    change.refresh_from_db()
    assert change.title == "第一次"
    again = given | {"title": "第二次", "seen": page.context["form"]["seen"].value()}
    assert hr.post(address, again).status_code == 302
    change.refresh_from_db()
    assert (change.title, change.authorised) == ("第二次", None)


def test_another_kind_that_was_saved_meanwhile_is_named(sorting, hr):
    change = sorting.add("revise", sorting.post(), title="旧名")
    address = url("change_update", sorting.review.pk, change.pk)
    opened = hr.get(address).context["form"].initial["seen"]
    changing.revise_change(
        change, actor=make.hr(sorting.group, name="别人"), seen=opened, kind="freeze", title=None, reason="停"
    )
    page = hr.post(address, {"kind": "revise", "title": "旧名", "reason": "停", "seen": opened})
    rows = page.context["meanwhile"].rows
    assert [(saved, typed) for _label, saved, typed in rows] == [("冻结", "调整"), ("—", "旧名")]
    assert page.context["meanwhile"].entry.actor_name == "别人"


def test_a_refusal_for_another_reason_shows_nothing_of_the_kind(sorting, hr):
    change = sorting.set_up(code="N1")
    sorting.set_up(code="N2")
    address = url("change_update", sorting.review.pk, change.pk)
    form = hr.get(address).context["form"]
    given = {name: form[name].value() for name in ("kind", "authorised", "grade", "seen")}
    given |= {"unit": sorting.plant.code, "discipline": sorting.discipline.code, "reason": "改", "code": "N2"}
    page = hr.post(address, given)
    assert page.context["form"].errors
    assert page.context["meanwhile"] is None


def test_what_was_saved_of_a_fate_meanwhile_stands_beside_what_was_typed(sorting, hr):
    change, held, address = holder_of(sorting)
    sorting.fate(change, held, "end", ends_on=EFFECTIVE_ON, end_reason="resigned", reason="本人申请")
    page = hr.post(address, {"fate": "keep", "seen": ""})
    meanwhile = page.context["meanwhile"]
    shown = {(saved, typed) for _label, saved, typed in meanwhile.rows}
    assert shown == {
        ("终止聘任", "留任至聘期届满"),
        (EFFECTIVE_ON.isoformat(), "—"),
        ("辞聘", "—"),
        ("本人申请", "—"),
    }
    assert meanwhile.entry.actor == sorting.drafter


def test_the_last_to_say_something_of_a_holder_is_named_beside_a_namesake(sorting, hr):
    post = sorting.post(authorised=2)
    held, namesake = sorting.holder(post, seat=1), sorting.holder(post, seat=2)
    Engineer.objects.filter(pk=namesake.engineer_id).update(name=held.engineer.name)
    change = sorting.add("abolish", post)
    address = url("holder_fate", sorting.review.pk, change.pk, held.pk)
    changing.keep_holders(change, actor=make.hr(sorting.group, name="别人"))
    typed = {"fate": "end", "ends_on": EFFECTIVE_ON, "end_reason": "resigned", "seen": ""}
    assert hr.post(address, typed).context["meanwhile"].entry.actor_name == "别人"
    sorting.fate(change, namesake, "end", ends_on=EFFECTIVE_ON, end_reason="resigned")
    assert hr.post(address, typed).context["meanwhile"].entry.actor_name == "别人"


# --- Where a holder moves ---------------------------------------------------------------------------------------
def test_a_newly_chosen_post_takes_the_place_of_the_one_that_was_saved(sorting, hr):
    change, held, address = holder_of(sorting)
    there, new = sorting.post(authorised=3), sorting.set_up(authorised=2)
    sorting.fate(change, held, "move", seat=there.seats.get(number=3))

    def chosen(**given):
        seen = hr.get(address, {"fate": "move"}).context["form"].initial["seen"]
        assert hr.post(address, {"fate": "move", "seen": seen, "number": "3"} | given).status_code == 302
        fate = HolderFate.objects.get(appointment=held)
        return fate.seat, fate.to_change, fate.number

    assert chosen(post=there.code, to_change=new.pk) == (None, new, 1)
    assert chosen(post=there.code, to_change=new.pk, number="1") == (there.seats.get(number=1), None, None)


def test_of_two_newly_chosen_posts_one_is_to_be_cleared(sorting, english):
    _change, _held, address = holder_of(sorting)
    there, new = sorting.post(), sorting.set_up()
    form = english.post(address, {"fate": "move", "post": there.code, "to_change": new.pk}).context["form"]
    assert form.errors == {
        "to_change": ["Two posts are chosen. Clear one: the post there is, or the one of this review."]
    }


def test_posts_to_move_to_are_active_and_say_how_many_seats_are_free(sorting, english):
    full, roomy = sorting.post(code="P-FULL"), sorting.post(code="P-ROOM", authorised=3, title="高炉首席")
    sorting.post(code="P-FROZEN", status=PostStatus.FROZEN)
    sorting.post(code="P-GONE", status=PostStatus.ABOLISHED)
    sorting.holder(full)
    sorting.holder(roomy)
    options = english.get(url("receiving_post_pick"), {"q": "P-"}).json()["options"]
    assert [(one["value"], one["text"]) for one in options] == [("P-FULL", "P-FULL"), ("P-ROOM", "P-ROOM · 高炉首席")]
    assert [one["note"].rpartition(" · ")[2] for one in options] == ["free seats today: 0", "free seats today: 2"]
    assert "P-ROOM" not in options[1]["note"]


def test_nobody_moves_to_an_abolished_post(sorting, english):
    _change, _held, address = holder_of(sorting)
    gone = sorting.post(status=PostStatus.ABOLISHED)
    form = english.post(address, {"fate": "move", "post": gone.code, "number": "1"}).context["form"]
    assert form.errors == {"post": ["The post is Abolished."]}


# --- Which posts a kind fits ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        ("revise", ["P-ACTIVE", "P-FROZEN"]),
        ("move", ["P-ACTIVE", "P-FROZEN"]),
        ("regrade", ["P-ACTIVE", "P-FROZEN"]),
        ("abolish", ["P-ACTIVE", "P-FROZEN"]),
        ("freeze", ["P-ACTIVE"]),
        ("reopen", ["P-FROZEN", "P-GONE"]),
    ],
)
def test_a_kind_offers_the_posts_that_it_fits_and_takes_no_other(sorting, hr, kind, offered):
    for code, status in (("P-ACTIVE", "active"), ("P-FROZEN", "frozen"), ("P-GONE", "abolished")):
        sorting.post(code=code, status=status)
    address = url("change_add", sorting.review.pk)
    widget = hr.get(address, {"kind": kind}).context["form"]["post"].subwidgets[0].data
    options = hr.get(widget["attrs"]["data-picker"], {"q": "P-"}).json()["options"]
    assert [one["value"] for one in options] == offered
    facts = {"title": "新名", "unit": sorting.other.code, "grade": sorting.lower.pk, "reason": "理由"}
    facts = {name: facts[name] for name in hr.get(address, {"kind": kind}).context["form"].fields if name in facts}
    taken = []
    for code in ("P-ACTIVE", "P-FROZEN", "P-GONE"):
        answer = hr.post(address, facts | {"kind": kind, "post": code})
        taken += [code] if answer.status_code == 302 else []
        assert answer.status_code == 302 or list(answer.context["form"].errors) == ["post"]
    assert taken == offered


@pytest.mark.parametrize(("status", "kind"), [("active", "reopen"), ("frozen", "freeze"), ("abolished", "freeze")])
def test_another_kind_that_the_post_does_not_fit_is_refused(sorting, english, status, kind):
    post = sorting.post(status=status)
    change = sorting.add("revise" if status != "abolished" else "reopen", post, title="新名")
    address = url("change_update", sorting.review.pk, change.pk)
    seen = english.get(address).context["form"].initial["seen"]
    form = english.post(address, {"kind": kind, "reason": "理由", "seen": seen}).context["form"]
    assert form.non_field_errors() == [f"The post is {post.get_status_display()}."]


def test_a_post_that_the_corrected_review_abolished_is_put_back_frozen_by_hand(sorting, hr):
    post = sorting.post(status=PostStatus.FROZEN)
    sorting.add("abolish", post)
    sorting.carry_through()
    sorting.review.refresh_from_db()
    sorting.review = correct_review(
        sorting.review,
        list(sorting.review.changes.select_related("result")),
        actor=sorting.drafter,
        title="更正",
        reason="误撤",
        effective_on=EFFECTIVE_ON + datetime.timedelta(1),
    )
    changing.remove_change(sorting.review.changes.get(), actor=sorting.drafter)
    given = {"kind": "freeze", "post": post.code, "reason": "误撤"}
    assert hr.post(url("change_add", sorting.review.pk), given).status_code == 302
    assert sorting.sentences() == []


def test_an_abolished_post_succeeds_none(sorting, english):
    post, gone = sorting.post(), sorting.post(status=PostStatus.ABOLISHED)
    given = {"kind": "abolish", "post": post.code, "successor": gone.code, "reason": "理由"}
    form = english.post(url("change_add", sorting.review.pk), given).context["form"]
    assert form.errors == {"successor": ["The post is Abolished."]}


# --- What can never be right ------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["A/B", "<b>x", "A\\B", 'A"B', "A·B"])
def test_a_code_has_no_slashes_or_markup(sorting, english, code):
    form = created(sorting, english, code=code).context["form"]
    assert form.errors == {"code": ["A code consists of letters, digits and the signs - _ . # ( ) + only."]}


@pytest.mark.parametrize("code", ["㍿" * 20, "ﬃ" * 14])
def test_a_code_is_measured_as_it_is_saved(sorting, english, code):
    """Signs of which one becomes several."""
    (sentence,) = created(sorting, english, code=code).context["form"].errors["code"]
    assert sentence.endswith("at most 40 fit.")


@pytest.mark.parametrize(
    ("code", "saved"),
    [
        ("010201-0102-1", "010201-0102-1"),
        ("炼铁-01", "炼铁-01"),
        ("ＡＢ１", "AB1"),
        ("A.1_(2)", "A.1_(2)"),
        ("乱 写　1", "乱写1"),
    ],
)
def test_a_code_as_the_register_has_them_is_taken(sorting, hr, code, saved):
    assert created(sorting, hr, code=code).status_code == 302
    assert sorting.review.changes.get().code == saved


def created(sorting, hr, **facts):
    given = {"unit": sorting.plant.code, "discipline": sorting.discipline.code, "grade": sorting.grade.pk}
    given |= {"kind": "create", "code": "N1", "authorised": 1, "reason": "理由"}
    return hr.post(url("change_add", sorting.review.pk), given | facts)


def test_a_new_post_has_a_code_of_its_own_and_no_more_seats_than_posts_have(sorting, hr):
    there = sorting.post()
    assert list(created(sorting, hr, code=there.code).context["form"].errors) == ["code"]
    assert list(created(sorting, hr, authorised=100).context["form"].errors) == ["authorised"]
    assert created(sorting, hr, authorised=99).status_code == 302


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "revise"}, "__all__"),
        ({"kind": "revise", "title": "高炉首席", "authorised": "1"}, "__all__"),
        ({"kind": "move", "unit": "same", "title": "新名"}, "unit"),
        ({"kind": "regrade", "grade": "same"}, "grade"),
        ({"kind": "abolish", "successor": "same"}, "successor"),
    ],
)
@pytest.mark.parametrize("revised", [False, True])
def test_a_change_that_changes_nothing_is_refused_at_once(sorting, hr, facts, field, revised):
    post = sorting.post(title="高炉首席")
    same = {"unit": post.unit.code, "grade": post.grade_id, "successor": post.code}
    facts = {name: same[name] if value == "same" else value for name, value in facts.items()} | {"reason": "理由"}
    if revised:
        change = sorting.add("revise", post, title="新名")
        facts["seen"] = changing.state_of_change(change)
        answer = hr.post(url("change_update", sorting.review.pk, change.pk), facts)
    else:
        answer = hr.post(url("change_add", sorting.review.pk), facts | {"post": post.code})
    assert list(answer.context["form"].errors) == [field]
    assert PostChange.objects.count() == revised


def test_a_post_is_frozen_without_a_word_of_what_else_would_change(sorting, hr):
    post = sorting.post()
    assert (
        hr.post(url("change_add", sorting.review.pk), {"kind": "freeze", "post": post.code, "reason": "停"}).status_code
        == 302
    )


# --- The survey of a review -------------------------------------------------------------------------------------
@pytest.fixture
def surveys(sorting):
    """One that asked the plant, one that asked the other plant."""
    found = {}
    for name, unit in (("own", sorting.plant), ("other", sorting.other)):
        survey = planning.survey(sorting.group, SurveyStatus.CLOSED, title=f"普查{name}")
        planning.answer(unit, survey, ReturnStatus.ACCEPTED)
        DemandSurvey.objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
        found[name] = survey
    return found


def test_a_survey_that_did_not_ask_the_unit_is_refused(sorting, english, surveys):
    given = {"title": "炼铁厂梳理", "unit": sorting.plant.code, "effective_on": EFFECTIVE_ON}
    form = english.post(url("review_create"), given | {"survey": surveys["other"].pk}).context["form"]
    sentence = "“普查other” asked neither 炼铁厂 nor a unit below it: choose another survey, or none."
    assert form.errors == {"survey": [sentence]}
    assert english.post(url("review_create"), given | {"survey": surveys["own"].pk}).status_code == 302
    above = given | {"unit": sorting.group.code, "title": "集团梳理", "survey": surveys["other"].pk}
    assert english.post(url("review_create"), above).status_code == 302


def test_only_surveys_that_asked_the_unit_are_offered_once_it_is_known(sorting, hr, surveys):
    def offered(page):
        return {survey.title for survey in page.context["form"].fields["survey"].queryset}

    assert offered(hr.get(url("review_create"))) == {"普查own", "普查other"}
    typed = {"title": "只写了题目", "unit": sorting.plant.code}
    page = hr.post(url("review_create"), typed, headers={"HX-Request": "true"})
    assert offered(page) == {"普查own"}
    assert page.context["form"]["title"].value() == "只写了题目"
    sorting.another(unit=sorting.other)
    assert offered(hr.get(url("review_update", sorting.review.pk))) == {"普查other"}


def test_a_survey_that_was_chosen_before_is_not_lost_but_said_to_be_wrong(sorting, english, surveys):
    PostReview.objects.filter(pk=sorting.review.pk).update(unit=sorting.plant, survey=surveys["other"])
    address = url("review_update", sorting.review.pk)
    form = english.get(address).context["form"]
    assert form["survey"].value() == surveys["other"].pk
    typed = {name: form[name].value() for name in ("title", "survey", "effective_on", "seen")}
    assert list(english.post(address, typed | {"title": "改名"}).context["form"].errors) == ["survey"]
    assert PostReview.objects.get().survey == surveys["other"]


def test_it_says_that_the_unit_stays(sorting, english):
    assert "cannot be changed later" in english.get(url("review_create")).text


# --- The end of an appointment ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "accepted"), [(0, True), (366, True), (367, False), (1200, False)])
def test_who_is_beyond_the_term_leaves_within_a_year_of_the_review(sorting, hr, days, accepted):
    _change, _held, address = holder_of(sorting, until=datetime.date(2026, 3, 1))
    day = EFFECTIVE_ON + datetime.timedelta(days)
    answer = hr.post(address, {"fate": "end", "ends_on": day, "end_reason": "post_abolished", "seen": ""})
    assert (answer.status_code == 302) is accepted
    assert accepted or list(answer.context["form"].errors) == ["ends_on"]


@pytest.mark.parametrize(("kind", "reason"), [("abolish", "post_abolished"), ("freeze", "")])
def test_who_leaves_a_post_that_goes_leaves_for_that_reason(sorting, hr, kind, reason):
    _change, _held, address = holder_of(sorting, kind)
    assert hr.get(address, {"fate": "end"}).context["form"]["end_reason"].value() == reason


# --- After it was put to review ---------------------------------------------------------------------------------
def test_forms_of_what_is_no_draft_lead_back_with_a_sentence(sorting, english):
    change, held, address = holder_of(sorting)
    sorting.fate(change, held, "keep")
    sorting.propose()
    row = f"{sorting.review.get_absolute_url()}?page=1#change-{change.pk}"
    update = url("change_update", sorting.review.pk, change.pk)
    for page, back in (
        (update, row),
        (address, row),
        (url("change_add", sorting.review.pk), sorting.review.get_absolute_url()),
    ):
        answer = english.get(page, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "Its changes are not edited." in answer.text
    seen = changing.state_of_change(change)
    typed = english.post(update, {"kind": "freeze", "reason": "写了很久", "seen": seen})
    assert (typed.status_code, typed.context["form"]["reason"].value()) == (200, "写了很久")


# --- Where the page is gone on with -----------------------------------------------------------------------------
def focused(page):
    """The part of the first tag with autofocus that names it."""
    tag = next(part for part in page.text.split("<") if "autofocus" in part.partition(">")[0])
    return next(word for word in ("kind-", "fate=", "name=", "meanwhile") if word in tag), tag


def test_the_page_is_gone_on_with_where_one_was(sorting, hr):
    post = sorting.post()
    adding = url("change_add", sorting.review.pk)
    for page, where in (
        (hr.get(url("review_create")), 'name="title"'),
        (hr.post(url("review_create"), {"title": "有题目"}), 'name="unit"'),
        (hr.get(adding), 'id="kind-create"'),
        (hr.get(f"{adding}?kind=move"), 'id="kind-move"'),
        (hr.post(f"{adding}?kind=move", {"kind": "move", "post": post.code, "reason": "理由"}), 'name="unit"'),
    ):
        assert where in focused(page)[1]
    change, _held, address = holder_of(sorting)
    for page, where in (
        (hr.get(address), 'href="?fate=keep"'),
        (hr.get(f"{address}?fate=end"), 'href="?fate=end"'),
        (hr.post(f"{address}?fate=end", {"fate": "end", "ends_on": "", "end_reason": "resigned"}), 'name="ends_on"'),
        (hr.get(url("change_update", sorting.review.pk, change.pk)), 'name="successor"'),
        (hr.post(address, {"fate": "keep", "seen": "stale"}), "meanwhile"),
    ):
        assert where in focused(page)[1]
