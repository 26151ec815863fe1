"""Whom a review waits for, what lies before them, and how who put it forward takes it back."""

import pytest

from establishment.enums import ReviewStatus
from establishment.selectors.waiting import waiting_for
from establishment.services import reviews as services
from office.errors import DomainError
from posts.models import Appointment
from tests.establishment.reviews import Sorting
from tests.factories import office as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting()


@pytest.fixture
def proposed(sorting):
    sorting.set_up()
    sorting.propose()
    sorting.review.refresh_from_db()
    return sorting


def page_of(client, user, address):
    client.force_login(user)
    return client.get(address)


# --- Taken back --------------------------------------------------------------------------------------------------
def test_what_was_put_forward_is_taken_back_and_put_forward_again(proposed, client):
    assert "撤回" in page_of(client, proposed.drafter, proposed.review.get_absolute_url()).text
    address = proposed.page("review_take_back")
    assert not client.get(address).context["reasons_against"]
    assert client.post(address).status_code == 302
    proposed.review.refresh_from_db()
    review = proposed.review
    assert (review.status, review.proposed_by, review.proposed_at) == (ReviewStatus.DRAFT, None, None)
    assert waiting_for(proposed.administrator) == waiting_for(proposed.drafter) == []
    proposed.propose()
    assert [waiting.review for waiting in waiting_for(proposed.administrator)] == [review]
    assert "将梳理方案撤回起草" in client.get(review.get_absolute_url()).text


def test_what_is_taken_back_is_not_said_to_be_sent_back(proposed, client):
    services.send_back(proposed.review, actor=proposed.administrator, reason="请补充说明")
    address = proposed.review.get_absolute_url()
    assert "请补充说明" in page_of(client, proposed.drafter, address).context["sent_back"]
    proposed.propose()
    services.take_back(proposed.review, actor=proposed.drafter)
    assert not page_of(client, proposed.drafter, address).context["sent_back"]


@pytest.mark.parametrize("decided", [False, True])
def test_a_draft_and_what_was_decided_are_not_taken_back(proposed, client, decided):
    if decided:
        proposed.approve()
    else:
        services.take_back(proposed.review, actor=proposed.drafter)
    status = type(proposed.review).objects.get().status
    with pytest.raises(DomainError):
        services.take_back(proposed.review, actor=proposed.drafter)
    shown = page_of(client, proposed.drafter, proposed.page("review_take_back"))
    assert shown.context["reasons_against"]
    client.post(proposed.page("review_take_back"))
    assert type(proposed.review).objects.get().status == status


def test_who_does_not_keep_the_review_does_not_take_it_back(proposed, client):
    leader = make.user("leader", proposed.group)
    assert page_of(client, leader, proposed.page("review_take_back")).status_code == 403
    assert (
        page_of(client, proposed.administrator, proposed.page("review_take_back")).status_code == 403
    )  # sends it back
    assert page_of(client, make.hr(proposed.plant), proposed.page("review_take_back")).status_code == 404


# --- Who decides ---------------------------------------------------------------------------------------------------
def test_the_page_names_who_decides_and_offers_it_to_no_one_who_prepared_it(proposed, client):
    def shown(user):
        page = page_of(client, user, proposed.review.get_absolute_url())
        return page.text, {action.url_name for action in page.context["acts"]}

    deciding = "集团管理员（集团），起草人、提交人除外"
    text, acts = shown(proposed.drafter)
    assert deciding in text
    assert "establishment:review_approve" not in acts
    text, acts = shown(proposed.administrator)
    assert deciding in text
    assert "establishment:review_approve" in acts
    proposed.approve()
    text, acts = shown(proposed.administrator)
    assert "办理人" in text
    assert "establishment:review_apply" in acts


def test_an_administrator_who_drafted_it_finds_no_button_that_would_only_refuse(sorting, client):
    sorting.drafter = sorting.administrator
    sorting.another()
    sorting.set_up()
    sorting.propose()
    acts = page_of(client, sorting.administrator, sorting.review.get_absolute_url()).context["acts"]
    assert "establishment:review_approve" not in {action.url_name for action in acts}
    assert page_of(client, sorting.administrator, sorting.page("review_approve")).context["reasons_against"]


def test_who_approves_it_reads_where_and_when_and_finds_the_rest(proposed, client):
    page = page_of(client, proposed.administrator, proposed.page("review_approve"))
    assert "集团的岗位自 2026-11-01 起调整。" in page.context["consequences"]
    for entry in page.context["tab_entries"]:
        assert f'href="{entry.url}"' in page.text
    assert proposed.review.get_absolute_url() in page.text


# --- What is in the way ----------------------------------------------------------------------------------------
def test_what_is_to_be_settled_stands_apart_from_what_is_only_told(sorting, client):
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("abolish", post)
    text = page_of(client, sorting.drafter, sorting.review.get_absolute_url()).text
    assert "待处理</span> 未说明任职人员的去向" in text
    sorting.fate(change, held, "keep")
    assert "待处理" not in client.get(sorting.review.get_absolute_url()).text


@pytest.mark.parametrize(("number", "told"), [(1, False), (2, True)])
def test_who_stays_beside_a_vacant_seat_is_told_before(sorting, client, number, told):
    post = sorting.post(authorised=2)
    held = sorting.holder(post, seat=number)
    sorting.add("revise", post, authorised=1)
    text = page_of(client, sorting.drafter, sorting.review.get_absolute_url()).text
    assert (f"{held.engineer.name}仍在第 2 席，超出核定职数，而第 1 席空缺" in text) == told


def test_who_stays_beside_it_can_move_to_it(sorting, client):
    post = sorting.post(authorised=2)
    held = sorting.holder(post, seat=2)
    change = sorting.add("revise", post, authorised=1)
    sorting.fate(change, held, "move", seat=post.seats.get(number=1))
    assert sorting.sentences() == []
    sorting.carry_through()
    (now,) = Appointment.objects.serving()
    assert (now.engineer, now.seat.number) == (held.engineer, 1)
