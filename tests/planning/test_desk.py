"""The decision desk: which lines lie on it, what they come to, and who may stand there."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from office.errors import DomainError
from office.models import Decision
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandCandidate
from planning.selectors import desk as selectors
from planning.selectors.quotas import Quotas
from rulebooks.models import Grade, Rulebook
from rulebooks.selectors import RulesOn
from tests.factories import evaluations, planning, posts, rulebooks
from tests.factories import office as make
from tests.planning.desks import Desk

pytestmark = pytest.mark.django_db


def address(desk, name="survey_desk", query=None):
    return reverse(f"planning:{name}", args=[desk.survey.pk], query=query)


def listed(client, desk, **query):
    """The keys of the lines that the desk lists under the filter."""
    return [line.pk for line in client.get(address(desk, query=query)).context["page"].rows]


# --- Which lines -----------------------------------------------------------------------------------------------
def test_only_lines_that_were_passed_up_lie_on_it(desk, signed_in):
    below = planning.answer(make.unit(desk.subsidiary), desk.survey, ReturnStatus.SUBMITTED)
    desk.make_line(below)
    assert sorted(listed(signed_in, desk)) == [desk.line.pk, desk.small.pk]


def test_merged_lines_are_folded_under_their_target(desk, signed_in):
    merged = desk.make_line(
        desk.other,
        consolidated=1,
        consolidated_reason="并入炼铁厂",
        merged_into=desk.line,
        discipline=desk.discipline,
        problem="能源介质波动",
    )
    assert merged.pk not in listed(signed_in, desk)
    assert "能源介质波动" in signed_in.get(address(desk)).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "open"}, {"line", "small"}),
        ({"state": "decided"}, set()),
        ({"seats": "more"}, {"line"}),
        ({"seats": "same"}, {"small"}),
        ({"seats": "fewer"}, set()),
        ({"quota": "beyond"}, {"line"}),
        ({"number": "other"}, set()),
        ({"q": "高炉长寿"}, {"line", "small"}),
        ({"q": "炼铁"}, {"line"}),
        ({"urgency": "later"}, set()),
        ({"problem_kind": "hard"}, {"line", "small"}),
    ],
)
def test_filters(desk, signed_in, query, found):
    assert set(listed(signed_in, desk, **query)) == {getattr(desk, name).pk for name in found}


def test_filters_by_unit_subsidiary_and_discipline_with_its_parts(desk, signed_in):
    part = posts.discipline(parent=desk.discipline)
    of_part = desk.make_line(desk.other, discipline=part)
    assert set(listed(signed_in, desk, discipline=desk.discipline.code)) == {desk.line.pk, of_part.pk}
    assert listed(signed_in, desk, subsidiary=desk.subsidiary.pk) == [desk.line.pk]
    assert listed(signed_in, desk, unit=desk.subsidiary.code) == [desk.line.pk]


def test_urgent_lines_come_first(desk, signed_in):
    later = desk.make_line(desk.answer, discipline=posts.discipline(), urgency="later")
    year = desk.make_line(desk.answer, discipline=posts.discipline(), urgency="year")
    assert listed(signed_in, desk, sort="urgency")[-2:] == [year.pk, later.pk]


# --- What they come to -----------------------------------------------------------------------------------------
def test_on_top_stands_what_is_undecided_missing_and_beyond_the_quota(desk, signed_in):
    planning.answer(make.unit(desk.subsidiary), desk.survey, ReturnStatus.SUBMITTED)
    planning.answer(make.unit(desk.subsidiary), desk.survey, ReturnStatus.DRAFT)
    text = signed_in.get(address(desk)).text
    for said in ("未核定 2 条", "已汇总上报 2 / 4 家", "子公司汇总中 1 家", "未上报 1 家", "超限额 1 处", "36,000.00"):
        assert said in text


def test_the_heads_of_sums_say_whether_lines_or_seats_are_counted(desk, signed_in):
    heads = [
        "层级",
        "条目数",
        "未核定条目数",
        "核定职数",
        "需求职数",
        "汇总职数",
        "核定结果（职数）",
        "增减职数",
        "年津贴增减（元）",
    ]
    facts = {"how": "consolidated", "decision": desk.decision.pk}
    confirmed = signed_in.post(chosen(desk, desk.line, desk.small), facts)
    publishing = signed_in.get(address(desk, "survey_publish"))
    assert heads_of(signed_in.get(address(desk))) == heads_of(publishing) == heads
    assert heads_of(confirmed) == [head for head in heads if head != "未核定条目数"]  # each of them is being decided


def heads_of(page):
    table = page.text.split('<table class="rows sums-by-grade">')[1].split("</thead>")[0]
    return re.findall(r"<th[^>]*>([^<]+)</th>", table)


def test_an_allowance_that_no_rulebook_says_is_not_counted_as_nothing(desk, signed_in):
    desk.limit(quota=None)
    text = signed_in.get(address(desk)).text
    assert "1 条未规定标准" in text
    assert "未超限额" in text


def test_a_subsidiarys_own_rulebook_prices_its_lines(desk):
    own = rulebooks.draft(code="own", in_force_from="2026-01-01")
    own.units.add(desk.subsidiary)
    own.grade_rules.filter(grade=desk.grade).update(monthly_allowance=5000, quota=7)
    own.status = "in_force"
    own.save()
    lines = {line.pk: line for line in selectors.desk_lines(desk.survey)}
    assert [(line.allowance, line.quota) for line in (lines[desk.line.pk], lines[desk.small.pk])] == [
        (Decimal(5000), 7),
        (Decimal(3000), 1),
    ]


def test_the_page_costs_the_same_for_any_number_of_lines(desk, signed_in, django_assert_num_queries):
    for count in (1, 3):
        for _line in range(count):
            desk.make_line(desk.answer, discipline=posts.discipline())
        with django_assert_num_queries(19):
            signed_in.get(address(desk))


def test_seats_count_in_the_nearest_open_plant_however_deep_the_unit(desk):
    nested = make.unit(desk.plant, name="高炉分厂")
    closed = make.unit(nested, name="旧分厂", closed_on="2026-06-01", successor=nested)
    workshop = make.unit(closed, kind="workshop")
    below = desk.make_line(planning.answer(workshop, desk.survey, ReturnStatus.CONSOLIDATED))
    quotas = Quotas(desk.survey, RulesOn(desk.survey.as_of))
    found = {line.pk: line.plant for line in selectors.desk_lines(desk.survey).annotate(plant=quotas.plant)}
    assert found == {desk.line.pk: desk.plant.pk, below.pk: nested.pk, desk.small.pk: desk.department.pk}


def test_what_people_wrote_is_drawn_as_text(desk, signed_in):
    desk.make_line(
        desk.other,
        discipline=posts.discipline(name="<i>电气</i>"),
        problem="<b>炉况</b>",
        wanted=3,
        consolidated_reason="&",
    )
    text = signed_in.get(address(desk)).text
    for said in ("&lt;i&gt;电气&lt;/i&gt;", "<dd>&lt;b&gt;炉况&lt;/b&gt;</dd>", "<dd>&amp;</dd>"):
        assert said in text
    assert '<span class="differs">2</span>' in text


def test_the_export_marks_what_is_beyond_the_quota(desk, signed_in):
    answer = signed_in.post(address(desk), {"format": "csv", "columns": ["unit", "beyond"]})
    rows = b"".join(answer).decode("utf-8-sig").split()
    assert rows[-2:] == ["炼铁厂,是", "科技部,否"]


# --- Deciding on it --------------------------------------------------------------------------------------------
def chosen(desk, *lines):
    return address(desk, "survey_decide", {"selected": [line.pk for line in lines]})


def test_lines_are_decided_after_a_page_that_names_the_consequence(desk, signed_in):
    facts = {"how": "consolidated", "decision": desk.decision.pk}
    page = signed_in.post(chosen(desk, desk.line, desk.small), facts)
    for said in ("核定 2 条", "36,000.00", "超过限额 1 处", "不改变现有岗位"):
        assert said in page.text
    code = page.context["outcome"].code
    refused = signed_in.post(chosen(desk, desk.line, desk.small), facts | {"seen": code})
    assert "请说明超限额核定的理由。" in refused.text
    done = signed_in.post(chosen(desk, desk.line, desk.small), facts | {"seen": code, "quota_reason": "重大项目"})
    assert done.status_code == 302
    desk.line.refresh_from_db()
    assert (desk.line.decided, desk.line.decided_reason) == (2, "重大项目")


def test_a_number_for_each_line_and_the_reason_is_asked_for(desk, signed_in):
    facts = {"how": "own", "decision": desk.decision.pk, f"number_{desk.line.pk}": "0"}
    assert "核定结果与汇总职数不同" in signed_in.post(chosen(desk, desk.line), facts).text
    page = signed_in.post(chosen(desk, desk.line), facts | {"reason": "撤并"})
    done = facts | {"reason": "撤并", "seen": page.context["outcome"].code}
    assert signed_in.post(chosen(desk, desk.line), done).status_code == 302
    desk.line.refresh_from_db()
    assert (desk.line.decided, desk.line.decided_reason) == (0, "撤并")


def test_a_number_typed_under_another_choice_is_refused_and_not_left_aside(desk, signed_in):
    facts = {"how": "consolidated", "decision": desk.decision.pk, f"number_{desk.line.pk}": "0"}
    answer = signed_in.post(chosen(desk, desk.line), facts)
    assert "已填写职数，但未选择逐条核定" in answer.text
    assert "outcome" not in answer.context
    facts[f"number_{desk.line.pk}"] = "2"  # as it stood on the page
    assert signed_in.post(chosen(desk, desk.line), facts).context["outcome"].lines[0].number == 2


def test_what_is_confirmed_names_every_line_with_its_number(desk, signed_in):
    facts = {"how": "own", "decision": desk.decision.pk, f"number_{desk.line.pk}": "1", f"number_{desk.small.pk}": "1"}
    facts[f"reason_{desk.line.pk}"] = "先从各厂统筹"
    page = signed_in.post(chosen(desk, desk.line, desk.small), facts)
    rows = [
        " ".join(row.split()) for row in re.findall(r"<td class=\"num\"[^>]*>(\d+ →.*?)</td>", page.text, re.DOTALL)
    ]
    assert rows == ['2 → <b class="differs">1</b>', "1 → <b>1</b>"]
    assert re.findall(r'<td class="wrap">(.*?)</td>', page.text) == ["先从各厂统筹", "—"]


def test_of_many_lines_those_that_differ_are_listed_first_and_the_rest_is_told(desk, signed_in, monkeypatch):
    monkeypatch.setattr("planning.selectors.deciding.LISTED", 1)
    desk.line.consolidated, desk.line.consolidated_reason = 1, "统筹"
    desk.line.save()
    many = [desk.make_line(desk.answer, discipline=posts.discipline(), authorised=2) for _line in range(2)]
    lines = [*many, desk.small]
    facts = {"how": "own", "decision": desk.decision.pk, "reason": "从紧"}
    facts |= {f"number_{line.pk}": "0" if line == desk.small else "2" for line in lines}
    page = signed_in.post(chosen(desk, *lines), facts)
    assert page.context["outcome"].listed == [desk.small]
    assert "另有 2 条未逐一列出，均按汇总职数核定。" in page.text
    facts |= {f"number_{line.pk}": "1" for line in many}
    assert "另有 2 条未逐一列出，其中 2 条与汇总职数不同。" in signed_in.post(chosen(desk, *lines), facts).text


def test_what_is_confirmed_does_not_count_as_undecided_what_is_being_decided(desk, signed_in):
    assert "未核定条目数" in signed_in.get(address(desk)).text
    facts = {"how": "consolidated", "decision": desk.decision.pk}
    assert "未核定条目数" not in signed_in.post(chosen(desk, desk.line), facts).text


def test_what_is_confirmed_names_the_common_reason_where_it_will_stand(desk, signed_in):
    desk.decide({desk.small: 1})
    facts = {"how": "own", "decision": desk.decision.pk, f"number_{desk.line.pk}": "1", f"number_{desk.small.pk}": "1"}
    facts |= {"reason": "职数从紧", f"reason_{desk.small.pk}": "不变"}  # of a line that stays as it is
    page = signed_in.post(chosen(desk, desk.line, desk.small), facts)
    assert re.findall(r'<td class="wrap">(.*?)</td>', page.text) == ["职数从紧", "—"]


def test_a_reason_of_its_own_stands_at_its_line_alone(desk, signed_in):
    facts = {"how": "own", "decision": desk.decision.pk, f"number_{desk.line.pk}": "1", f"number_{desk.small.pk}": "1"}
    facts[f"reason_{desk.line.pk}"] = "先从各厂统筹"
    code = signed_in.post(chosen(desk, desk.line, desk.small), facts).context["outcome"].code
    assert signed_in.post(chosen(desk, desk.line, desk.small), facts | {"seen": code}).status_code == 302
    desk.line.refresh_from_db()
    desk.small.refresh_from_db()
    assert (desk.line.decided_reason, desk.small.decided_reason) == ("先从各厂统筹", "")


def test_what_was_merged_into_a_line_stands_beside_it_while_deciding_and_confirming(desk, signed_in):
    desk.line.consolidated, desk.line.consolidated_reason = 3, "与科技部合并设置"
    desk.line.save()
    merged = {
        "authorised": 0,
        "wanted": 1,
        "consolidated": 0,
        "consolidated_reason": "并入炼铁厂",
        "problem": "煤气波动",
    }
    desk.make_line(desk.other, merged_into=desk.line, discipline=desk.discipline, **merged)
    named = f"并入本条：科技部 · 高炉 · {desk.grade}（需求 1 个，维持 0 个）"
    page = signed_in.get(chosen(desk, desk.line)).text
    for said in ("汇总理由：与科技部合并设置", named, "煤气波动"):
        assert said in page
    facts = {"how": "consolidated", "decision": desk.decision.pk}
    page = signed_in.post(chosen(desk, desk.line), facts).text
    assert named in page
    assert "并入的 1 条随之核定，维持原核定职数" in page
    assert "随之核定" not in signed_in.post(chosen(desk, desk.small), facts).text


def test_a_correction_is_named_old_and_new(desk, signed_in):
    desk.decide({desk.line: 1}, reason="从紧")
    facts = {"how": "consolidated", "decision": desk.decision.pk, "reason": "复议"}
    assert f"炼铁厂 · 高炉 · {desk.grade}：1 → 2" in signed_in.post(chosen(desk, desk.line), facts).text


def test_a_decision_is_recorded_on_the_way_and_nothing_typed_is_lost(desk, signed_in):
    typed = {"how": "own", "decision": "", "reason": "职数从紧", f"number_{desk.line.pk}": "1", "again": ""}
    typed[f"reason_{desk.line.pk}"], typed["other"] = "先从各厂统筹", "x"
    page = signed_in.post(chosen(desk, desk.line, desk.small), typed | {"record": "1"}, follow=True)
    assert page.resolver_match.url_name == "decision_create"
    assert (page.context["form"]["unit"].value(), page.context["form"]["subject"].value()) == (
        desk.group.code,
        "2026年需求普查",
    )
    facts = {"body": "other", "meeting_number": "〔2026〕30号", "held_on": "2026-10-20", "outcome": "同意。"}
    facts |= {"unit": desk.group.code, "subject": "2026年需求普查", "attendees": "甲", "body_name": "总经理办公会"}
    back = signed_in.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], facts, follow=True)
    recorded = Decision.objects.latest("pk")
    form = back.context["form"]
    assert back.context["chosen"].lines == [desk.line, desk.small]
    names = ("how", "decision", "reason", f"number_{desk.line.pk}", f"reason_{desk.line.pk}", f"number_{desk.small.pk}")
    values = [str(form[name].field.prepare_value(form[name].value())) for name in names]
    assert values == ["own", str(recorded.pk), "职数从紧", "1", "先从各厂统筹", "1"]
    assert f'data-picked="〔2026〕30号 · {desk.group} · 总经理办公会 · {recorded.subject}"' in back.text


def test_a_decision_of_another_unit_is_refused_at_its_field_before_anything_is_confirmed(desk, signed_in):
    foreign = evaluations.decision(desk.subsidiary)
    answer = signed_in.post(chosen(desk, desk.line), {"how": "consolidated", "decision": foreign.pk})
    assert answer.context["form"].errors["decision"] == [
        f"所选议定事项属于{desk.subsidiary}，不能作为核定{desk.group}普查的依据。"
    ]


@pytest.mark.parametrize("named", ["x", "9" * 40, "0", "elsewhere"])
def test_a_decision_that_the_address_names_is_chosen_if_it_is_in_sight(desk, signed_in, named):
    if named == "elsewhere":
        named = evaluations.decision(make.unit(name="别家"), subject="别家议定").pk
    page = signed_in.get(f"{chosen(desk, desk.line)}&decision={named}")
    assert page.status_code == 200
    assert "data-picked=" not in page.text


def test_all_lines_of_a_filter_are_decided_at_once(desk, signed_in):
    everything = address(desk, "survey_decide", {"all": 1, "seats": "same"})
    facts = {"how": "authorised", "decision": desk.decision.pk}
    page = signed_in.post(everything, facts)
    assert signed_in.post(everything, facts | {"seen": page.context["outcome"].code}).url.endswith("?seats=same")
    desk.line.refresh_from_db()
    desk.small.refresh_from_db()
    assert (desk.line.decided, desk.small.decided) == (None, 1)


def test_ones_own_lines_are_left_out_and_named(desk, signed_in):
    planning.participant(desk.answer, desk.administrator)
    page = signed_in.get(address(desk, "survey_decide", {"all": 1}))
    assert f"已排除，请由他人核定：子公司 · 炼铁厂 · 高炉 · {desk.grade}。" in page.text
    assert page.context["chosen"].lines == [desk.small]


def own_return(desk):
    """Of another plant of that name, in which the administrator took part."""
    unit = make.unit(desk.subsidiary, name="炼铁厂")
    return planning.answer(unit, desk.survey, ReturnStatus.CONSOLIDATED, checked_by=desk.administrator)


def of_state(desk, state):
    """A line in that state, besides the two that wait to be decided."""
    other = {"discipline": posts.discipline(name="轧钢")}
    match state:
        case "merged":
            return desk.make_line(desk.answer, merged_into=desk.small, consolidated_reason="并入", **other)
        case "not passed up":
            unit = make.unit(desk.subsidiary, name="轧钢厂")
            return desk.make_line(planning.answer(unit, desk.survey, ReturnStatus.SUBMITTED), **other)
        case "another survey":
            survey = planning.survey(desk.group, SurveyStatus.CLOSED, title="专项普查")
            return desk.make_line(planning.answer(desk.plant, survey, ReturnStatus.CONSOLIDATED), **other)
        case "own return":
            return desk.make_line(own_return(desk), **other)
    line = desk.make_line(desk.answer, **other)
    if state == "decided":
        desk.decide({line: 1}, reason="从紧")
    if state == "naming":
        DemandCandidate.objects.create(line=line, engineer=posts.engineer(desk.plant, user=desk.administrator))
    if state == "own merged into it":
        desk.make_line(own_return(desk), discipline=posts.discipline(), merged_into=line, consolidated_reason="并")
    return line


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", None),
        ("decided", None),
        ("merged", "已并入其他条目、随其一并核定的条目已排除：子公司 · 炼铁厂 · 轧钢 · {grade}。"),
        ("not passed up", "所属填报尚未上报或已退回的条目已排除：子公司 · 轧钢厂 · 轧钢 · {grade}。"),
        ("another survey", "不属于本次普查的条目已排除：1 条。"),
        ("own return", "已排除，请由他人核定：子公司 · 炼铁厂 · 轧钢 · {grade}。"),
        ("naming", "已排除，请由他人核定：子公司 · 炼铁厂 · 轧钢 · {grade}。"),
        ("own merged into it", "已排除，请由他人核定：子公司 · 炼铁厂 · 轧钢 · {grade}。"),
    ],
)
def test_what_the_page_leaves_out_is_what_the_rule_refuses(desk, signed_in, state, said):
    desk.limit(quota=None)
    line = of_state(desk, state)
    page = signed_in.get(chosen(desk, desk.line, line))
    assert {*page.context["chosen"].lines} == ({desk.line} if said else {desk.line, line})
    facts = {"how": "consolidated", "decision": desk.decision.pk, "reason": "复议"}
    confirmed = signed_in.post(chosen(desk, desk.line, line), facts)
    for shown in (page, confirmed):
        assert ("已排除" in shown.text) == bool(said)
        assert (said or "").format(grade=desk.grade) in shown.text
    alone = signed_in.get(chosen(desk, line), follow=True)
    assert alone.resolver_match.url_name == ("survey_desk" if said else "survey_decide")
    assert (said or "").format(grade=desk.grade) in alone.text
    if said:
        with pytest.raises(DomainError):
            desk.decide({desk.line: 2, line: 2}, reason="复议")
    else:
        assert desk.decide({desk.line: 2, line: 2}, reason="复议") == 2


def test_the_page_says_how_many_were_decided_before_and_confirming_which_stay(desk, signed_in):
    desk.limit(quota=None)
    line = of_state(desk, "decided")
    assert "其中已核定 1 条" in signed_in.get(chosen(desk, desk.line, line)).text
    facts = {"how": "own", "decision": desk.decision.pk, f"number_{line.pk}": "1", f"number_{desk.line.pk}": "2"}
    page = signed_in.post(chosen(desk, desk.line, line), facts)
    assert page.context["outcome"].changing == [desk.line]
    assert "结果未变、无需重复核定的条目：1 条" in page.text
    desk.decide({desk.line: 2, line: 1})
    line.refresh_from_db()
    assert line.decided_reason == "从紧"


def test_every_line_that_the_address_names_is_there(desk, signed_in):
    lines = [desk.make_line(desk.answer, discipline=posts.discipline()) for _line in range(51)]
    assert len(signed_in.get(chosen(desk, *lines)).context["chosen"].lines) == 51


def test_without_a_choice_one_is_led_back(desk, signed_in):
    assert "请先选择要核定的条目" in signed_in.get(address(desk, "survey_decide"), follow=True).text


def test_a_published_survey_is_not_decided_any_more(desk, signed_in):
    desk.survey.status = SurveyStatus.PUBLISHED
    desk.survey.save()
    assert "普查处于“已核定发布”状态" in signed_in.get(chosen(desk, desk.line), follow=True).text


# --- Who stands there ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "on", "reads", "decides"),
    [
        ("group_administrator", "group", 200, 200),
        ("leader", "group", 200, 403),
        ("inspection", "group", 200, 403),
        ("hr", "group", 403, 403),
        ("subsidiary_administrator", "subsidiary", 403, 403),
        ("leader", "subsidiary", 403, 403),
        ("unit_head", "plant", 403, 403),
    ],
)
def test_rights(desk, client, role, on, reads, decides):
    client.force_login(make.user(role, getattr(desk, on)))
    assert client.get(address(desk)).status_code == reads
    assert client.get(chosen(desk, desk.line)).status_code == decides
    exported = client.post(address(desk), {"format": "csv"})
    exported.close()
    assert exported.status_code == reads


# --- Sums ------------------------------------------------------------------------------------------------------
class Sums(TestCase):
    """SQL adds up what one would add up by hand, whatever the numbers and wherever the lines stand."""

    @settings(max_examples=25, deadline=None)
    @given(
        numbers=st.lists(
            st.tuples(
                st.integers(0, 3), st.integers(0, 5), st.integers(0, 5), st.none() | st.integers(0, 5), st.booleans()
            ),
            min_size=1,
            max_size=8,
        ),
        quota=st.none() | st.integers(0, 6),
        allowance=st.none() | st.decimals(0, 9999, places=2),
    )
    def test_sums_and_quotas(self, numbers, quota, allowance):
        desk = Desk(SurveyStatus.OPEN)
        desk.limit(quota, allowance)
        for line in (desk.line, desk.small):
            line.delete()
        decision = evaluations.decision(desk.group)
        workshop = planning.answer(make.unit(desk.plant, kind="workshop"), desk.survey, ReturnStatus.CONSOLIDATED)
        made = []
        for place, (authorised, wanted, consolidated, decided, below) in enumerate(numbers):
            made.append(
                planning.line(
                    workshop if below else desk.answer,
                    grade=desk.grade,
                    discipline=posts.discipline() if place > 1 else desk.discipline,
                    authorised=authorised,
                    wanted=wanted,
                    consolidated=consolidated,
                    consolidated_reason="理由",
                    decided=decided,
                    decided_reason="理由",
                    decision=decision,
                )
                if place != 1 or below != numbers[0][4]
                else None
            )
        made = [line for line in made if line]
        rules = RulesOn(datetime.date(2026, 10, 31))
        (found,) = selectors.sums_by_grade(desk.survey, rules)
        standing = [line.consolidated if line.decided is None else line.decided for line in made]
        extra = sum(standing) - sum(line.authorised for line in made)
        assert (found.standing, found.extra) == (sum(standing), extra)
        assert found.decided == sum(line.decided or 0 for line in made)
        assert found.money == (0 if allowance is None else extra * allowance * 12)
        groups = {}
        for line, number in zip(made, standing, strict=True):
            groups[line.discipline_id] = groups.get(line.discipline_id, 0) + number
        beyond = {key for key, seats in groups.items() if quota is not None and seats > quota}
        quotas = Quotas(desk.survey, rules)
        assert quotas.exceeded()[0] == len(beyond)
        marked = quotas.mark(selectors.desk_lines(desk.survey, rules)).filter(beyond=True)
        assert {line.discipline_id for line in marked} == beyond


def test_sql_finds_the_rulebook_that_governs_each_unit(desk):
    for code, unit in (("group", desk.group), ("subsidiary", desk.subsidiary), ("plant", desk.plant)):
        book = rulebooks.draft(code=code, in_force_from="2026-01-01")
        book.units.add(unit)
        book.grade_rules.update(quota=len(unit.path))
        Rulebook.objects.filter(pk=book.pk).update(status="in_force")
    rules = RulesOn(desk.survey.as_of)
    for line in selectors.desk_lines(desk.survey, rules).select_related("demand_return__unit"):
        assert line.quota == rules.grade_rule(line.demand_return.unit, Grade.objects.get(pk=line.grade_id).pk).quota
