"""Letters to those whom a review concerns."""

import datetime
import re

import pytest
from django.utils import translation

from establishment.models import HolderLetter
from establishment.papers import samples
from establishment.papers.letter import letters_document
from establishment.selectors.letters import letters_of
from establishment.services.letters import print_letters
from office.errors import DomainError
from office.models import Paper, PaperPrint
from posts.models import Appointment, Post, PostVersion
from posts.services import batches
from posts.services.carrying import carry_out
from posts.services.posts import describe_post
from tests.establishment.reviews import Rich, Sorting
from tests.factories import office as make
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Rich()


def ticked(review, *held):
    """What the page sends with the letters ticked of these appointments, or of all."""
    return {"selected": [letter.fate.pk for letter in letters_of(review) if not held or letter.held in held]}


def test_letters_go_to_whose_seat_term_or_post_changes(sorting):
    assert letters_of(sorting.review) == []
    letters = letters_of(sorting.carry_through())
    assert [(letter.engineer, letter.before.post, letter.after and letter.after.post) for letter in letters] == [
        (sorting.moving.engineer, f"模铸首席（{sorting.grade}）", f"连铸首席（{sorting.grade}）"),
        (sorting.leaving.engineer, f"=危险()（{sorting.grade}）", None),
        (sorting.staying.engineer, f"高炉首席（{sorting.grade}）", f"高炉长寿首席（{sorting.grade}）"),
    ]
    assert (letters[0].after.seat, letters[0].became.seat.number) == ("N1-2", 2)


def test_printing_issues_each_once_and_logs_every_time(sorting, hr):
    everybody = ticked(sorting.carry_through())
    first = hr.post(sorting.page("review_letters"), everybody).text
    papers = list(Paper.objects.filter(kind="holder_letter"))
    assert len(papers) == 3
    assert all(paper.check_code in first for paper in papers)
    words = words_of(hr.post(sorting.page("review_letters_word"), everybody).content)
    assert any(f"{sorting.moving.engineer.name} 同志" in word for word in words)
    assert "连铸首席（" + str(sorting.grade) + "）" in words
    assert HolderLetter.objects.count() == 3
    assert {paper.prints.count() for paper in papers} == {2}
    assert len({paper.check_code for paper in Paper.objects.filter(kind="holder_letter")}) == 3


def test_hr_chooses_whose_letters_are_printed(sorting, hr):
    review = sorting.carry_through()
    data = ticked(review, sorting.moving, sorting.staying)
    page = hr.get(sorting.page("review_letters")).text
    assert page.count('name="selected"') == page.count('form="chosen" checked') == 3
    text = hr.post(sorting.page("review_letters"), data).text
    given = {letter.fate.appointment for letter in HolderLetter.objects.all()}
    assert given == {sorting.moving, sorting.staying}
    assert (text.count("同志"), 'name="selected"' in text) == (2, False)
    words = words_of(hr.post(sorting.page("review_letters_word"), ticked(review, sorting.leaving)).content)
    assert [word[: word.index(" 同志")] for word in words if " 同志" in word] == [sorting.leaving.engineer.name]
    assert HolderLetter.objects.count() == 3


@pytest.mark.parametrize("name", ["review_letters", "review_letters_word"])
def test_with_nobody_chosen_nothing_is_printed(sorting, hr, name):
    sorting.carry_through()
    for chosen in ([], ["0", "甲"]):
        assert "请至少选择一份" in hr.post(sorting.page(name), {"selected": chosen}, follow=True).text
    assert not Paper.objects.filter(kind="holder_letter").exists()


def test_without_anybody_concerned_there_is_nothing_to_print(client):
    sorting = Rich.__new__(Rich)
    Sorting.__init__(sorting)
    sorting.set_up()
    client.force_login(sorting.drafter)
    assert client.get(sorting.page("review_letters")).context["nothing"]
    with pytest.raises(DomainError):
        print_letters(sorting.review, actor=sorting.drafter)
    sorting.carry_through()
    with pytest.raises(DomainError):
        print_letters(sorting.review, actor=sorting.drafter)
    assert not Paper.objects.filter(kind="holder_letter").exists()


def test_a_holder_reads_the_own_letter_on_the_old_and_the_new_appointment(sorting, client):
    letter = next(one for one in print_letters(sorting.carry_through(), actor=sorting.drafter) if one.became)
    user = make.user(name="本人")
    type(letter.engineer).objects.filter(pk=letter.engineer.pk).update(user=user)
    other = HolderLetter.objects.exclude(pk=letter.letter.pk).first()
    client.force_login(user)
    address = letter.letter.get_absolute_url()
    page = client.get(address)
    assert "连铸首席" in page.text
    assert not page.context["prints"]
    assert client.post(address).status_code == 403
    assert client.get(other.get_absolute_url()).status_code == 404
    for held in Appointment.objects.filter(engineer=letter.engineer):
        assert address in client.get(held.get_absolute_url()).text


def test_one_letter_is_printed_again(sorting, hr):
    letter = print_letters(sorting.carry_through(), actor=sorting.drafter)[0]
    assert letter.paper.check_code in hr.post(letter.letter.get_absolute_url()).text
    assert letter.paper.prints.count() == 2
    assert PaperPrint.objects.count() == 4
    assert HolderLetter.objects.count() == 3


def test_a_later_change_of_the_post_leaves_the_letter_as_it_was(sorting):
    review = sorting.carry_through()
    printed = [list(letter.values) for letter in letters_of(review)]
    type(sorting.renamed).objects.filter(pk=sorting.renamed.pk).update(title="又改了")
    assert [list(letter.values) for letter in letters_of(review)] == printed


class Unfilled:
    """In place of a template: gives back with what it would be filled."""

    @staticmethod
    def fill(context):
        return context


def in_general(letter):
    """What a letter says of a person, whoever it is."""
    named = letter["what"].replace(letter["new_post"], "（岗位）").replace(letter["new_seat"], "（职数）")
    return re.sub(r"\d{4}-\d\d-\d\d", "（日期）", named)


def test_the_sample_tells_what_a_letter_tells(sorting):
    type(sorting.group).objects.filter(pk=sorting.group.pk).update(name="示例集团")
    letters = print_letters(sorting.carry_through(), actor=sorting.drafter)
    (sample,) = samples.LETTER["letters"]
    real = letters_document(letters, Unfilled, sorting.drafter)["letters"][0]
    assert sample["asked"] == real["asked"]
    assert in_general(sample) == in_general(real)


def leave(held, day):
    Appointment.objects.filter(pk=held.pk).update(status="ended", ended_on=day, end_reason="resigned")


def told(letter):
    with translation.override("en"):
        return list(letter.sentences)


FROZEN_FIRST = (
    "The post is frozen from 2026-11-01 on, so that nobody else is appointed to it, and is abolished once its last holder "
    "has left."
)


def kept_until_abolished(**facts):
    """(Sorting, the one who stays on a post that is abolished)"""
    sorting = Sorting()
    post = sorting.post(title="模铸首席")
    held = sorting.holder(post, **facts)
    return sorting, held


def test_who_keeps_a_post_that_is_abolished_is_told_that_he_stays_first():
    sorting, held = kept_until_abolished()
    sorting.fate(sorting.add("abolish", held.seat.post), held, "keep")
    (letter,) = letters_of(sorting.carry_through())
    assert (letter.engineer, letter.after) == (held.engineer, letter.before)
    assert told(letter) == ["You stay on the post to the end of your term, to 2027-12-31.", FROZEN_FIRST]


@pytest.mark.parametrize("is_new", [False, True])
def test_who_keeps_a_post_that_is_abolished_is_told_what_succeeds_it(is_new):
    sorting, held = kept_until_abolished()
    if is_new:
        successor = {"successor_change": sorting.set_up(title="连铸首席")}
    else:
        successor = {"successor": sorting.post(code="N1", title="连铸首席")}
    sorting.fate(sorting.add("abolish", held.seat.post, **successor), held, "keep")
    (letter,) = letters_of(sorting.carry_through())
    assert told(letter)[2:] == [f"It is succeeded by the post 连铸首席（{sorting.grade}） (N1)."]
    assert "N1" in letter.values


def test_who_keeps_a_post_beyond_the_term_until_it_is_abolished_is_not_promised_it():
    sorting, held = kept_until_abolished(until=datetime.date(2026, 6, 1))
    sorting.fate(sorting.add("abolish", held.seat.post), held, "keep")
    (letter,) = letters_of(sorting.carry_through())
    assert told(letter) == [
        "You stay on the post for the time being.",
        "Your term was over on 2026-05-31; what follows is decided separately.",
        FROZEN_FIRST,
    ]


def test_a_letter_bears_the_day_of_the_house(sorting, settings):
    """Of the day on which it was applied, clocks tell another one where today is fixed."""
    settings.AS_OF_DATE = "2026-11-01"
    review = sorting.carry_through()
    for clock in ("2026-10-05T02:00+00:00", "2026-12-24T02:00+00:00"):
        review.applied_at = datetime.datetime.fromisoformat(clock)
        assert {letter.dated_on for letter in letters_of(review)} == {datetime.date(2026, 11, 1)}


def test_who_had_left_before_gets_no_letter(sorting):
    sorting.propose()
    sorting.approve()
    leave(sorting.staying, datetime.date(2026, 10, 1))
    letters = letters_of(sorting.apply())
    assert [letter.engineer for letter in letters] == [sorting.moving.engineer, sorting.leaving.engineer]


def test_who_stays_beyond_the_term_is_not_promised_it(sorting):
    Appointment.objects.filter(pk=sorting.staying.pk).update(until="2026-06-01")
    *_others, letter = letters_of(sorting.carry_through())
    assert told(letter) == [
        "You keep the post as it is now.",
        "Your term was over on 2026-05-31; what follows is decided separately.",
    ]


def revoke(sorting, act, engineer):
    batch = sorting.review.batch
    rows = list(batch.rows.filter(act=act, engineer=engineer))
    revoking = batches.correct_batch(batch, rows, actor=sorting.drafter, title="更正", reason="误")
    batches.cite_decision(revoking, sorting.decision, actor=sorting.drafter)
    carry_out(revoking, actor=sorting.administrator)


def test_of_an_end_that_was_revoked_since_there_is_no_letter():
    sorting = Sorting()
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("revise", post, title="新")
    sorting.fate(change, held, "end", ends_on=datetime.date(2026, 11, 15), end_reason="resigned")
    sorting.review = sorting.carry_through()
    assert len(letters_of(sorting.review)) == 1
    revoke(sorting, "end", held.engineer)
    assert letters_of(sorting.review) == []


def test_a_letter_on_a_move_that_was_revoked_since_is_read_but_not_printed_again(sorting, hr):
    sorting.review = sorting.carry_through()
    letter, *_others = print_letters(sorting.review, actor=sorting.drafter)
    revoke(sorting, "appoint", sorting.moving.engineer)
    assert sorting.moving.engineer not in [one.engineer for one in letters_of(sorting.review)]
    address = letter.letter.get_absolute_url()
    page = hr.get(address)
    assert (page.status_code, page.context["holds"], page.context["prints"]) == (200, False, False)
    hr.post(address)
    assert letter.paper.prints.count() == 1


def test_a_letter_stays_to_be_read_after_the_title_was_put_right(sorting, hr):
    *_others, letter = print_letters(sorting.carry_through(), actor=sorting.drafter)
    post = Post.objects.get(pk=sorting.renamed.pk)
    describe_post(post, actor=sorting.drafter, seen=post.updated_at, title="高炉首席")
    page = hr.get(letter.letter.get_absolute_url())
    assert (page.status_code, page.context["holds"]) == (200, False)


def test_who_moved_to_a_post_that_was_abolished_the_same_day_is_told_of_the_move(sorting):
    review = sorting.carry_through()
    PostVersion.objects.filter(post__code="N1").update(status="abolished")
    assert letters_of(review)[0].after.seat == "N1-2"
