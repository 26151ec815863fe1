"""A post that is abolished while holders stay to the end of their term: frozen at once, abolished once the last has left."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import translation

from establishment.enums import ReviewStatus
from establishment.models import PostChange
from establishment.selectors import leads
from establishment.selectors.abolitions import outcomes_of
from establishment.services import changes as changing
from establishment.services.correcting import correct_review
from establishment.services.finishing import finish_abolitions
from establishment.services.reviews import create_review
from office import slots
from office.errors import DomainError
from office.models import AuditEntry
from overview.selectors.thread import post_thread
from posts.enums import PostStatus
from posts.models import Appointment, Post, PostVersion
from posts.services.posts import revise_post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.establishment.test_applying import establishment
from tests.factories import office as make
from tests.races import at_once

pytestmark = pytest.mark.django_db
LEFT_ON = datetime.date(2026, 11, 20)
WAITS = "The post is frozen and abolished once its last holder has left."
BY_REVIEW = "By the review “2026年岗位梳理” the post is abolished once its last holder has left."


@pytest.fixture
def sorting(settings):
    settings.AS_OF_DATE = "2026-12-01"
    return Sorting()


@pytest.fixture
def staying(sorting):
    """An applied review that abolishes a post of two seats whose holder on the second one stays to the end of the term."""
    sorting.post_left = sorting.post(code="P1", authorised=2)
    sorting.held = sorting.holder(sorting.post_left, seat=2)
    sorting.abolition = sorting.add("abolish", sorting.post_left)
    sorting.fate(sorting.abolition, sorting.held, "keep")
    sorting.carry_through()
    return sorting


def leave(held, day=LEFT_ON):
    Appointment.objects.filter(pk=held.pk).update(status="ended", ended_on=day, end_reason="resigned")


def status(post):
    return Post.objects.get(pk=post.pk).status


def outcome(sorting):
    change = PostChange.objects.get(pk=sorting.abolition.pk)
    with translation.override("en"):
        return outcomes_of([change])[change.pk]


@pytest.fixture
def reading(staying, client):
    """The drafter, who reads English."""
    staying.drafter.language = "en"
    staying.drafter.save()
    client.force_login(staying.drafter)
    with translation.override("zh-hans"):  # whose end puts back what the requests have set
        yield client


def test_the_post_is_frozen_while_somebody_stays(staying):
    change = staying.review.changes.get()
    assert (status(staying.post_left), change.seats_before, change.seats_after) == (PostStatus.FROZEN, 2, 2)
    assert change.result == staying.post_left
    assert Appointment.objects.get().status == "serving"
    assert AuditEntry.objects.of(staying.post_left).first().verb == "post.frozen"
    assert finish_abolitions() == 0
    assert status(staying.post_left) == PostStatus.FROZEN


def test_it_is_abolished_from_the_first_day_without_a_holder(staying):
    leave(staying.held)
    assert [finish_abolitions(), finish_abolitions()] == [1, 0]
    last = PostVersion.objects.filter(post=staying.post_left).order_by("-starts_on").first()
    assert (last.starts_on, last.status, last.decision) == (LEFT_ON, PostStatus.ABOLISHED, staying.decision)
    assert [row[-1] for row in establishment(LEFT_ON - datetime.timedelta(1))] == ["frozen"]
    assert establishment(LEFT_ON) == []
    told = AuditEntry.objects.of(staying.post_left).first()
    assert (told.verb, told.actor, told.reason) == ("post.abolished", None, "2026年岗位梳理：按梳理方案")


@pytest.mark.parametrize("left_on", [EFFECTIVE_ON, EFFECTIVE_ON - datetime.timedelta(30)])
def test_the_day_of_the_review_stays_as_it_was(staying, left_on):
    """An end that was found out later lies before the review: that day the post was frozen."""
    leave(staying.held, left_on)
    assert finish_abolitions() == 1
    assert [row[-1] for row in establishment(EFFECTIVE_ON)] == ["frozen"]
    assert establishment(EFFECTIVE_ON + datetime.timedelta(1)) == []


def test_not_before_the_day_after_the_review(staying, settings):
    leave(staying.held, EFFECTIVE_ON)
    settings.AS_OF_DATE = EFFECTIVE_ON.isoformat()
    assert finish_abolitions() == 0


def test_who_stays_beyond_the_term_still_holds_it(staying):
    Appointment.objects.update(until=LEFT_ON)
    assert finish_abolitions() == 0


def test_who_is_to_come_keeps_it_standing(staying):
    leave(staying.held)
    coming = staying.holder(staying.post_left, status="pending", starts_on=datetime.date(2027, 1, 1))
    assert finish_abolitions() == 0
    leave(coming, coming.starts_on)  # given up
    assert finish_abolitions() == 1
    assert PostVersion.objects.filter(post=staying.post_left, starts_on=LEFT_ON).exists()


def revise(post, day, sorting, **fields):
    return revise_post(Post.objects.get(pk=post.pk), actor=None, starts_on=day, decision=sorting.decision, **fields)


def test_a_post_that_was_opened_since_stays(staying):
    revise(staying.post_left, LEFT_ON, staying, status="active")
    leave(staying.held)
    assert finish_abolitions() == 0
    assert outcome(staying) == "Something else was decided of the post before its last holder left."


@pytest.mark.parametrize(("changed_on", "day"), [(10, LEFT_ON), (20, LEFT_ON + datetime.timedelta(1))])
def test_what_else_changes_of_the_post_leaves_it_to_be_abolished(staying, changed_on, day):
    revise(staying.post_left, datetime.date(2026, 11, changed_on), staying, unit=staying.other)
    leave(staying.held)
    assert finish_abolitions() == 1
    assert PostVersion.objects.get(post=staying.post_left, status="abolished").starts_on == day
    assert outcome(staying) == f"The last holder has left: the post is abolished from {day} on."


def test_a_later_abolition_takes_the_place_of_the_first(staying):
    first, staying.post_left = staying.review, Post.objects.get(pk=staying.post_left.pk)
    staying.review = create_review(
        actor=staying.drafter, unit=staying.group, title="第二", effective_on=datetime.date(2026, 11, 10)
    )
    staying.fate(staying.add("abolish", staying.post_left), staying.held, "keep")
    staying.carry_through()
    (waiting,) = PostChange.objects.waiting_for_last_holder()
    assert waiting.review == staying.review != first


def test_opened_and_frozen_again_it_stays_frozen(staying):
    revise(staying.post_left, LEFT_ON, staying, status="active")
    revise(staying.post_left, datetime.date(2026, 11, 25), staying, status="frozen")
    leave(staying.held)
    assert finish_abolitions() == 0


def test_an_end_after_the_day_of_the_review_is_waited_for(sorting, settings):
    post = sorting.post()
    held, end = sorting.holder(post), datetime.date(2026, 12, 15)
    sorting.fate(sorting.add("abolish", post), held, "end", ends_on=end, end_reason="post_abolished")
    assert sorting.sentences() == []
    sorting.carry_through()
    assert (status(post), finish_abolitions()) == (PostStatus.FROZEN, 0)
    settings.AS_OF_DATE = end.isoformat()
    call_command("due", verbosity=0)
    assert status(post) == PostStatus.ABOLISHED
    assert PostVersion.objects.get(post=post, status="abolished").starts_on == end


def test_the_nightly_run_says_what_was_done(staying, capsys):
    leave(staying.held)
    call_command("due")
    assert capsys.readouterr().out == "begun 0, ended 0, extended 0, lapsed 0, reminded 0, abolished 1\n"


# --- What is said of it ------------------------------------------------------------------------------------------
def test_the_review_says_what_became_of_the_post(staying, reading):
    assert WAITS in reading.get(staying.review.get_absolute_url()).text
    leave(staying.held)
    finish_abolitions()
    told = "The last holder has left: the post is abolished from 2026-11-20 on."
    assert told in reading.get(staying.review.get_absolute_url()).text


def test_pages_of_the_post_say_that_it_waits_and_name_the_review_to_who_sees_it(staying, reading):
    assert BY_REVIEW in reading.get(staying.post_left.get_absolute_url()).text
    with translation.override("en"):
        (told,) = slots.notes_for(make.hr(staying.plant), [staying.post_left]).values()
        (of_holder,) = slots.notes_for(staying.drafter, [staying.held]).values()
    assert (told, of_holder) == ([WAITS], [BY_REVIEW])


def of_versions(thread):
    """[(details, grounds)] of what became of the post; those of its review with the address."""
    return [
        (knot.details, [(ground.label, ground.url) for ground in knot.grounds if "review" in ground.url])
        for knot in (*thread.past, *thread.ahead)
        if knot.what == "Post changed"
    ]


def test_the_thread_says_that_the_post_waits_and_which_review_abolishes_it(staying, reading):
    """The review to who sees it; that the post waits to everybody who sees the post."""
    leave(staying.held)
    finish_abolitions()
    named = [("Post review: 2026年岗位梳理", staying.review.get_absolute_url())]
    with translation.override("en"):
        frozen, abolished = of_versions(post_thread(staying.post_left, staying.drafter))
        (told, kept), (_gone, kept_later) = of_versions(post_thread(staying.post_left, make.hr(staying.plant)))
    assert frozen == (["status: Active → Frozen", WAITS, "按梳理方案"], named)
    assert abolished == (["status: Frozen → Abolished", "按梳理方案"], named)
    assert (told, kept, kept_later) == (["status: Active → Frozen", WAITS], [], [])


@pytest.mark.parametrize("finished", [False, True])
def test_the_page_of_the_post_leads_to_the_review_that_abolishes_it(staying, reading, finished):
    if finished:
        leave(staying.held)
        finish_abolitions()
    assert f'href="{staying.review.get_absolute_url()}"' in reading.get(staying.post_left.get_absolute_url()).text
    assert leads.of_posts(make.hr(staying.plant), [staying.post_left]) == {}


# --- The draft ---------------------------------------------------------------------------------------------------
def test_that_holders_stay_is_said_and_never_taken_for_granted(sorting):
    post = sorting.post()
    sorting.holder(post)
    change = sorting.add("freeze", post)
    assert change.fates.count() == 1
    changing.revise_change(change, actor=sorting.drafter, seen=changing.state_of_change(change), kind="abolish")
    assert not change.fates.exists()
    assert "未说明任职人员的去向" in sorting.sentences()[0]


def test_all_of_whom_nothing_is_said_stay_by_one_act(sorting):
    post = sorting.post(authorised=3)
    first, second, third = (sorting.holder(post, seat=number) for number in (1, 2, 3))
    change = sorting.add("abolish", post)
    sorting.fate(change, second, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished")
    changing.keep_holders(change, actor=sorting.drafter)
    fates = dict(change.fates.values_list("appointment", "fate"))
    assert fates == {first.pk: "keep", second.pk: "end", third.pk: "keep"}
    told = AuditEntry.objects.filter(verb="postreview.holders_kept").get().changes
    assert told["holder"][1] == f"{first.engineer.name}、{third.engineer.name}"
    with pytest.raises(DomainError):
        changing.keep_holders(change, actor=sorting.drafter)
    assert sorting.sentences() == []


def test_a_post_that_goes_succeeds_no_other(sorting):
    going, other = sorting.post(), sorting.post()
    sorting.fate(sorting.add("abolish", going), sorting.holder(going), "keep")
    sorting.add("abolish", other, successor=going)
    assert sorting.sentences() == [f"承接岗位 {going} 本身也将撤销。"]


def test_nobody_moves_to_a_post_that_waits(sorting):
    going, other = sorting.post(authorised=2), sorting.post()
    moving = sorting.holder(other)
    sorting.fate(sorting.add("abolish", going), sorting.holder(going), "keep")
    sorting.fate(sorting.add("abolish", other), moving, "move", seat=going.seats.get(number=2))
    assert sorting.sentences() == [f"{moving.engineer.name} 不能转到已冻结或已撤销的岗位。"]


# --- Corrected ---------------------------------------------------------------------------------------------------
def correct(sorting, day):
    review = type(sorting.review).objects.get(pk=sorting.review.pk)
    sorting.review = correct_review(
        review,
        list(review.changes.select_related("result")),
        actor=sorting.drafter,
        title="更正",
        reason="录入有误",
        effective_on=day,
    )
    return [change.kind for change in sorting.review.changes.all()]


@pytest.mark.parametrize("finished", [False, True])
def test_it_is_mended_while_it_waits_and_afterwards(staying, finished):
    if finished:
        leave(staying.held)
        finish_abolitions()
    assert correct(staying, datetime.date(2026, 11, 28)) == ["reopen"]
    staying.carry_through()
    leave(staying.held)
    assert (status(staying.post_left), finish_abolitions()) == (PostStatus.ACTIVE, 0)


def test_a_post_that_was_frozen_before_stays_so(sorting):
    post = sorting.post(status=PostStatus.FROZEN)
    held = sorting.holder(post)
    sorting.fate(sorting.add("abolish", post), held, "keep")
    sorting.carry_through()
    assert correct(sorting, datetime.date(2026, 11, 28)) == ["freeze"]
    assert sorting.carry_through().status == ReviewStatus.APPLIED
    leave(held)
    assert (status(post), finish_abolitions()) == (PostStatus.FROZEN, 0)


# --- At once -----------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_nightly_runs_at_once_one_abolishes(staying):
    leave(staying.held)
    assert sorted(at_once(finish_abolitions, finish_abolitions)) == [0, 1]
    assert AuditEntry.objects.filter(verb="post.abolished").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_post_that_is_opened_meanwhile_is_open_or_abolished_but_never_both(staying):
    leave(staying.held)
    post, day = staying.post_left, datetime.date(2026, 12, 1)
    results = at_once(finish_abolitions, lambda: revise(post, day, staying, status="active"))
    assert not [result for result in results if isinstance(result, Exception)]
    versions = list(PostVersion.objects.filter(post=post, starts_on__gt=EFFECTIVE_ON).order_by("starts_on"))
    assert [version.status for version in versions] in (["active"], ["abolished", "active"])
    assert status(post) == PostStatus.ACTIVE
