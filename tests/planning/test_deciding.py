"""Entering what a body decided: what is written, and what is refused."""

import pytest

from office.errors import DomainError
from office.models import AuditEntry
from planning.enums import Part, ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, DemandLine, DemandReturn
from planning.selectors.deciding import outcome_of
from planning.selectors.publishing import code_of_publishing
from planning.services.deciding import decide_lines
from tests.factories import evaluations, planning, posts
from tests.factories import office as make
from tests.planning import going_back
from tests.planning.desks import Desk
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


def told(line):
    line.refresh_from_db()
    return line.decided, line.decided_reason, line.decision_id


def entries():
    return AuditEntry.objects.filter(verb="demandline.decided").order_by("pk")


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return [str(refused.value), *map(str, refused.value.reasons)]


# --- What is written -------------------------------------------------------------------------------------------
def test_lines_are_decided_as_consolidated_without_a_reason(desk):
    assert desk.decide({desk.line: 2, desk.small: 1}) == 2
    assert told(desk.line) == (2, "", desk.decision.pk)
    assert told(desk.small) == (1, "", desk.decision.pk)


def test_each_line_says_who_when_under_which_decision_and_why(desk):
    desk.decide({desk.line: 1}, reason="职数从紧")
    desk.decide({desk.line: 2}, reason="复议同意")
    first, second = entries()
    name = str(desk.decision)
    assert (first.target_id, first.unit, first.actor_name) == (desk.line.pk, desk.group, "刘管理")
    assert (first.changes, first.reason) == ({"decided": [None, 1], "decision": [None, name]}, "职数从紧")
    assert (second.changes, second.reason) == ({"decided": [1, 2], "decision": [name, name]}, "复议同意")


def test_a_number_that_stands_already_is_not_written_again(desk):
    desk.decide({desk.line: 2})
    assert desk.decide({desk.line: 2, desk.small: 1}) == 1
    assert entries().count() == 2


def test_another_decision_is_cited_by_deciding_again(desk):
    desk.decide({desk.line: 2})
    right = evaluations.decision(desk.group)
    assert refusal(lambda: desk.decide({desk.line: 2}, decision=right))[0].startswith("请说明理由")
    assert desk.decide({desk.line: 2}, decision=right, reason="议定事项选错") == 1
    assert told(desk.line) == (2, "议定事项选错", right.pk)


def test_merged_lines_are_decided_with_their_target_and_keep_their_number(desk):
    merged = desk.make_line(
        desk.other, consolidated=1, consolidated_reason="并入炼铁厂", merged_into=desk.line, discipline=desk.discipline
    )
    desk.decide({desk.line: 2})
    assert told(merged) == (1, "", desk.decision.pk)
    assert entries().get(target_id=merged.pk).changes["decided"] == [None, 1]


def test_a_common_reason_is_kept_where_it_applies_alone(desk):
    desk.limit(quota=1)
    desk.decide({desk.line: 2, desk.small: 0}, reason="职数从紧", quota_reason="重大项目")
    assert [told(line)[:2] for line in (desk.line, desk.small)] == [(2, "重大项目"), (0, "职数从紧")]
    assert list(entries().values_list("reason", flat=True)) == ["重大项目", "职数从紧"]


def test_a_line_may_say_its_own_reason(desk):
    desk.decide({desk.line: 1, desk.small: 0}, reason="职数从紧", own_reasons={desk.small.pk: "业务划转"})
    assert [told(line)[1] for line in (desk.line, desk.small)] == ["职数从紧", "业务划转"]
    said = refusal(lambda: desk.decide({desk.line: 0, desk.small: 1}, own_reasons={desk.small.pk: "复议"}))
    assert said[1:] == [f"子公司 · 炼铁厂 · 高炉 · {desk.grade}"]


def test_units_do_not_find_the_act_in_the_audit_trail(desk):
    desk.decide({desk.line: 1}, reason="领导意见")
    inspection = [make.user("inspection", unit) for unit in (desk.plant, desk.subsidiary, desk.group)]
    assert [AuditEntry.objects.visible_to(user).filter(verb="demandline.decided").count() for user in inspection] == [
        0,
        0,
        1,
    ]


def test_posts_stay_as_they_are(desk):
    post = posts.post(desk.plant, grade=desk.grade, discipline=desk.discipline)
    desk.decide({desk.line: 2})
    post.refresh_from_db()
    assert post.authorised == 1


# --- What is refused -------------------------------------------------------------------------------------------
def test_a_number_of_its_own_says_why(desk):
    said = refusal(lambda: desk.decide({desk.line: 1, desk.small: 1}))
    assert said == [
        "请说明理由：核定结果与汇总职数不同，或更正已核定的结果。",
        f"子公司 · 炼铁厂 · 高炉 · {desk.grade}",
    ]
    assert told(desk.line) == (None, "", None)


def test_seats_beyond_the_quota_say_why(desk):
    desk.limit(quota=1)
    assert refusal(lambda: desk.decide({desk.line: 2}))[0] == "请说明超限额核定的理由。"
    desk.decide({desk.line: 2}, quota_reason="重大项目")
    assert told(desk.line) == (2, "重大项目", desk.decision.pk)


def test_what_there_is_already_needs_no_reason_though_it_is_beyond_the_quota(desk):
    desk.limit(quota=0)
    assert desk.decide({desk.small: 1}) == 1


def test_the_quota_counts_all_lines_of_the_plant(desk):
    desk.limit(quota=3)
    workshop = make.unit(desk.plant, name="高炉车间", kind="workshop")
    of_workshop = desk.make_line(make_answer(desk, workshop), consolidated=2)
    assert outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).beyond[0].seats == 4
    assert outcome_of(desk.survey, {desk.line.pk: 2, of_workshop.pk: 1}, desk.decision).beyond == []


def test_a_merged_plant_counts_in_its_successor(desk):
    desk.limit(quota=3)
    merged = make.unit(desk.plant, name="老厂", closed_on="2026-06-01", successor=desk.plant)
    desk.make_line(make_answer(desk, merged), consolidated=2)
    assert outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).beyond[0].seats == 4


def make_answer(desk, unit, status=ReturnStatus.CONSOLIDATED):
    return planning.answer(unit, desk.survey, status)


def test_a_decision_of_a_unit_below_the_surveys_is_refused(desk):
    foreign = evaluations.decision(desk.subsidiary)
    said = refusal(lambda: desk.decide({desk.line: 2}, decision=foreign))
    assert said == [f"所选议定事项属于{desk.subsidiary}，不能作为核定{desk.group}普查的依据。"]
    assert told(desk.line) == (None, "", None)


def test_a_unit_above_decides_a_survey_of_one_below(desk):
    survey = planning.survey(desk.subsidiary, SurveyStatus.CLOSED)
    line = desk.make_line(planning.answer(desk.plant, survey, ReturnStatus.CONSOLIDATED))
    numbers = {line.pk: 2}
    seen = outcome_of(survey, numbers, desk.decision).code
    assert decide_lines(survey, numbers, decision=desk.decision, actor=desk.administrator, seen=seen) == 1


def test_lines_that_are_not_at_the_top_are_refused_by_name(desk):
    desk.answer.status = ReturnStatus.SUBMITTED
    desk.answer.save()
    said = refusal(lambda: desk.decide({desk.line: 2, desk.small: 1}))
    assert said == [
        "已不在核定工作台的条目：1 条。",
        f"子公司 · 炼铁厂 · 高炉 · {desk.grade}：所属填报尚未上报或已退回。",
    ]


def test_a_merged_line_follows_its_target(desk):
    merged = merged_into(desk)
    said = refusal(lambda: desk.decide({merged: 1}))
    assert said[1] == f"科技部 · 高炉 · {desk.grade}已并入其他条目，随该条目一并核定。"


@pytest.mark.parametrize("status", [SurveyStatus.DRAFT, SurveyStatus.PUBLISHED])
def test_a_survey_that_does_not_run_is_refused(desk, status):
    numbers = {desk.line.pk: 2}
    seen = outcome_of(desk.survey, numbers, desk.decision).code
    type(desk.survey).objects.filter(pk=desk.survey.pk).update(status=status)
    assert refusal(lambda: desk.decide({desk.line: 2}, seen=seen))[0].startswith("普查处于")


def test_what_changed_since_it_was_shown_is_refused(desk):
    seen = outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).code
    desk.decide({desk.line: 1}, reason="职数从紧")
    assert refusal(lambda: desk.decide({desk.line: 2}, seen=seen, reason="同意"))[0].startswith("期间已有变动")


@pytest.mark.parametrize("fields", [{"wanted": 3, "consolidated_reason": "统筹"}, {"authorised": 0}])
def test_a_line_that_is_not_what_was_shown_is_shown_anew(desk, fields):
    seen = outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).code
    DemandLine.objects.filter(pk=desk.line.pk).update(**fields)
    assert refusal(lambda: desk.decide({desk.line: 2}, seen=seen))[0].startswith("期间已有变动")


def test_a_plant_that_got_seats_elsewhere_meanwhile_is_shown_anew(desk):
    desk.limit(quota=2)
    second = desk.make_line(make_answer(desk, make.unit(desk.plant, kind="workshop")), consolidated=1, wanted=1)
    numbers = {desk.line.pk: 2}
    seen = outcome_of(desk.survey, numbers, desk.decision).code
    desk.decide({second: 0}, reason="撤并")
    assert refusal(lambda: desk.decide({desk.line: 2}, seen=seen, quota_reason="项目"))[0].startswith("期间已有变动")


def merged_into(desk):
    """A line of the department that was merged into the plant's."""
    return desk.make_line(
        desk.other, consolidated=1, consolidated_reason="并入", merged_into=desk.line, discipline=desk.discipline
    )


def test_a_target_waits_for_what_was_merged_into_it(desk):
    merged = merged_into(desk)
    DemandReturn.objects.filter(pk=desk.other.pk).update(status=ReturnStatus.SUBMITTED)
    said = refusal(lambda: desk.decide({desk.line: 2}))
    assert said == [
        "并入所选条目的条目随其一并核定，但所属填报已退回，请待重新上报后再核定：",
        f"科技部 · 高炉 · {desk.grade}",
    ]
    assert told(merged)[0] is told(desk.line)[0] is None


@pytest.mark.parametrize("part", Part)
def test_nobody_decides_on_a_return_that_he_had_a_part_in(desk, part):
    planning.participant(desk.answer, desk.administrator, part)
    said = refusal(lambda: desk.decide({desk.line: 2, desk.small: 1}))
    assert said == [
        "本人填写、提交、审核、审批、登记盖章件或被列为人选的条目不得由本人核定，请由他人办理：",
        f"子公司 · 炼铁厂 · 高炉 · {desk.grade}",
    ]


def test_nobody_decides_on_a_line_into_which_his_own_was_merged(desk):
    planning.participant(merged_into(desk).demand_return, desk.administrator)
    said = refusal(lambda: desk.decide({desk.line: 2, desk.small: 1}))
    assert said[1:] == [f"子公司 · 炼铁厂 · 高炉 · {desk.grade}", f"科技部 · 能源 · {desk.grade}"]


@pytest.mark.parametrize("merged", [False, True])
def test_nobody_decides_on_a_line_that_names_him(desk, merged):
    line = merged_into(desk) if merged else desk.line
    DemandCandidate.objects.create(line=line, engineer=posts.engineer(desk.plant, user=desk.administrator))
    assert len(refusal(lambda: desk.decide({desk.line: 2}))) == 2
    assert desk.decide({desk.line: 2}, actor=make.user("group_administrator", desk.group)) == 1


def test_any_number_of_lines_takes_the_same_statements(desk, django_assert_num_queries):
    lines = [desk.make_line(desk.answer, discipline=posts.discipline()) for _line in range(4)]
    for some in (lines[:1], lines[1:]):
        numbers = {line.pk: 2 for line in some}
        seen = outcome_of(desk.survey, numbers, desk.decision).code
        with django_assert_num_queries(19):
            desk.decide(dict.fromkeys(some, 2), seen=seen)


# --- Two at once -----------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_decide_the_same_line(self):
        desk = Desk()
        other = make.user("group_administrator", desk.group)
        seen = outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).code
        lower = outcome_of(desk.survey, {desk.line.pk: 1}, desk.decision).code
        results = at_once(
            lambda: desk.decide({desk.line: 2}, seen=seen),
            lambda: desk.decide({desk.line: 1}, actor=other, seen=lower, reason="从紧"),
        )
        assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
        assert entries().count() == 1

    def test_decide_against_send_back(self):
        desk = Desk(SurveyStatus.OPEN)
        seen = outcome_of(desk.survey, {desk.line.pk: 2}, desk.decision).code
        shown = going_back.shown(desk.answer)
        results = at_once(
            lambda: desk.decide({desk.line: 2}, seen=seen),
            lambda: going_back.to_unit(desk.answer, actor=desk.administrator, seen=shown),
        )
        assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
        desk.answer.refresh_from_db()
        sent_back = desk.answer.status == ReturnStatus.DRAFT
        assert told(desk.line)[0] == (None if sent_back else 2)

    def test_publish_against_decide(self):
        desk = Desk()
        desk.decide({desk.line: 2, desk.small: 1})
        shown = code_of_publishing(desk.survey)
        seen = outcome_of(desk.survey, {desk.line.pk: 1}, desk.decision).code
        results = at_once(
            lambda: desk.decide({desk.line: 1}, seen=seen, reason="从紧"),
            lambda: desk.publish(shown),
        )
        refused = [isinstance(result, DomainError) for result in results]
        assert refused in ([False, True], [True, False])
        assert told(desk.line)[0] == (2 if refused[0] else 1)
        desk.survey.refresh_from_db()
        assert desk.survey.status == (SurveyStatus.PUBLISHED if refused[0] else SurveyStatus.CLOSED)
