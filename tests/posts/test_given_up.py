"""Who serves and is renewed already, and leaves all the same: the term to come is given up, and what becomes of it then."""

import datetime

import pytest
from django.urls import reverse

from office.errors import DomainError
from posts.models import Appointment, AppointmentBatch
from posts.services import batches, due, row_facts
from posts.services.carrying import carry_out
from tests.factories import posts as of

NEW_YEAR, LATER = datetime.date(2027, 1, 1), datetime.date(2030, 1, 1)


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


def refused(firm, *rows, **fields):
    """The reasons why the batch is not carried out."""
    with pytest.raises(DomainError) as told:
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
