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
from planning.selectors.filing import line_code
from planning.services.filing import Edit, add_candidate, add_line, remove_candidate, remove_line, save_cells
from planning.services.surveys import close_survey
from rulebooks.models import Grade
from tests.factories import office, posts, rulebooks, talent
from tests.factories import planning as make
from tests.races import at_once

pytestmark = pytest.mark.django_db
CHOICES = "今年\n明年"


class Draft:
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
def draft():
    return Draft()


# --- What becomes of an edit --------------------------------------------------------------------------------------
def test_a_cell_typed_over_what_is_stored_is_saved_with_who_and_when(draft):
    assert draft.save(draft.edit()) == [("saved", "2")]
    line = draft.stored()
    assert (line.wanted, line.filed_by) == (2, draft.filler)
    assert line.filed_at is not None
    assert not AuditEntry.objects.filter(target_type="planning.demandline").exists()


def test_the_stored_value_is_answered_as_the_same_whatever_it_was_typed_over(draft):
    DemandLine.objects.update(wanted=2)
    assert draft.save(draft.edit(base="7")) == [("same", "2")]
    assert draft.stored().filed_by is None


def test_another_value_than_the_one_that_the_page_saw_is_a_conflict(draft):
    draft.save(draft.edit(value="3"), user=draft.hr)
    (answer,) = save_cells(draft.filler, [draft.edit(value="4")])
    told = answer.as_json()
    assert (told["state"], told["theirs"], told["version"]) == ("conflict", "3", "3")
    assert len(told["at"]) == len("11-26 04:58")
    assert draft.stored().wanted == 3
    assert draft.save(draft.edit(value="4", base="3")) == [("saved", "4")]


def test_what_cannot_be_read_is_refused_with_the_reason_and_the_rest_is_saved(draft):
    wrong, right = save_cells(draft.filler, [draft.edit(value="三"), draft.edit("problem", "炉役后期")])
    assert (wrong.state, wrong.reason) == ("refused", "不是数字。")
    assert right.state == "saved"
    assert (draft.stored().wanted, draft.stored().problem) == (None, "炉役后期")


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
def test_values_outside_of_what_a_field_takes_are_refused(draft, field, value):
    assert [answer.state for answer in save_cells(draft.filler, [draft.edit(field, value)])] == ["refused"]


@pytest.mark.parametrize(
    "name", ["line:{other}:wanted", "line:0:wanted", "line:{own}:decided", "line:x:wanted", "answer:0", "more"]
)
def test_what_is_no_cell_of_the_return_is_gone(draft, name):
    other = make.line(make.answer(office.unit(draft.group)), wanted=None)
    named = name.format(other=other.pk, own=draft.line.pk)
    assert draft.save(Edit(draft.answer.pk, named, "5", "")) == [("gone", "")]
    assert DemandLine.objects.filter(wanted=5).count() == 0


def test_a_value_is_cleared(draft):
    DemandLine.objects.update(wanted=2)
    assert draft.save(draft.edit(value=None, base="2")) == [("saved", "")]
    assert draft.stored().wanted is None


def test_a_value_saved_twice_in_one_batch_goes_by_what_it_became(draft):
    assert draft.save(draft.edit(value="2"), draft.edit(value="3", base="2")) == [("saved", "2"), ("saved", "3")]
    assert draft.stored().wanted == 3


def test_line_breaks_of_a_form_are_those_of_a_script(draft):
    assert draft.save(draft.edit("problem", "一\r\n二")) == [("saved", "一\n二")]
    assert draft.save(draft.edit("problem", "三", base="一\r\n二")) == [("saved", "三")]


def test_remarks_and_answers_are_cells_as_well(draft):
    question = draft.question(QuestionKind.TEXT)
    edits = [Edit(draft.answer.pk, "remarks", "无", ""), Edit(draft.answer.pk, f"answer:{question.pk}", "缺专家", "")]
    assert draft.save(*edits) == [("saved", "无"), ("saved", "缺专家")]
    again = Edit(draft.answer.pk, f"answer:{question.pk}", "缺首席", "缺专家")
    assert draft.save(again) == [("saved", "缺首席")]
    assert DemandReturn.objects.get(pk=draft.answer.pk).remarks == "无"
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
def test_answers_follow_the_kind_of_their_question(draft, kind, typed, kept, wrong):
    name = f"answer:{draft.question(kind).pk}"
    assert draft.save(Edit(draft.answer.pk, name, wrong, ""))[0][0] == "refused"
    assert draft.save(Edit(draft.answer.pk, name, typed, "")) == [("saved", kept)]


# --- Who may, and when --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION])
def test_who_only_reads_saves_nothing(draft, role):
    assert draft.save(draft.edit(), user=office.user(role, draft.plant)) == [("gone", "")]


def test_a_filler_of_another_unit_saves_nothing(draft):
    other = office.user(Role.FILLER, office.unit(draft.group))
    assert draft.save(draft.edit(), user=other) == [("gone", "")]
    assert draft.stored().wanted is None


def test_human_resources_above_types_in_what_came_on_paper(draft):
    assert draft.save(draft.edit(), user=draft.hr) == [("saved", "2")]


@pytest.mark.parametrize("status", sorted(set(ReturnStatus) - {ReturnStatus.DRAFT, ReturnStatus.ACCEPTED}))
def test_a_return_that_was_handed_in_is_locked(draft, status):
    DemandReturn.objects.update(status=status, submitted_at=datetime.datetime.now(datetime.UTC))
    assert [answer.state for answer in save_cells(draft.filler, [draft.edit()])] == ["locked"]


def test_a_closed_survey_locks_its_returns(draft):
    draft.answer.survey.status = SurveyStatus.CLOSED
    draft.answer.survey.save()
    (answer,) = save_cells(draft.filler, [draft.edit()])
    assert (answer.state, answer.reason) == ("locked", "普查现在不在填报中。")


def test_several_returns_are_saved_in_one_batch_in_a_constant_number_of_queries(draft, django_assert_num_queries):
    user, edits = draft.hr, [draft.edit()]
    user.current_duties  # noqa: B018  read once per request
    with django_assert_num_queries(11):
        save_cells(user, edits)
    for _number in range(2):
        line = make.line(make.answer(office.unit(draft.group)), wanted=None)
        edits.append(Edit(line.demand_return_id, f"line:{line.pk}:wanted", "5", ""))
    edits[0] = draft.edit(value="6", base="2")
    with django_assert_num_queries(11):
        assert {answer.state for answer in save_cells(user, edits)} == {"saved"}


def test_a_number_that_changes_after_it_was_handed_up_is_an_act_with_the_reason(draft):
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="请核对")
    DemandLine.objects.update(wanted=2)
    draft.save(draft.edit(value="3", base="2"), draft.edit(value="4", base="3"), draft.edit("problem", "换了说法"))
    entry = AuditEntry.objects.get(target_type="planning.demandline")
    assert (entry.verb, entry.changes, entry.reason) == ("demandline.corrected", {"wanted": [2, 4]}, "请核对")
    assert (entry.target_id, entry.unit, entry.actor) == (draft.line.pk, draft.plant, draft.filler)


@pytest.mark.parametrize("seed", range(20))
def test_any_sequence_of_valid_edits_reads_back_as_it_was_typed(draft, seed):
    chance = random.Random(seed)
    lines = [draft.line, make.line(draft.answer, wanted=None)]
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
        assert draft.save(draft.edit(field, value, base, line))[0][0] in {"saved", "same"}
        shown[line.pk, field] = value
    for (pk, field), value in shown.items():
        stored = getattr(DemandLine.objects.get(pk=pk), field)
        assert ("" if stored is None else str(stored)) == value


# --- The endpoint ---------------------------------------------------------------------------------------------------
def send(client, body, **headers):
    return client.post(reverse("planning:return_cells"), body, content_type="application/json", headers=headers)


def body_of(draft, **fields):
    edit = {"sheet": draft.answer.pk, "criterion": f"line:{draft.line.pk}:wanted", "value": "2", "base": ""} | fields
    return json.dumps({"epochs": {}, "edits": [edit]})


def test_the_endpoint_answers_each_edit(client, draft):
    client.force_login(draft.filler)
    told = send(client, body_of(draft)).json()
    name = f"line:{draft.line.pk}:wanted"
    assert told == {"answers": [{"sheet": draft.answer.pk, "criterion": name, "state": "saved", "version": "2"}]}


def test_the_endpoint_tells_who_is_signed_out_and_who_is_somebody_else(client, draft):
    assert (send(client, body_of(draft)).status_code, send(client, body_of(draft)).json()) == (
        401,
        {"error": "signed_out"},
    )
    client.force_login(draft.filler)
    refused = send(client, body_of(draft), x_filing_user=str(draft.hr.pk))
    assert (refused.status_code, refused.json()) == (403, {"error": "other_user"})
    assert draft.stored().wanted is None


def test_the_endpoint_refuses_a_forged_request_in_json(draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(draft.filler)
    assert (send(strict, body_of(draft)).status_code, send(strict, body_of(draft)).json()) == (403, {"error": "csrf"})
    fresh = strict.get(reverse("planning:return_token")).json()
    assert fresh["user"] == draft.filler.pk
    assert send(strict, body_of(draft), x_csrftoken=fresh["token"]).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"sheet": True}, {"sheet": 1.5}, {"criterion": 7}, {"value": []}, {"base": {}}, {"value": 3}]
)
def test_what_no_page_sends_is_malformed(client, draft, fields):
    client.force_login(draft.filler)
    answer = send(client, body_of(draft, **fields))
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})


def test_too_much_at_once_is_refused(client, draft):
    client.force_login(draft.filler)
    assert send(client, json.dumps({"edits": ["x" * 300_000]})).status_code == 413
    many = [{"sheet": 1, "criterion": "remarks", "value": "", "base": ""}] * 2_001
    assert send(client, json.dumps({"edits": many})).status_code == 413


def test_half_a_character_is_left_out_rather_than_stored(client, draft):
    client.force_login(draft.filler)
    (told,) = send(client, body_of(draft, criterion=f"line:{draft.line.pk}:problem", value="高炉\ud800")).json()[
        "answers"
    ]
    assert (told["state"], draft.stored().problem) == ("saved", "高炉")


# --- Lines ------------------------------------------------------------------------------------------------------------
def test_a_line_is_added_with_the_facts_of_the_day(draft):
    grade, discipline = rulebooks.grade(), posts.discipline()
    line = add_line(draft.answer, grade, discipline, actor=draft.filler)
    assert (line.authorised, line.held, line.retiring, line.wanted, line.filed_by) == (0, 0, 0, None, draft.filler)


def test_a_line_is_not_added_twice(draft):
    with pytest.raises(DomainError, match="已有该"):
        add_line(draft.answer, draft.line.grade, draft.line.discipline, actor=draft.filler)


def test_a_grade_that_the_rules_do_not_know_is_refused(draft):
    known = rulebooks.grade()
    other = Grade.objects.create(ladder=known.ladder, code="other", name="另级")
    with pytest.raises(DomainError, match="另级"):
        add_line(draft.answer, other, posts.discipline(), actor=draft.filler)


def take_out(draft, line):
    remove_line(line, actor=draft.filler, seen=line_code(line))


def test_only_an_added_line_is_taken_out(draft):
    with pytest.raises(DomainError, match="0"):
        take_out(draft, draft.line)
    added = add_line(draft.answer, rulebooks.grade(), posts.discipline(), actor=draft.filler)
    take_out(draft, added)
    assert not DemandLine.objects.filter(pk=added.pk).exists()
    with pytest.raises(DomainError, match="已被"):
        remove_line(added, actor=draft.filler, seen="")
    assert not AuditEntry.objects.filter(verb="demandline.removed").exists()


@pytest.mark.parametrize("meanwhile", ["wanted", "problem", "named", "taken back"])
def test_a_line_that_says_something_else_meanwhile_is_not_taken_out(draft, meanwhile):
    added = add_line(draft.answer, rulebooks.grade(), posts.discipline(), actor=draft.filler)
    person = talent.engineer(draft.plant)
    if meanwhile == "taken back":
        DemandCandidate.objects.create(line=added, engineer=person)
    seen = line_code(added)
    match meanwhile:
        case "wanted" | "problem":
            draft.save(draft.edit(meanwhile, "5", line=added), user=draft.hr)
        case "named":
            DemandCandidate.objects.create(line=added, engineer=person)
        case "taken back":
            remove_candidate(added, person, actor=draft.hr)
    with pytest.raises(DomainError, match="刚被他人修改"):
        remove_line(added, actor=draft.filler, seen=seen)
    assert DemandLine.objects.filter(pk=added.pk).exists()


def test_a_line_taken_out_after_it_was_handed_up_is_an_act(draft):
    added = add_line(draft.answer, rulebooks.grade(), posts.discipline(), actor=draft.filler)
    draft.save(draft.edit(line=added))
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="不属本单位")
    added.refresh_from_db()
    take_out(draft, added)
    entry = AuditEntry.objects.get(verb="demandline.removed")
    assert (entry.changes, entry.reason) == ({"wanted": [2, None]}, "不属本单位")


def test_lines_and_people_named_after_it_was_handed_up_are_acts(draft):
    person = talent.engineer(draft.plant)
    add_candidate(draft.line, person, actor=draft.hr)
    remove_candidate(draft.line, person, actor=draft.hr)
    assert not AuditEntry.objects.filter(verb__startswith="demandline.").exists()
    DemandReturn.objects.update(submitted_at=datetime.datetime.now(datetime.UTC), sent_back_reason="请补充人选")
    for act in (add_candidate, add_candidate, remove_candidate, remove_candidate):
        act(draft.line, person, actor=draft.hr)
    added = add_line(draft.answer, rulebooks.grade(), posts.discipline(), actor=draft.filler)
    entries = AuditEntry.objects.filter(verb__startswith="demandline.").order_by("pk")
    assert list(entries.values_list("verb", "changes", "reason")) == [
        ("demandline.candidate_named", {"candidate": [None, str(person)]}, "请补充人选"),
        ("demandline.candidate_removed", {"candidate": [str(person), None]}, "请补充人选"),
        ("demandline.added", {"authorised": [None, added.authorised]}, "请补充人选"),
    ]


@pytest.mark.parametrize("act", ["add_line", "remove_line", "add_candidate", "remove_candidate"])
def test_nothing_is_added_or_taken_out_once_it_was_handed_in(draft, act):
    person = talent.engineer(draft.plant)
    DemandReturn.objects.update(status=ReturnStatus.CHECKING)
    acts = {
        "add_line": lambda: add_line(draft.answer, rulebooks.grade(), posts.discipline(), actor=draft.filler),
        "remove_line": lambda: remove_line(draft.line, actor=draft.filler, seen=""),
        "add_candidate": lambda: add_candidate(draft.line, person, actor=draft.filler),
        "remove_candidate": lambda: remove_candidate(draft.line, person, actor=draft.filler),
    }
    with pytest.raises(DomainError, match="待审核"):
        acts[act]()


# --- People -----------------------------------------------------------------------------------------------------------
def test_someone_of_the_unit_is_put_up_once_and_taken_back(draft):
    person = talent.engineer(office.unit(draft.plant))
    add_candidate(draft.line, person, actor=draft.filler)
    add_candidate(draft.line, person, actor=draft.filler)
    assert DemandCandidate.objects.get().engineer == person
    remove_candidate(draft.line, person, actor=draft.filler)
    assert not DemandCandidate.objects.exists()


@pytest.mark.parametrize("status", ["left", "retired"])
def test_people_who_are_gone_are_not_put_up(draft, status):
    with pytest.raises(DomainError, match="本单位"):
        add_candidate(draft.line, talent.engineer(draft.plant, status=status), actor=draft.filler)


def test_people_of_another_unit_are_not_put_up(draft):
    with pytest.raises(DomainError, match="本单位"):
        add_candidate(draft.line, talent.engineer(office.unit(draft.group)), actor=draft.hr)


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_writers_of_one_cell_saves_one_and_tells_the_other():
    draft = Draft()

    def write(user, value):
        return lambda: save_cells(user, [draft.edit(value=value)])[0].state

    assert sorted(at_once(write(draft.filler, "3"), write(draft.hr, "4"))) == ["conflict", "saved"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_people_on_different_cells_loses_neither():
    draft = Draft()
    results = at_once(
        lambda: save_cells(draft.filler, [draft.edit(value="3")])[0].state,
        lambda: save_cells(draft.hr, [draft.edit("problem", "炉役后期")])[0].state,
    )
    assert results == ["saved", "saved"]
    assert (draft.stored().wanted, draft.stored().problem) == (3, "炉役后期")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_saving_and_closing_the_survey_changes_nothing_once_it_is_closed():
    draft = Draft()
    closed, saved = at_once(
        lambda: close_survey(draft.answer.survey, actor=draft.hr),
        lambda: save_cells(draft.filler, [draft.edit(value="3")])[0].state,
    )
    assert closed.status == SurveyStatus.CLOSED
    assert (draft.stored().wanted == 3) == (saved == "saved")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_who_add_the_same_line_makes_one():
    draft = Draft()
    grade, discipline = rulebooks.grade(), posts.discipline()
    results = at_once(*[lambda: add_line(draft.answer, grade, discipline, actor=draft.filler)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["DemandLine", "DomainError"]
