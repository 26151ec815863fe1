"""What is said of each row of a batch before it is carried out: one fault at a time."""

import datetime

import pytest
from django.utils import translation

from office.clock import day_after
from posts.checks.batches import review
from posts.checks.timeline import Stay, Step, collisions, laid_over
from posts.selectors import batches as selectors
from posts.services import batches, posts, row_facts
from posts.services.carrying import carry_out
from rulebooks.models import Grade
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent

NEW_YEAR = datetime.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def said(firm, row, **batch):
    """[(level, sentence)] of a single row; the batch is gone afterwards."""
    made = firm.batch(row, **batch)
    (line,) = review(made).rows
    made.delete()
    return [(finding.level, finding.sentence) for finding in line.findings]


def levels(firm, row, **batch):
    return [level for level, _sentence in said(firm, row, **batch)]


def test_rows_in_order_have_no_findings(firm):
    assert [levels(firm, make_row()) for make_row in (firm.appoint, firm.extend, firm.end)] == [[], [], []]
    assert levels(firm, firm.renew()) == ["note"]  # of the months without renewal


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"starts_on": None, "until": None}, "from when"),
        ({"starts_on": None}, "first day of the term"),
        ({"until": None}, "last day of the term"),
        ({"mode": ""}, "chosen"),
        ({"seat": None}, "which seat"),
    ],
)
def test_an_appointment_says_everything(firm, facts, words):
    found = said(firm, firm.appoint() | facts)
    assert ("blocks", True) in [(level, words in sentence) for level, sentence in found]


def test_a_term_longer_than_the_rules_wants_a_reason(firm):
    long = firm.appoint(until=datetime.date(2030, 1, 1))
    assert levels(firm, long) == ["reason"]
    (line,) = review(firm.batch(long | {"reason": "重大项目"})).rows
    assert line.blocking == []


def test_a_seat_that_is_taken_and_a_person_who_holds_one(firm):
    taken = said(firm, firm.appoint(seat=1))
    assert [(level, firm.holder.name in sentence) for level, sentence in taken] == [("blocks", True)]
    holds = said(firm, firm.appoint(firm.holder))
    assert [(level, str(firm.held.seat) in sentence) for level, sentence in holds] == [("blocks", True)]


def test_a_seat_held_elsewhere_is_not_named(firm):
    elsewhere = of.post(make.unit(firm.group, kind="subsidiary"), code="SECRET-1")
    of.appointment(elsewhere, firm.other)
    (found,) = said(firm, firm.appoint(), unit=firm.subsidiary)
    assert (found[0], "SECRET" in found[1]) == ("blocks", False)


def test_a_post_that_is_frozen_or_has_too_few_seats(firm):
    firm.post.status = "frozen"
    firm.post.save()
    assert levels(firm, firm.appoint()) == ["blocks"]
    firm.post.status, firm.post.authorised = "active", 1
    firm.post.save()
    assert levels(firm, firm.appoint()) == ["blocks"]


@pytest.fixture
def interrupted(firm):
    """A post that stood from 2025 on, was abolished for the first half of 2026 and stands again."""
    grade = Grade.objects.get(code="expert-1")
    post = of.post(firm.plant, code="JS-09", starts_on=datetime.date(2025, 1, 1), grade=grade)
    for day, status in ((datetime.date(2026, 1, 1), "abolished"), (datetime.date(2026, 7, 1), "active")):
        posts.revise_post(post, actor=None, starts_on=day, historic=True, status=status)
    post.refresh_from_db()
    return post


@pytest.mark.parametrize(
    ("first_day", "words"),
    [
        (datetime.date(2024, 12, 31), ["The post stands on record from 2025-01-01 on."]),
        (datetime.date(2025, 12, 31), []),
        (datetime.date(2026, 1, 1), ["On 2026-01-01 the post JS-09 is Abolished."]),
        (datetime.date(2026, 6, 30), ["On 2026-06-30 the post JS-09 is Abolished."]),
        (datetime.date(2026, 7, 1), []),
    ],
)
@pytest.mark.parametrize("act", ["appoint", "lower"])
def test_the_post_stands_on_the_first_day(firm, interrupted, act, first_day, words):
    firm.held.starts_on = datetime.date(2024, 1, 1)
    firm.held.save()
    rows = {
        "appoint": lambda: firm.appoint(seat=1, post=interrupted, starts_on=first_day),
        "lower": lambda: firm.lower(seat=interrupted.seats.get(), grade=interrupted.grade, starts_on=first_day),
    }
    blocking = [sentence for level, sentence in said(firm, rows[act]()) if level == "blocks"]
    assert blocking == words


# --- As many as are authorised ------------------------------------------------------------------------------
@pytest.fixture
def shrunk(firm):
    """A post of one seat whose only holder sits on the second, from when there were two."""
    post = of.post(firm.plant, code="JS-01", authorised=2)
    post.holder = of.appointment(post, seat=2)
    posts.revise_post(post, actor=None, starts_on=of.AS_OF, historic=True, authorised=1)
    post.refresh_from_db()
    return post


TOO_MANY = (
    "blocks",
    "The post has 1 authorised seat, but 2 would be held. End an appointment to the post in the same batch.",
)


def test_whoever_sits_beyond_the_number_fills_the_post(firm, shrunk):
    assert said(firm, firm.appoint(seat=1, post=shrunk)) == [TOO_MANY]
    moved = firm.lower(seat=shrunk.seats.get(number=1), grade=Grade.objects.get(code="expert-1"))
    assert TOO_MANY in said(firm, moved)


def test_who_leaves_in_the_same_batch_makes_room(firm, shrunk):
    made = firm.batch(firm.end(shrunk.holder), firm.appoint(seat=1, post=shrunk))
    assert [line.findings for line in review(made).rows] == [[], []]


def test_who_is_to_come_and_who_is_to_leave_count_from_their_day_on(firm, shrunk):
    carry_out(firm.batch(firm.end(shrunk.holder, starts_on=NEW_YEAR)), actor=firm.administrator)
    assert said(firm, firm.appoint(seat=1, post=shrunk)) == [TOO_MANY]
    later = firm.appoint(seat=1, post=shrunk, starts_on=NEW_YEAR)
    assert said(firm, later) == []
    carry_out(firm.batch(later), actor=firm.administrator)
    assert selectors.first_free_seat(shrunk) is None


def test_nobody_is_put_back_on_a_post_that_is_full(firm):
    of.appointment(firm.post, seat=2)
    ended = carry_out(firm.batch(firm.end()), actor=firm.administrator)
    posts.revise_post(firm.post, actor=None, starts_on=of.AS_OF, historic=True, authorised=1)
    back = row_facts.revoke(ended.rows.get(), reason="有误")
    assert said(firm, back, corrects=ended) == [TOO_MANY]


def test_of_two_rows_that_overfill_a_post_each_says_so(firm):
    post = of.post(firm.plant, code="JS-02", authorised=3)
    of.appointment(post, seat=3)
    posts.revise_post(post, actor=None, starts_on=of.AS_OF, historic=True, authorised=2)
    third = talent.engineer(firm.plant, name="丙")
    made = firm.batch(firm.appoint(seat=1, post=post), firm.appoint(third, seat=2, post=post))
    assert [[finding.level for finding in line.findings] for line in review(made).rows] == [["blocks"], ["blocks"]]


def test_a_renewal_fills_nothing_more(firm):
    """A register may hold more than are authorised; who sits there already stays."""
    of.appointment(firm.post, seat=2)
    firm.post.authorised = 1
    firm.post.save()
    assert levels(firm, firm.renew()) == ["note"]


def test_a_full_post_has_no_free_seat(firm, shrunk):
    assert selectors.first_free_seat(shrunk) is None
    assert selectors.first_free_seat(shrunk, 1) == shrunk.seats.get(number=1)
    assert selectors.first_free_seat(firm.post) == firm.post.seats.get(number=2)


def test_retirement_before_and_within_the_term(firm):
    firm.other.retires_on = datetime.date(2028, 6, 30)
    firm.other.save()
    assert levels(firm, firm.appoint()) == ["reason", "blocks"]  # and fewer than two years are left
    firm.other.retires_on = of.AS_OF
    firm.other.save()
    assert "blocks" in levels(firm, firm.appoint())


@pytest.mark.parametrize(("last_day", "told"), [(datetime.date(2026, 12, 30), 0), (datetime.date(2026, 12, 31), 1)])
def test_the_last_day_of_the_term_is_within_it(firm, last_day, told):
    firm.holder.retires_on = datetime.date(2026, 12, 31)
    firm.holder.save()
    found = said(firm, firm.extend(until=day_after(last_day)))
    assert sum("within the term that ends" in sentence for _level, sentence in found) == told


@pytest.mark.parametrize(("status", "level"), [("retired", "blocks"), ("left", "blocks"), ("seconded", "reason")])
def test_the_roster_says_who_is_not_there(firm, status, level):
    firm.other.status = status
    firm.other.save()
    assert levels(firm, firm.appoint()) == [level]


# --- Standing conditions ------------------------------------------------------------------------------------
@pytest.fixture
def unqualified(firm):
    return talent.engineer(firm.plant, name="大专", education="college")


def test_an_unmet_condition_blocks_an_appointment_unless_waived(firm, unqualified):
    assert levels(firm, firm.appoint(unqualified)) == ["blocks"]
    waived = firm.appoint(unqualified, waived=True)
    assert levels(firm, waived) == ["reason"]
    (line,) = review(firm.batch(waived | {"reason": "特殊贡献"})).rows
    assert line.blocking == []


def test_a_condition_that_nobody_may_waive(firm):
    firm.other.retires_on = datetime.date(2028, 3, 1)
    firm.other.save()
    found = levels(firm, firm.appoint(waived=True, until=datetime.date(2028, 3, 1)))
    assert found == ["blocks"]


def test_nothing_is_waived_that_is_met(firm):
    assert levels(firm, firm.appoint(waived=True)) == ["blocks"]


def test_an_unmet_condition_wants_a_reason_at_a_renewal_and_an_extension(firm):
    firm.holder.education = "college"
    firm.holder.save()
    assert levels(firm, firm.extend(reason="")) == ["reason"]
    assert levels(firm, firm.renew()) == ["note", "reason"]


def test_shares_of_waivers(firm, unqualified):
    batch = firm.batch(firm.appoint(unqualified, waived=True, reason="特殊贡献"))
    assert [sentence.startswith("More than 10 %") for sentence in review(batch).general] == [True]


def test_shares_of_managers(firm):
    firm.other.is_manager = True
    firm.other.save()
    assert [sentence.startswith("More than 20 %") for sentence in review(firm.batch(firm.appoint())).general] == [True]


# --- Present appointments -----------------------------------------------------------------------------------
def test_what_has_ended_is_not_renewed(firm):
    ended = of.appointment(firm.post, firm.other, seat=2, status="ended", ended_on=of.AS_OF, end_reason="resigned")
    for row in (firm.extend(ended), firm.end(ended), firm.renew(ended)):
        assert "blocks" in levels(firm, row)


def test_days_that_cannot_be(firm):
    early = datetime.date(2022, 1, 1)
    assert levels(firm, firm.extend(until=datetime.date(2025, 1, 1))) == ["blocks"]
    assert "blocks" in levels(firm, firm.end(starts_on=early))
    assert "blocks" in levels(firm, firm.renew(starts_on=early))
    assert "blocks" in levels(firm, firm.end(end_reason=""))
    assert "blocks" in levels(firm, firm.end(end_reason="revoked"))


def test_a_lower_grade_is_lower(firm):
    same = Grade.objects.get(code="chief-engineer")
    assert "blocks" in levels(firm, firm.lower(grade=same))
    assert "blocks" not in levels(firm, firm.lower(grade=Grade.objects.get(code="expert-2")))


def test_a_person_in_two_batches_is_said_to_who_sees_the_other(firm):
    """It is no finding: neither what stands in the way nor what the meeting must know."""
    other = firm.batch(firm.extend(), title="另一批次")
    batch = firm.batch(firm.extend(), unit=firm.subsidiary)
    readers = (firm.administrator, make.user("subsidiary_administrator", firm.subsidiary), None)
    told = [line for reader in readers for line in review(batch, reader).rows]
    assert [([row.batch for row in line.elsewhere], line.elsewhere_unseen) for line in told] == [
        ([other], False),
        ([], True),
        ([], True),
    ]
    assert [line.findings for line in told] == [[], [], []]


def test_who_was_renewed_meanwhile_is_to_be_taken_out_and_not_dismissed(firm):
    """Once, and named where the other batch is in sight of whoever reads this one."""
    carry_out(firm.batch(firm.renew(), title="年度续聘"), actor=firm.administrator)
    named = "Done already by the batch “年度续聘”: Renew from 2026-11-01 on. Take this row out."
    unnamed = "Done already by another batch: Renew from 2026-11-01 on. Take this row out."
    again = firm.renew(starts_on=NEW_YEAR)
    assert said(firm, again) == [("note", held_over()), ("blocks", named)]
    assert said(firm, again, unit=firm.subsidiary) == [("note", held_over()), ("blocks", unnamed)]


def held_over():
    return "From 2026-01-01 until this term the person held the seat without renewal."


def test_who_is_to_be_renewed_on_a_day_to_come_is_to_be_taken_out_too(firm):
    carry_out(firm.batch(firm.renew(starts_on=NEW_YEAR), title="年度续聘"), actor=firm.administrator)
    blocking = [sentence for level, sentence in said(firm, firm.renew()) if level == "blocks"]
    assert blocking == ["Done already by the batch “年度续聘”: Renew from 2027-01-01 on. Take this row out."]


def test_who_holds_the_seat_already_is_not_appointed_to_it(firm):
    (found,) = said(firm, firm.appoint(firm.holder, seat=1))
    assert found == ("blocks", "The person holds this seat since 2023-01-01 already. Take this row out.")


# --- Authority -----------------------------------------------------------------------------------------------
def test_the_latest_results_are_told_of_who_goes_on(firm):
    for year, grade in ((2022, "称职"), (2023, "不称职"), (2024, "不称职")):
        talent.past_result(firm.holder, year, grade=grade)
    told = ("note", "Latest results on record: 2024 不称职, 2023 不称职.")
    assert [told in said(firm, row) for row in (firm.renew(), firm.extend(), firm.end())] == [True, True, False]


def test_retirement_as_a_reason_before_its_day(firm):
    day = firm.holder.retires_on
    early = said(firm, firm.end(end_reason="retired"))
    assert early == [("note", f"The reason is retirement, but the person reaches it only on {day}.")]
    assert said(firm, firm.end(end_reason="retired", starts_on=day)) == []
    made = firm.batch(firm.end(end_reason="retired"))
    (line,) = review(made, make.user("leader", firm.group)).rows
    assert [sentence for _finding, sentence in line.told] == [
        "The reason is retirement, but the person has not reached it by that day."
    ]


def test_the_highest_grade_says_who_decides(firm):
    chief, expert = firm.post, of.post(firm.plant, grade=Grade.objects.get(code="expert-2"))
    both = firm.batch(firm.appoint(post=chief), firm.appoint(talent.engineer(firm.plant), seat=1, post=expert))
    assert (review(both).level, review(both).to_be_filed) == ("group", False)
    for unit, filed in ((firm.group, False), (firm.subsidiary, True)):
        alone = firm.batch(firm.appoint(seat=1, post=expert), unit=unit)
        assert (review(alone).level, review(alone).to_be_filed) == ("subsidiary", filed)


def test_posts_of_other_units_do_not_belong_into_a_batch(firm):
    elsewhere = of.post(make.unit(firm.group))
    assert "blocks" in levels(firm, firm.appoint(seat=1, post=elsewhere), unit=firm.subsidiary)


def test_an_empty_batch_says_so(firm):
    found = review(firm.batch(decision=False))
    assert (len(found.general), len(found.undecided), found.blocking == [*found.undecided, *found.general]) == (
        1,
        1,
        True,
    )


@pytest.mark.parametrize("count", [1, 4])
def test_a_review_costs_the_same_for_any_number_of_rows(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(count)]
    batch = firm.batch(*(firm.appoint(person, seat, post) for seat, person in enumerate(people, 1)))
    batch = batches.AppointmentBatch.objects.select_related("unit", "decision__unit").get(pk=batch.pk)
    with django_assert_num_queries(13):
        review(batch)


@pytest.mark.parametrize("count", [1, 3])
def test_a_review_of_revocations_costs_the_same(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    held = [of.appointment(post, seat=seat) for seat in range(1, count + 1)]
    done = carry_out(firm.batch(*(firm.end(one) for one in held)), actor=firm.administrator)
    rows = [row_facts.revoke(row, reason="有误") for row in done.rows.order_by("position")]
    batch = firm.batch(*rows, corrects=done)
    batch = batches.AppointmentBatch.objects.select_related("unit", "decision__unit").get(pk=batch.pk)
    with django_assert_num_queries(11):
        assert review(batch).blocking == []


# --- The timeline, without a database ----------------------------------------------------------------------------
def day(number):
    return datetime.date(2026, 1, number)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((1, None), (5, None), True),
        ((1, 5), (5, None), False),
        ((1, 6), (5, None), True),
        ((5, 5), (1, None), False),
        ((5, None), (1, 5), False),
    ],
)
def test_stays_meet_when_they_share_a_day(first, second, meet):
    """One that was given up before it began has no day to share."""
    one, other = (Stay(1, person, day(start), end and day(end)) for person, (start, end) in enumerate((first, second)))
    assert (one.meets(other), other.meets(one)) == (meet, meet)


def test_a_chain_of_moves_in_one_batch_has_no_collision():
    """Three people each take the seat of the next; the last one leaves."""
    stays = {1: Stay(1, 11, day(1)), 2: Stay(2, 12, day(1)), 3: Stay(3, 13, day(1))}
    steps = [
        Step(1, "appoint", 2, 11, day(9)),
        Step(2, "appoint", 3, 12, day(9)),
        *(Step(10 + key, "end", None, 10 + key, day(9), appointment=key) for key in stays),
    ]
    assert collisions(*laid_over(stays, steps)) == {1: [], 2: []}
    assert collisions(*laid_over(stays, steps[:-1])) == {1: [], 2: [(True, 3, None)]}
