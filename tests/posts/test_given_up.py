"""Who serves and is renewed already, and leaves all the same: the term to come is given up, and what becomes of it then."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from office.errors import DomainError
from office.models import AuditEntry
from posts.enums import Due
from posts.imports import AppointmentImport
from posts.models import Appointment, AppointmentBatch
from posts.selectors.certificates import certificate_register, exchange_of
from posts.selectors.due import appointment_due
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


# --- Given up -----------------------------------------------------------------------------------------------
def test_a_term_to_come_is_given_up_as_a_whole(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR, until=LATER))
    coming = Appointment.objects.get(status="pending")
    told = refused(firm, firm.end(coming, starts_on=datetime.date(2028, 6, 1)), title="放弃")
    assert told == [
        "1. 梁鑫: The appointment has not begun: it is given up as a whole, from 2027-01-01 on, the first day of its term."
    ]


def test_the_trail_tells_the_day_on_record(firm, leaver):
    told = {entry.target_id: entry.changes["ended_on"] for entry in AuditEntry.objects.filter(verb="appointment.ended")}
    assert told == {leaver.present.pk: [None, "2026-11-01"], leaver.coming.pk: [None, "2027-01-01"]}


def test_who_has_not_begun_gives_up_by_the_first_day_of_the_term(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR, until=LATER))
    coming = Appointment.objects.get(status="pending")
    row = row_facts.on_present("end", coming, effective_on=datetime.date(2027, 2, 1))
    assert row["starts_on"] == NEW_YEAR


def test_one_to_come_is_chosen_on_the_page_of_the_batch_to_be_ended(client, firm):
    present = of.appointment(firm.post, firm.other, seat=2, until=NEW_YEAR)
    done(firm, firm.renew(present, starts_on=NEW_YEAR, until=LATER), title="续聘")
    batch, number = firm.batch(), firm.other.employee_number
    client.force_login(firm.administrator)
    found = client.get(reverse("posts:leaver_pick"), {"q": number}).json()["options"]
    assert [option["value"] for option in found] == [number, f"{number}/2027-01-01"]
    url = reverse("posts:row_present", args=[batch.pk])
    for code in (number, f"{number}/2027-01-01"):
        assert client.post(url, {"act": "end", "holder": code, "end_reason": "resigned"}).status_code == 302
    carry_out(batch, actor=firm.administrator)
    assert not firm.other.appointments.exclude(status="ended").exists()


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


# --- Certificates --------------------------------------------------------------------------------------------------
def test_who_gets_the_renewal_back_gets_a_new_certificate(firm, leaver):
    void = leaver.renewal.rows.get().certificate
    done(firm, *leaver.revocations(leaver.present, leaver.coming), corrects=leaver.leaving, title="更正")
    new = leaver.renewal.rows.get().certificate
    assert (bool(void.cancelled_at), new.cancelled_at) == (True, None)
    assert (new.kind, new.title, new.unit) == (void.kind, void.title, void.unit)
    assert new.number > void.number
    assert exchange_of(new, firm.administrator) == (void, None)
    assert exchange_of(void, firm.administrator) == (None, new)
    assert AuditEntry.objects.of(leaver.renewal).first().verb == "certificate.reissued"
    assert list(certificate_register(firm.administrator).values_list("number", "state")) == [
        (new.number, "valid"),
        (void.number, "void"),
    ]
    assert (
        Appointment.objects.filter(appointment_due(Due.CERTIFICATE, firm.administrator, of.AS_OF)).get()
        == leaver.coming
    )


def test_who_stays_away_gets_no_other_certificate(firm, leaver):
    """Given up again in the batch that puts it right: the number of the void one is the last that was given."""
    rows = leaver.leaving.rows.order_by("position")
    mended = [row_facts.revoke(row, reason="有误") for row in rows] + [
        row_facts.again(row, reason="更正") for row in rows
    ]
    done(firm, *mended, corrects=leaver.leaving, title="更正")
    assert certificate_register(firm.administrator).get().state == "void"


def test_who_served_with_a_valid_certificate_keeps_it(firm):
    done(firm, firm.appoint(starts_on=datetime.date(2026, 10, 1)))
    served = Appointment.objects.get(engineer=firm.other)
    leaving = done(firm, firm.end(served), title="解聘")
    done(firm, row_facts.revoke(leaving.rows.get(), reason="有误"), corrects=leaving, title="更正")
    assert certificate_register(firm.administrator).get().state == "valid"
