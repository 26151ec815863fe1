"""Batches carried out: what each act does, on which day, with which papers; and that it can be mended by another."""

import datetime
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from office.errors import DomainError
from office.models import AuditEntry, Counter, Paper
from posts.checks.batches import review
from posts.enums import BATCH_TRANSITIONS, AppointmentStatus, BatchDue, BatchStatus, EndReason, TermState
from posts.models import Appointment, AppointmentBatch, BatchRow
from posts.rules.batches import open_actions
from posts.selectors.due import batches_due
from posts.services import batches, due, row_facts
from posts.services.carrying import carry_out
from rulebooks.models import Grade
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent

DAY = datetime.timedelta(1)
BEFORE = of.AS_OF - DAY
NEW_YEAR = datetime.date(2027, 1, 1)


def state_on(day):
    """{name: (state, last day of the term)} of those who hold a seat on the day, as the register shows it."""
    rows = Appointment.objects.held_on(day).with_state_on(day)
    return {row.engineer.name: (row.state, row.until_then - DAY) for row in rows.select_related("engineer")}


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


# --- Each act --------------------------------------------------------------------------------------------
def test_an_appointment_begins(firm):
    batch = done(firm, firm.appoint())
    row = batch.rows.get()
    made = row.result
    assert (made.status, made.decision, made.mode, made.until - DAY) == (
        AppointmentStatus.SERVING,
        batch.decision,
        "competition",
        datetime.date(2028, 12, 31),
    )
    assert (row.certificate.number, row.certificate.unit, row.carried_out_on) == (
        "聘字〔2026〕0001号",
        firm.plant,
        of.AS_OF,
    )
    assert (batch.status, batch.done_by, batch.to_be_filed) == (BatchStatus.DONE, firm.administrator, False)
    assert AuditEntry.objects.of(made).get().verb == "appointment.begun"


def test_a_renewal_ends_the_old_term_where_the_new_one_begins(firm):
    done(firm, firm.renew())
    firm.held.refresh_from_db()
    assert (firm.held.status, firm.held.ended_on, firm.held.end_reason) == ("ended", of.AS_OF, EndReason.EXPIRED)
    assert state_on(BEFORE) == {"郭凤兰": (TermState.OVERDUE, datetime.date(2025, 12, 31))}
    assert state_on(of.AS_OF) == {"郭凤兰": (TermState.WITHIN, datetime.date(2028, 12, 31))}


def test_an_extension_counts_from_its_day_on_and_not_before(firm):
    done(firm, firm.extend())
    assert state_on(BEFORE) == {"郭凤兰": (TermState.OVERDUE, datetime.date(2025, 12, 31))}
    assert state_on(of.AS_OF) == {"郭凤兰": (TermState.WITHIN, datetime.date(2026, 12, 31))}
    assert BatchRow.objects.get().certificate is None


def test_two_extensions_show_each_term_of_its_time(firm, settings):
    done(firm, firm.extend())
    settings.AS_OF_DATE = "2026-12-15"
    done(firm, firm.extend(until=datetime.date(2028, 1, 1)), effective_on=datetime.date(2026, 12, 15))
    ends = {day: state_on(day)["郭凤兰"][1] for day in (BEFORE, of.AS_OF, datetime.date(2026, 12, 15))}
    assert list(ends.values()) == [
        datetime.date(2025, 12, 31),
        datetime.date(2026, 12, 31),
        datetime.date(2027, 12, 31),
    ]


def test_an_end(firm):
    done(firm, firm.end(end_reason="retired"))
    assert (len(state_on(BEFORE)), state_on(of.AS_OF)) == (1, {})
    assert AuditEntry.objects.of(firm.held).get().changes["end_reason"] == [None, "retired"]


def test_a_lower_grade_on_the_same_seat(firm):
    lower = Grade.objects.get(code="expert-1")
    batch = done(firm, firm.lower(grade=lower))
    firm.held.refresh_from_db()
    assert (firm.held.end_reason, batch.rows.get().result.grade) == (EndReason.LOWERED, lower)


def test_a_seat_is_left_and_taken_in_one_batch(firm):
    done(firm, firm.appoint(seat=1), firm.end())
    assert list(state_on(of.AS_OF)) == ["梁鑫"]


def test_a_person_moves_from_seat_to_seat(firm):
    elsewhere = of.post(firm.plant)
    done(firm, firm.end(end_reason="moved"), firm.appoint(firm.holder, seat=1, post=elsewhere, mode="transfer"))
    assert Appointment.objects.serving().get().seat.post == elsewhere


# --- Days to come ----------------------------------------------------------------------------------------
def test_what_lies_ahead_waits_for_its_day(firm, settings):
    batch = done(
        firm, firm.renew(starts_on=NEW_YEAR, until=datetime.date(2030, 1, 1)), firm.appoint(starts_on=NEW_YEAR)
    )
    assert [row.carried_out_on for row in batch.rows.all()] == [None, None]
    assert Appointment.objects.filter(status="pending").count() == 2
    assert due.run() == due.Done(begun=0, ended=0, extended=0, lapsed=0, reminded=0)
    settings.AS_OF_DATE = "2027-01-01"
    assert (due.run().begun, due.run().begun) == (2, 0)
    assert state_on(NEW_YEAR) == {
        "郭凤兰": (TermState.WITHIN, datetime.date(2029, 12, 31)),
        "梁鑫": (TermState.WITHIN, datetime.date(2028, 12, 31)),
    }
    assert {row.carried_out_on for row in batch.rows.all()} == {NEW_YEAR}


def test_an_end_and_an_extension_wait_for_their_day(firm, settings):
    within = of.appointment(firm.post, firm.other, seat=2)
    done(firm, firm.end(starts_on=NEW_YEAR))
    done(firm, firm.extend(within, until=datetime.date(2029, 1, 1)), effective_on=NEW_YEAR)
    assert due.run().ended == 0
    settings.AS_OF_DATE = "2027-01-02"
    run = due.run()
    assert (run.ended, run.extended) == (1, 1)
    within.refresh_from_db()
    firm.held.refresh_from_db()
    assert (within.until, firm.held.ended_on) == (datetime.date(2029, 1, 1), NEW_YEAR)


def test_what_waits_is_decided_and_not_decided_again(firm):
    done(firm, firm.end(starts_on=NEW_YEAR))
    with pytest.raises(DomainError) as refused:
        done(firm, firm.renew())
    assert any("2027-01-01" in reason for reason in refused.value.reasons)


def test_who_leaves_before_the_next_term_ends_both_in_one_batch(firm):
    """The first day of what never begins is its own, without being said."""
    done(firm, firm.renew(starts_on=NEW_YEAR, until=datetime.date(2030, 1, 1), reason="续"))
    pending = Appointment.objects.get(status="pending")
    alone = review(firm.batch(firm.end())).blocking
    assert ["一并" in sentence for sentence in alone] == [True]
    given_up = row_facts.on_present("end", pending, end_reason="resigned", effective_on=of.AS_OF)
    done(firm, firm.end(), given_up)
    assert set(Appointment.objects.values_list("status", "ended_on")) == {("ended", of.AS_OF), ("ended", NEW_YEAR)}


def test_who_leaves_while_an_extension_waits_has_it_revoked_in_the_same_batch(firm):
    extended = done(firm, firm.extend(reason="延"), effective_on=NEW_YEAR - datetime.timedelta(days=10))
    assert ["更正" in sentence for sentence in review(firm.batch(firm.end())).blocking] == [True]
    undone = row_facts.revoke(extended.rows.get(), reason="离职")
    done(firm, undone, firm.end(), corrects=extended)
    firm.held.refresh_from_db()
    assert (firm.held.status, firm.held.ended_on, firm.held.until) == ("ended", of.AS_OF, datetime.date(2026, 1, 1))
    assert due.run().extended == 0


def test_a_move_is_revoked_in_one_batch(firm):
    elsewhere = of.post(firm.plant)
    moved = done(firm, firm.end(), firm.appoint(firm.holder, 1, elsewhere))
    done(firm, *(row_facts.revoke(row, reason="有误") for row in moved.rows.all()), corrects=moved)
    firm.held.refresh_from_db()
    assert (firm.held.status, Appointment.objects.get(seat__post=elsewhere).end_reason) == ("serving", "revoked")


def test_a_pending_appointment_is_given_up_at_once(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR))
    pending = Appointment.objects.get(status="pending")
    done(firm, firm.end(pending, starts_on=NEW_YEAR))
    assert (Appointment.objects.filter(status="pending").count(), due.run().begun) == (0, 0)


# --- Nothing is numbered where something is refused --------------------------------------------------------
def test_one_bad_row_refuses_the_whole(firm):
    batch = firm.batch(firm.renew(), firm.appoint(firm.other, seat=1))
    with pytest.raises(DomainError) as refused:
        carry_out(batch, actor=firm.administrator)
    assert [reason.partition(":")[0] for reason in refused.value.reasons] == ["1. 郭凤兰", "2. 梁鑫"]
    assert (Appointment.objects.count(), Paper.objects.count(), Counter.objects.count()) == (1, 0, 0)
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DRAFT


def test_numbers_go_on_without_a_gap_after_a_refusal(firm):
    done(firm, firm.appoint())
    with pytest.raises(DomainError):
        done(firm, firm.appoint(talent.engineer(firm.plant), seat=2))
    done(firm, firm.renew())
    numbers = Paper.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["聘字〔2026〕0001号", "聘字〔2026〕0002号"]


@pytest.mark.parametrize("decision", [None, "subsidiary's"])
def test_a_batch_without_its_decision(firm, decision):
    cited = firm.decision(firm.subsidiary) if decision else False
    batch = firm.batch(firm.appoint(), decision=cited)
    with pytest.raises(DomainError) as refused:
        carry_out(batch, actor=firm.administrator)
    assert len(refused.value.reasons) == 1
    assert Appointment.objects.count() == 1


def test_history_is_entered_without_numbers(firm):
    past = {"starts_on": datetime.date(2026, 1, 1), "until": datetime.date(2026, 12, 1)}
    batch = firm.batch(firm.renew(**past), decision=False, effective_on=datetime.date(2026, 1, 1))
    batch = carry_out(batches.cite_decision(batch, None, actor=firm.administrator), actor=firm.administrator)
    assert (batch.historic, Paper.objects.count(), batch.rows.get().result.historic) == (True, 0, True)


def test_nobody_decides_on_himself(firm):
    firm.other.user = firm.administrator
    firm.other.save()
    with pytest.raises(DomainError):
        done(firm, firm.appoint())


# --- Mended by a later batch -------------------------------------------------------------------------------
def mend(firm, batch, *rows):
    revoked = [
        {"act": "revoke", "engineer": row.engineer, "appointment": row.result or row.appointment, "revokes": row,
         "reason": "录入有误"}
        for row in batch.rows.all()
    ]  # fmt: skip
    return done(firm, *revoked, *rows, corrects=batch, title="更正")


@pytest.mark.parametrize("act", ["renew", "extend", "end", "appoint", "lower"])
def test_a_row_is_revoked_as_if_it_had_never_been(firm, act):
    before = {day: state_on(day) for day in (BEFORE, of.AS_OF, NEW_YEAR)}
    lower = {"grade": Grade.objects.get(code="expert-2")} if act == "lower" else {}
    batch = done(firm, getattr(firm, act)(**lower))
    assert state_on(of.AS_OF) != before[of.AS_OF]
    mend(firm, batch)
    assert {day: state_on(day) for day in before} == before


def test_a_mistake_is_revoked_and_done_right_in_one_batch(firm):
    batch = done(firm, firm.renew(until=datetime.date(2028, 1, 1)))
    firm.held.refresh_from_db()
    mend(firm, batch, firm.renew(until=datetime.date(2029, 1, 1)))
    assert state_on(of.AS_OF) == {"郭凤兰": (TermState.WITHIN, datetime.date(2028, 12, 31))}
    papers = Paper.objects.order_by("number")
    assert [(paper.number[-5:-1], bool(paper.cancelled_at)) for paper in papers] == [("0001", True), ("0002", False)]


@pytest.mark.parametrize("also_moved", [False, True])
def test_nobody_is_put_back_on_a_seat_that_is_taken(firm, also_moved):
    ended = done(firm, firm.end())
    if also_moved:
        done(firm, firm.appoint(firm.holder, seat=2))
    else:
        done(firm, firm.appoint(seat=1))
    before = state_on(of.AS_OF)
    with pytest.raises(DomainError):
        mend(firm, ended)
    assert state_on(of.AS_OF) == before


def test_nobody_is_put_back_on_a_seat_that_is_authorised_no_more(firm):
    ended = done(firm, firm.end())
    firm.post.status = "abolished"
    firm.post.save()
    with pytest.raises(DomainError):
        mend(firm, ended)


def test_what_was_decided_since_is_revoked_first(firm):
    batch = done(firm, firm.extend())
    done(firm, firm.extend(until=datetime.date(2028, 1, 1)))
    with pytest.raises(DomainError):
        mend(firm, batch)


def test_a_row_is_revoked_once(firm):
    batch = done(firm, firm.extend())
    mend(firm, batch)
    with pytest.raises(DomainError):
        mend(firm, batch)


@pytest.mark.parametrize("change", [{"until": datetime.date(2030, 1, 1)}, {"reason": "x"}, {"end_reason": "died"}])
def test_a_row_carried_out_is_never_edited(firm, change):
    batch = done(firm, firm.extend())
    with pytest.raises(IntegrityError), transaction.atomic():
        batch.rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentBatch.objects.filter(pk=batch.pk).update(title="x")


# --- The way of a batch ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("status", "target"), list(product(BatchStatus, BatchStatus)))
def test_every_move_of_a_batch(status, target):
    allowed = {
        ("draft", "proposed"), ("draft", "done"), ("draft", "withdrawn"),
        ("proposed", "draft"), ("proposed", "done"), ("proposed", "withdrawn"),
    }  # fmt: skip
    assert (target in BATCH_TRANSITIONS[status]) is ((status, target) in allowed)


def test_a_proposed_batch_comes_back_and_goes_again(firm):
    batch = firm.batch(firm.appoint(), unit=firm.subsidiary, decision=False)
    batch = batches.propose_batch(batch, actor=firm.administrator)
    with pytest.raises(DomainError):
        batches.add_rows(batch, [firm.renew()], actor=firm.administrator)
    batch = batches.return_batch(batch, actor=firm.administrator, reason="补充材料")
    batches.add_rows(batch, [firm.renew()], actor=firm.administrator)
    batch = batches.propose_batch(batch, actor=firm.administrator)
    batches.cite_decision(batch, firm.decision(), actor=firm.administrator)
    assert carry_out(batch, actor=firm.administrator).status == BatchStatus.DONE


def test_a_withdrawn_batch_does_nothing_any_more(firm):
    batch = batches.withdraw_batch(firm.batch(firm.appoint()), actor=firm.administrator, reason="会议未通过")
    for act in (carry_out, batches.propose_batch):
        with pytest.raises(DomainError):
            act(batch, actor=firm.administrator)


def test_a_batch_carried_out_twice(firm):
    batch = done(firm, firm.appoint())
    with pytest.raises(DomainError):
        carry_out(batch, actor=firm.administrator)


def test_a_person_stands_once_with_an_act(firm):
    batch = firm.batch(firm.appoint())
    with pytest.raises(DomainError):
        batches.add_rows(batch, [firm.renew(), firm.appoint()], actor=None)
    assert batch.rows.count() == 1


def test_a_batch_of_the_subsidiary_is_filed_with_the_group(firm):
    lower = Grade.objects.get(code="expert-2")
    post = of.post(firm.plant, grade=lower)
    batch = firm.batch(firm.appoint(seat=1, post=post), unit=firm.subsidiary, decision=firm.decision(firm.subsidiary))
    batch = carry_out(batch, actor=make.user("subsidiary_administrator", firm.subsidiary))
    assert list(AppointmentBatch.objects.filter(batches_due()[BatchDue.FILING])) == [batch]


def test_what_is_mostly_done_next_with_a_batch_stands_last(firm):
    def buttons(batch):
        return [action.url_name for action in open_actions(firm.administrator, batch, "subsidiary")]

    draft = firm.batch(firm.renew())
    assert buttons(draft) == [f"posts:batch_{act}" for act in ("update", "decision", "withdraw", "carry_out")]
    filed = AppointmentBatch(unit=firm.subsidiary, status=BatchStatus.DONE, to_be_filed=True)
    assert buttons(filed) == ["posts:batch_correct", "posts:batch_take_on_file"]


# --- Cost --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 5])
def test_carrying_out_costs_the_same_for_any_number_of_rows(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(count)]
    rows = [firm.appoint(person, seat=number, post=post) for number, person in enumerate(people, 1)]
    batch = firm.batch(*rows)
    with django_assert_num_queries(48):
        carry_out(batch, actor=firm.administrator)
