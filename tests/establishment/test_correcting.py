"""A mistake that was applied is mended by another review: the posts are again what they were, and both stay on record."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from establishment.models import PostChange, PostReview
from establishment.services import reviews as services
from establishment.services.correcting import correct_review
from office.clock import today
from office.errors import DomainError
from posts.enums import PostStatus
from posts.models import PostVersion
from posts.services.posts import revise_post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.establishment.test_applying import establishment
from tests.factories import office as make

pytestmark = pytest.mark.django_db
SINCE = EFFECTIVE_ON + datetime.timedelta(5)
MENDED_ON = EFFECTIVE_ON + datetime.timedelta(10)


@pytest.fixture
def sorting():
    return Sorting()


def corrected(sorting, changes=None, **facts):
    sorting.review.refresh_from_db()
    given = {"title": "更正", "reason": "录入有误", "effective_on": MENDED_ON}
    changes = changes or list(sorting.review.changes.select_related("result"))
    return correct_review(sorting.review, changes, actor=sorting.drafter, **given | facts)


def test_every_kind_of_change_is_put_back(sorting):
    revised, moved, regraded, frozen, abolished = (sorting.post(code=f"P{number}") for number in range(1, 6))
    reopened, closed = (sorting.post(code=code, status=PostStatus.FROZEN) for code in ("P6", "P7"))
    before = establishment(EFFECTIVE_ON)
    sorting.set_up()
    sorting.add("revise", revised, authorised=3, title="高炉首席")
    sorting.add("move", moved, unit=sorting.other)
    sorting.add("regrade", regraded, grade=sorting.lower)
    sorting.add("freeze", frozen)
    sorting.add("reopen", reopened)
    sorting.add("abolish", abolished)
    sorting.add("abolish", closed)
    sorting.carry_through()
    applied = establishment(EFFECTIVE_ON)
    first = sorting.review
    sorting.review = corrected(sorting)
    sorting.carry_through()
    assert (establishment(MENDED_ON), establishment(EFFECTIVE_ON)) == (before, applied)
    assert sorting.review.corrects == first
    revised.refresh_from_db()
    assert revised.title == ""
    assert PostVersion.objects.filter(post=revised).count() == 3


def test_a_correction_freezes_no_other_post_that_was_abolished(sorting):
    gone = sorting.post(status=PostStatus.ABOLISHED)
    sorting.add("revise", sorting.post(), authorised=2)
    sorting.carry_through()
    sorting.review = corrected(sorting)
    sorting.add("freeze", gone)
    assert sorting.sentences() == ["该岗位的状态为“撤销”。"]


def test_a_planted_mistake_alone_is_mended(sorting):
    right, wrong = sorting.post(code="P1"), sorting.post(code="P2")
    sorting.add("revise", right, authorised=2)
    mistake = sorting.add("revise", wrong, authorised=20)
    sorting.carry_through()
    sorting.review = corrected(
        sorting, [change for change in sorting.review.changes.select_related("result") if change == mistake]
    )
    assert [(change.kind, change.authorised) for change in PostChange.objects.filter(review=sorting.review)] == [
        ("revise", 1)
    ]
    sorting.carry_through()
    assert [row[3] for row in establishment(MENDED_ON)] == [2, 1]


def test_what_was_not_applied_is_not_corrected(sorting):
    sorting.set_up()
    with pytest.raises(DomainError):
        corrected(sorting)


def test_one_form_makes_one_draft(sorting):
    sorting.add("freeze", sorting.post())
    sorting.carry_through()
    first, second = (corrected(sorting, form_key="k1") for _time in range(2))
    assert (first, first.changes.count()) == (second, 1)


def test_a_form_that_made_another_draft_makes_no_correction(sorting):
    sorting.add("freeze", sorting.post())
    applied = sorting.carry_through()
    facts = {"unit": sorting.group, "title": "另一方案", "effective_on": EFFECTIVE_ON, "form_key": "k1"}
    draft = services.create_review(actor=sorting.drafter, **facts)
    with pytest.raises(DomainError):
        corrected(sorting, form_key="k1")
    assert not (draft.changes.exists() or applied.corrections.exists())


def applied_then(sorting, kind, post, **facts):
    """The correction of a review that did this to the post."""
    sorting.add(kind, post, **facts)
    sorting.carry_through()
    sorting.review = corrected(sorting)
    return [(change.kind, change.said) for change in sorting.review.changes.all()]


def test_what_a_reopened_post_was_given_is_taken_back(sorting):
    post = sorting.post(authorised=1, status=PostStatus.FROZEN)
    applied_then(sorting, "reopen", post, authorised=3, title="错误名称")
    sorting.carry_through()
    post.refresh_from_db()
    assert (post.status, post.authorised, post.title) == (PostStatus.FROZEN, 1, "")


def test_what_was_decided_of_the_post_since_stays(sorting):
    post = sorting.post()
    sorting.add("revise", post, title="错误名称")
    sorting.carry_through()
    post.refresh_from_db()
    revise_post(post, actor=None, starts_on=SINCE, historic=True, unit=sorting.other, authorised=2)
    sorting.review = corrected(sorting)
    sorting.carry_through()
    post.refresh_from_db()
    assert (post.title, post.unit, post.authorised) == ("", sorting.other, 2)


def test_a_post_that_was_abolished_since_stays_so(sorting):
    frozen, kept = sorting.post(), sorting.post()
    sorting.add("freeze", frozen)
    sorting.add("freeze", kept)
    sorting.carry_through()
    frozen.refresh_from_db()
    revise_post(frozen, actor=None, starts_on=SINCE, historic=True, status=PostStatus.ABOLISHED)
    assert [(change.kind, change.post) for change in corrected(sorting).changes.all()] == [("reopen", kept)]


@pytest.mark.parametrize(
    ("kind", "facts"), [("revise", {"authorised": 3}), ("freeze", {}), ("abolish", {}), ("create", {})]
)
def test_what_was_put_back_is_not_put_back_again(sorting, kind, facts):
    if kind == "create":
        sorting.set_up()
    else:
        sorting.add(kind, sorting.post(), **facts)
    first = sorting.carry_through()
    sorting.review = corrected(sorting)
    sorting.carry_through()
    sorting.review = first
    with pytest.raises(DomainError):
        corrected(sorting, effective_on=MENDED_ON + datetime.timedelta(1))
    assert first.corrections.count() == 1


def test_a_frozen_post_that_waits_to_be_abolished_stays_frozen_for_good(sorting):
    post = sorting.post(status=PostStatus.FROZEN)
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    sorting.fate(change, held, "keep")
    sorting.carry_through()
    assert [change.kind for change in corrected(sorting).changes.all()] == ["freeze"]


def test_many_changes_cost_the_same_queries(sorting, django_assert_max_num_queries):
    for _number in range(12):
        sorting.add("revise", sorting.post(), title="错误名称")
    sorting.carry_through()
    with django_assert_max_num_queries(30):
        corrected(sorting)


@pytest.mark.postgresql
def test_a_correction_by_the_page_has_a_title_that_fits_and_comes_later(sorting, client):
    services.revise_review(
        sorting.review,
        actor=sorting.drafter,
        seen=sorting.review.updated_at,
        title="长" * 118,
        effective_on=today(),
    )
    sorting.set_up()
    sorting.carry_through()
    client.force_login(sorting.drafter)
    address = reverse("establishment:review_correct", args=[sorting.review.pk])
    form = client.get(address).context["form"]
    given = {"effective_on": form["effective_on"].value(), "selected": sorting.review.changes.get().pk}
    assert client.post(address, given | {"reason": "录入有误", "form_key": "k1"}).status_code == 302
    made = PostReview.objects.get(corrects=sorting.review)
    assert (len(made.title), made.effective_on) == (120, today() + datetime.timedelta(1))
    assert made.title in client.get(address).text


@pytest.fixture
def applied(sorting, hr):
    """A post that was rightly renamed, and one by mistake."""
    sorting.right, sorting.wrong = sorting.post(title="对"), sorting.post(title="原名")
    sorting.add("revise", sorting.right, title="更对")
    sorting.mistake = sorting.add("revise", sorting.wrong, title="错名")
    sorting.carry_through()
    sorting.address = reverse("establishment:review_correct", args=[sorting.review.pk])
    return sorting


def test_only_what_is_chosen_is_taken_back(applied, hr):
    form = hr.get(applied.address).context["form"]
    assert [(number, chosen) for number, _change, chosen in form.choices] == [(1, False), (2, False)]
    given = {"selected": applied.mistake.pk, "reason": "录入有误", "effective_on": MENDED_ON}
    assert hr.post(applied.address, given).status_code == 302
    made = PostReview.objects.get(corrects=applied.review)
    assert [(change.post, change.title) for change in made.changes.all()] == [(applied.wrong, "原名")]
    assert made.effective_on == MENDED_ON


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "selected"),
        ({"reason": ""}, "reason"),
        ({"effective_on": EFFECTIVE_ON}, "effective_on"),
    ],
)
def test_what_a_correction_lacks_is_said_and_what_was_chosen_stays(applied, hr, given, field):
    chosen = {"selected": applied.mistake.pk} if given else {}
    typed = {"reason": "录入有误", "effective_on": MENDED_ON} | chosen | given
    page = hr.post(applied.address, typed, headers={"accept-language": "en"})
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert [is_chosen for _number, _change, is_chosen in form.choices] == [False, bool(given)]
    assert "Choose the changes that are to be taken back." in page.text or field != "selected"
    assert not PostReview.objects.filter(corrects=applied.review).exists()


def test_all_changes_are_chosen_without_a_script_too(applied, hr):
    assert 'href="?all"' in hr.get(applied.address).text
    assert [chosen for _number, _change, chosen in hr.get(f"{applied.address}?all").context["form"].choices] == [
        True,
        True,
    ]


def test_what_was_unticked_stays_so_after_a_refusal(applied, hr):
    typed = {"selected": applied.mistake.pk, "reason": "", "effective_on": MENDED_ON}
    form = hr.post(f"{applied.address}?all", typed).context["form"]
    assert [is_chosen for _number, _change, is_chosen in form.choices] == [False, True]


@pytest.mark.parametrize("selected", ["9" * 30, "x", "-1", "0"])
def test_keys_that_are_none_choose_nothing(applied, hr, selected):
    typed = {"selected": selected, "reason": "录入有误", "effective_on": MENDED_ON}
    assert list(hr.post(applied.address, typed).context["form"].errors) == ["selected"]


def test_one_form_with_another_choice_makes_no_second_draft_and_says_so(applied, hr):
    form = hr.get(applied.address).context["form"]
    typed = {"reason": "录入有误", "effective_on": MENDED_ON, "form_key": form["form_key"].value()}
    for _click in range(2):
        assert hr.post(applied.address, typed | {"selected": applied.mistake.pk}).status_code == 302
    both = [change.pk for _number, change, _chosen in form.choices]
    for other in (
        {"selected": both},
        {"selected": applied.mistake.pk, "effective_on": MENDED_ON + datetime.timedelta(1)},
    ):
        assert hr.post(applied.address, typed | other).context["form"].errors
    assert PostReview.objects.get(corrects=applied.review).changes.count() == 1


def test_a_post_that_left_the_unit_is_neither_named_nor_taken_back(sorting, client):
    sorting.another(unit=sorting.plant)
    posts = [sorting.post(title=title) for title in ("留", "走")]
    for post in posts:
        sorting.add("revise", post, title=f"{post.title}名")
    sorting.propose()
    sorting.approve()
    sorting.apply()
    revise_post(posts[0], actor=None, starts_on=SINCE, historic=True, unit=sorting.other, title="别厂机密")
    client.force_login(make.hr(sorting.plant))
    page = client.get(reverse("establishment:review_correct", args=[sorting.review.pk]))
    assert [(number, change.result) for number, change, _chosen in page.context["form"].choices] == [(2, posts[1])]
    assert "别厂机密" not in page.text and sorting.other.name not in page.text
    gone = sorting.review.changes.get(result=posts[0])
    typed = {"selected": gone.pk, "reason": "录入有误", "effective_on": MENDED_ON}
    answer = client.post(reverse("establishment:review_correct", args=[sorting.review.pk]), typed)
    assert list(answer.context["form"].errors) == ["selected"]


def test_the_page_of_a_correction_costs_the_same_for_any_number_of_changes(sorting, hr, django_assert_num_queries):
    for _number in range(2):
        sorting.add("revise", sorting.post(), title="错误名称")
    sorting.carry_through()
    address = reverse("establishment:review_correct", args=[sorting.review.pk])
    with CaptureQueriesContext(connection) as few:
        hr.get(address)
    sorting.another()
    for _number in range(6):
        sorting.add("revise", sorting.post(), title="错误名称")
    sorting.carry_through()
    with django_assert_num_queries(len(few)):
        hr.get(reverse("establishment:review_correct", args=[sorting.review.pk]))
