"""Who serves and is renewed already, and leaves all the same: the term to come is given up, and what becomes of it then."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from office.errors import DomainError
from posts.imports import AppointmentImport
from posts.models import Appointment, AppointmentBatch
from posts.services import batches, due, row_facts
from posts.services.carrying import carry_out
from tests.factories import posts as of
from tests.factories import talent

NEW_YEAR, LATER = datetime.date(2027, 1, 1), datetime.date(2030, 1, 1)


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


def refused(firm, *rows, **fields):
    """The reasons why the batch is not carried out."""
    with translation.override("en"), pytest.raises(DomainError) as told:
        done(firm, *rows, **fields)
    return told.value.reasons


class Leaver:
    """`present` serves on the second seat until the year is over, `coming` renews it by the batch `renewal`; both are ended today
    by the batch `leaving`."""

    def __init__(self, firm):
        self.firm = firm
        self.present = of.appointment(firm.post, firm.other, seat=2, until=NEW_YEAR)
        self.renewal = done(firm, firm.renew(self.present, starts_on=NEW_YEAR, until=LATER), title="续聘")
        self.coming = Appointment.objects.get(status="pending")
        self.leaving = done(firm, *self.ends(), title="解聘")

    def ends(self):
        give_up = row_facts.on_present("end", self.coming, end_reason="resigned", effective_on=of.AS_OF)
        return self.firm.end(self.present), give_up

    def revocations(self, *appointments):
        rows = self.leaving.rows.filter(appointment__in=appointments).order_by("position")
        return [row_facts.revoke(row, reason="有误") for row in rows]

    @property
    def both(self):
        """(status, ended on) of the present appointment and of the one to come."""
        keys = [self.present.pk, self.coming.pk]
        return list(Appointment.objects.filter(pk__in=keys).order_by("pk").values_list("status", "ended_on"))


@pytest.fixture
def leaver(firm):
    return Leaver(firm)


GONE = [("ended", of.AS_OF), ("ended", NEW_YEAR)]


# --- Put right -----------------------------------------------------------------------------------------------
def test_what_is_put_right_stays_given_up(client, firm, leaver, settings):
    """The page offers to put every row in again: nobody returns by that."""
    client.force_login(firm.administrator)
    rows = list(leaver.leaving.rows.values_list("pk", flat=True))
    given = {"title": "更正", "rows": rows, "again": "on", "reason": "原因有误", "form_key": "a1"}
    client.post(reverse("posts:batch_correct", args=[leaver.leaving.pk]), given)
    mending = AppointmentBatch.objects.get(corrects=leaver.leaving)
    mending = batches.cite_decision(mending, firm.decision(), actor=firm.administrator)
    carry_out(mending, actor=firm.administrator)
    assert leaver.both == GONE
    settings.AS_OF_DATE = "2027-01-01"
    assert (due.run().begun, leaver.both) == (0, GONE)


def test_one_given_up_again_in_the_batch_that_reopens_it_never_begins(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR, until=LATER))
    coming = Appointment.objects.get(status="pending")
    leaving = done(firm, firm.end(coming, starts_on=NEW_YEAR), title="放弃")
    row = leaving.rows.get()
    mending = done(firm, row_facts.revoke(row, reason="有误"), row_facts.again(row, reason="更正"), corrects=leaving)
    coming.refresh_from_db()
    assert (coming.status, coming.ended_on) == ("ended", NEW_YEAR)
    assert set(mending.rows.values_list("carried_out_on", flat=True)) == {of.AS_OF}


# --- The seat and the person are free --------------------------------------------------------------------------
def test_the_seat_is_free_for_a_successor_at_once(firm, leaver):
    successor = talent.engineer(firm.plant, name="继任者")
    done(firm, firm.appoint(successor), title="聘任")
    assert Appointment.objects.get(engineer=successor).status == "serving"


def test_the_seat_is_free_in_the_batch_that_frees_it(firm):
    present = of.appointment(firm.post, firm.other, seat=2, until=NEW_YEAR)
    done(firm, firm.renew(present, starts_on=NEW_YEAR, until=LATER), title="续聘")
    give_up = row_facts.on_present(
        "end", Appointment.objects.get(status="pending"), end_reason="moved", effective_on=of.AS_OF
    )
    successor = talent.engineer(firm.plant, name="继任者")
    done(firm, firm.end(present), give_up, firm.appoint(successor), title="解聘")
    assert Appointment.objects.get(engineer=successor).status == "serving"


def test_the_person_is_free_for_another_post_at_once(firm, leaver):
    post = of.post(firm.plant)
    done(firm, firm.appoint(seat=1, post=post), title="聘任")
    assert post.seats.get().appointments.get().status == "serving"


def test_the_register_may_put_somebody_on_the_seat(firm, leaver):
    successor = talent.engineer(firm.plant, name="继任者")
    line = [firm.post.code, 2, successor.employee_number, "2026-11-01", "2029-10-31"]
    _run, plan = of.plan_of(AppointmentImport, of.sheet(["岗位编号", "席位", "工号", "聘期起", "聘期止"], line))
    assert (plan.errors, len(plan.new)) == ([], 1)


# --- Taken back --------------------------------------------------------------------------------------------------
SERVES, TO_COME = ("serving", None), ("pending", None)


def test_both_come_back_and_the_renewal_begins_on_its_day(firm, leaver, settings):
    done(firm, *leaver.revocations(leaver.present, leaver.coming), corrects=leaver.leaving, title="更正")
    assert leaver.both == [SERVES, TO_COME]
    settings.AS_OF_DATE = "2027-01-01"
    assert (due.run().begun, leaver.both) == (1, [("ended", NEW_YEAR), SERVES])


def test_both_come_back_when_the_day_has_gone_by(firm, leaver, settings):
    settings.AS_OF_DATE = "2027-02-01"
    done(firm, *leaver.revocations(leaver.present, leaver.coming), corrects=leaver.leaving, title="更正")
    assert leaver.both == [SERVES, TO_COME]
    assert (due.run().begun, leaver.both) == (1, [("ended", NEW_YEAR), SERVES])


def test_who_served_comes_back_alone_and_the_renewal_later(firm, leaver):
    done(firm, *leaver.revocations(leaver.present), corrects=leaver.leaving, title="更正")
    assert leaver.both == [SERVES, GONE[1]]
    done(firm, *leaver.revocations(leaver.coming), corrects=leaver.leaving, title="再更正")
    assert leaver.both == [SERVES, TO_COME]


def test_a_renewal_does_not_come_back_alone(firm, leaver):
    told = refused(firm, *leaver.revocations(leaver.coming), corrects=leaver.leaving, title="更正")
    assert told == [
        "1. 梁鑫: The appointment that it renews has ended on 2026-11-01; revoke that, too, or appoint anew."
    ]
    assert leaver.both == GONE


def test_a_renewal_does_not_come_back_while_the_end_before_it_waits(firm):
    present = of.appointment(firm.post, firm.other, seat=2, until=NEW_YEAR)
    done(firm, firm.renew(present, starts_on=NEW_YEAR, until=LATER), title="续聘")
    coming = Appointment.objects.get(status="pending")
    given_up = done(firm, firm.end(coming, starts_on=NEW_YEAR), title="放弃")
    done(firm, firm.end(present, starts_on=datetime.date(2026, 12, 1)), title="解聘")
    row = row_facts.revoke(given_up.rows.get(), reason="有误")
    told = refused(firm, row, corrects=given_up, title="更正")
    assert "1. 梁鑫: Something was decided on the appointment that it renews; revoke that, too." in told


def test_nobody_comes_back_to_a_seat_that_was_given_to_another(firm, leaver):
    done(firm, firm.appoint(talent.engineer(firm.plant, name="继任者")), title="聘任")
    rows = leaver.revocations(leaver.present, leaver.coming)
    assert len(refused(firm, *rows, corrects=leaver.leaving, title="更正")) >= 2
    assert leaver.both == GONE


def test_who_served_is_not_ended_again_while_the_renewal_comes_back(firm, leaver):
    rows = leaver.revocations(leaver.present, leaver.coming)
    again = row_facts.again(leaver.leaving.rows.get(appointment=leaver.present), reason="更正")
    told = refused(firm, *rows, again, corrects=leaver.leaving, title="更正")
    assert (
        "3. 梁鑫: It is decided already: Renew on 2027-01-01. End that appointment to come in this batch, too." in told
    )
