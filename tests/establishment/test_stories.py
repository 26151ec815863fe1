"""Each seat that came leads back to the line that asked for it and forward to its holder."""

import pytest
from django.urls import reverse
from django.utils import translation

from establishment.selectors import leads
from establishment.selectors.stories import changes_for, origins_of, seats_by
from establishment.services import reviews as services
from office.slots import Lead
from overview.selectors.thread import person_thread, post_thread
from posts.models import Post, Seat
from tests.establishment.reviews import Sorting
from tests.establishment.test_drafting import decide, draw
from tests.factories import office as make
from tests.factories import posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    """A line that got two seats on a new post, another one a second seat beside the one that is held; applied."""
    made = Sorting().survey()
    made.old = made.post(code="OLD", discipline=made.discipline)
    made.first = made.holder(made.old)
    made.lines = [decide(made, 2, posts.discipline(code="01")), decide(made, 2, made.discipline)]
    draw(made)
    made.carry_through()
    return made


def test_a_seat_leads_back_to_the_line(sorting):
    new, more = sorting.lines
    post = Post.objects.get(code=f"{sorting.plant.code}-01-1")
    first, second = post.seats.order_by("number")
    old, added = sorting.old.seats.order_by("number")
    origins = origins_of([first, second, old, added], sorting.drafter)
    assert {seat: change.line for seat, change in origins.items()} == {first.pk: new, second.pk: new, added.pk: more}
    assert origins[added.pk].review.decision == sorting.decision


def test_a_line_leads_forward_to_its_seats_and_their_holders(sorting, django_assert_num_queries):
    new, more = sorting.lines
    seat = Seat.objects.get(post=sorting.old, number=2)
    held = posts.appointment(sorting.old, seat=2)
    with django_assert_num_queries(4):  # one of them for the duties of the user
        changes = changes_for([new, more], sorting.drafter)
        found = {change.line_id: granted for change, granted in seats_by(changes, sorting.drafter).items()}
    assert [granted.holder for granted in found[new.pk]] == [None, None]
    assert [(granted.seat, granted.holder) for granted in found[more.pk]] == [(seat, held)]


def said(found):
    return [[lead.label, *lead.links] for lead in found]


def test_the_page_of_a_post_says_by_which_review_each_seat_came(sorting, client):
    _new, more = sorting.lines
    old, added = sorting.old.seats.order_by("number")
    found = leads.of_seats(sorting.drafter, [old, added])
    review, decision = sorting.review, sorting.decision
    asked = (f"{sorting.plant} · {more.problem or more}", more.get_absolute_url())
    way = [(review.title, review.get_absolute_url()), (str(decision), decision.get_absolute_url()), asked]
    assert {seat: said(of) for seat, of in found.items()} == {added.pk: [["岗位梳理", *way]]}
    client.force_login(sorting.drafter)
    page = client.get(sorting.old.get_absolute_url())
    assert [len(line.leads) for line in page.context["seats"]] == [0, 1]
    for _words, url in way:
        assert f'href="{url}"' in page.text


def test_the_page_of_a_line_leads_to_its_seats_and_holders(sorting, client):
    held = posts.appointment(sorting.old, seat=2)
    _new, more = sorting.lines
    client.force_login(sorting.drafter)
    page = client.get(reverse("planning:line_detail", args=[more.pk]))
    ((label, seat, holder, review),) = said(page.context["leads"])
    assert (label, seat[1], holder) == (
        "席位",
        sorting.old.get_absolute_url(),
        (str(held.engineer), held.get_absolute_url()),
    )
    assert review == (sorting.review.title, sorting.review.get_absolute_url())
    assert f'href="{held.get_absolute_url()}"' in page.text


def test_the_page_of_a_line_says_which_change_is_under_way(client):
    made = Sorting().survey()
    line = decide(made, 1, made.discipline)
    draw(made)
    ((_label, change, review, status),) = said(leads.of_lines(made.drafter, [line])[line.pk])
    assert (change[1], review[0], status) == ("", made.review.title, ("起草中", ""))
    services.withdraw_review(made.review, actor=made.drafter, reason="另行起草")
    assert leads.of_lines(made.drafter, [line]) == {}


def test_where_the_review_is_out_of_sight_nothing_is_said(sorting, client):
    of_the_plant = make.hr(sorting.plant)
    client.force_login(of_the_plant)
    post, line = (client.get(page.get_absolute_url()) for page in (sorting.old, sorting.lines[1]))
    assert [line.leads for line in post.context["seats"]] == [[], []]
    assert line.context["leads"] == []
    for page in (post, line, client.get(reverse("overview:post_thread", args=[sorting.old.pk]))):
        assert page.status_code == 200
        assert sorting.review.title not in page.text


@pytest.mark.parametrize("seats", [1, 2])
def test_leads_cost_the_same_for_any_number_of_seats(sorting, django_assert_num_queries, seats):
    post = Post.objects.get(code=f"{sorting.plant.code}-01-1")
    shown = list(post.seats.order_by("number")[:seats])
    leads.of_seats(sorting.drafter, [])
    with django_assert_num_queries(3):
        assert len(leads.of_seats(sorting.drafter, shown)) == seats


def test_threads_name_the_review_of_a_change_as_far_as_it_is_in_sight(sorting):
    def grounds(thread):
        knots = [*thread.past, *thread.ahead]
        return [ground.url for knot in knots for ground in knot.grounds if ground.label.endswith(sorting.review.title)]

    for user, named in ((sorting.drafter, [sorting.review.get_absolute_url()]), (make.hr(sorting.plant), [])):
        assert grounds(post_thread(sorting.old, user)) == named
        assert grounds(person_thread(sorting.first.engineer, user)) == named


def test_the_thread_of_a_post_tells_of_a_review_under_way():
    made = Sorting()
    post = made.post()
    made.add("freeze", post)
    for user, told in ((made.drafter, ["proposed"]), (make.hr(made.plant), [])):
        thread = post_thread(post, user)
        knots = [*thread.past, *thread.ahead]
        assert [knot.state for knot in knots if knot.subject == made.review.title] == told


@pytest.fixture
def succession():
    """Applied: a post is abolished, and a new one of the other plant succeeds it."""
    made = Sorting()
    made.old = made.post(code="OLD", title="模铸首席")
    made.add("abolish", made.old, successor_change=made.set_up(unit=made.other, title="连铸首席"))
    made.carry_through()
    made.new = Post.objects.get(code="N1")
    return made


def successions(user, posts):
    with translation.override("en"):
        return leads.of_posts(user, posts)


def test_an_abolished_post_and_its_successor_lead_to_each_other(succession, client):
    old, new, review = succession.old, succession.new, succession.review
    way = (review.title, review.get_absolute_url())
    found = successions(succession.drafter, [old, new])
    assert {post: said(of) for post, of in found.items()} == {
        old.pk: [["Succeeded by", ("N1 连铸首席", new.get_absolute_url()), way]],
        new.pk: [["Succeeds", ("OLD 模铸首席", old.get_absolute_url()), way]],
    }
    client.force_login(succession.drafter)
    for post, other in ((old, new), (new, old)):
        assert f'href="{other.get_absolute_url()}">{other.code}' in client.get(post.get_absolute_url()).text


def test_a_successor_out_of_sight_is_not_named(succession):
    old, new = succession.old, succession.new
    assert successions(make.hr(succession.plant), [old, new]) == {
        new.pk: [Lead("Succeeds", [("OLD 模铸首席", old.get_absolute_url())])]
    }


@pytest.mark.parametrize("status", ["active", "frozen"])
def test_a_post_of_which_something_else_was_decided_since_is_not_succeeded(succession, status):
    Post.objects.filter(pk=succession.old.pk).update(status=status)
    assert successions(succession.drafter, [succession.old, succession.new]) == {}


def test_a_post_that_waits_for_its_last_holder_is_succeeded():
    made = Sorting()
    old, new = made.post(), made.post()
    made.fate(made.add("abolish", old, successor=new), made.holder(old), "keep")
    made.carry_through()
    assert successions(made.drafter, [old, new]).keys() == {old.pk, new.pk}


def test_of_a_post_that_nothing_succeeds_one_query_is_made(sorting, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert successions(sorting.drafter, [sorting.old]) == {}
