"""What an attacker tried on batches: each was done once, and is refused since."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from office.errors import DomainError
from office.models import Paper
from posts.enums import AppointmentStatus
from posts.imports import AppointmentImport
from posts.imports.batches import BatchImport
from posts.models import Appointment, AppointmentBatch
from posts.selectors.batches import drafts_of
from posts.services import batches, due, posts, row_facts
from posts.services.carrying import carry_out
from rulebooks.models import Grade, Rulebook
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks, talent

NEW_YEAR, LATER = datetime.date(2027, 1, 1), datetime.date(2030, 1, 1)


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


def refused(firm, *rows, **fields):
    batch = firm.batch(*rows, **fields)
    with pytest.raises(DomainError) as told:
        carry_out(batch, actor=firm.administrator)
    assert told.value.reasons
    batch.refresh_from_db()
    assert batch.status == "draft"


def url(name, *args):
    return reverse(f"posts:{name}", args=args)


@pytest.fixture
def lower_admin(firm):
    return make.user("subsidiary_administrator", firm.subsidiary)


@pytest.fixture
def expert(firm):
    """A holder whose grade the subsidiary appoints."""
    post = of.post(firm.plant, grade=Grade.objects.get(code="expert-2"))
    return of.appointment(post, talent.engineer(firm.plant, name="专家"), until=NEW_YEAR)


# --- Authority ---------------------------------------------------------------------------------------------
def test_revoking_what_lowered_a_grade_of_the_group_is_the_groups(firm, lower_admin):
    lowered = done(firm, firm.lower(grade=Grade.objects.get(code="expert-2")), unit=firm.subsidiary)
    rows = [row_facts.revoke(row, reason="有误") for row in lowered.rows.all()]
    decision = firm.decision(firm.subsidiary)
    batch = firm.batch(*rows, unit=firm.subsidiary, corrects=lowered, decision=decision)
    with pytest.raises(DomainError):
        carry_out(batch, actor=lower_admin)


def test_a_renewal_keeps_its_seat(firm, expert):
    row = row_facts.on_present("renew", expert, seat=firm.post.seats.get(number=2), effective_on=of.AS_OF, until=LATER)
    assert row["seat"] == expert.seat
    refused(firm, row | {"seat": firm.post.seats.get(number=2)})


def test_history_is_the_groups_and_past(firm, lower_admin, expert):
    row = row_facts.on_present("renew", expert, starts_on=of.AS_OF, until=LATER, effective_on=of.AS_OF, reason="续")
    batch = firm.batch(row, unit=firm.subsidiary, decision=False)
    batch = batches.cite_decision(batch, None, actor=firm.administrator)
    for actor in (lower_admin, firm.administrator):
        with pytest.raises(DomainError):
            carry_out(batch, actor=actor)


def test_what_was_added_after_the_look_is_not_carried_out(client, firm):
    batch = firm.batch(firm.extend())
    client.force_login(firm.administrator)
    page = client.get(url("batch_carry_out", batch.pk))
    seen = dict(page.context["hidden_fields"])["seen"]
    batches.add_rows(batch, [firm.appoint()], actor=firm.administrator)
    client.post(url("batch_carry_out", batch.pk), {"seen": seen})
    batch.refresh_from_db()
    assert batch.status == "draft"


def test_the_authority_is_asked_again_under_the_lock(firm, lower_admin):
    batch = firm.batch(firm.extend(), unit=firm.subsidiary, decision=firm.decision())
    with pytest.raises(DomainError):
        carry_out(batch, actor=lower_admin)


def test_a_plant_decides_nothing_that_is_the_subsidiarys(firm, expert):
    row = row_facts.on_present("extend", expert, until=LATER, reason="续", effective_on=of.AS_OF)
    batch = firm.batch(row, unit=firm.plant, decision=firm.decision(firm.plant))
    with pytest.raises(DomainError):
        carry_out(batch, actor=make.user("subsidiary_administrator", firm.plant))


@pytest.fixture
def neighbour(firm):
    """A plant of another subsidiary, out of sight of this one's; each appoints its first and second experts itself."""
    subsidiary = make.unit(firm.group, name="乙公司", kind="subsidiary")

    def lower(document):
        for rule in document["grade_rules"]:
            if rule["grade"] == "expert-1":
                rule["appointed_by"] = "subsidiary"

    Rulebook.objects.update(status="superseded")
    book = rulebooks.draft(change=lower, version=2, in_force_from="2026-01-01")
    Rulebook.objects.filter(pk=book.pk).update(status="in_force")
    return make.unit(subsidiary, name="乙厂")


@pytest.fixture
def rostered_here(firm, neighbour):
    """Someone of this subsidiary's roster who holds a seat in the other one."""
    post = of.post(neighbour, grade=Grade.objects.get(code="expert-1"))
    return of.appointment(post, talent.engineer(firm.plant, name="借用者"))


@pytest.fixture
def lower_post(firm):
    return of.post(firm.plant, grade=Grade.objects.get(code="expert-2"))


def told_to(firm, actor, *rows, **fields):
    """What the actor is told who would carry out rows in the name of the subsidiary."""
    batch = firm.batch(*rows, unit=firm.subsidiary, decision=firm.decision(firm.subsidiary), **fields)
    with translation.override("en"), pytest.raises(DomainError) as told:
        carry_out(batch, actor=actor)
    return told.value.reasons


OUTSIDE = "1. 借用者: It concerns an appointment to a post outside 子公司; a unit that both belong to decides on that."


def test_nobody_is_lowered_away_from_another_subsidiary(firm, lower_admin, rostered_here, lower_post):
    row = firm.lower(rostered_here, seat=lower_post.seats.get(), reason="按规定")
    assert told_to(firm, lower_admin, row) == [OUTSIDE]
    rostered_here.refresh_from_db()
    assert rostered_here.status == AppointmentStatus.SERVING


def test_a_file_finds_no_appointment_outside_the_unit_of_its_batch(firm, lower_admin, rostered_here, lower_post):
    batch = firm.batch(unit=firm.subsidiary, decision=False)
    headings = ["事项", "工号", "岗位编号", "低聘层级", "聘期起", "聘期止", "理由"]
    number, days = rostered_here.engineer.employee_number, ["2026-11-01", "2029-10-31"]
    line = ["低聘", number, lower_post.code, lower_post.grade.name, *days, "按规定"]
    with translation.override("en"):
        _run, plan = of.plan_of(BatchImport, of.sheet(headings, line), actor=lower_admin, batch=batch.pk)
    assert [(problem.column, problem.reason) for problem in plan.errors] == [
        ("工号", "This person holds no post of 子公司.")
    ]


def test_what_has_moved_to_another_subsidiary_is_not_revoked_from_here(firm, lower_admin, neighbour, lower_post):
    person = talent.engineer(firm.plant, name="借用者")
    made = done(firm, firm.appoint(person, seat=1, post=lower_post), unit=firm.subsidiary)
    posts.revise_post(lower_post, actor=None, starts_on=of.AS_OF, historic=True, unit=neighbour)
    assert told_to(firm, lower_admin, *revoking(made), corrects=made) == [OUTSIDE]
    assert Appointment.objects.get(engineer=person).status == AppointmentStatus.SERVING


# --- One's own matter ----------------------------------------------------------------------------------------
@pytest.fixture
def subject(firm):
    """The administrator is the holder that the batch is about."""
    batch = firm.batch(firm.end())
    firm.holder.user = firm.administrator
    firm.holder.save()
    return batch


def test_nobody_handles_the_own_matter(firm, subject):
    row, actor = subject.rows.get(), firm.administrator
    acts = (
        lambda: batches.change_rows(subject, [row], actor=actor, act="extend", given={"until": LATER}),
        lambda: batches.remove_rows(subject, [row], actor=actor),
        lambda: batches.withdraw_batch(subject, actor=actor, reason="x"),
        lambda: batches.cite_decision(subject, None, actor=actor),
        lambda: carry_out(subject, actor=actor),
        lambda: batches.make_with_rows([firm.extend()], actor=actor, unit=firm.group, title="x", effective_on=of.AS_OF),
    )
    for act in acts:
        with pytest.raises(DomainError):
            act()
    assert (subject.rows.get().act, AppointmentBatch.objects.count()) == ("end", 1)


def test_what_is_prepared_about_oneself_is_out_of_sight(client, firm, subject):
    client.force_login(firm.administrator)
    assert not drafts_of(firm.administrator).exists()
    assert client.get(subject.get_absolute_url()).status_code == 404
    client.force_login(make.user("group_administrator", firm.group))
    assert client.get(subject.get_absolute_url()).status_code == 200


# --- Rows that contradict each other or the record ----------------------------------------------------------------
def test_two_acts_on_one_appointment(firm):
    refused(firm, firm.end(end_reason="died"), firm.renew(reason="x"))
    refused(firm, firm.end(), firm.extend(), title="二")


def test_an_extension_that_is_over_before_it_counts(firm):
    refused(firm, firm.extend(until=NEW_YEAR), effective_on=datetime.date(2027, 2, 1))


def test_an_extension_that_counts_from_before_the_last_one(firm):
    done(firm, firm.extend())
    refused(firm, firm.extend(until=LATER), effective_on=datetime.date(2026, 10, 15))


def test_a_term_from_before_the_post(firm):
    refused(firm, firm.appoint(starts_on=datetime.date(2001, 1, 1), until=datetime.date(2001, 2, 1), reason="x"))


def test_a_renewal_that_cuts_the_present_term_short_wants_a_reason(firm):
    within = of.appointment(firm.post, firm.other, seat=2)
    refused(firm, firm.renew(within))


# --- Revoking ----------------------------------------------------------------------------------------------------
def revoking(batch):
    return [row_facts.revoke(row, reason="有误") for row in batch.rows.all()]


def test_revocations_follow_the_order_of_carrying_out(firm):
    first = firm.batch(firm.extend(until=LATER))
    second = done(firm, firm.extend(until=NEW_YEAR), title="先办")
    carry_out(first, actor=firm.administrator)
    refused(firm, *revoking(second), corrects=second, title="更正")


def test_who_had_not_begun_is_pending_again(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR))
    pending = Appointment.objects.get(status="pending")
    given_up = done(firm, firm.end(pending, starts_on=NEW_YEAR))
    done(firm, *revoking(given_up), corrects=given_up, title="更正")
    pending.refresh_from_db()
    assert pending.status == AppointmentStatus.PENDING


def test_who_gives_up_was_never_there_and_loses_the_certificate(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR))
    pending = Appointment.objects.get(status="pending")
    done(firm, firm.end(pending, starts_on=NEW_YEAR))
    pending.refresh_from_db()
    assert pending.ended_on == NEW_YEAR
    assert list(Appointment.objects.held_on(datetime.date(2027, 3, 1))) == [firm.held]
    assert Paper.objects.get().cancelled_at


@pytest.mark.parametrize("act", ["renew", "extend", "end", "lower"])
def test_a_mistake_is_put_right_in_the_batch_that_revokes_it(client, firm, act):
    lower = {"grade": Grade.objects.get(code="expert-2")} if act == "lower" else {}
    wrong = done(firm, getattr(firm, act)(**lower))
    client.force_login(firm.administrator)
    rows = list(wrong.rows.values_list("pk", flat=True))
    client.post(url("batch_correct", wrong.pk), {"title": "更正", "rows": rows, "again": "on", "reason": "日期有误"})
    batch = AppointmentBatch.objects.get(corrects=wrong)
    again = batch.rows.get(act=act)
    days = {"starts_on": "2026-10-31"} if act == "end" else {"last_day": "2028-06-30", "starts_on": "2026-11-01"}
    form = client.get(url("row_update", batch.pk, again.pk)).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | days | {"reason": "按决定更正"}
    assert client.post(url("row_update", batch.pk, again.pk), given).status_code == 302
    batch = batches.cite_decision(batch, firm.decision(), actor=firm.administrator)
    carry_out(batch, actor=firm.administrator)
    firm.held.refresh_from_db()
    if act == "end":
        assert firm.held.ended_on == datetime.date(2026, 10, 31)
    else:
        assert Appointment.objects.serving().get().last_day == datetime.date(2028, 6, 30)


# --- Time ----------------------------------------------------------------------------------------------------------
def test_who_may_not_begin_is_left_for_a_person_to_settle(firm, settings):
    second = of.post(firm.plant)
    late = talent.engineer(firm.plant, name="离职者")
    done(firm, firm.appoint(starts_on=NEW_YEAR), firm.appoint(late, seat=1, post=second, starts_on=NEW_YEAR))
    late.status = "left"
    late.save()
    settings.AS_OF_DATE = "2027-01-01"
    assert due.run().begun == 1
    assert Appointment.objects.get(engineer=late).status == AppointmentStatus.PENDING


def test_what_cannot_be_done_holds_up_nobody_else(firm, settings):
    """The register put somebody on the promised seat, past the batch."""
    done(firm, firm.appoint(starts_on=NEW_YEAR))
    done(firm, firm.end(starts_on=NEW_YEAR), title="二")
    of.appointment(firm.post, talent.engineer(firm.plant, name="占位者"), seat=2)
    settings.AS_OF_DATE = "2027-01-02"
    run = due.run()
    assert (run.begun, run.ended) == (0, 1)


# --- Input -----------------------------------------------------------------------------------------------------------
def test_days_beyond_our_time_and_keys_beyond_all_keys(client, firm):
    batch = firm.batch(firm.renew(), decision=False)
    client.force_login(firm.administrator)
    facts = {"selected": firm.held.pk, "act": "renew", "title": "甲", "unit": firm.group.code, "last_day": "9999-12-31"}
    assert client.post(url("batch_collect"), facts | {"effective_on": "2026-11-01"}).status_code == 200
    row = batch.rows.get()
    assert client.post(url("row_update", batch.pk, row.pk), {"last_day": "9999-12-31"}).status_code == 200
    for name in ("rows_update", "rows_remove"):
        assert client.post(url(name, batch.pk), {"selected": "9" * 30}).status_code == 404
    assert client.post(url("batch_collect"), {"selected": "9" * 30}).status_code == 404
    wrong = done(firm, firm.extend())
    refused = client.post(url("batch_correct", wrong.pk), {"title": "更正", "rows": "9" * 30, "reason": "x"})
    assert list(refused.context["form"].errors) == ["rows"]
    assert client.get(url("appointment_list"), {"as_of": "9999-12-31", "ends_within": "10"}).status_code == 200


@pytest.mark.parametrize(("role", "found"), [("hr", True), ("leader", False), ("unit_head", False), ("filler", False)])
def test_dates_of_retirement_are_not_found_by_asking(client, firm, role, found):
    firm.held.until = LATER
    firm.held.save()
    firm.holder.retires_on = datetime.date(2027, 5, 17)
    firm.holder.save()
    client.force_login(make.user(role, firm.plant))
    for query in ({"retiring": "past", "as_of": "2027-05-18"}, {"due": "retires_in_term"}, {"due": "retires_soon"}):
        page = client.get(url("appointment_list"), query)
        asked = "retiring" in page.context["filterset"].filters
        assert asked == found
        if "due" in query and not found:
            assert page.context["page"].count == 0


def test_the_register_puts_nobody_on_a_promised_seat(firm):
    done(firm, firm.appoint(starts_on=NEW_YEAR))
    newcomer = talent.engineer(firm.plant, name="后来者")
    headings = ["岗位编号", "席位", "工号", "姓名", "聘期起", "聘期止"]
    days = [datetime.date(2026, 1, 1), datetime.date(2028, 12, 31)]
    for person, seat in ((newcomer, 2), (firm.other, 2)):
        line = [firm.post.code, seat, person.employee_number, person.name, *days]
        _run, plan = of.plan_of(AppointmentImport, of.sheet(headings, line), actor=firm.administrator)
        assert [problem.column for problem in plan.errors] == ["席位"]
