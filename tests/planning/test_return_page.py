"""The page on which a unit fills in its return: who types, what is shown beside each number, and saving without a script."""

import datetime
import re

import pytest
from django.urls import reverse

from office.enums import Role
from planning.enums import QuestionKind, ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, DemandLine, DemandReturn, SurveyFile, SurveyLimit, SurveyQuestion
from planning.selectors.lines import with_what_is_told
from planning.services import return_papers
from rulebooks.enums import Measure
from rulebooks.models import GradeRule
from tests.doors.papers import scan_into
from tests.factories import evaluations, office, posts, rulebooks, talent
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
NOW = datetime.datetime.now(datetime.UTC)


class Draft:
    """The return of a plant with two seats of which one is held, not begun yet."""

    def __init__(self):
        self.group = office.unit(name="示例集团")
        self.plant = office.unit(self.group, name="炼铁厂")
        self.filler = office.user(Role.FILLER, self.plant, name="王填报")
        self.checker = office.user(Role.CHECKER, self.plant, name="李审核")
        self.survey = make.survey(self.group, guidance="逐专业填报")
        self.answer = make.answer(self.plant, self.survey)
        self.discipline = posts.discipline()
        self.line = make.line(self.answer, wanted=None, discipline=self.discipline, authorised=2, held=1, retiring=1)

    @property
    def url(self):
        return self.answer.get_absolute_url()

    def name(self, field="wanted"):
        return f"line:{self.line.pk}:{field}"

    def form(self, **values):
        """The form as the page holds it, with some fields typed."""
        typed = {f"v:{self.name(field)}": value for field, value in values.items()}
        bases = {f"b:{self.name(field)}": "" for field in values}
        return typed | bases

    def question(self, kind=QuestionKind.YES_NO, **fields):
        place = self.survey.questions.count() + 1
        return SurveyQuestion.objects.create(
            survey=self.survey, position=place, words="有无停滞项目", kind=kind, **fields
        )


@pytest.fixture
def draft():
    return Draft()


def page_of(client, user, draft):
    client.force_login(user)
    answer = client.get(draft.url)
    assert answer.status_code == 200
    return answer


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- Who sees what ------------------------------------------------------------------------------------------------
def test_the_filler_types_while_it_is_a_draft(client, draft):
    page = page_of(client, draft.filler, draft)
    assert f'data-cell="{draft.name()}"' in page.content.decode()
    assert [action.url_name for action in page.context["acts"]] == ["planning:return_hand_in"]


@pytest.mark.parametrize("role", [Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION])
def test_everyone_else_in_sight_reads(client, draft, role):
    page = page_of(client, office.user(role, draft.plant), draft)
    assert "data-cell" not in page.content.decode()
    assert "filing-settings" not in page.content.decode()


@pytest.mark.parametrize("status", [ReturnStatus.CHECKING, ReturnStatus.CONSOLIDATED])
def test_the_filler_reads_what_was_handed_in(client, draft, status):
    DemandReturn.objects.update(status=status, submitted_at=NOW)
    assert "data-cell" not in page_of(client, draft.filler, draft).content.decode()


def test_the_filler_reads_once_the_survey_is_closed(client, draft):
    draft.survey.status = SurveyStatus.CLOSED
    draft.survey.save()
    assert "data-cell" not in page_of(client, draft.filler, draft).content.decode()


def test_a_return_of_another_unit_is_out_of_sight(client, draft):
    client.force_login(office.user(Role.FILLER, office.unit(draft.group)))
    assert client.get(draft.url).status_code == 404
    assert client.post(draft.url, draft.form(wanted="3")).status_code == 404


def test_who_only_reads_posts_nothing(client, draft):
    client.force_login(draft.checker)
    assert client.post(draft.url, draft.form(wanted="3")).status_code == 403


# --- What stands beside -------------------------------------------------------------------------------------------
def test_facts_deadline_guidance_and_who_acts_are_there(client, draft):
    SurveyFile.objects.create(survey=draft.survey, name="普查通知.pdf", file="x")
    text = text_of(page_of(client, draft.filler, draft))
    for said in ("在聘 1 空缺 1 三年内退休 1", "2099-11-30", "逐专业填报", "普查通知.pdf", "王填报", "李审核"):
        assert said in text


def test_why_it_was_sent_back_and_that_the_day_has_gone_by_are_said(client, draft):
    draft.answer.sent_back_reason = "请核对三年内退休人数"
    draft.answer.save()
    draft.survey.closes_on = datetime.date(2026, 11, 2)
    draft.survey.save()
    text = text_of(page_of(client, draft.filler, draft))
    assert "请核对三年内退休人数" in text
    assert "2026-11-02" in text
    assert "超期" in text


def test_a_line_leads_to_the_posts_it_counts(client, draft):
    page = page_of(client, draft.filler, draft).content.decode()
    query = f"unit={draft.plant.code}&amp;discipline={draft.discipline.code}&amp;grade={draft.line.grade_id}"
    assert f"{reverse('posts:post_list')}?{query}" in page


def test_what_is_lacking_stands_at_its_line_and_question_and_in_the_list(client, draft):
    question = draft.question()
    page = page_of(client, draft.filler, draft)
    (row, _fields), ((_field, lacks),) = page.context["rows"][0], page.context["replies"]
    assert [lack.line for lack in row.lacks] == [draft.line.pk]
    assert [lack.question for lack in lacks] == [question.pk]
    assert len(page.context["page"].lacks) == 2


def test_a_problem_without_its_kind_is_asked_for_its_kind(client, draft):
    DemandLine.objects.update(wanted=3, problem="炉役后期", urgency="now", consequence="停产")
    ((row, _fields),) = page_of(client, draft.filler, draft).context["rows"]
    assert [str(lack) for lack in row.lacks] == [f"{draft.line}：请选择问题类型（难点、堵点或痛点）。"]
    DemandLine.objects.update(problem="", problem_kind="hard")
    ((row, _fields),) = page_of(client, draft.filler, draft).context["rows"]
    assert [str(lack) for lack in row.lacks] == [f"{draft.line}：请填写增设职数所要解决的生产难题。"]


def test_the_last_survey_is_compared_its_decided_number_only_once_published(client, draft):
    earlier = make.survey(draft.group, opens_on=datetime.date(2026, 11, 1))
    draft.survey.previous = earlier
    draft.survey.save()
    facts = {"grade": draft.line.grade, "discipline": draft.discipline, "authorised": 1, "held": 1}
    then = make.answer(draft.plant, earlier, ReturnStatus.CONSOLIDATED)
    make.decided(then, 4, posts_decision(draft), **facts)
    text = text_of(page_of(client, draft.filler, draft))
    assert "上次需求 4" in text
    assert "核定职数 1 → 2" in text
    assert "上次核定 4" not in text
    DemandReturn.objects.filter(pk=then.pk).update(status=ReturnStatus.ACCEPTED)
    earlier.status = SurveyStatus.PUBLISHED
    earlier.save()
    text = text_of(page_of(client, draft.filler, draft))
    assert "上次核定 4" in text
    assert "核定结果 4" not in text


def posts_decision(draft):
    return evaluations.decision(draft.group)


def test_without_a_copied_survey_the_last_published_one_is_compared(client, draft):
    facts = {"grade": draft.line.grade, "discipline": draft.discipline}
    for number, year in ((3, 2024), (4, 2025)):
        opens = datetime.date(year, 11, 1)
        dates = {"as_of": opens, "opens_on": opens, "closes_on": opens}
        survey = make.survey(draft.group, **dates)
        make.decided(make.answer(draft.plant, survey, ReturnStatus.ACCEPTED), number, posts_decision(draft), **facts)
        survey.status = SurveyStatus.PUBLISHED
        survey.save()
    assert page_of(client, draft.filler, draft).context["rows"][0][0].before.decided == 4


def test_limits_are_metered_per_grade(client, draft):
    SurveyLimit.objects.create(survey=draft.survey, grade=draft.line.grade, most=1)
    DemandLine.objects.update(wanted=3)
    page = page_of(client, draft.filler, draft)
    (meter,) = page.context["page"].meters
    assert (meter.wanted, meter.most, meter.over) == (3, 1, True)


def test_the_quota_of_the_rules_warns_and_blocks_nothing(client, draft):
    GradeRule.objects.filter(grade=draft.line.grade).update(quota=3)
    workshop = office.unit(draft.plant)
    posts.post(workshop, grade=draft.line.grade, discipline=draft.discipline, authorised=4)
    DemandLine.objects.update(wanted=2, problem="")
    page = page_of(client, draft.filler, draft)
    quota = page.context["rows"][0][0].quota
    assert (quota.most, quota.elsewhere) == (3, 2)
    sentence = "管理办法限额：每厂每专业 3 个，本单位申报 2 个，本厂其他单位已有 2 个，超 1 个"
    assert sentence in text_of(page)
    assert page.context["page"].lacks == []


def test_units_without_others_in_their_plant_read_nothing_of_others(client, draft):
    GradeRule.objects.filter(grade=draft.line.grade).update(quota=2)
    DemandLine.objects.update(wanted=3)
    assert "管理办法限额：每厂每专业 2 个，本单位申报 3 个，超 1 个" in text_of(page_of(client, draft.filler, draft))


def test_the_limit_of_the_survey_is_named_as_such(client, draft):
    SurveyLimit.objects.create(survey=draft.survey, grade=draft.line.grade, most=8)
    assert "本次普查申报上限 8 个" in text_of(page_of(client, draft.filler, draft))


def test_what_was_in_time_before_is_not_marked_as_late(client, draft):
    draft.survey.closes_on = datetime.date(2026, 11, 2)
    draft.survey.save()
    late = "将标记为逾期"
    assert late in text_of(page_of(client, draft.filler, draft))
    DemandReturn.objects.update(submitted_at=NOW)
    assert late not in text_of(page_of(client, draft.filler, draft))


def test_who_may_act_is_told_apart_from_who_did(client, draft):
    text = text_of(page_of(client, draft.filler, draft))
    for said in ("可填报人员 王填报", "可审核人员 李审核", "可审批人员"):
        assert said in text


def test_a_message_to_the_person_stands_where_it_is_seen(client, draft):
    page = page_of(client, draft.filler, draft).content.decode()
    bar = page.split('class="return-bar"')[1].split('id="figures"')[0]
    assert 'id="banner" role="alert"' in bar


def test_candidates_stand_there_by_name_with_their_fit(client, draft):
    person = talent.engineer(draft.plant, name="赵高炉", discipline=draft.discipline)
    DemandCandidate.objects.create(line=draft.line, engineer=person)
    page = page_of(client, draft.filler, draft)
    ((named, fit),) = page.context["rows"][0][0].named
    assert named.engineer == person
    assert f"{person.employee_number} {fit.verdict.label}" in text_of(page)


def test_figures_come_by_themselves(client, draft):
    client.force_login(draft.filler)
    part = client.get(f"{draft.url}?part=figures")
    assert f'data-about="line-{draft.line.pk}"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_bar_says_of_which_lines_the_authorised_seats_are(client, draft):
    make.line(draft.answer, wanted=3, discipline=posts.discipline(), authorised=1)
    client.force_login(draft.filler)
    part = client.get(f"{draft.url}?part=figures")
    assert in_words(part.text).startswith("需求职数 3 已填条目的核定职数 1 增减 +2 还有 1 个条目未填")
    DemandLine.objects.update(wanted=3)
    assert in_words(client.get(f"{draft.url}?part=figures").text).startswith("需求职数 6 核定职数 3 增减 +3")


def in_words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- What came of it ----------------------------------------------------------------------------------------------
def decide(draft, **fields):
    """The line at its end: consolidated by another number than wanted, decided by a third."""
    DemandReturn.objects.update(status=ReturnStatus.ACCEPTED, submitted_at=NOW)
    facts = {"consolidated": 3, "consolidated_reason": "两厂合用一人", "decided": 2, "decided_reason": "职数有限"}
    DemandLine.objects.update(wanted=4, decision=posts_decision(draft), **facts | fields)


def publish(draft):
    draft.survey.status = SurveyStatus.PUBLISHED
    draft.survey.save()


def said_of(page, draft):
    """The line's article as text."""
    article = page.content.decode().split(f'id="line-{draft.line.pk}"')[1].split("</article>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", article).split())


def test_the_unit_reads_the_consolidated_number_and_waits_for_the_decided_one(client, draft):
    decide(draft)
    said = said_of(page_of(client, draft.filler, draft), draft)
    assert "状态 已汇总 汇总职数 3 两厂合用一人" in said
    assert "核定结果" not in said
    assert "职数有限" not in said
    publish(draft)
    said = said_of(page_of(client, draft.filler, draft), draft)
    assert f"汇总职数 3 两厂合用一人 核定结果 2 职数有限 {DemandLine.objects.get().decision}" in said


def test_who_decides_reads_the_decided_number_at_once(client, draft):
    decide(draft)
    administrator = office.user(Role.GROUP_ADMINISTRATOR, draft.group)
    page = page_of(client, administrator, draft)
    assert "核定结果 2 职数有限" in said_of(page, draft)
    assert DemandLine.objects.get().decision.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize("fields", [{}, {"decided": None}, {"consolidated": None, "decided": None}])
@pytest.mark.parametrize("role", [Role.FILLER, Role.GROUP_ADMINISTRATOR])
def test_the_state_is_that_of_the_list_of_lines(client, draft, role, fields):
    decide(draft, **fields)
    user = office.user(role, draft.plant if role == Role.FILLER else draft.group)
    (told,) = with_what_is_told(DemandLine.objects.all(), user).values_list("told_state", "told_decided")
    outcome = page_of(client, user, draft).context["rows"][0][0].outcome
    assert (outcome.state, outcome.decided) == told


def test_nothing_came_of_a_return_that_is_in_the_unit(client, draft):
    assert page_of(client, draft.checker, draft).context["rows"][0][0].outcome is None


def test_lines_that_were_merged_lead_to_each_other_in_sight(client, draft):
    DemandReturn.objects.update(status=ReturnStatus.SUBMITTED, submitted_at=NOW)
    other = make.answer(office.unit(draft.group, name="炼钢厂"), draft.survey, ReturnStatus.SUBMITTED)
    into = make.line(other, grade=draft.line.grade, discipline=draft.discipline)
    facts = {"wanted": 3, "consolidated": 2, "consolidated_reason": "并入炼钢厂"}
    DemandLine.objects.filter(pk=draft.line.pk).update(merged_into=into, **facts)
    page = page_of(client, draft.filler, draft)
    assert f"并入 炼钢厂 · {into}" in said_of(page, draft)
    assert into.get_absolute_url() not in page.content.decode()
    assert into.get_absolute_url() in page_of(client, office.hr(draft.group), draft).content.decode()


def test_every_line_leads_to_its_story(client, draft):
    assert f'href="{draft.line.get_absolute_url()}"' in page_of(client, draft.checker, draft).content.decode()


def test_who_may_goes_on_to_where_the_numbers_go(client, draft):
    subsidiary = office.unit(draft.group, name="板材公司", kind="subsidiary")
    draft.plant = office.unit(subsidiary, name="冷轧厂")
    draft.answer = make.answer(draft.plant, draft.survey, ReturnStatus.CONSOLIDATED)

    def places(user):
        return [str(label) for label, url in page_of(client, user, draft).context["places"]]

    hr, administrator = office.hr(subsidiary), office.user(Role.GROUP_ADMINISTRATOR, draft.group)
    head = office.user(Role.UNIT_HEAD, draft.plant)
    assert (places(hr), places(head)) == (["汇总工作台"], [])
    assert "核定工作台" in places(administrator)
    publish(draft)
    assert places(head) == ["核定结果"]
    for user in (hr, administrator, head):
        for _label, url in page_of(client, user, draft).context["places"]:
            assert client.get(url).status_code == 200


def test_the_signed_copy_is_linked(client, draft):
    draft.answer.paper = return_papers.print_return(draft.answer, actor=None).paper
    scan_into(draft.answer.paper, "签字件.pdf")
    page = page_of(client, office.user(Role.UNIT_HEAD, draft.plant), draft)
    assert reverse("planning:return_scan", args=[draft.answer.pk]) in page.content.decode()
    assert "签字件.pdf" in text_of(page)


# --- Saving without a script --------------------------------------------------------------------------------------
def test_the_form_saves(client, draft):
    client.force_login(draft.filler)
    answer = client.post(draft.url, draft.form(wanted="3", problem="炉役后期\r\n风险", problem_kind="hard"))
    assert (answer.status_code, answer.url) == (302, draft.url)
    line = DemandLine.objects.get()
    assert (line.wanted, line.problem, line.problem_kind) == (3, "炉役后期\n风险", "hard")


def test_what_could_not_be_saved_comes_back_with_both_values(client, draft):
    DemandLine.objects.update(wanted=5)
    client.force_login(draft.filler)
    page = client.post(draft.url, draft.form(wanted="3", problem="写好的"))
    field = page.context["rows"][0][1]["wanted"]
    assert (field.typed, field.cell.text, field.unsaved.state) == ("3", "5", "conflict")
    assert "他人已填“5”" in text_of(page)
    assert DemandLine.objects.get().problem == "写好的"
    assert client.post(draft.url, draft.form(wanted="3") | {f"b:{draft.name()}": field.cell.text}).status_code == 302
    assert DemandLine.objects.get().wanted == 3


def test_a_refused_value_comes_back_as_it_was_typed_with_the_reason(client, draft):
    client.force_login(draft.filler)
    page = client.post(draft.url, draft.form(wanted="三"))
    assert page.context["rows"][0][1]["wanted"].typed == "三"
    assert "不是数字" in text_of(page)


@pytest.mark.parametrize(("asked", "wanted"), [("all", 2), ("own", 2), ("other", None)])
def test_as_it_is_takes_the_authorised_number(client, draft, asked, wanted):
    client.force_login(draft.filler)
    asked = {"own": str(draft.line.pk), "other": "0"}.get(asked, asked)
    client.post(draft.url, draft.form(wanted="") | {"as_it_is": asked})
    assert DemandLine.objects.get().wanted == wanted


def test_all_unanswered_lines_leaves_what_is_answered(client, draft):
    client.force_login(draft.filler)
    client.post(draft.url, draft.form(wanted="7") | {"as_it_is": "all"})
    assert DemandLine.objects.get().wanted == 7


# --- Lines and people ---------------------------------------------------------------------------------------------
def test_a_line_is_added_and_taken_out_again(client, draft):
    client.force_login(draft.filler)
    other = posts.discipline()
    add = reverse("planning:return_line_add", args=[draft.answer.pk])
    assert client.get(add).status_code == 200
    answer = client.post(add, {"grade": rulebooks.grade().pk, "discipline": other.code})
    line = DemandLine.objects.get(discipline=other)
    assert answer.url == f"{draft.url}#line-{line.pk}"
    remove = reverse("planning:return_line_remove", args=[draft.answer.pk, line.pk])
    ((name, code),) = client.get(remove).context["hidden_fields"]
    client.post(remove, {name: code})
    assert not DemandLine.objects.filter(pk=line.pk).exists()


def test_what_a_colleague_types_while_a_line_is_taken_out_is_not_thrown_away(client, draft):
    client.force_login(draft.filler)
    person, line = talent.engineer(draft.plant), make.line(draft.answer, authorised=0, problem="炉缸侵蚀")
    DemandCandidate.objects.create(line=line, engineer=person)
    remove = reverse("planning:return_line_remove", args=[draft.answer.pk, line.pk])
    page = client.get(remove)
    assert page.context["consequences"][1:] == [
        "需求职数：2",
        "问题类型：难点",
        "生产难题：炉缸侵蚀",
        "紧迫程度：急需",
        "如不设置的影响：炉役后期无法保证安全生产",
        f"内部人选：{person}",
    ]
    DemandLine.objects.filter(pk=line.pk).update(problem="炉缸侵蚀，铁口漏水")
    answer = client.post(remove, dict(page.context["hidden_fields"]), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["条目刚被他人修改，请查看最新内容后再移出。"]
    assert "铁口漏水" in answer.text
    assert client.post(remove).url == draft.url  # without a word of what was seen
    assert DemandLine.objects.filter(pk=line.pk).exists()


def test_a_second_line_of_the_same_kind_is_refused_on_the_form(client, draft):
    client.force_login(draft.filler)
    add = reverse("planning:return_line_add", args=[draft.answer.pk])
    page = client.post(add, {"grade": draft.line.grade_id, "discipline": draft.discipline.code})
    assert "已有" in str(page.context["form"].errors)


def people_url(draft, name="return_people"):
    return reverse(f"planning:{name}", args=[draft.answer.pk, draft.line.pk])


def found_by(client, user, draft):
    """{what is measured: what the page says was found} of the only one on the list."""
    client.force_login(user)
    lists = client.get(people_url(draft)).context["lists"]
    (one,) = [one for _name, _count, people in lists for one in people]
    return {str(measured): str(found) for measured, found in one.found}


def test_own_people_are_listed_with_what_was_found_ages_only_for_human_resources(client, draft):
    talent.engineer(draft.plant, discipline=draft.discipline)
    seen, shown = found_by(client, office.hr(draft.group), draft), found_by(client, draft.filler, draft)
    assert {name for name in seen if seen[name] != shown[name]} == {str(Measure.YEARS_TO_RETIREMENT.label)}


def test_who_is_put_up_is_not_offered_again(client, draft):
    people = [talent.engineer(draft.plant, discipline=draft.discipline) for _turn in range(2)]
    DemandCandidate.objects.create(line=draft.line, engineer=people[0])
    client.force_login(draft.filler)
    page = client.get(people_url(draft)).content.decode()
    assert page.count("已列入") == 1
    offered = [person for person in people if f'name="engineer" value="{person.employee_number}"' in page]
    assert offered == people[1:]


def test_someone_is_put_up_and_taken_back_by_number(client, draft):
    person = talent.engineer(draft.plant, discipline=draft.discipline)
    client.force_login(draft.filler)
    answer = client.post(people_url(draft, "return_candidates"), {"engineer": person.employee_number})
    assert answer.url == people_url(draft)
    named = DemandCandidate.objects.get()
    person.status = "left"
    person.save()
    client.post(people_url(draft, "return_candidates"), {"remove": named.pk})
    assert not DemandCandidate.objects.exists()


def test_a_number_that_nobody_of_the_unit_has_is_said_on_the_page(client, draft):
    client.force_login(draft.filler)
    stranger = talent.engineer(office.unit(draft.group))
    page = client.post(people_url(draft, "return_candidates"), {"engineer": stranger.employee_number})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["engineer"]


def test_readers_put_nobody_up(client, draft):
    person = talent.engineer(draft.plant)
    client.force_login(draft.checker)
    assert client.get(people_url(draft)).status_code == 200
    assert client.post(people_url(draft, "return_candidates"), {"engineer": person.employee_number}).status_code == 403
    assert client.get(reverse("planning:return_line_add", args=[draft.answer.pk])).status_code == 403


# --- Scale ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_lines_as_for_one(client, draft, django_assert_num_queries, count):
    for _number in range(count - 1):
        make.line(draft.answer, grade=draft.line.grade)
    for line in DemandLine.objects.all():
        talent.engineer(draft.plant, discipline=line.discipline)
        person = talent.engineer(draft.plant, discipline=line.discipline)
        DemandCandidate.objects.create(line=line, engineer=person)
        draft.question()
    client.force_login(draft.filler)
    with django_assert_num_queries(25):
        client.get(draft.url)
    DemandReturn.objects.update(status=ReturnStatus.CONSOLIDATED, submitted_at=NOW)
    DemandLine.objects.update(qualified=1, consolidated=2)
    with django_assert_num_queries(24):
        client.get(draft.url)


@pytest.mark.parametrize("count", [1, 3])
def test_own_people_are_asked_for_as_often_however_many_they_are(client, draft, django_assert_num_queries, count):
    for _number in range(count):
        talent.engineer(draft.plant, discipline=draft.discipline)
    client.force_login(draft.filler)
    with django_assert_num_queries(14):
        client.get(people_url(draft))
