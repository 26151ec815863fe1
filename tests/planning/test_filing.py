"""Typing into a return: the answer to every edit, who may, what is kept, and two people at once."""

import datetime
import json
import random

import pytest
from django.test import Client
from django.urls import reverse

from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from planning.enums import QuestionKind, ReturnStatus, SurveyStatus
from planning.models import DemandAnswer, DemandCandidate, DemandLine, DemandReturn, SurveyQuestion
from planning.services.filing import Edit, add_candidate, add_line, remove_candidate, remove_line, save_cells
from planning.services.surveys import close_survey
from rulebooks.models import Grade
from tests.factories import office, posts, rulebooks, talent
from tests.factories import planning as make
from tests.races import at_once

pytestmark = pytest.mark.django_db
CHOICES = "今年\n明年"


class Desk:
    """A plant whose filler answers a survey, with a line that is not answered yet."""

    def __init__(self):
        self.group = office.unit()
        self.plant = office.unit(self.group)
        self.filler = office.user(Role.FILLER, self.plant)
        self.hr = office.hr(self.group)
        self.answer = make.answer(self.plant)
        self.line = make.line(self.answer, wanted=None)

    def edit(self, field="wanted", value="2", base="", line=None):
        return Edit(self.answer.pk, f"line:{(line or self.line).pk}:{field}", value, base)

    def save(self, *edits, user=None):
        return [(answer.state, answer.version) for answer in save_cells(user or self.filler, edits)]

    def stored(self):
        return DemandLine.objects.get(pk=self.line.pk)

    def question(self, kind, **fields):
        position = self.answer.survey.questions.count() + 1
        choices = CHOICES if kind == QuestionKind.CHOICE else ""
        return SurveyQuestion.objects.create(
            survey=self.answer.survey, position=position, words=f"问题{position}", kind=kind, choices=choices, **fields
        )


@pytest.fixture
def desk():
    return Desk()


# --- What becomes of an edit --------------------------------------------------------------------------------------
def test_a_cell_typed_over_what_is_stored_is_saved_with_who_and_when(desk):
    assert desk.save(desk.edit()) == [("saved", "2")]
    line = desk.stored()
    assert (line.wanted, line.filed_by) == (2, desk.filler)
    assert line.filed_at is not None
    assert not AuditEntry.objects.filter(target_type="planning.demandline").exists()


def test_the_stored_value_is_answered_as_the_same_whatever_it_was_typed_over(desk):
    DemandLine.objects.update(wanted=2)
    assert desk.save(desk.edit(base="7")) == [("same", "2")]
    assert desk.stored().filed_by is None


def test_another_value_than_the_one_that_the_page_saw_is_a_conflict(desk):
    desk.save(desk.edit(value="3"), user=desk.hr)
    (answer,) = save_cells(desk.filler, [desk.edit(value="4")])
    told = answer.as_json()
    assert (told["state"], told["theirs"], told["version"]) == ("conflict", "3", "3")
    assert len(told["at"]) == len("11-26 04:58")
    assert desk.stored().wanted == 3
    assert desk.save(desk.edit(value="4", base="3")) == [("saved", "4")]


def test_what_cannot_be_read_is_refused_with_the_reason_and_the_rest_is_saved(desk):
    wrong, right = save_cells(desk.filler, [desk.edit(value="三"), desk.edit("problem", "炉役后期")])
    assert (wrong.state, wrong.reason) == ("refused", "不是数字")
    assert right.state == "saved"
    assert (desk.stored().wanted, desk.stored().problem) == (None, "炉役后期")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wanted", "-1"),
        ("wanted", "1000"),
        ("wanted", "1.5"),
        ("problem_kind", "soft"),
        ("urgency", "yesterday"),
        ("problem", "长" * 1_001),
        ("consequence", "长" * 1_001),
    ],
)
def test_values_outside_of_what_a_field_takes_are_refused(desk, field, value):
    assert [answer.state for answer in save_cells(desk.filler, [desk.edit(field, value)])] == ["refused"]


@pytest.mark.parametrize(
    "name", ["line:{other}:wanted", "line:0:wanted", "line:{own}:decided", "line:x:wanted", "answer:0", "more"]
)
def test_what_is_no_cell_of_the_return_is_gone(desk, name):
    other = make.line(make.answer(office.unit(desk.group)), wanted=None)
    named = name.format(other=other.pk, own=desk.line.pk)
    assert desk.save(Edit(desk.answer.pk, named, "5", "")) == [("gone", "")]
    assert DemandLine.objects.filter(wanted=5).count() == 0


def test_a_value_is_cleared(desk):
    DemandLine.objects.update(wanted=2)
    assert desk.save(desk.edit(value=None, base="2")) == [("saved", "")]
    assert desk.stored().wanted is None


def test_a_value_saved_twice_in_one_batch_goes_by_what_it_became(desk):
    assert desk.save(desk.edit(value="2"), desk.edit(value="3", base="2")) == [("saved", "2"), ("saved", "3")]
    assert desk.stored().wanted == 3


def test_line_breaks_of_a_form_are_those_of_a_script(desk):
    assert desk.save(desk.edit("problem", "一\r\n二")) == [("saved", "一\n二")]
    assert desk.save(desk.edit("problem", "三", base="一\r\n二")) == [("saved", "三")]


def test_remarks_and_answers_are_cells_as_well(desk):
    question = desk.question(QuestionKind.TEXT)
    edits = [Edit(desk.answer.pk, "remarks", "无", ""), Edit(desk.answer.pk, f"answer:{question.pk}", "缺专家", "")]
    assert desk.save(*edits) == [("saved", "无"), ("saved", "缺专家")]
    again = Edit(desk.answer.pk, f"answer:{question.pk}", "缺首席", "缺专家")
    assert desk.save(again) == [("saved", "缺首席")]
    assert DemandReturn.objects.get(pk=desk.answer.pk).remarks == "无"
    assert DemandAnswer.objects.get().value == "缺首席"


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "wrong"),
    [
        (QuestionKind.NUMBER, "1,200.50", "1200.5", "许多"),
        (QuestionKind.DATE, "2026/3/1", "2026-03-01", "2026-13-01"),
        (QuestionKind.CHOICE, "明年", "明年", "后年"),
        (QuestionKind.YES_NO, "是", "yes", "也许"),
    ],
)
def test_answers_follow_the_kind_of_their_question(desk, kind, typed, kept, wrong):
    name = f"answer:{desk.question(kind).pk}"
    assert desk.save(Edit(desk.answer.pk, name, wrong, ""))[0][0] == "refused"
    assert desk.save(Edit(desk.answer.pk, name, typed, "")) == [("saved", kept)]


# --- Who may, and when --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION])
def test_who_only_reads_saves_nothing(desk, role):
    assert desk.save(desk.edit(), user=office.user(role, desk.plant)) == [("gone", "")]


def test_a_filler_of_another_unit_saves_nothing(desk):
    other = office.user(Role.FILLER, office.unit(desk.group))
    assert desk.save(desk.edit(), user=other) == [("gone", "")]
    assert desk.stored().wanted is None


def test_human_resources_above_types_in_what_came_on_paper(desk):
    assert desk.save(desk.edit(), user=desk.hr) == [("saved", "2")]


@pytest.mark.parametrize("status", sorted(set(ReturnStatus) - {ReturnStatus.DRAFT, ReturnStatus.ACCEPTED}))
def test_a_return_that_was_handed_in_is_locked(desk, status):
    DemandReturn.objects.update(status=status, submitted_at=datetime.datetime.now(datetime.UTC))
    assert [answer.state for answer in save_cells(desk.filler, [desk.edit()])] == ["locked"]


def test_a_closed_survey_locks_its_returns(desk):
    desk.answer.survey.status = SurveyStatus.CLOSED
    desk.answer.survey.save()
    (answer,) = save_cells(desk.filler, [desk.edit()])
    assert (answer.state, answer.reason) == ("locked", "普查现在不在填报中。")


def test_several_returns_are_saved_in_one_batch_in_a_constant_number_of_queries(desk, django_assert_num_queries):
    user, edits = desk.hr, [desk.edit()]
    user.current_duties  # noqa: B018  read once per request
    with django_assert_num_queries(10):
        save_cells(user, edits)
    for _number in range(2):
        line = make.line(make.answer(office.unit(desk.group)), wanted=None)
        edits.append(Edit(line.demand_return_id, f"line:{line.pk}:wanted", "5", ""))
    edits[0] = desk.edit(value="6", base="2")
    with django_assert_num_queries(10):
        assert {answer.state for answer in save_cells(user, edits)} == {"saved"}


def test_a_number_that_changes_after_it_was_handed_up_is_an_act_with_the_reason(desk):
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="请核对")
    DemandLine.objects.update(wanted=2)
    desk.save(desk.edit(value="3", base="2"), desk.edit(value="4", base="3"), desk.edit("problem", "换了说法"))
    entry = AuditEntry.objects.get(target_type="planning.demandline")
    assert (entry.verb, entry.changes, entry.reason) == ("demandline.corrected", {"wanted": [2, 4]}, "请核对")
    assert (entry.target_id, entry.unit, entry.actor) == (desk.line.pk, desk.plant, desk.filler)


@pytest.mark.parametrize("seed", range(20))
def test_any_sequence_of_valid_edits_reads_back_as_it_was_typed(desk, seed):
    chance = random.Random(seed)
    lines = [desk.line, make.line(desk.answer, wanted=None)]
    values = {
        "wanted": ["", "0", "7", "999"],
        "problem_kind": ["", "hard", "painful"],
        "problem": ["", "一\n二", "长" * 1_000],
        "urgency": ["", "now", "later"],
        "consequence": ["", "停产"],
    }
    shown = {}
    for _step in range(30):
        line, field = chance.choice(lines), chance.choice(sorted(values))
        value = chance.choice(values[field])
        base = shown.get((line.pk, field), "")
        assert desk.save(desk.edit(field, value, base, line))[0][0] in {"saved", "same"}
        shown[line.pk, field] = value
    for (pk, field), value in shown.items():
        stored = getattr(DemandLine.objects.get(pk=pk), field)
        assert ("" if stored is None else str(stored)) == value


# --- The endpoint ---------------------------------------------------------------------------------------------------
def send(client, body, **headers):
    return client.post(reverse("planning:return_cells"), body, content_type="application/json", headers=headers)


def body_of(desk, **fields):
    edit = {"sheet": desk.answer.pk, "criterion": f"line:{desk.line.pk}:wanted", "value": "2", "base": ""} | fields
    return json.dumps({"epochs": {}, "edits": [edit]})


def test_the_endpoint_answers_each_edit(client, desk):
    client.force_login(desk.filler)
    told = send(client, body_of(desk)).json()
    name = f"line:{desk.line.pk}:wanted"
    assert told == {"answers": [{"sheet": desk.answer.pk, "criterion": name, "state": "saved", "version": "2"}]}


def test_the_endpoint_tells_who_is_signed_out_and_who_is_somebody_else(client, desk):
    assert (send(client, body_of(desk)).status_code, send(client, body_of(desk)).json()) == (
        401,
        {"error": "signed_out"},
    )
    client.force_login(desk.filler)
    refused = send(client, body_of(desk), x_filing_user=str(desk.hr.pk))
    assert (refused.status_code, refused.json()) == (403, {"error": "other_user"})
    assert desk.stored().wanted is None


def test_the_endpoint_refuses_a_forged_request_in_json(desk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.filler)
    assert (send(strict, body_of(desk)).status_code, send(strict, body_of(desk)).json()) == (403, {"error": "csrf"})
    fresh = strict.get(reverse("planning:return_token")).json()
    assert fresh["user"] == desk.filler.pk
    assert send(strict, body_of(desk), x_csrftoken=fresh["token"]).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"sheet": True}, {"sheet": 1.5}, {"criterion": 7}, {"value": []}, {"base": {}}, {"value": 3}]
)
def test_what_no_page_sends_is_malformed(client, desk, fields):
    client.force_login(desk.filler)
    answer = send(client, body_of(desk, **fields))
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})


def test_too_much_at_once_is_refused(client, desk):
    client.force_login(desk.filler)
    assert send(client, json.dumps({"edits": ["x" * 300_000]})).status_code == 413
    many = [{"sheet": 1, "criterion": "remarks", "value": "", "base": ""}] * 2_001
    assert send(client, json.dumps({"edits": many})).status_code == 413


def test_half_a_character_is_left_out_rather_than_stored(client, desk):
    client.force_login(desk.filler)
    (told,) = send(client, body_of(desk, criterion=f"line:{desk.line.pk}:problem", value="高炉\ud800")).json()[
        "answers"
    ]
    assert (told["state"], desk.stored().problem) == ("saved", "高炉")


# --- Lines ------------------------------------------------------------------------------------------------------------
def test_a_line_is_added_with_the_facts_of_the_day(desk):
    grade, discipline = rulebooks.grade(), posts.discipline()
    line = add_line(desk.answer, grade, discipline, actor=desk.filler)
    assert (line.authorised, line.held, line.retiring, line.wanted, line.filed_by) == (0, 0, 0, None, desk.filler)


def test_a_line_is_not_added_twice(desk):
    with pytest.raises(DomainError, match="已有该"):
        add_line(desk.answer, desk.line.grade, desk.line.discipline, actor=desk.filler)


def test_a_grade_that_the_rules_do_not_know_is_refused(desk):
    known = rulebooks.grade()
    other = Grade.objects.create(ladder=known.ladder, code="other", name="另级")
    with pytest.raises(DomainError, match="另级"):
        add_line(desk.answer, other, posts.discipline(), actor=desk.filler)


def test_only_an_added_line_is_taken_out(desk):
    with pytest.raises(DomainError, match="0"):
        remove_line(desk.line, actor=desk.filler)
    added = add_line(desk.answer, rulebooks.grade(), posts.discipline(), actor=desk.filler)
    remove_line(added, actor=desk.filler)
    assert not DemandLine.objects.filter(pk=added.pk).exists()
    with pytest.raises(DomainError, match="已被"):
        remove_line(added, actor=desk.filler)
    assert not AuditEntry.objects.filter(verb="demandline.removed").exists()


def test_a_line_taken_out_after_it_was_handed_up_is_an_act(desk):
    added = add_line(desk.answer, rulebooks.grade(), posts.discipline(), actor=desk.filler)
    desk.save(desk.edit(line=added))
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="不属本单位")
    remove_line(added, actor=desk.filler)
    entry = AuditEntry.objects.get(verb="demandline.removed")
    assert (entry.changes, entry.reason) == ({"wanted": [2, None]}, "不属本单位")


def test_lines_and_people_named_after_it_was_handed_up_are_acts(desk):
    person = talent.engineer(desk.plant)
    add_candidate(desk.line, person, actor=desk.hr)
    remove_candidate(desk.line, person, actor=desk.hr)
    assert not AuditEntry.objects.filter(verb__startswith="demandline.").exists()
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="请补充人选")
    for act in (add_candidate, add_candidate, remove_candidate, remove_candidate):
        act(desk.line, person, actor=desk.hr)
    added = add_line(desk.answer, rulebooks.grade(), posts.discipline(), actor=desk.filler)
    entries = AuditEntry.objects.filter(verb__startswith="demandline.").order_by("pk")
    assert list(entries.values_list("verb", "changes", "reason")) == [
        ("demandline.candidate_named", {"candidate": [None, str(person)]}, "请补充人选"),
        ("demandline.candidate_removed", {"candidate": [str(person), None]}, "请补充人选"),
        ("demandline.added", {"authorised": [None, added.authorised]}, "请补充人选"),
    ]


@pytest.mark.parametrize("act", ["add_line", "remove_line", "add_candidate", "remove_candidate"])
def test_nothing_is_added_or_taken_out_once_it_was_handed_in(desk, act):
    person = talent.engineer(desk.plant)
    DemandReturn.objects.update(status=ReturnStatus.CHECKING)
    acts = {
        "add_line": lambda: add_line(desk.answer, rulebooks.grade(), posts.discipline(), actor=desk.filler),
        "remove_line": lambda: remove_line(desk.line, actor=desk.filler),
        "add_candidate": lambda: add_candidate(desk.line, person, actor=desk.filler),
        "remove_candidate": lambda: remove_candidate(desk.line, person, actor=desk.filler),
    }
    with pytest.raises(DomainError, match="待审核"):
        acts[act]()


# --- People -----------------------------------------------------------------------------------------------------------
def test_someone_of_the_unit_is_put_up_once_and_taken_back(desk):
    person = talent.engineer(office.unit(desk.plant))
    add_candidate(desk.line, person, actor=desk.filler)
    add_candidate(desk.line, person, actor=desk.filler)
    assert DemandCandidate.objects.get().engineer == person
    remove_candidate(desk.line, person, actor=desk.filler)
    assert not DemandCandidate.objects.exists()


@pytest.mark.parametrize("status", ["left", "retired"])
def test_people_who_are_gone_are_not_put_up(desk, status):
    with pytest.raises(DomainError, match="本单位"):
        add_candidate(desk.line, talent.engineer(desk.plant, status=status), actor=desk.filler)


def test_people_of_another_unit_are_not_put_up(desk):
    with pytest.raises(DomainError, match="本单位"):
        add_candidate(desk.line, talent.engineer(office.unit(desk.group)), actor=desk.hr)


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_writers_of_one_cell_saves_one_and_tells_the_other():
    desk = Desk()

    def write(user, value):
        return lambda: save_cells(user, [desk.edit(value=value)])[0].state

    assert sorted(at_once(write(desk.filler, "3"), write(desk.hr, "4"))) == ["conflict", "saved"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_people_on_different_cells_loses_neither():
    desk = Desk()
    results = at_once(
        lambda: save_cells(desk.filler, [desk.edit(value="3")])[0].state,
        lambda: save_cells(desk.hr, [desk.edit("problem", "炉役后期")])[0].state,
    )
    assert results == ["saved", "saved"]
    assert (desk.stored().wanted, desk.stored().problem) == (3, "炉役后期")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_saving_and_closing_the_survey_changes_nothing_once_it_is_closed():
    desk = Desk()
    closed, saved = at_once(
        lambda: close_survey(desk.answer.survey, actor=desk.hr),
        lambda: save_cells(desk.filler, [desk.edit(value="3")])[0].state,
    )
    assert closed.status == SurveyStatus.CLOSED
    assert (desk.stored().wanted == 3) == (saved == "saved")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_who_add_the_same_line_makes_one():
    desk = Desk()
    grade, discipline = rulebooks.grade(), posts.discipline()
    results = at_once(*[lambda: add_line(desk.answer, grade, discipline, actor=desk.filler)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["DemandLine", "DomainError"]
