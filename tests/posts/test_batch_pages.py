"""The pages of a batch as an administrator, a subsidiary's and a reader use them."""

import datetime

import pytest
from django.urls import reverse

from office.clock import last_day
from office.errors import DomainError
from office.models import AuditEntry, Decision
from posts.checks.ground import rows_of
from posts.enums import BatchStatus
from posts.forms.batch_rows import RowFields
from posts.models import Appointment, AppointmentBatch, BatchRow
from posts.selectors import batches as selectors
from posts.services import batches, row_facts
from posts.services.carrying import carry_out
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.rules import years_after
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent

NEW = {"title": "2026年11月聘任", "effective_on": "2026-11-01"}


def url(name, *args):
    return reverse(f"posts:{name}", args=args)


@pytest.fixture
def administrator(client, firm):
    client.force_login(firm.administrator)
    return client


@pytest.fixture
def subsidiary(client, firm):
    firm.lower = make.user("subsidiary_administrator", firm.subsidiary)
    client.force_login(firm.lower)
    return client


def carry_out_on_page(client, batch, **how):
    """Look at what would be done, then confirm it."""
    address = url("batch_carry_out", batch.pk)
    seen = dict(client.get(address).context["hidden_fields"])["seen"]
    return client.post(address, {"seen": seen}, **how)


def collect(client, firm, **facts):
    given = NEW | {"selected": firm.held.pk, "unit": firm.group.code, "act": "renew", "last_day": "2028-12-31"}
    return client.post(url("batch_collect"), given | facts)


def test_holders_are_chosen_in_the_register(administrator, firm):
    page = administrator.get(url("appointment_list"), {"state": "overdue"}).content.decode()
    assert url("batch_collect") in page
    asked = administrator.post(url("batch_collect"), {"selected": firm.held.pk}).content.decode()
    assert "郭凤兰" in asked
    assert not AppointmentBatch.objects.exists()
    answer = collect(administrator, firm)
    batch = AppointmentBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    row = batch.rows.get()
    assert (row.act, row.starts_on, row.last_day) == ("renew", of.AS_OF, datetime.date(2028, 12, 31))


def test_the_act_is_asked_first_and_then_only_what_it_knows(administrator, firm):
    chosen = {"selected": firm.held.pk}
    asked = administrator.post(url("batch_collect"), chosen).content.decode()
    assert [f'name="do" value="{act}"' in asked for act in ("renew", "extend", "lower", "end")] == [True] * 4
    form = administrator.post(url("batch_collect"), chosen | {"do": "extend"}).context["form"]
    assert [name for name in form.fields if name in RowFields.base_fields] == ["last_day", "reason"]
    form = administrator.post(url("batch_collect"), chosen | {"do": "end"}).context["form"]
    assert [name for name in form.fields if name in RowFields.base_fields] == ["starts_on", "end_reason", "reason"]
    assert form.initial["title"] == "2026年11月终止聘任"


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        ("appoint", ["mode", "starts_on", "last_day", "waived", "reason"]),
        ("renew", ["starts_on", "last_day", "reason"]),
        ("extend", ["last_day", "reason"]),
        ("lower", ["starts_on", "last_day", "grade", "reason"]),
        ("end", ["starts_on", "end_reason", "reason"]),
    ],
)
def test_of_a_row_that_is_changed_only_what_its_act_knows_is_shown(administrator, firm, act, shown):
    batch = firm.batch(getattr(firm, act)(), decision=False)
    form = administrator.get(url("row_update", batch.pk, batch.rows.get().pk)).context["form"]
    assert [*form.fields] == [*shown, "seen"]


def test_one_in_office_is_asked_about_in_the_same_order(administrator, firm):
    batch = firm.batch(decision=False)
    address = url("row_present", batch.pk)
    assert 'name="do" value="extend"' in administrator.get(address).content.decode()
    form = administrator.get(address, {"do": "end"}).context["form"]
    assert [*form.fields] == ["act", "holder", "starts_on", "end_reason", "reason"]
    facts = {"act": "end", "holder": firm.holder.employee_number, "end_reason": "resigned"}
    assert administrator.post(address, facts).url == batch.get_absolute_url()
    assert (batch.rows.get().starts_on, batch.rows.get().end_reason) == (of.AS_OF, "resigned")


def test_several_are_lowered_to_one_grade(administrator, firm):
    grade = Grade.objects.get(code="expert-1")
    collect(administrator, firm, act="lower", grade=grade.pk)
    assert BatchRow.objects.get().grade == grade


def test_those_listed_already_are_named_and_left_out_by_a_tick(administrator, firm):
    newcomer = of.appointment(of.post(firm.plant), talent.engineer(firm.plant, name="乙"))
    batch = firm.batch(firm.renew(), title="年度续聘", decision=False)
    chosen = [firm.held.pk, newcomer.pk]
    form = administrator.post(url("batch_collect"), {"selected": chosen, "do": "renew"}).context["form"]
    assert (form["leave_out"].value(), form["leave_out"].help_text) == (True, "郭凤兰 (年度续聘: 续聘)")
    refused = collect(administrator, firm, selected=chosen, batch=batch.pk)
    assert (refused.status_code, batch.rows.count()) == (200, 1)
    collect(administrator, firm, selected=chosen, batch=batch.pk, leave_out="on")
    assert [*batch.rows.values_list("appointment", flat=True)] == chosen
    nobody = collect(administrator, firm, selected=chosen, batch=batch.pk, leave_out="on")
    assert nobody.context["form"].non_field_errors() == ["所选人员均已列入未办结批次。"]


def test_who_stands_in_no_open_batch_is_not_asked_about(administrator, firm):
    form = administrator.post(url("batch_collect"), {"selected": firm.held.pk, "do": "renew"}).context["form"]
    assert "leave_out" not in form.fields


def test_the_register_tells_who_stands_in_an_open_batch(client, administrator, firm):
    newcomer = of.appointment(of.post(firm.plant), talent.engineer(firm.plant, name="乙"))
    firm.batch(firm.renew(), decision=False)
    pages = [
        administrator.get(url("appointment_list"), {"follows": value}).content.decode() for value in ("listed", "open")
    ]
    names = [[held.engineer.name in page for held in (firm.held, newcomer)] for page in pages]
    assert names == [[True, False], [False, True]]
    client.force_login(make.user("filler", firm.group))
    assert 'value="listed"' not in client.get(url("appointment_list")).content.decode()


def test_a_renewal_is_offered_for_the_term_of_the_rules(administrator, firm):
    """Where one last day fits all; else the form says which terms the rules give."""
    chief, expert = firm.post.grade, Grade.objects.get(code="expert-2")
    other = of.appointment(of.post(firm.plant, grade=expert), until=datetime.date(2026, 6, 1))
    rules = RulesOn(of.AS_OF)
    years = {grade: rules.grade_rule(firm.plant, grade.pk).term_years for grade in (chief, expert)}

    def field_for(*held):
        facts = {"selected": [one.pk for one in held], "do": "renew"}
        return administrator.post(url("batch_collect"), facts).context["form"]["last_day"]

    alone = field_for(firm.held)
    assert (alone.value(), alone.help_text) == (
        last_day(years_after(of.AS_OF, years[chief])),
        f"按规定聘期（年）：{chief} {years[chief]}",
    )
    other.until = datetime.date(2027, 6, 1)
    other.save()
    both = field_for(firm.held, other)
    assert both.value() is None
    assert {f"{grade} {years[grade]}" in both.help_text for grade in years} == {True}


# --- Sent twice ---------------------------------------------------------------------------------------------
def sent_twice(client, address, facts):
    """Where both answers lead."""
    return [client.post(address, facts | {"form_key": "a1b2"}).url for _turn in range(2)]


def test_a_form_sent_twice_makes_one_batch(administrator, firm):
    first, second = sent_twice(administrator, url("batch_create"), NEW | {"unit": firm.group.code})
    assert (first, AppointmentBatch.objects.count()) == (second, 1)
    page = administrator.get(second)
    assert [str(message) for message in page.context["messages"]] == ["此表单已提交过，以下为其生成的批次。"]


def test_chosen_holders_sent_twice_are_put_in_once(administrator, firm):
    facts = NEW | {"selected": firm.held.pk, "unit": firm.group.code, "act": "renew", "last_day": "2028-12-31"}
    first, second = sent_twice(administrator, url("batch_collect"), facts)
    assert (first, BatchRow.objects.count()) == (second, 1)


def test_a_correction_sent_twice_is_made_once(administrator, firm):
    batch = carry_out(firm.batch(firm.extend()), actor=firm.administrator)
    facts = {"title": "更正", "rows": batch.rows.get().pk, "reason": "有误"}
    first, second = sent_twice(administrator, url("batch_correct", batch.pk), facts)
    assert (first, AppointmentBatch.objects.filter(corrects=batch).count()) == (second, 1)


def test_each_form_has_a_key_of_its_own_and_nobody_finds_anothers(administrator, firm):
    keys = {administrator.get(url("batch_create")).context["form"]["form_key"].value() for _turn in range(2)}
    assert len(keys) == 2
    administrator.post(url("batch_create"), NEW | {"unit": firm.group.code, "form_key": "a1b2"})
    administrator.force_login(make.user("group_administrator", firm.group))
    administrator.post(url("batch_create"), NEW | {"unit": firm.group.code, "form_key": "a1b2"})
    assert AppointmentBatch.objects.count() == 2


# --- Forms that keep what was typed -------------------------------------------------------------------------
def test_a_form_that_says_too_little_keeps_what_was_typed(administrator, firm):
    answer = collect(administrator, firm, title="", reason="写了很久的理由")
    assert (answer.status_code, "写了很久的理由" in answer.content.decode()) == (200, True)
    assert not AppointmentBatch.objects.exists()


def test_rows_go_into_a_draft_that_is_there(administrator, firm):
    batch = firm.batch(decision=False)
    collect(administrator, firm, batch=batch.pk, title="", act="extend")
    assert batch.rows.get().act == "extend"
    again = collect(administrator, firm, batch=batch.pk, act="extend")
    assert (again.status_code, batch.rows.count()) == (200, 1)


def test_a_vacant_seat_is_filled(administrator, firm):
    facts = {
        "unit": firm.group.code,
        "post": firm.post.code,
        "engineer": firm.other.employee_number,
        "mode": "competition",
        "starts_on": "2026-11-01",
        "last_day": "2028-12-31",
    }
    administrator.post(url("seat_fill"), NEW | facts)
    assert BatchRow.objects.get().seat == firm.post.seats.get(number=2)


def test_of_the_vacant_seats_one_is_chosen(administrator, firm):
    of.post(firm.plant, grade=Grade.objects.get(code="expert-1"))
    of.appointment(of.post(firm.plant), talent.engineer(firm.plant))
    page = administrator.get(url("seat_fill")).context["page"]
    assert (page.count, firm.post in page.rows) == (2, True)
    one_grade = administrator.get(url("seat_fill"), {"grade": firm.post.grade_id})
    assert [post.code for post in one_grade.context["page"].rows] == [firm.post.code]
    assert f"?post={firm.post.code}" in one_grade.content.decode()


def fill(client, firm, **query):
    return client.get(url("seat_fill"), {"post": firm.post.code, "number": "2"} | query)


def test_the_people_who_could_are_explained_and_chosen_by_a_click(administrator, firm):
    iron = firm.post.discipline
    fitting = talent.engineer(firm.plant, name="甲", discipline=iron)
    silent = talent.engineer(firm.plant, name="乙", discipline=iron, technical_since=None)
    talent.engineer(firm.plant, name="丙", discipline=iron, education="college")
    talent.engineer(firm.plant, name="丁", discipline=of.discipline())
    talent.engineer(make.unit(firm.subsidiary), name="戊", discipline=iron)
    of.appointment(of.post(firm.plant), talent.engineer(firm.plant, name="己", discipline=iron))
    page = fill(administrator, firm)
    prospects = page.context["prospects"]
    assert [one.engineer for one in prospects.shown] == [fitting, silent]
    assert (prospects.met, prospects.to_look_at) == (1, 1)
    assert prospects.shown[0].found[1:3] == [
        ("职称", "高级工程师（2015-12-01 取得）"),
        ("从事技术工作年限", "23 年（自 2003-07-01 起）"),
    ]
    assert "<dt>从事技术工作年限</dt><dd>23 年（自 2003-07-01 起）</dd>" in page.content.decode()
    chosen = f"?post={firm.post.code}&amp;number=2&amp;engineer={fitting.employee_number}"
    assert chosen in page.content.decode()
    form = fill(administrator, firm, engineer=fitting.employee_number).context["form"]
    values = {name: form[name].value() for name in ("post", "number", "engineer", "starts_on", "last_day")}
    assert values == {
        "post": firm.post.code,
        "number": "2",
        "engineer": fitting.employee_number,
        "starts_on": of.AS_OF,
        "last_day": datetime.date(2029, 10, 31),
    }


def test_who_holds_the_grade_below_comes_before_who_holds_none(administrator, firm):
    iron = firm.post.discipline
    people = [talent.engineer(firm.plant, name=name, discipline=iron) for name in "甲乙丙"]
    for person, grade in zip(people[1:], ("expert-2", "expert-1"), strict=True):
        of.appointment(of.post(firm.plant, grade=Grade.objects.get(code=grade)), person)
    names = [one.engineer.name for one in fill(administrator, firm).context["prospects"].shown]
    assert names == ["丙", "乙", "甲"]


def test_whose_appointment_ended_is_shown_with_why(administrator, firm):
    person = talent.engineer(firm.plant, discipline=firm.post.discipline)
    ended = {"status": "ended", "end_reason": "retired", "ended_on": of.AS_OF, "seat": 1}
    of.appointment(of.post(firm.plant), person, **ended)
    assert "2026-11-01 终止：退休" in fill(administrator, firm).content.decode()


def test_a_post_of_another_unit_is_not_filled(subsidiary, firm):
    elsewhere = of.post(make.unit(firm.group))
    assert subsidiary.get(url("seat_fill"), {"post": elsewhere.code}).status_code == 404
    assert subsidiary.get(url("seat_fill"), {"post": "a\x00b"}).status_code in {400, 404}
    assert subsidiary.get(url("seat_fill"), {"grade": "9" * 40, "page": "x"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_who_could_costs_the_same_for_one_person_and_for_three(administrator, firm, count, django_assert_num_queries):
    iron = firm.post.discipline
    for _number in range(count):
        person = talent.engineer(firm.plant, discipline=iron)
        of.appointment(of.post(firm.plant, grade=Grade.objects.get(code="expert-1")), person)
    fill(administrator, firm)
    with django_assert_num_queries(14):
        assert len(fill(administrator, firm).context["prospects"].shown) == count
    with django_assert_num_queries(5):
        administrator.get(url("seat_fill"))


def test_a_batch_is_changed_and_a_stale_form_is_told(administrator, firm):
    batch = firm.batch(firm.renew(), decision=False)
    address = url("batch_update", batch.pk)
    facts = NEW | {"explanation": "甲", "seen": administrator.get(address).context["form"]["seen"].value()}
    assert administrator.post(address, facts).status_code == 302
    stale = administrator.post(address, facts | {"explanation": "乙"})
    refused = ["其间他人已更改此批次。请核对；再次保存将以您的内容为准。"]
    assert (stale.context["form"].non_field_errors(), "乙" in stale.content.decode()) == (refused, True)
    again = facts | {"explanation": "乙", "seen": stale.context["form"]["seen"].value()}
    assert administrator.post(address, again).status_code == 302
    batch.refresh_from_db()
    assert batch.explanation == "乙"


def test_a_row_is_changed_and_a_stale_form_is_told(administrator, firm):
    batch = firm.batch(firm.renew(), decision=False)
    row = batch.rows.get()
    address = url("row_update", batch.pk, row.pk)
    form = administrator.get(address).context["form"]
    facts = {"starts_on": "2026-11-01", "last_day": "2027-12-31", "reason": "甲", "seen": form.initial["seen"]}
    assert administrator.post(address, facts).status_code == 302
    stale = administrator.post(address, facts | {"reason": "乙"})
    assert (stale.status_code, "乙" in stale.content.decode()) == (200, True)
    assert (
        administrator.post(address, facts | {"reason": "乙", "seen": stale.context["form"]["seen"].value()}).status_code
        == 302
    )
    row.refresh_from_db()
    assert (row.reason, row.last_day) == ("乙", datetime.date(2027, 12, 31))


def test_several_rows_change_together(administrator, firm):
    second = of.appointment(firm.post, firm.other, seat=2)
    batch = firm.batch(firm.renew(), firm.renew(second), decision=False)
    keys = list(batch.rows.values_list("pk", flat=True))
    asked = administrator.post(url("rows_update", batch.pk), {"selected": keys})
    assert asked.status_code == 200
    administrator.post(
        url("rows_update", batch.pk),
        {"selected": keys, "act": "extend", "last_day": "2029-06-30", "reason": "一并顺延"},
    )
    assert {(row.act, str(row.last_day), row.reason, row.seat) for row in batch.rows.all()} == {
        ("extend", "2029-06-30", "一并顺延", None)
    }


def change(client, batch, *rows, **facts):
    """What is said after the chosen rows were changed together."""
    given = {"selected": [row.pk for row in rows], "last_day": ""} | facts
    return [str(said) for said in client.post(url("rows_update", batch.pk), given, follow=True).context["messages"]]


def test_only_rows_that_become_different_are_counted_and_named(administrator, firm):
    second = of.appointment(firm.post, firm.other, seat=2)
    batch = firm.batch(firm.renew(), firm.end(second), decision=False)
    renewed, ended = batch.rows.order_by("position")
    before = AuditEntry.objects.count()
    nothing = ["未作更改：所选行的内容与此相同，或其事项不涉及这些内容。"]
    assert change(administrator, batch, renewed, end_reason="resigned") == nothing
    assert change(administrator, batch, renewed, ended, end_reason="resigned") == nothing
    assert AuditEntry.objects.count() == before
    assert change(administrator, batch, renewed, ended, end_reason="moved", starts_on=of.AS_OF) == ["已更改 1 行。"]
    assert AuditEntry.objects.latest("pk").changes == {"end_reason": [None, "moved"], "people": [None, "梁鑫"]}


@pytest.mark.parametrize("count", [1, 3])
def test_changing_rows_costs_the_same_for_one_and_for_three(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=3)
    batch = firm.batch(*(firm.renew(of.appointment(post, seat=seat)) for seat in range(1, count + 1)))
    rows = list(batch.rows.all())
    with django_assert_num_queries(9):
        batches.change_rows(batch, rows, actor=firm.administrator, act="extend", given={"reason": "顺延"})


def test_the_rows_stand_before_the_history(administrator, firm):
    page = administrator.get(firm.batch(firm.renew()).get_absolute_url()).content.decode()
    assert page.index('class="rows batch"') < page.index('class="history"')


def test_the_history_tells_every_change_in_words(administrator, firm):
    batch = firm.batch(firm.lower(), firm.extend(of.appointment(firm.post, firm.other, seat=2)), decision=False)
    lowered, extended = batch.rows.all()
    facts = {"last_day": "2027-12-31", "grade": Grade.objects.get(code="expert-1").pk, "reason": "甲"}
    seen = administrator.get(url("row_update", batch.pk, lowered.pk)).context["form"].initial["seen"]
    administrator.post(url("row_update", batch.pk, lowered.pk), facts | {"seen": seen, "starts_on": of.AS_OF})
    ended = {"selected": extended.pk, "act": "end", "end_reason": "resigned", "last_day": ""}
    administrator.post(url("rows_update", batch.pk), ended)
    (together, one), _more = administrator.get(batch.get_absolute_url()).context["history_lines"].newest(2)
    assert {(str(label), old, str(new)) for label, old, new in together.changes} == {
        ("事项", None, "终止聘任"),
        ("终止原因", None, "辞聘"),
        ("人员", None, "梁鑫"),
    }
    assert {(str(label), old, str(new)) for label, old, new in one.changes} == {
        ("聘期末日", "2028-12-31", "2027-12-31"),
        ("层级", None, str(Grade.objects.get(code="expert-1"))),
        ("理由", "", "甲"),
        ("人员", None, "郭凤兰"),
    }


def test_rows_are_taken_out_after_a_question(administrator, firm):
    batch = firm.batch(firm.renew(), decision=False)
    chosen = {"selected": batch.rows.get().pk}
    assert administrator.post(url("rows_remove", batch.pk), chosen).status_code == 200
    assert batch.rows.count() == 1
    administrator.post(url("rows_remove", batch.pk), chosen | {"confirmed": "yes"})
    assert batch.rows.count() == 0


def test_rows_of_another_batch_are_not_there(administrator, firm):
    batch, other = firm.batch(firm.renew()), firm.batch(firm.extend(), title="另")
    stranger = {"selected": other.rows.get().pk, "last_day": "2030-01-01", "confirmed": "yes"}
    for name in ("rows_update", "rows_remove"):
        assert administrator.post(url(name, batch.pk), stranger).status_code == 404
    assert administrator.get(url("row_update", batch.pk, other.rows.get().pk)).status_code == 404


def test_a_batch_is_decided_and_carried_out(administrator, firm):
    batch = firm.batch(firm.renew(reason="续聘"), decision=False)
    page = administrator.get(batch.get_absolute_url())
    assert len(page.context["review"].undecided) == 1
    refused = administrator.get(url("batch_carry_out", batch.pk)).content.decode()
    assert "btn-primary" not in refused.partition('class="paper"')[2]
    cite(administrator, batch, firm.decision())
    assert carry_out_on_page(administrator, batch).status_code == 302
    batch.refresh_from_db()
    assert batch.status == BatchStatus.DONE
    assert "聘字〔2026〕0001号" in administrator.get(batch.get_absolute_url()).content.decode()


def cite(client, batch, decision, seen=None):
    address = url("batch_decision", batch.pk)
    seen = seen or client.get(address).context["form"]["seen"].value()
    return client.post(address, {"decision": decision.pk, "seen": seen})


def test_who_cites_another_decision_is_told_of_the_one_cited_meanwhile(administrator, firm):
    batch = firm.batch(firm.extend(), decision=False)
    theirs, mine = firm.decision(number="2026-1"), firm.decision(number="2026-2")
    seen = administrator.get(url("batch_decision", batch.pk)).context["form"]["seen"].value()
    assert cite(administrator, batch, theirs, seen).status_code == 302
    stale = cite(administrator, batch, mine, seen)
    batch.refresh_from_db()
    assert (stale.status_code, "2026-1" in stale.content.decode(), batch.decision) == (200, True, theirs)
    again = cite(administrator, batch, mine, stale.context["form"]["seen"].value())
    batch.refresh_from_db()
    assert (again.status_code, batch.decision) == (302, mine)


def test_a_decision_is_recorded_on_the_way_and_comes_back_chosen(administrator, firm):
    batch = firm.batch(firm.extend(), decision=False)
    page = administrator.get(url("batch_decision", batch.pk))
    form = administrator.get(page.context["record_url"])
    assert form.context["form"]["subject"].value() == batch.title
    assert form.context["form"]["unit"].value() == firm.group.code
    assert form.context["cancel_url"] == url("batch_decision", batch.pk)
    facts = {
        "unit": firm.group.code,
        "body": "party_committee",
        "meeting_number": "2026-30",
        "held_on": "2026-10-30",
        "subject": batch.title,
        "outcome": "同意",
        "attendees": "九人",
    }
    back = administrator.post(page.context["record_url"], facts)
    decision = Decision.objects.get()
    assert back.url == f"{url('batch_decision', batch.pk)}?decision={decision.pk}"
    assert administrator.get(back.url).context["form"]["decision"].value() == str(decision.pk)


def test_the_decision_on_grades_of_the_group_is_recorded_as_the_groups(administrator, firm):
    batch = firm.batch(firm.extend(), unit=firm.subsidiary, decision=False)
    page = administrator.get(url("batch_decision", batch.pk))
    assert f"unit={firm.group.code}&" in page.context["record_url"]


def test_a_decision_leads_to_the_batches_that_rest_on_it(administrator, firm):
    batch = firm.batch(firm.extend())
    firm.batch(firm.end(), title="另一批")
    (own, tab) = administrator.get(batch.decision.get_absolute_url()).context["tab_entries"]
    assert (own.url, str(tab.label), tab.count) == (batch.decision.get_absolute_url(), "聘任批次", 1)
    (row,) = administrator.get(tab.url).context["page"].rows
    assert batch.get_absolute_url() in row


def test_what_is_refused_is_said_with_its_reasons(administrator, firm):
    batch = firm.batch(firm.appoint(seat=1))
    page = carry_out_on_page(administrator, batch, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert (len(said), any("郭凤兰" in sentence for sentence in said)) == (2, True)
    assert Appointment.objects.count() == 1


# --- Two-level authority --------------------------------------------------------------------------------
def test_a_subsidiary_proposes_what_the_group_decides(subsidiary, firm):
    batch = firm.batch(firm.renew(), unit=firm.subsidiary, decision=False)
    assert subsidiary.post(url("batch_carry_out", batch.pk)).status_code == 403
    assert subsidiary.post(url("batch_propose", batch.pk)).status_code == 302
    batch.refresh_from_db()
    assert batch.status == BatchStatus.PROPOSED
    for name in ("batch_decision", "batch_return", "batch_carry_out"):
        assert subsidiary.get(url(name, batch.pk)).status_code == 403


def test_a_subsidiary_carries_out_its_own_and_the_group_takes_it_on_file(client, subsidiary, firm):
    post = of.post(firm.plant, grade=Grade.objects.get(code="expert-2"))
    row = firm.appoint(seat=1, post=post)
    batch = firm.batch(row, unit=firm.subsidiary, decision=firm.decision(firm.subsidiary))
    assert subsidiary.get(url("batch_propose", batch.pk)).status_code == 403
    assert carry_out_on_page(subsidiary, batch).status_code == 302
    assert subsidiary.post(url("batch_take_on_file", batch.pk)).status_code == 403
    client.force_login(firm.administrator)
    assert client.post(url("batch_take_on_file", batch.pk)).status_code == 302
    batch.refresh_from_db()
    assert batch.filed_by == firm.administrator


@pytest.fixture
def about_a_stranger(firm):
    """A batch of the subsidiary about somebody of another one, who retires within the term."""
    elsewhere = make.unit(firm.group, name="另一子公司", kind="subsidiary")
    person = talent.engineer(elsewhere, name="外单位人员", retires_on=datetime.date(2028, 6, 17))
    post = of.post(firm.plant, grade=Grade.objects.get(code="expert-2"))
    return firm.batch(firm.appoint(person, seat=1, post=post), unit=firm.subsidiary)


@pytest.mark.parametrize("name", ["batch_detail", "batch_carry_out"])
def test_a_day_of_retirement_is_read_by_who_may_see_the_day_of_birth(client, subsidiary, firm, about_a_stranger, name):
    discreet = subsidiary.get(url(name, about_a_stranger.pk)).content.decode()
    assert ("2028-06-17" in discreet, "该人员在聘期内达到退休年龄。" in discreet) == (False, True)
    client.force_login(firm.administrator)
    assert "2028-06-17" in client.get(url(name, about_a_stranger.pk)).content.decode()


@pytest.mark.parametrize("act", [batches.propose_batch, carry_out])
def test_a_refusal_tells_no_day_of_retirement(subsidiary, firm, about_a_stranger, act):
    with pytest.raises(DomainError) as refusal:
        act(about_a_stranger, actor=firm.lower)
    assert [("2028" in reason, "退休" in reason) for reason in refusal.value.reasons][-1] == (False, True)


def test_a_person_who_moves_is_counted_once_beside_the_rows(administrator, firm):
    post = of.post(firm.plant, grade=firm.held.grade)
    moving = firm.end(firm.held), firm.appoint(firm.held.engineer, seat=1, post=post)
    batch = firm.batch(*moving, firm.end(of.appointment(of.post(firm.plant))))
    for name in ("batch_detail", "batch_carry_out"):
        page = administrator.get(url(name, batch.pk), headers={"accept-language": "en"}).text
        assert "Of these, people who move (two rows each)" in page
    shown = administrator.get(batch.get_absolute_url()).context["shown"]
    assert ([count for _act, count in shown.counts], shown.moving) == ([2, 1], 1)


def test_a_subsidiary_prepares_for_its_own_units_only(subsidiary, firm):
    assert collect(subsidiary, firm, unit=firm.group.code).status_code == 200
    elsewhere = of.appointment(of.post(make.unit(firm.group)))
    assert collect(subsidiary, firm, selected=elsewhere.pk, unit=firm.subsidiary.code).status_code == 404
    assert not AppointmentBatch.objects.exists()


def test_who_stays_closes_up_behind_rows_that_are_taken_out(firm):
    people = [of.appointment(of.post(firm.plant)) for _place in range(4)]
    batch = firm.batch(*(firm.renew(held) for held in people))
    batches.remove_rows(batch, batch.rows.filter(position__in=(1, 3)), actor=firm.administrator)
    rows = batch.rows.order_by("position").values_list("position", "appointment")
    assert list(rows) == [(1, people[1].pk), (2, people[3].pk)]


# --- Mending ----------------------------------------------------------------------------------------------
def test_a_batch_is_corrected_by_another(administrator, firm):
    batch = carry_out(firm.batch(firm.extend()), actor=firm.administrator)
    rows = [row.pk for row in batch.rows.all()]
    asked = administrator.get(url("batch_correct", batch.pk)).content.decode()
    assert all(told in asked for told in ("郭凤兰", str(firm.post), "聘期顺延", "2026-12-31", "项目未完"))
    answer = administrator.post(url("batch_correct", batch.pk), {"title": "更正", "rows": rows, "reason": "有误"})
    correcting = AppointmentBatch.objects.get(corrects=batch)
    assert (answer.url, correcting.rows.get().revokes_id) == (correcting.get_absolute_url(), rows[0])


def test_a_revoked_extension_keeps_the_ends_it_changed(administrator, firm):
    """On the page of its own batch and, the other way round, on that of the batch which revoked it."""
    extended = carry_out(firm.batch(firm.extend()), actor=firm.administrator)
    undone = row_facts.revoke(extended.rows.get(), reason="有误")
    again = firm.extend(until=datetime.date(2028, 1, 1))
    mending = carry_out(firm.batch(undone, again, corrects=extended), actor=firm.administrator)
    said = [(row.act, row.previous_last_day, row.last_day) for batch in (extended, mending) for row in rows_of(batch)]
    assert [(act, str(before), str(after)) for act, before, after in said] == [
        ("extend", "2025-12-31", "2026-12-31"),
        ("revoke", "2026-12-31", "2025-12-31"),
        ("extend", "2025-12-31", "2027-12-31"),
    ]
    for batch in (extended, mending):
        text = administrator.get(batch.get_absolute_url()).content.decode()
        assert all(day in text for day in ("<small>2025-12-31</small>", "2026-12-31"))


def test_a_corrected_batch_says_by_which_and_which_rows_are_revoked(client, administrator, firm):
    other = of.appointment(of.post(firm.plant), talent.engineer(firm.plant, name="乙"))
    batch = carry_out(firm.batch(firm.extend(), firm.end(other)), actor=firm.administrator)
    undone = batch.rows.get(act="extend")
    facts = {"actor": firm.administrator, "reason": "有误"}
    mending = batches.correct_batch(batch, [undone], title="更正一", **facts)
    withdrawn = batches.correct_batch(batch, [undone], title="更正二", **facts)
    batches.withdraw_batch(withdrawn, **facts)
    shown = administrator.get(batch.get_absolute_url()).context["shown"]
    assert (shown.corrections, [line.revoked_by for line in shown.lines]) == ([mending], [None, None])
    carry_out(batches.cite_decision(mending, firm.decision(), actor=firm.administrator), actor=firm.administrator)
    page = administrator.get(batch.get_absolute_url())
    assert [line.revoked_by and line.revoked_by.batch for line in page.context["shown"].lines] == [mending, None]
    link = f'<a href="{mending.get_absolute_url()}">更正一</a>'
    assert page.content.decode().count(link) == 2  # as a fact of the batch and at the row
    client.force_login(make.user("subsidiary_administrator", firm.subsidiary))
    assert client.get(batch.get_absolute_url()).status_code == 404  # both are the group's


@pytest.mark.parametrize("act", ["extend", "end"])
def test_what_begins_no_term_has_no_first_day_of_one(administrator, firm, act):
    """Neither in a draft, nor when carried out, nor in a batch that corrects it."""
    shown = {"extend": [None, None, None], "end": [of.AS_OF] * 3}[act]
    draft = firm.batch(getattr(firm, act)())
    found = [draft.rows.get().first_day]
    done = carry_out(draft, actor=firm.administrator)
    found.append(done.rows.get().first_day)
    mending = batches.correct_batch(
        done, list(done.rows.all()), actor=firm.administrator, title="更正", reason="有误", again=True
    )
    found.append(mending.rows.get(act=act).first_day)
    assert found == shown
    for batch in (done, mending):
        text = administrator.get(batch.get_absolute_url()).content.decode()
        assert ('data-label="终止日期">2026-11-01' in text) == (act == "end")
        assert 'data-label="聘期起">2026-11-01' not in text


def test_a_row_names_the_post_as_the_certificate_does_and_its_seat_where_there_are_several(administrator, firm):
    alone = of.appointment(of.post(firm.plant, title="炼铁首席工程师", code="LT-1"), talent.engineer(firm.plant))
    text = administrator.get(firm.batch(firm.extend(), firm.extend(alone)).get_absolute_url()).content.decode()
    named = f"{firm.post.discipline.name}{firm.post.grade.name}"
    assert (named in text, "炼铁首席工程师" in text) == (True, True)
    assert text.count("· 席位 1") == 1


def test_who_stands_in_another_batch_too_is_said_with_it(administrator, firm):
    other = firm.batch(firm.end(), title="另一批次")
    batch = firm.batch(firm.extend())
    link = f'<a href="{other.get_absolute_url()}">另一批次</a>'
    for address in (batch.get_absolute_url(), url("batch_carry_out", batch.pk)):
        assert administrator.get(address).content.decode().count(link) == 1
    assert "另一批次" not in administrator.get(url("batch_meeting_paper", batch.pk)).content.decode()


def test_a_draft_is_not_corrected_but_changed(administrator, firm):
    draft = firm.batch(firm.renew())
    told = administrator.get(url("batch_correct", draft.pk), follow=True)
    assert [str(said) for said in told.context["messages"]] == ["只有已办结的批次才能更正。"]
    assert (told.redirect_chain[-1][0], AppointmentBatch.objects.count()) == (draft.get_absolute_url(), 1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_correction_costs_the_same_for_one_row_and_for_three(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=3)
    held = [of.appointment(post, seat=seat) for seat in range(1, count + 1)]
    batch = carry_out(firm.batch(*(firm.renew(one, reason="续聘") for one in held)), actor=firm.administrator)
    with django_assert_num_queries(20):
        rows = list(selectors.rows_to_revoke(batch))
        made = batches.correct_batch(batch, rows, actor=firm.administrator, title="更正", reason="有误", again=True)
    assert made.rows.count() == 2 * count


# --- Lists ------------------------------------------------------------------------------------------------
def test_a_batch_is_found_by_its_people(administrator, firm):
    batch = firm.batch(firm.renew(), title="甲批")
    firm.batch(firm.appoint(), title="乙批")
    page = administrator.get(url("batch_list"), {"q": "郭凤兰"}).content.decode()
    assert (batch.title in page, "乙批" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(administrator, firm, count, django_assert_num_queries):
    for _number in range(count):
        firm.batch(firm.extend())
    administrator.get(url("batch_list"))
    with django_assert_num_queries(4):
        administrator.get(url("batch_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_for_three(administrator, firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(count)]
    batch = firm.batch(*(firm.appoint(person, seat, post) for seat, person in enumerate(people, 1)))
    administrator.get(batch.get_absolute_url())
    with django_assert_num_queries(21):
        administrator.get(batch.get_absolute_url())


def test_a_long_batch_is_paged_and_keeps_to_the_rows_with_findings(administrator, firm, monkeypatch):
    monkeypatch.setattr(selectors, "ROWS_SHOWN", 1)
    batch = firm.batch(firm.appoint(seat=1), firm.renew())
    page = administrator.get(batch.get_absolute_url(), {"findings": ""})
    assert 'href="?findings=1&amp;page=2"' in page.content.decode()
    last = administrator.get(batch.get_absolute_url(), {"page": "9" * 30})
    assert (page.context["page"].count, last.context["page"].number) == (2, 1)
    last = administrator.get(batch.get_absolute_url(), {"page": "7"}).context["page"]
    assert (last.number, last.has_next, [line.row.position for line in last.rows]) == (2, False, [2])


def test_what_a_batch_comes_to_counts_rows_without_findings_as_well(administrator, firm):
    batch = firm.batch(firm.appoint(seat=1), firm.end())
    whole, found = (
        administrator.get(batch.get_absolute_url(), asked).context["shown"] for asked in ({}, {"findings": ""})
    )
    assert found.counts == whole.counts
    assert sum(count for _act, count in whole.counts) == 2
