"""The pages of a survey as whoever runs it, a subsidiary and a plant use them."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from office.models import AuditEntry
from planning.enums import QuestionKind, ReturnStatus, SurveyStatus
from planning.models import DemandReturn, DemandSurvey, SurveyFile, SurveyLimit, SurveyQuestion
from planning.selectors.previews import preview_of
from planning.services import guidance, surveys
from posts.models import PostVersion
from tests.factories import office as make
from tests.factories import planning as demand
from tests.factories import posts as of
from tests.factories import rulebooks

pytestmark = pytest.mark.django_db
DAYS = {"as_of": "2026-10-31", "opens_on": "2026-11-01", "closes_on": "2026-11-30"}
NEW = {"title": "2026年需求普查", "kinds": ["plant"]} | DAYS
QUERIES_OF_OPENING = 13
PDF = b"%PDF-1.7 notice"


@pytest.fixture
def draft(group):
    return demand.survey(group.top, "draft", closes_on=datetime.date(2026, 11, 30), kinds=["plant"], title="年度普查")


def url(name, *keys):
    return reverse(f"planning:{name}", args=keys)


def errors(answer):
    return [str(error) for found in answer.context["form"].errors.values() for error in found]


# --- What is offered beside the parts of its page --------------------------------------------------------------
FILES, UNITS = {"survey_file_add", "survey_file_remove"}, {"survey_leave_out", "survey_ask_again"}
OFFERED = {
    SurveyStatus.DRAFT: FILES | UNITS,
    SurveyStatus.OPEN: FILES | {"survey_unit_add"},
    SurveyStatus.CLOSED: set(),
    SurveyStatus.PUBLISHED: set(),
}


@pytest.mark.parametrize("status", SurveyStatus)
def test_what_may_be_done_is_offered_beside_its_part(group, draft, sign_in, status):
    draft.left_out.add(group.steelworks)
    SurveyFile.objects.create(survey=draft, name="通知.pdf", file="notice.pdf", added_by=group.administrator)
    if status != SurveyStatus.DRAFT:
        demand.answer(group.ironworks, draft)
        DemandSurvey.objects.filter(pk=draft.pk).update(status=status, opened_at=timezone.now())
    parts = {"survey_file_remove": [draft.files.get().pk], "survey_ask_again": [group.steelworks.pk]}
    addresses = {name: url(name, draft.pk, *parts.get(name, [])) for name in set().union(*OFFERED.values())}
    readers = [group.administrator] if status == SurveyStatus.DRAFT else [group.administrator, group.hr]
    for reader in readers:
        text = sign_in(reader).get(url("survey_detail", draft.pk)).text
        offered = {name for name, address in addresses.items() if f'"{address}"' in text}
        assert offered == (OFFERED[status] if reader == group.administrator else set())


# --- The draft -------------------------------------------------------------------------------------------------
def test_a_form_that_is_sent_twice_makes_one_survey(group, sign_in):
    client = sign_in(group.administrator)
    key = client.get(url("survey_create")).context["form"]["form_key"].value()
    facts = NEW | {"unit": group.top.code, "form_key": key}
    first, second = client.post(url("survey_create"), facts), client.post(url("survey_create"), facts)
    survey = DemandSurvey.objects.get()
    assert (first.url, second.url) == (survey.get_absolute_url(),) * 2
    assert (survey.kinds, survey.created_by) == (["plant"], group.administrator)


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"closes_on": "2026-10-31"}, {"closes_on": ["填报截止日不得早于开始日。"]}),
        ({"as_of": "2026-11-02"}, {"as_of": ["数据基准日不得晚于填报开始日。"]}),
        ({"as_of": ""}, {"as_of": ["这个字段是必填项。"]}),
        ({"kinds": []}, {"kinds": ["这个字段是必填项。"]}),
    ],
)
def test_days_that_contradict_one_another_are_refused_beside_their_fields(group, draft, sign_in, changed, refused):
    client = sign_in(group.administrator)
    addresses = [url("survey_create"), url("survey_update", draft.pk)]
    if "kinds" not in changed:
        addresses.append(url("survey_copy", draft.pk))
    for address in addresses:
        answer = client.post(address, revised(draft, unit=group.top.code) | changed)
        assert answer.context["form"].errors == refused
    assert DemandSurvey.objects.count() == 1


def test_a_subsidiary_prepares_for_its_own_units_alone(group, sign_in):
    client = sign_in(group.hr)
    assert client.post(url("survey_create"), NEW | {"unit": group.north.code}).status_code == 302
    group.hr.duties.update(role="filler")
    assert sign_in(group.hr).post(url("survey_create"), NEW | {"unit": group.north.code}).status_code == 403


def test_the_copy_asks_for_days_anew_and_takes_over_the_rest(group, draft, sign_in):
    draft.guidance = "按要求填报"
    draft.save()
    SurveyLimit.objects.create(survey=draft, grade=rulebooks.grade(), most=3)
    SurveyQuestion.objects.create(survey=draft, position=1, words="有无难题", kind=QuestionKind.YES_NO)
    draft.left_out.add(group.steelworks)
    answer = sign_in(group.administrator).post(url("survey_copy", draft.pk), {"title": "新普查"} | DAYS)
    made = draft.later.get()
    assert (answer.url, made.title, made.guidance) == (made.get_absolute_url(), "新普查", "按要求填报")
    assert made.closes_on == datetime.date(2026, 11, 30)
    assert [(limit.grade, limit.most) for limit in made.limits.all()] == [(rulebooks.grade(), 3)]
    assert [*made.questions.values_list("words", flat=True)] == ["有无难题"]
    assert [*made.left_out.all()] == [group.steelworks]


def test_the_copy_proposes_the_title_with_this_year(group, sign_in):
    last = demand.survey(
        group.top, title="2025年普查", opens_on=datetime.date(2025, 11, 1), as_of=datetime.date(2025, 10, 31)
    )
    form = sign_in(group.administrator).get(url("survey_copy", last.pk)).context["form"]
    assert (form["title"].value(), form["closes_on"].value()) == ("2026年普查", None)


def questions(*rows):
    given = {"questions-TOTAL_FORMS": len(rows), "questions-INITIAL_FORMS": 0}
    return given | {f"questions-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}


def revised(survey, *rows, **changed):
    survey.refresh_from_db()
    return NEW | {"seen": survey.updated_at.isoformat()} | questions(*rows) | changed


def test_limits_and_questions_are_saved_in_the_order_of_their_numbers(group, draft, sign_in):
    grade = rulebooks.grade()
    rows = (
        {"position": "2", "words": "何时投产", "kind": "date", "required": "on"},
        {"position": "1", "words": "主要工艺", "kind": "choice", "choices": "高炉\n转炉\n高炉"},
        {"position": "3", "words": "", "kind": "text", "required": "on"},
    )
    answer = sign_in(group.administrator).post(
        url("survey_update", draft.pk), revised(draft, *rows, **{f"limit_{grade.pk}": "3"})
    )
    assert answer.url == draft.get_absolute_url()
    assert [*draft.questions.values_list("position", "words", "kind", "choices", "required")] == [
        (1, "主要工艺", "choice", "高炉\n转炉", False),
        (2, "何时投产", "date", "", True),
    ]
    assert [(limit.grade, limit.most) for limit in draft.limits.all()] == [(grade, 3)]


def test_the_history_tells_what_was_changed_in_words(group, draft, sign_in):
    grade, client = rulebooks.grade(), sign_in(group.administrator)
    row = {"words": "主要工艺", "kind": "text"}
    changed = {"kinds": ["plant", "department"], "title": "年度普查", f"limit_{grade.pk}": "3"}
    client.post(url("survey_update", draft.pk), revised(draft, row, **changed))
    (line,), _more = client.get(draft.get_absolute_url()).context["history_lines"].newest(1)
    told = line.changes
    assert [(str(label), old, new) for label, old, new in told] == [
        ("填报单位类型", "厂矿", "厂矿、部门"),
        ("职数上限", "", f"{grade} 3"),
        ("补充问题", "", "主要工艺"),
    ]


@pytest.mark.parametrize("status", ["open", "closed", "published"])
def test_what_was_sent_out_is_not_opened_to_be_changed(group, draft, sign_in, status):
    DemandSurvey.objects.update(status=status, opened_at=timezone.now())
    answer = sign_in(group.administrator).get(url("survey_update", draft.pk), follow=True)
    assert answer.redirect_chain == [(draft.get_absolute_url(), 302)]
    (said,) = answer.context["messages"]
    assert "普查处于" in str(said)


def test_a_choice_needs_two_answers_and_more_rows_keep_what_was_typed(group, draft, sign_in):
    client, row = sign_in(group.administrator), {"words": "主要工艺", "kind": "choice", "choices": "高炉"}
    answer = client.post(url("survey_update", draft.pk), revised(draft, row))
    assert answer.context["rows"].forms[0].errors == {"choices": ["请至少列出两个答案，每行一个。"]}
    answer = client.post(url("survey_update", draft.pk), revised(draft, row, more="1"))
    rows = answer.context["rows"].forms
    assert (len(rows), rows[0]["words"].value(), draft.questions.count()) == (6, "主要工艺", 0)


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(group, draft, sign_in):
    client, stale = sign_in(group.administrator), revised(draft)
    draft.title = "他人改名"
    draft.save()
    answer = client.post(url("survey_update", draft.pk), stale)
    assert errors(answer) == ["普查刚被他人修改，请查看最新内容后再保存。"]
    again = stale | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url("survey_update", draft.pk), again).url == draft.get_absolute_url()


def test_a_draft_is_deleted_with_its_files_unless_another_was_copied_from_it(
    group, draft, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(group.administrator)
    file = guidance.add_file(draft, SimpleUploadedFile("通知.pdf", PDF), actor=group.administrator).file
    copied = surveys.copy_survey(draft, actor=group.administrator, title="新", **days())
    client.post(url("survey_delete", draft.pk))
    assert DemandSurvey.objects.count() == 2
    copied.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("survey_delete", draft.pk)).url == url("survey_list")
    assert (DemandSurvey.objects.count(), file.storage.exists(file.name)) == (0, False)
    assert AuditEntry.objects.get(verb="survey.deleted").target_name == "年度普查"


def days():
    return {name: datetime.date.fromisoformat(day) for name, day in DAYS.items()}


# --- Files -----------------------------------------------------------------------------------------------------
def test_every_unit_that_is_asked_fetches_the_files_as_they_were_named(group, draft, sign_in):
    client = sign_in(group.administrator)
    client.post(url("survey_file_add", draft.pk), {"file": SimpleUploadedFile("普查通知.pdf", PDF)})
    file = SurveyFile.objects.get()
    address = url("survey_file", draft.pk, file.pk)
    assert sign_in(group.filler).get(address).status_code == 404
    group.send_out(draft)
    answer = sign_in(group.filler).get(address)
    assert (b"".join(answer.streaming_content), answer["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(group.filler).get(url("survey_file_remove", draft.pk, file.pk)).status_code == 403


@pytest.mark.parametrize(
    ("name", "content"),
    [("通知.html", b"<html>"), ("通知.pdf", b"MZ program"), ("通知.docm", b"PK\x03\x04"), ("通知", PDF)],
)
def test_what_is_no_paper_is_refused(group, draft, sign_in, name, content):
    upload = SimpleUploadedFile(name, content)
    answer = sign_in(group.administrator).post(url("survey_file_add", draft.pk), {"file": upload})
    assert errors(answer) == [f"“{name}”不是 PDF、Word、Excel、演示文稿或图片。"]
    assert not SurveyFile.objects.exists()


def test_a_closed_survey_keeps_its_files(group, sign_in):
    closed = demand.survey(group.top, SurveyStatus.CLOSED)
    file = SurveyFile.objects.create(survey=closed, file="aa/x.pdf", name="通知.pdf")
    client = sign_in(group.administrator)
    client.post(url("survey_file_remove", closed.pk, file.pk))
    answer = client.post(url("survey_file_add", closed.pk), {"file": SimpleUploadedFile("补充.pdf", PDF)})
    assert errors(answer) == ["普查处于“已截止填报”状态。"]
    assert [*closed.files.all()] == [file]


# --- Sent out --------------------------------------------------------------------------------------------------
def test_the_preview_shows_what_the_units_will_read_and_where_they_stand(group, draft, sign_in):
    draft.guidance = "先看现状"
    draft.save()
    SurveyFile.objects.create(survey=draft, name="通知.pdf", file="notice.pdf", added_by=group.administrator)
    draft.left_out.add(group.steelworks)
    answer = sign_in(group.administrator).get(url("survey_open", draft.pk))
    assert [place for place, _unit, _lines in answer.context["preview"].rows] == ["北方公司 · 炼铁厂"]
    for told in ("北方公司 · 炼铁厂", "先看现状", "通知.pdf", "炼钢厂", url("survey_leave_out", draft.pk)):
        assert told in answer.text


def test_the_preview_warns_of_another_survey_that_is_being_answered(group, draft, sign_in):
    for status, unit in (("open", group.top), ("closed", group.top), ("open", group.north)):
        demand.survey(unit, status, title=f"{unit}{status}")
    answer = sign_in(group.administrator).get(url("survey_open", draft.pk))
    assert answer.context["warnings"][0] == f"{group.top}还有正在填报的普查：{group.top}open。"


def test_the_preview_tells_what_is_asked_and_who_is_missing(group, draft, sign_in):
    answer = sign_in(group.administrator).get(url("survey_open", draft.pk))
    assert answer.context["preview"].by_kind == [("厂矿", 2, 1)]
    assert answer.context["warnings"] == [
        "没有填报人账号（1 个）：炼钢厂。可由人力资源部门代为填报。",
        "没有审核人账号（2 个）：炼铁厂、炼钢厂。",
        "没有单位负责人账号（2 个）：炼铁厂、炼钢厂。可用盖章件代替审批。",
        "没有岗位、填报表为空的单位（1 个）：炼钢厂。",
    ]
    assert answer.context["consequences"][:2] == [
        "共有 2 个单位填报：厂矿 2。",
        "填报表预填 1 条，核定、在聘和三年内退休按 2026-10-31 统计。",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_three_more_units_are_asked_in_as_many_queries_as_one(group, draft, django_assert_num_queries, count):
    for _number in range(count):
        of.post(make.unit(group.south), grade=rulebooks.grade())
    seen = preview_of(draft).code
    with django_assert_num_queries(QUERIES_OF_OPENING):
        group.send_out(draft, seen)
    assert draft.returns.count() == 2 + count


def test_a_duty_above_counts_and_one_that_ended_does_not(group, draft, sign_in):
    make.user("checker", group.top)
    make.duty(group.filler, "unit_head", group.top, until=datetime.date(2026, 11, 10))
    warned = sign_in(group.administrator).get(url("survey_open", draft.pk)).context["preview"].without
    assert set(warned) == {"filler", "unit_head"}


def renamed(draft):
    DemandSurvey.objects.filter(pk=draft.pk).update(updated_at=timezone.now())


def asked_more(draft):
    make.unit(draft.unit, name="轧钢厂")


def seats_granted(draft):
    PostVersion.objects.update(authorised=3)


def limited(draft):
    SurveyLimit.objects.create(survey=draft, grade=rulebooks.grade(), most=4)


def questioned(draft):
    SurveyQuestion.objects.create(survey=draft, position=1, words="难题")


CHANGED = {
    "草稿内容": renamed,
    "填报单位": asked_more,
    "各单位核定、在聘、三年内退休职数": seats_granted,
    "职数上限": limited,
    "补充问题": questioned,
}


@pytest.mark.parametrize("part", CHANGED)
def test_just_what_was_shown_is_sent_out(group, draft, sign_in, part):
    client = sign_in(group.administrator)
    shown = dict(client.get(url("survey_open", draft.pk)).context["hidden_fields"])
    CHANGED[part](draft)
    answer = client.post(url("survey_open", draft.pk), shown)
    told = "填报单位、各单位核定、在聘、三年内退休职数" if part == "填报单位" else part
    assert errors(answer) == [f"预览之后有变动：{told}。请重新查看后再下发。"]
    assert not DemandReturn.objects.exists()
    client.post(url("survey_open", draft.pk), dict(answer.context["hidden_fields"]))
    draft.refresh_from_db()
    assert draft.status == SurveyStatus.OPEN


def test_who_saw_nothing_sends_nothing_out(group, draft, sign_in):
    sign_in(group.administrator).post(url("survey_open", draft.pk))
    assert not DemandReturn.objects.exists()


def test_returns_begin_with_a_line_for_what_the_unit_has(group, draft):
    group.send_out(draft)
    line = draft.returns.get(unit=group.ironworks).lines.get()
    assert (line.authorised, line.held, line.wanted) == (2, 0, None)
    assert not draft.returns.get(unit=group.steelworks).lines.exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kinds": ["workshop"]}, "没有单位需要填报，请另选单位类型。"),
        ({"closes_on": datetime.date(2026, 11, 9)}, "填报截止日 2026-11-09 已过。"),
        ({"opens_on": datetime.date(2026, 11, 11)}, "填报开始日为 2026-11-11，届时数据方可确定，请于当日下发。"),
        ({"status": "open"}, "普查处于“填报中”状态。"),
    ],
)
def test_what_speaks_against_sending_it_out_is_said_beforehand(group, draft, sign_in, changed, reason):
    DemandSurvey.objects.filter(pk=draft.pk).update(**changed)
    assert sign_in(group.administrator).get(url("survey_open", draft.pk)).context["reasons_against"] == [reason]


def test_a_unit_left_out_is_not_asked_until_it_is_asked_again(group, draft, sign_in):
    client = sign_in(group.administrator)
    client.post(url("survey_leave_out", draft.pk), {"unit": group.steelworks.code})
    assert client.get(url("survey_open", draft.pk)).context["preview"].by_kind == [("厂矿", 1, 1)]
    client.post(url("survey_ask_again", draft.pk, group.steelworks.pk))
    assert client.get(url("survey_open", draft.pk)).context["preview"].by_kind == [("厂矿", 2, 1)]
    assert client.post(url("survey_ask_again", draft.pk, group.steelworks.pk)).status_code == 404


def test_only_a_unit_below_the_surveys_own_is_left_out(group, sign_in):
    draft = demand.survey(group.north, "draft")
    answer = sign_in(group.administrator).post(url("survey_leave_out", draft.pk), {"unit": group.steelworks.code})
    assert errors(answer) == ["炼钢厂不在本次普查范围内。"]


# --- Closed, opened again, one more unit -----------------------------------------------------------------------
def test_closing_names_how_many_have_not_answered_and_where(group, draft, sign_in):
    client = sign_in(group.administrator)
    group.send_out(draft)
    assert client.get(url("survey_close", draft.pk)).context["consequences"][0] == (
        "尚有 2 个单位未上报：北方公司 1、南方公司 1。"
    )
    client.post(url("survey_close", draft.pk))
    draft.refresh_from_db()
    assert draft.status == SurveyStatus.CLOSED


def test_it_is_opened_again_up_to_a_new_day_and_for_a_reason(group, sign_in):
    closed = demand.survey(group.top, SurveyStatus.CLOSED, closes_on=datetime.date(2026, 11, 5))
    client, address = sign_in(group.administrator), url("survey_reopen", closed.pk)
    answer = client.post(address, {"closes_on": "2026-11-09", "reason": "补报"})
    assert errors(answer) == ["填报截止日 2026-11-09 已过。"]
    assert client.post(address, {"closes_on": "2026-11-20", "reason": "补报"}).url == closed.get_absolute_url()
    closed.refresh_from_db()
    assert (closed.status, closed.closes_on) == (SurveyStatus.OPEN, datetime.date(2026, 11, 20))
    assert AuditEntry.objects.get(verb="survey.reopened").reason == "补报"


def test_a_unit_that_was_founded_later_is_asked_with_what_it_has(group, draft, sign_in):
    group.send_out(draft)
    founded = make.unit(group.ironworks, name="烧结作业区", code="01010101", kind="workshop")
    of.post(founded, authorised=3, grade=rulebooks.grade())
    above = draft.returns.get(unit=group.ironworks).lines.get()
    client = sign_in(group.administrator)
    client.post(url("survey_unit_add", draft.pk), {"unit": founded.code})
    added = draft.returns.get(unit=founded)
    assert (added.status, added.lines.get().authorised) == (ReturnStatus.DRAFT, 3)
    above.refresh_from_db()
    assert above.authorised == 2
    assert AuditEntry.objects.get(verb="demandreturn.asked_later").unit == founded
    answer = client.post(url("survey_unit_add", draft.pk), {"unit": founded.code})
    assert errors(answer) == ["烧结作业区已纳入本次普查。"]


def test_only_units_below_that_answer_surveys_are_added(group, sign_in):
    survey = demand.survey(group.north)
    refused = {
        unit.name: errors(sign_in(group.administrator).post(url("survey_unit_add", survey.pk), {"unit": unit.code}))
        for unit in (group.steelworks, group.north, group.top)
    }
    assert refused == dict.fromkeys(refused, refused["炼钢厂"]) | {
        name: [f"{name}不在本次普查范围内。"] for name in refused
    }


# --- Who has not answered, and more time -----------------------------------------------------------------------
def test_one_unit_gets_more_time_for_a_reason(group, draft, sign_in):
    group.send_out(draft)
    answer = draft.returns.get(unit=group.ironworks)
    client = sign_in(group.administrator)
    refused = client.post(url("return_extend", answer.pk), {"due_on": "2026-11-30", "reason": "检修"})
    assert errors(refused) == ["新的截止日须晚于 2026-11-30，且不早于今天。"]
    client.post(url("return_extend", answer.pk), {"due_on": "2026-12-05", "reason": "检修"})
    answer.refresh_from_db()
    assert answer.due_on == datetime.date(2026, 12, 5)
    assert sign_in(group.hr).post(url("return_extend", answer.pk), {}).status_code == 403
