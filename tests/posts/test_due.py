"""What time does: terms lapse by the rules only, ends are announced once, and a second run finds nothing."""

import datetime

import pytest
from django.core import mail

from office.models import AuditEntry, OutboxMail
from posts.enums import EndReason
from posts.models import Appointment, TermReminder
from posts.services import due, row_facts
from posts.services.carrying import carry_out
from rulebooks.models import GradeRule, Rulebook
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks, talent
from tests.races import at_once

NEW_YEAR = datetime.date(2027, 1, 1)


def lapsing_rules():
    """The rules that are in force, but with terms that lapse by themselves."""

    def lapse(document):
        for rule in document["grade_rules"]:
            rule["lapses"] = True

    Rulebook.objects.update(status="superseded")
    book = rulebooks.draft(change=lapse, version=2, in_force_from="2024-01-01")
    Rulebook.objects.filter(pk=book.pk).update(status="in_force")
    assert GradeRule.objects.filter(rulebook=book, lapses=True).count() == 3


def test_a_term_stays_overdue_where_the_rules_do_not_let_it_lapse(firm):
    assert due.run().lapsed == 0
    assert Appointment.objects.overdue_on(of.AS_OF).count() == 1


def test_a_term_lapses_where_the_rules_say_so(firm):
    lapsing_rules()
    assert (due.run().lapsed, due.run().lapsed) == (1, 0)
    firm.held.refresh_from_db()
    assert (firm.held.ended_on, firm.held.end_reason) == (datetime.date(2026, 1, 1), EndReason.EXPIRED)
    assert AuditEntry.objects.of(firm.held).get().verb == "appointment.lapsed"


def test_a_term_does_not_lapse_while_its_renewal_waits_for_its_day(firm):
    lapsing_rules()
    carry_out(firm.batch(firm.renew(starts_on=NEW_YEAR, until=datetime.date(2030, 1, 1))), actor=firm.administrator)
    assert due.run().lapsed == 0


@pytest.fixture
def ending(firm):
    """A second holder whose term is over in 61 days."""
    return of.appointment(firm.post, firm.other, seat=2, until=NEW_YEAR)


def test_an_end_is_announced_once_for_each_of_its_days(firm, ending, settings):
    firm.administrator.email = "administrator@example.org"
    firm.administrator.save()
    assert [due.run().reminded, due.run().reminded] == [1, 0]
    settings.AS_OF_DATE = "2026-12-10"
    assert [due.run().reminded, due.run().reminded] == [1, 0]
    assert list(TermReminder.objects.values_list("days", flat=True)) == [90, 30]
    letters = OutboxMail.objects.order_by("pk")
    assert [letter.to for letter in letters] == ["administrator@example.org"] * 2
    assert "2026-12-31 梁鑫" in letters[0].body


def test_announcements_reach_those_of_the_unit_and_the_holder_only(firm, ending):
    elsewhere = make.unit(firm.group)
    for unit, address in ((firm.plant, "hr@example.org"), (elsewhere, "other@example.org")):
        make.hr(unit, email=address)
    make.user("leader", firm.plant, email="leader@example.org")
    firm.other.user = make.user(email="holder@example.org")
    firm.other.save()
    due.run()
    assert sorted(letter.to for letter in OutboxMail.objects.all()) == ["holder@example.org", "hr@example.org"]
    assert mail.outbox == [] or len(mail.outbox) == 2


# --- Seats that change hands -------------------------------------------------------------------------------
def serving():
    return set(Appointment.objects.serving().values_list("engineer__name", "seat__number"))


def test_a_successor_begins_on_the_day_on_which_another_batch_ends_the_term(firm, settings):
    leaver = of.appointment(firm.post, firm.other, seat=2)
    successor = talent.engineer(firm.plant, name="继任者")
    carry_out(firm.batch(firm.end(leaver, starts_on=NEW_YEAR)), actor=firm.administrator)
    carry_out(firm.batch(firm.appoint(successor, starts_on=NEW_YEAR)), actor=firm.administrator)
    settings.AS_OF_DATE = "2027-01-01"
    run = due.run()
    assert (run.begun, run.ended) == (1, 1)
    assert serving() == {("郭凤兰", 1), ("继任者", 2)}


@pytest.mark.parametrize("disturbed", [False, True])
def test_a_successor_begins_though_the_end_was_put_right_afterwards(firm, settings, disturbed):
    """And that also where a third batch cannot be done, whose seat the register gave to somebody else."""
    leaver = of.appointment(firm.post, firm.other, seat=2)
    successor = talent.engineer(firm.plant, name="继任者")
    leaving = carry_out(firm.batch(firm.end(leaver, starts_on=NEW_YEAR)), actor=firm.administrator)
    carry_out(firm.batch(firm.appoint(successor, starts_on=NEW_YEAR)), actor=firm.administrator)
    row = leaving.rows.get()
    mended = row_facts.revoke(row, reason="原因有误"), row_facts.again(row, reason="更正")
    carry_out(firm.batch(*mended, corrects=leaving), actor=firm.administrator)
    if disturbed:
        post = of.post(firm.plant)
        late = firm.appoint(talent.engineer(firm.plant), seat=1, post=post, starts_on=NEW_YEAR)
        carry_out(firm.batch(late), actor=firm.administrator)
        of.appointment(post, talent.engineer(firm.plant, name="占位者"))
    settings.AS_OF_DATE = "2027-01-01"
    run = due.run()
    assert (run.begun, run.ended) == (1, 1)
    assert serving() == {("郭凤兰", 1), ("继任者", 2)} | ({("占位者", 1)} if disturbed else set())


def test_days_that_were_missed_are_made_up_for_in_their_order(firm, settings):
    leaver = of.appointment(firm.post, firm.other, seat=2)
    successor = talent.engineer(firm.plant, name="继任者")
    carry_out(firm.batch(firm.end(leaver, starts_on=NEW_YEAR)), actor=firm.administrator)
    month_later = datetime.date(2027, 2, 1)
    carry_out(firm.batch(firm.appoint(successor, starts_on=month_later)), actor=firm.administrator)
    settings.AS_OF_DATE = "2027-03-01"
    assert (due.run().begun, due.run().begun) == (1, 0)
    leaver.refresh_from_db()
    assert leaver.ended_on == NEW_YEAR


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_costs_the_same_for_any_number_of_rows(firm, count, settings, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(count)]
    rows = [firm.appoint(one, seat, post, starts_on=NEW_YEAR) for seat, one in enumerate(people, 1)]
    carry_out(firm.batch(*rows), actor=firm.administrator)
    settings.AS_OF_DATE = "2027-01-01"
    with django_assert_num_queries(31):
        assert due.run().begun == count


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_everything_once(settings):
    from tests.posts.conftest import Firm

    settings.AS_OF_DATE = "2026-11-01"
    rulebooks.example_rulebook()
    firm = Firm()
    carry_out(firm.batch(firm.appoint(starts_on=NEW_YEAR)), actor=firm.administrator)
    settings.AS_OF_DATE = "2027-01-01"
    runs = at_once(due.run, due.run)
    assert sorted(run.begun for run in runs) == [0, 1]
