"""What a review must not do is refused with a sentence: undecided holders, quotas, other reviews, stale drafts, own matters."""

import datetime

import pytest
from django.utils import translation

from establishment.checks.ground import Ground, undecided_of
from establishment.models import PostChange
from establishment.selectors.waiting import waiting_for
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.applying import apply_review
from office.errors import DomainError
from posts.enums import PostStatus
from posts.models import Appointment, Post
from rulebooks.models import Rulebook
from talent.models import Engineer
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import evaluations, posts
from tests.factories import office as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting()


def test_nothing_in_it(sorting):
    with pytest.raises(DomainError) as refused:
        sorting.propose()
    assert refused.value.reasons == ["梳理方案中还没有岗位调整。"]


def test_a_holder_undecided(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    sorting.add("abolish", post)
    assert sorting.sentences() == [f"未说明任职人员的去向：{held.engineer.name}。"]


def test_more_holders_stay_than_seats(sorting):
    post = sorting.post(authorised=2)
    first, second = sorting.holder(post), sorting.holder(post, seat=2)
    change = sorting.add("revise", post, authorised=1)
    for held in (first, second):
        sorting.fate(change, held, "keep")
    (sentence,) = sorting.sentences()
    assert sentence.startswith("2 人留任，但调整后只有 1 个职数")


def test_a_quota_broken(sorting):
    sorting.limit(1)
    sorting.post(discipline=sorting.discipline)
    sorting.set_up()
    assert sorting.sentences() == [f"炼铁厂 · 高炉 · {sorting.grade}：2 个，限额 1 个"]


@pytest.mark.parametrize("name", ["unit", "discipline", "grade", "authorised"])
def test_what_is_left_out_breaks_no_quota(sorting, name):
    sorting.limit(1)
    sorting.set_up(**{"authorised": 3, name: None})
    assert len(sorting.sentences()) == 1


def test_what_was_beyond_the_quota_before_may_become_less(sorting):
    sorting.limit(1)
    post = sorting.post(discipline=sorting.discipline, authorised=4)
    sorting.add("revise", post, authorised=3)
    assert sorting.sentences() == []


def test_a_second_review_on_the_same_post(sorting):
    post = sorting.post()
    sorting.add("freeze", post)
    second = Sorting.__new__(Sorting)
    second.__dict__ |= vars(sorting)
    second.review = services.create_review(
        actor=sorting.drafter, unit=sorting.group, title="另一方案", effective_on=EFFECTIVE_ON
    )
    second.add("revise", post, authorised=2)
    sorting.propose()
    with pytest.raises(DomainError) as refused:
        second.propose()
    assert "2026年岗位梳理" in refused.value.reasons[0]


def test_a_stale_draft(sorting):
    post = sorting.post()
    change = sorting.add("freeze", post)
    post.duties = "新职责"
    post.save()
    assert sorting.sentences() == ["起草之后岗位有变动。请查看后重新保存本条调整。"]
    changing.revise_change(change, actor=sorting.drafter, seen=changing.state_of_change(change))
    assert sorting.sentences() == []


def test_the_drafter_does_not_approve(sorting):
    make.duty(sorting.drafter, "group_administrator", sorting.group)
    sorting.set_up()
    sorting.propose()
    with pytest.raises(DomainError, match="他人审批"):
        sorting.approve(actor=sorting.drafter)


def test_who_holds_a_post_of_it_does_not_approve(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    type(held.engineer).objects.filter(pk=held.engineer_id).update(user=sorting.administrator)
    sorting.add("freeze", post)
    sorting.propose()
    with pytest.raises(DomainError, match="他人审批"):
        sorting.approve()


def test_a_lower_authority_does_not_approve(sorting):
    sorting.set_up()
    sorting.propose()
    subsidiary = make.user("subsidiary_administrator", sorting.group)
    with pytest.raises(DomainError, match="上级"):
        sorting.approve(actor=subsidiary)


def test_a_body_below_the_authority_does_not_decide(sorting):
    sorting.another(unit=sorting.plant)
    sorting.set_up()
    sorting.decision = evaluations.decision(sorting.plant, subject="厂务会")
    sorting.propose()
    with pytest.raises(DomainError, match="集团审定的，所关联的议定事项却属于炼铁厂"):
        sorting.approve()


def test_what_was_not_shown_is_not_approved(sorting):
    sorting.set_up()
    sorting.propose()
    seen = sorting.state()
    services.send_back(sorting.review, actor=sorting.administrator, reason="补充理由")
    sorting.set_up(code="N2")
    sorting.propose()
    with pytest.raises(DomainError, match="查看"):
        sorting.approve(seen=seen)


def test_what_was_not_shown_is_not_put_to_review(sorting):
    sorting.set_up()
    seen = sorting.state()
    sorting.set_up(code="N2")
    with pytest.raises(DomainError):
        services.propose_review(sorting.review, actor=sorting.drafter, seen=seen)
    assert services.propose_review(sorting.review, actor=sorting.drafter, seen=sorting.state()).status == "reviewing"


def test_a_seat_for_two(sorting):
    new = sorting.set_up()
    for post in (sorting.post(), sorting.post()):
        sorting.fate(sorting.add("abolish", post), sorting.holder(post), "move", to_change=new, number=1)
    assert sorting.sentences() == ["2 人将占用 N1 的 1 号职数。"]


def test_who_leaves_later_than_the_seat(sorting):
    post = sorting.post(authorised=2)
    held = sorting.holder(post, seat=2)
    later = EFFECTIVE_ON + datetime.timedelta(30)
    change = sorting.add("revise", post, authorised=1)
    sorting.fate(change, held, "end", ends_on=later, end_reason="post_abolished")
    assert sorting.sentences() == [f"{held.engineer.name} 要到 2026-12-01 才离任，晚于职数撤销。"]


def test_another_units_post(sorting):
    elsewhere = make.unit(name="别的集团")
    sorting.add("freeze", sorting.post(elsewhere))
    assert "该岗位不在梳理方案所属单位之内。" in sorting.sentences()


@pytest.mark.parametrize("by_number", [True, False])
def test_a_seat_that_somebody_keeps(sorting, by_number):
    """However it is named: by the post of the review, or as it is there."""
    grown, going = sorting.post(authorised=1), sorting.post()
    kept, moving = sorting.holder(grown), sorting.holder(going)
    more, abolished = sorting.add("revise", grown, authorised=2), sorting.add("abolish", going)
    place = {"to_change": more, "number": 1} if by_number else {"seat": kept.seat}
    sorting.fate(abolished, moving, "move", **place)
    assert sorting.sentences() == [f"{moving.engineer.name} 拟任的职数由 {kept.engineer.name} 占用，且其留任。"]


def test_who_does_not_meet_the_standing_conditions_of_the_seat(sorting):
    new, post = sorting.set_up(), sorting.post()
    held = posts.appointment(post, posts.engineer(sorting.plant, name="李工"))
    sorting.fate(sorting.add("abolish", post), held, "move", to_change=new, number=1)
    assert sorting.sentences() == ["李工：要求：高级工程师及以上；实际：无职称。"]


def test_who_is_beyond_the_term_does_not_move_for_the_rest_of_it(sorting):
    new, post = sorting.set_up(), sorting.post()
    held = sorting.holder(post, until=EFFECTIVE_ON)
    sorting.fate(sorting.add("abolish", post), held, "move", to_change=new, number=1)
    (sentence,) = sorting.sentences()
    assert held.engineer.name in sentence
    assert "2026-10-31" in sentence


def test_who_has_left_meanwhile_is_forgotten(sorting):
    kept, leaving = sorting.post(), sorting.post()
    held, gone = sorting.holder(kept), sorting.holder(leaving)
    sorting.add("freeze", kept)
    change = sorting.add("abolish", leaving)
    sorting.fate(change, gone, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished")
    type(held).objects.update(status="ended", ended_on=EFFECTIVE_ON, end_reason="resigned")
    assert sorting.sentences() == [f"{gone.engineer.name} 的聘任已经终止。"]
    changing.revise_change(change, actor=sorting.drafter, seen=changing.state_of_change(change))
    assert sorting.sentences() == []


def test_who_wrote_in_it_does_not_approve(sorting):
    facts = {"kind": "freeze", "post": sorting.post(), "reason": "理由"}
    changing.add_changes(sorting.review, [facts], actor=sorting.administrator)
    sorting.propose()
    assert not waiting_for(sorting.administrator)
    with pytest.raises(DomainError, match="他人审批"):
        sorting.approve()
    assert sorting.approve(actor=make.user("group_administrator", sorting.group)).status == "approved"


def test_who_put_it_to_review_before_it_was_sent_back_does_not_approve(sorting):
    sorting.set_up()
    services.propose_review(sorting.review, actor=sorting.administrator)
    another = make.user("group_administrator", sorting.group)
    services.send_back(sorting.review, actor=another, reason="理由")
    sorting.propose()
    assert not waiting_for(sorting.administrator)
    with pytest.raises(DomainError, match="他人审批"):
        sorting.approve()
    assert sorting.approve(actor=another).status == "approved"


@pytest.mark.parametrize("name", ["title", "explanation"])
def test_what_was_said_otherwise_is_not_approved(sorting, name):
    sorting.set_up()
    seen = sorting.state()
    services.revise_review(sorting.review, actor=sorting.drafter, seen=sorting.review.updated_at, **{name: "另一说法"})
    sorting.propose()
    with pytest.raises(DomainError):
        sorting.approve(seen=seen)


def test_what_was_not_shown_is_not_applied(sorting):
    sorting.set_up()
    sorting.propose()
    seen = sorting.state()
    sorting.approve()
    with pytest.raises(DomainError):
        apply_review(sorting.review, actor=sorting.administrator, seen=seen)
    apply_review(sorting.review, actor=sorting.administrator, seen=sorting.state())


def test_what_was_approved_is_sent_back_before_it_is_withdrawn(sorting):
    sorting.set_up()
    sorting.propose()
    sorting.approve()
    with pytest.raises(DomainError):
        services.withdraw_review(sorting.review, actor=sorting.drafter, reason="不再需要")
    services.send_back(sorting.review, actor=sorting.administrator, reason="不再需要")
    assert services.withdraw_review(sorting.review, actor=sorting.drafter, reason="不再需要").status == "withdrawn"


def test_nobody_says_what_becomes_of_the_own_appointment(sorting):
    post = sorting.post(authorised=2)
    own, other = (sorting.holder(post, seat=number) for number in (1, 2))
    Engineer.objects.filter(pk=own.engineer_id).update(user=sorting.drafter)
    change = sorting.add("abolish", post)
    with pytest.raises(DomainError):
        sorting.fate(change, own, "keep")
    assert changing.keep_holders(change, actor=sorting.drafter) == [other]
    with pytest.raises(DomainError):
        changing.keep_holders(change, actor=sorting.drafter)


def test_nothing_becomes_of_who_has_left(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    Appointment.objects.filter(pk=held.pk).update(
        status="ended", ended_on=datetime.date(2026, 10, 1), end_reason="resigned"
    )
    with pytest.raises(DomainError):
        sorting.fate(change, held, "keep")


def test_a_change_to_which_its_own_holders_move_is_taken_out(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("revise", post, authorised=2)
    sorting.fate(change, held, "move", to_change=change, number=2)
    changing.remove_change(change, actor=sorting.drafter)
    assert not sorting.review.changes.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda sorting, change, held: changing.revise_change(
            change, actor=sorting.drafter, seen=changing.state_of_change(change), kind="abolish"
        ),
        lambda sorting, change, held: changing.remove_change(change, actor=sorting.drafter),
        lambda sorting, change, held: changing.keep_holders(change, actor=sorting.drafter),
        lambda sorting, change, held: sorting.fate(change, held, "keep"),
    ],
)
def test_what_was_taken_out_meanwhile_is_not_changed(sorting, act):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    changing.remove_change(PostChange.objects.get(pk=change.pk), actor=sorting.drafter)
    with pytest.raises(DomainError):
        act(sorting, change, held)


def test_nobody_moves_to_a_change_that_was_taken_out_meanwhile(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    change, new = sorting.add("abolish", post), sorting.set_up()
    changing.remove_change(PostChange.objects.get(pk=new.pk), actor=sorting.drafter)
    with pytest.raises(DomainError):
        sorting.fate(change, held, "move", to_change=new, number=1)


# --- Units that close, codes and posts that another review takes -------------------------------------------------
@pytest.mark.parametrize("facts", [{"kind": "revise", "authorised": 3}, {"kind": "reopen"}])
def test_no_seats_come_to_a_unit_that_is_closed(sorting, facts):
    status = "frozen" if facts["kind"] == "reopen" else "active"
    post = sorting.post(status=status)
    type(sorting.plant).objects.filter(pk=sorting.plant.pk).update(closed_on=datetime.date(2026, 10, 1))
    sorting.add(post=type(post).objects.get(pk=post.pk), **facts)
    assert sorting.sentences() == ["炼铁厂 在生效日已撤销。"]


def test_nor_does_an_abolished_post_come_back_there_frozen(sorting):
    post = sorting.post(status="abolished")
    type(sorting.plant).objects.filter(pk=sorting.plant.pk).update(closed_on=datetime.date(2026, 10, 1))
    sorting.add("freeze", post)
    assert "炼铁厂 在生效日已撤销。" in sorting.sentences()


def test_a_post_of_a_closed_unit_may_have_fewer_seats(sorting):
    post = sorting.post(authorised=2)
    type(sorting.plant).objects.filter(pk=sorting.plant.pk).update(closed_on=datetime.date(2026, 10, 1))
    sorting.add("revise", type(post).objects.get(pk=post.pk), authorised=1)
    assert sorting.sentences() == []


def test_a_code_that_another_review_sets_up(sorting):
    sorting.set_up()
    sorting.propose()
    sorting.another()
    sorting.set_up(discipline=posts.discipline())
    with translation.override("en"):
        assert sorting.sentences() == [
            "The review “2026年岗位梳理” sets up a post with the code N1; it was put to review before."
        ]


@pytest.mark.parametrize("kind", ["revise", "move"])
def test_the_review_of_a_unit_above_is_not_named(sorting, kind):
    """Neither of a post that it changes, nor of a seat to which it sends somebody."""
    post = sorting.post()
    if kind == "revise":
        sorting.add("revise", post, title="新名称")
    else:
        going = sorting.post(sorting.other)
        sorting.fate(sorting.add("abolish", going), sorting.holder(going), "move", seat=post.seats.get())
    sorting.propose()
    sorting.another(unit=sorting.plant)
    if kind == "revise":
        sorting.add("freeze", post)
    else:
        going = sorting.post()
        sorting.fate(sorting.add("abolish", going), sorting.holder(going), "move", seat=post.seats.get())
    with translation.override("en"):
        (sentence,) = sorting.sentences()
    assert sentence.startswith("Another review ")


def test_of_a_post_that_left_the_unit_nothing_else_is_said(sorting):
    post = sorting.post()
    sorting.another(unit=sorting.plant)
    change = sorting.add("revise", post, title="新名称")
    type(post).objects.filter(pk=post.pk).update(unit=sorting.other, status="abolished")
    sorting.holder(type(post).objects.get(pk=post.pk))
    assert sorting.sentences() == ["该岗位不在梳理方案所属单位之内。"]
    assert undecided_of(type(change).objects.get(pk=change.pk)) == []
    assert Ground(sorting.review).holders == {}


def test_a_new_post_that_was_taken_out_meanwhile_succeeds_none(sorting):
    new, frozen = sorting.set_up(), sorting.add("freeze", sorting.post())
    gone = PostChange.objects.get(pk=new.pk)
    changing.remove_change(new, actor=sorting.drafter)
    with pytest.raises(DomainError, match="已被他人移出本方案"):
        sorting.add("abolish", sorting.post(), successor_change=gone)
    with pytest.raises(DomainError, match="已被他人移出本方案"):
        facts = {"kind": "abolish", "successor_change": gone, "seen": changing.state_of_change(frozen)}
        changing.revise_change(frozen, actor=sorting.drafter, **facts)


def test_two_posts_do_not_succeed_each_other(sorting):
    first, second = sorting.post(code="A"), sorting.post(code="B")
    sorting.fate(sorting.add("abolish", first, successor=second), sorting.holder(first), "keep")
    sorting.carry_through()  # frozen until its last holder has left
    sorting.another(effective_on=EFFECTIVE_ON + datetime.timedelta(1))
    first.refresh_from_db()
    sorting.add("abolish", Post.objects.get(code="B"), successor=first)
    assert sorting.sentences() == [f"承接岗位 {first} 本身也将撤销。"]


def test_a_post_that_is_abolished_outside_the_unit_does_not_succeed(sorting):
    gone = sorting.post(sorting.other, status=PostStatus.ABOLISHED)
    sorting.another(unit=sorting.plant)
    sorting.add("abolish", sorting.post(), successor=gone)
    assert sorting.sentences() == [f"承接岗位 {gone} 本身也将撤销。"]


def test_a_day_before_the_first_rulebook(sorting):
    sorting.limit(1)
    begins_on = Rulebook.objects.earliest("in_force_from").in_force_from
    sorting.another(effective_on=begins_on - datetime.timedelta(1))
    sorting.set_up(authorised=999)
    assert [sentence for sentence in sorting.sentences() if "管理办法" in sentence]


def test_nobody_is_ended_after_the_term(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    leaving = {"ends_on": held.until + datetime.timedelta(1), "end_reason": "post_abolished"}
    sorting.fate(sorting.add("abolish", post), held, "end", **leaving)
    assert len(sorting.sentences()) == 1
    changing.set_fate(
        post.review_changes.get(), held, actor=sorting.drafter, fate="end", **leaving | {"ends_on": held.until}
    )
    assert sorting.sentences() == []


def test_no_term_expires_before_it_is_over(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    leaving = {"ends_on": EFFECTIVE_ON, "end_reason": "expired"}
    sorting.fate(sorting.add("abolish", post), held, "end", **leaving)
    assert len(sorting.sentences()) == 1
    changing.set_fate(
        post.review_changes.get(), held, actor=sorting.drafter, fate="end", **leaving | {"end_reason": "post_abolished"}
    )
    assert sorting.sentences() == []
