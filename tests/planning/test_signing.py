"""The pages on which a return is handed in, checked, approved and sent back: read whole, signed by thumb."""

import datetime

import pytest
from django.urls import reverse

from office.enums import Role
from office.models import AuditEntry
from planning.enums import QuestionKind, ReturnStatus, SurveyStatus
from planning.models import DemandAnswer, DemandCandidate, DemandReturn, DemandSurvey, SurveyLimit, SurveyQuestion
from planning.selectors.return_page import Figures
from planning.selectors.returns import content_code
from planning.selectors.signing import summary_of
from rulebooks.models import GradeRule
from tests.factories import office, talent
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.test_returns import Firm, now

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 24
TURNS = (
    ("return_hand_in", ReturnStatus.DRAFT, "filler", ReturnStatus.CHECKING),
    ("return_check", ReturnStatus.CHECKING, "checker", ReturnStatus.APPROVING),
    ("return_approve", ReturnStatus.APPROVING, "head", ReturnStatus.SUBMITTED),
)


@pytest.fixture
def firm():
    return Firm()


def url(name, answer):
    return reverse(f"planning:{name}", args=[answer.pk])


def page_of(client, user, name, answer):
    client.force_login(user)
    return client.get(url(name, answer)).content.decode()


@pytest.mark.parametrize(("name", "status", "who", "then"), TURNS)
def test_each_signs_what_stands_on_the_page(client, firm, name, status, who, then):
    answer = firm.answer(status)
    page = page_of(client, getattr(firm, who), name, answer)
    assert f'name="seen" value="{content_code(answer)}"' in page
    response = client.post(url(name, answer), {"seen": content_code(answer)})
    assert (response.status_code, now(answer).status) == (302, then)


@pytest.mark.parametrize(("name", "status", "who", "_then"), TURNS)
def test_what_was_changed_meanwhile_is_said_and_nothing_signed(client, firm, name, status, who, _then):
    answer = firm.answer(status)
    client.force_login(getattr(firm, who))
    page = client.post(url(name, answer), {"seen": "0000"}, follow=True).content.decode()
    assert "填报内容刚被他人修改" in page
    assert now(answer).status == status


def test_the_summary_shows_changes_first_and_folds_the_rest(client, firm):
    answer = firm.answer(ReturnStatus.CHECKING)
    changed, same = answer.lines.get(), make.line(answer, authorised=3, wanted=3, problem="", consequence="")
    summary = summary_of(now(answer))
    assert (summary.changed, summary.unchanged) == ([changed], [same])
    assert (summary.authorised, summary.wanted, summary.extra) == (4, 5, 1)
    page = page_of(client, firm.checker, "return_check", answer)
    assert page.index(changed.problem) < page.index('<details class="unchanged">') < page.index(str(same))


def test_candidates_questions_and_remarks_are_read_where_it_is_signed(client, firm):
    answer = firm.answer(ReturnStatus.APPROVING, remarks="望予支持")
    DemandCandidate.objects.create(line=answer.lines.get(), engineer=talent.engineer(firm.plant, name="张高炉"))
    question = SurveyQuestion.objects.create(survey=firm.survey, position=1, words="有无外聘", kind=QuestionKind.YES_NO)
    DemandAnswer.objects.create(demand_return=answer, question=question, value="no")
    page = page_of(client, firm.head, "return_approve", answer)
    for said in ("张高炉", "有无外聘", "<dd>否</dd>", "望予支持", firm.filler.name):
        assert said in page


def test_the_meter_says_what_a_unit_may_ask_for(client, firm):
    answer = firm.answer()
    line = answer.lines.get()
    SurveyLimit.objects.create(survey=firm.survey, grade=line.grade, most=1)
    (meter,) = summary_of(now(answer)).meters
    assert (meter.authorised, meter.wanted, meter.most, meter.over) == (1, 2, 1, True)
    assert 'class="over"' in page_of(client, firm.filler, "return_hand_in", answer)


def test_lines_without_a_number_are_compared_with_nothing(client, firm):
    answer = firm.answer()
    grade = answer.lines.get().grade
    empty = make.line(answer, grade=grade, authorised=4, wanted=None)
    summary, figures = summary_of(now(answer)), Figures(now(answer))
    for sums in (summary, figures):
        assert (sums.wanted, sums.compared, sums.extra, sums.unanswered) == (2, 1, 1, [empty])
        (meter,) = sums.meters
        assert (meter.authorised, meter.wanted, meter.extra, meter.unanswered) == (1, 2, 1, 1)
    assert empty not in (*summary.changed, *summary.unchanged)
    page = page_of(client, firm.filler, "return_hand_in", answer)
    assert "未填写（1）" in page
    assert f'href="{answer.get_absolute_url()}#line-{empty.pk}"' in page.split("未填写（1）")[1]


def test_a_reply_in_words_is_not_taken_for_yes_or_no(firm):
    answer = firm.answer()
    question = SurveyQuestion.objects.create(survey=firm.survey, position=1, words="外聘", kind=QuestionKind.TEXT)
    DemandAnswer.objects.create(demand_return=answer, question=question, value="no")
    assert summary_of(now(answer)).replies == [(question, "no")]


def test_a_quota_that_is_exceeded_is_said_where_it_is_signed(client, firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    GradeRule.objects.filter(grade=answer.lines.get().grade).update(quota=1)
    page = page_of(client, firm.head, "return_approve", answer)
    assert "管理办法限额：每厂每专业 1 个，本单位申报 2 个，超 1 个" in page


def test_a_return_that_comes_again_is_not_marked_as_late_where_it_is_signed(client, settings):
    settings.AS_OF_DATE = "2026-11-15"
    firm = Firm(closes_on=datetime.date(2026, 11, 14))
    answer = firm.answer(ReturnStatus.APPROVING, submitted_at=make.timezone.now())
    page = page_of(client, firm.head, "return_approve", answer)
    assert "超期" in page
    assert "已过截止日" not in page


def test_what_is_lacking_leads_to_its_place_and_is_not_handed_in(client, firm):
    answer = firm.answer()
    line = make.line(answer, wanted=None)
    page = page_of(client, firm.filler, "return_hand_in", answer)
    assert f'href="{answer.get_absolute_url()}#line-{line.pk}"' in page
    assert 'name="seen"' not in page
    client.post(url("return_hand_in", answer), {"seen": content_code(answer)})
    assert now(answer).status == ReturnStatus.DRAFT


def test_all_reasons_of_a_refusal_are_said(client, firm):
    answer = firm.answer()
    lines = [make.line(answer, wanted=None) for _turn in range(2)]
    client.force_login(firm.filler)
    page = client.post(url("return_hand_in", answer), {"seen": content_code(answer)}, follow=True).content.decode()
    for line in lines:
        assert f'alert-warning">{line}' in page


@pytest.mark.parametrize(("name", "status", "_who", "_then"), TURNS[1:])
def test_who_filled_it_in_reads_why_not_and_finds_no_button(client, firm, name, status, _who, _then):
    role = Role.CHECKER if name == "return_check" else Role.UNIT_HEAD
    office.duty(firm.filler, role, firm.plant)
    answer = firm.answer(status)
    page = page_of(client, firm.filler, name, answer)
    assert "本人填报" in page
    assert 'name="seen"' not in page


@pytest.mark.parametrize(("name", "status", "who", "then"), TURNS)
def test_a_page_that_is_out_of_date_says_how_far_the_return_is(client, firm, name, status, who, then):
    page = page_of(client, getattr(firm, who), name, firm.answer(then))
    assert str(then.label) in page
    assert 'name="seen"' not in page


def test_a_closed_survey_says_so_on_the_page(client, firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    firm.survey.status = SurveyStatus.CLOSED
    firm.survey.save(update_fields=["status"])
    assert str(SurveyStatus.CLOSED.label) in page_of(client, firm.head, "return_approve", answer)


def test_the_head_reads_that_the_last_day_has_gone_by(client, settings):
    settings.AS_OF_DATE = "2026-11-15"
    firm = Firm(closes_on=datetime.date(2026, 11, 14))
    page = page_of(client, firm.head, "return_approve", firm.answer(ReturnStatus.APPROVING))
    assert "2026-11-14" in page
    assert "已过截止日" in page


# --- Back ----------------------------------------------------------------------------------------------------------
def test_whose_turn_it_is_sends_back_on_the_same_page(client, firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    page = page_of(client, firm.head, "return_approve", answer)
    assert f'action="{url("return_send_back", answer)}"' in page
    assert f'name="seen" value="{going_back.shown(answer)}"' in page
    client.post(url("return_send_back", answer), {"reason": "数量偏多", "to": "unit", "seen": going_back.shown(answer)})
    assert (now(answer).status, now(answer).sent_back_reason) == (ReturnStatus.DRAFT, "数量偏多")


def test_without_a_reason_nothing_is_sent_back(client, firm):
    answer = firm.answer(ReturnStatus.CHECKING)
    client.force_login(firm.checker)
    response = client.post(url("return_send_back", answer), {"reason": " ", "to": "unit"})
    assert (response.status_code, now(answer).status) == (200, ReturnStatus.CHECKING)


@pytest.mark.parametrize(
    ("status", "senders"),
    [
        (ReturnStatus.CHECKING, {"checker", "hr", "administrator"}),
        (ReturnStatus.APPROVING, {"head", "hr", "administrator"}),
        (ReturnStatus.SUBMITTED, {"subsidiary_hr", "hr", "administrator"}),
        (ReturnStatus.CONSOLIDATED, {"hr", "administrator"}),
    ],
)
def test_each_stage_is_sent_back_by_whose_turn_it_is_and_by_who_runs_the_survey(client, firm, status, senders):
    firm.subsidiary_hr = office.hr(firm.subsidiary)
    answer, allowed = firm.answer(status), set()
    for who in ("filler", "checker", "head", "subsidiary_hr", "hr", "administrator"):
        client.force_login(getattr(firm, who))
        if client.get(url("return_send_back", answer)).status_code == 200:
            allowed.add(who)
    assert allowed == senders


def test_of_a_closed_survey_it_goes_to_the_subsidiary_alone(client, firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    DemandSurvey.objects.filter(pk=answer.survey_id).update(status="closed")
    client.force_login(firm.administrator)
    form = client.get(url("return_send_back", answer)).context["form"]
    assert [value for value, _label in form.fields["to"].widget.choices] == ["subsidiary"]
    seen = going_back.shown(answer)
    refused = client.post(
        url("return_send_back", answer), {"reason": "数量偏多", "to": "unit", "seen": seen}
    )  # as an older page has it
    assert (refused.status_code, now(answer).status) == (200, ReturnStatus.CONSOLIDATED)
    client.post(url("return_send_back", answer), {"reason": "数量偏多", "to": "subsidiary", "seen": seen})
    assert now(answer).status == ReturnStatus.SUBMITTED


def test_who_decides_sends_it_to_the_subsidiary_or_to_the_unit(client, firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    assert 'value="subsidiary"' in page_of(client, firm.administrator, "return_send_back", answer)
    client.post(
        url("return_send_back", answer), {"reason": "请压减", "to": "subsidiary", "seen": going_back.shown(answer)}
    )
    assert (now(answer).status, answer.lines.get().consolidated) == (ReturnStatus.SUBMITTED, 2)


def test_who_only_runs_the_survey_sends_it_to_the_unit(client, firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    assert 'value="subsidiary"' not in page_of(client, firm.hr, "return_send_back", answer)
    data = {"reason": "请核对", "seen": going_back.shown(answer)}
    client.post(url("return_send_back", answer), data | {"to": "subsidiary"})
    assert now(answer).status == ReturnStatus.CONSOLIDATED
    client.post(url("return_send_back", answer), data)
    assert now(answer).status == ReturnStatus.DRAFT


def test_what_moved_on_since_the_page_was_opened_is_shown_as_it_is_now(client, firm):
    """Opened when it was to be checked; passed up meanwhile, its consolidated numbers would be taken back unannounced."""
    answer = firm.answer(ReturnStatus.CHECKING)
    before = page_of(client, firm.hr, "return_send_back", answer)
    assert "已汇总的职数一并撤回" not in before
    data = {"reason": "数量偏多", "to": "unit", "seen": going_back.shown(answer)}
    DemandReturn.objects.update(status=ReturnStatus.CONSOLIDATED, submitted_at=make.timezone.now())
    answer.lines.update(consolidated=2)
    response = client.post(url("return_send_back", answer), data)
    page = response.content.decode()
    assert response.status_code == 200
    for said in ("期间已有变动", "已汇总的职数一并撤回", "数量偏多", going_back.shown(answer)):
        assert said in page
    assert (now(answer).status, answer.lines.get().consolidated) == (ReturnStatus.CONSOLIDATED, 2)


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("checker", ReturnStatus.CHECKING, ReturnStatus.SUBMITTED),
        ("head", ReturnStatus.APPROVING, ReturnStatus.CONSOLIDATED),
        ("subsidiary_hr", ReturnStatus.SUBMITTED, ReturnStatus.CONSOLIDATED),
    ],
)
def test_whose_turn_it_is_no_more_reads_so_and_sends_nothing_back(client, firm, who, before, after):
    firm.subsidiary_hr = office.hr(firm.subsidiary)
    answer = firm.answer(before)
    client.force_login(getattr(firm, who))
    data = {"reason": "数量偏多", "to": "unit", "seen": going_back.shown(answer)}
    DemandReturn.objects.update(status=after, submitted_at=make.timezone.now())
    for ask in (
        lambda: client.post(url("return_send_back", answer), data, follow=True),
        lambda: client.get(url("return_send_back", answer), follow=True),
    ):
        assert "现在不能由您退回" in ask().content.decode()
    assert now(answer).status == after


def test_clicked_twice_it_is_sent_back_once(client, firm):
    answer = firm.answer(ReturnStatus.SUBMITTED)
    client.force_login(office.hr(firm.subsidiary))
    data = {"reason": "数量偏多", "to": "unit", "seen": going_back.shown(answer)}
    for _click in range(2):
        page = client.post(url("return_send_back", answer), data, follow=True).content.decode()
        assert "已退回" in page
    assert AuditEntry.objects.filter(verb="demandreturn.sent_back").count() == 1


def test_clicked_twice_it_goes_to_the_subsidiary_once_and_not_on_to_the_unit(client, firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    client.force_login(firm.administrator)
    data = {"reason": "数量偏多", "to": "subsidiary", "seen": going_back.shown(answer)}
    for _click in range(2):
        assert client.post(url("return_send_back", answer), data).status_code == 302
    assert now(answer).status == ReturnStatus.SUBMITTED
    assert AuditEntry.objects.filter(verb="demandreturn.sent_back_to_subsidiary").count() == 1


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_costs_the_same_however_much_is_asked(client, django_assert_num_queries, firm, lines):
    answer = firm.answer(ReturnStatus.APPROVING)
    for _turn in range(lines - 1):
        DemandCandidate.objects.create(line=make.line(answer), engineer=talent.engineer(firm.plant))
    DemandCandidate.objects.create(line=answer.lines.first(), engineer=talent.engineer(firm.plant))
    client.force_login(firm.head)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url("return_approve", answer))
