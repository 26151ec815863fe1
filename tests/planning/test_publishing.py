"""Publishing: what stands in its way, what it does, and who reads the decided numbers before and after."""

import pytest
from django.urls import reverse

from office.errors import DomainError
from office.models import AuditEntry
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine
from planning.selectors.publishing import code_of_publishing
from tests.factories import evaluations, planning, posts
from tests.factories import office as make
from tests.planning.desks import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


def page(desk, name="survey_publish"):
    return reverse(f"planning:{name}", args=[desk.survey.pk])


def publish(client, desk):
    agreed = dict(client.get(page(desk)).context["hidden_fields"])["agreed"]
    return client.post(page(desk), {"agreed": agreed}, follow=True)


def test_what_is_in_the_way_stands_there_as_sentences(desk, client):
    client.force_login(desk.administrator)
    below = planning.answer(make.unit(desk.subsidiary, name="轧钢厂"), desk.survey, ReturnStatus.SUBMITTED)
    desk.make_line(below)
    text = client.get(page(desk)).text
    assert f"尚有 1 份填报未经子公司汇总上报（{desk.subsidiary} · 轧钢厂）。" in text
    assert "尚有 2 条未核定" in text
    assert ">发布</button>" not in text


def test_an_open_survey_is_closed_first(client):
    desk = Desk(SurveyStatus.OPEN)
    client.force_login(desk.administrator)
    assert "停止填报后方可发布" in client.get(page(desk)).text


def test_publishing_accepts_the_returns_and_is_on_record(desk, client):
    client.force_login(desk.administrator)
    missing = planning.answer(make.unit(desk.subsidiary), desk.survey, ReturnStatus.DRAFT)
    desk.decide({desk.line: 2, desk.small: 1})
    assert "核定结果已发布" in publish(client, desk).text
    for answer, status in ((desk.answer, "accepted"), (desk.other, "accepted"), (missing, "draft")):
        answer.refresh_from_db()
        assert answer.status == status
    assert AuditEntry.objects.filter(verb="survey.published").count() == 1
    accepted = AuditEntry.objects.filter(verb="demandreturn.accepted").order_by("target_id")
    assert [(entry.target_id, entry.unit, entry.changes) for entry in accepted] == [
        (desk.answer.pk, desk.plant, {"status": ["consolidated", "accepted"]}),
        (desk.other.pk, desk.department, {"status": ["consolidated", "accepted"]}),
    ]


def test_a_number_that_was_decided_anew_since_is_shown_first(desk, client):
    client.force_login(desk.administrator)
    desk.decide({desk.line: 2, desk.small: 1})
    agreed = dict(client.get(page(desk)).context["hidden_fields"])["agreed"]
    desk.decide({desk.line: 1}, reason="从紧")
    assert "期间已有变动" in client.post(page(desk), {"agreed": agreed}, follow=True).text
    desk.survey.refresh_from_db()
    assert desk.survey.status == SurveyStatus.CLOSED


@pytest.mark.parametrize("changed", [{"decided": (1, 2)}, {"reason": "另有考虑"}, {"decision": "另一议定事项"}])
def test_what_changed_since_it_was_shown_is_not_published_though_the_sums_are_the_same(desk, changed):
    second = desk.make_line(desk.other, discipline=posts.discipline(name="轧钢"))
    desk.decide({desk.line: 2, second: 1, desk.small: 1}, reason="从紧")
    seen = code_of_publishing(desk.survey)
    first, last = changed.get("decided", (2, 1))
    decision = evaluations.decision(desk.group) if "decision" in changed else None
    if "reason" in changed:
        desk.decide({desk.line: 1}, reason=changed["reason"])
    desk.decide({desk.line: first, second: last}, reason=changed.get("reason", "从紧"), decision=decision)
    with pytest.raises(DomainError, match="期间已有变动"):
        desk.publish(seen)


# --- Who reads what was decided ----------------------------------------------------------------------------------
READERS = [
    ("filler", "plant", 1),
    ("unit_head", "plant", 1),
    ("hr", "subsidiary", 1),
    ("subsidiary_administrator", "subsidiary", 1),
    ("hr", "group", 2),
]


@pytest.mark.parametrize(("role", "on", "count"), READERS)
def test_units_read_decided_numbers_once_they_are_published(desk, client, role, on, count):
    desk.decide({desk.line: 2, desk.small: 1})
    client.force_login(make.user(role, getattr(desk, on)))
    addresses = (page(desk, "survey_result"), reverse("planning:result_list"))
    assert [client.get(address).context["page"].count for address in addresses] == [0, 0]
    assert [row.decided for row in client.get(addresses[0]).context["sums"]] == []
    desk.publish()
    assert [client.get(address).context["page"].count for address in addresses] == [count, count]


@pytest.mark.parametrize("role", ["group_administrator", "leader", "inspection"])
def test_who_stands_at_the_desk_reads_them_before(desk, client, role):
    desk.decide({desk.line: 2})
    client.force_login(make.user(role, desk.group))
    assert client.get(page(desk, "survey_result")).context["page"].count == 1


def test_an_export_tells_no_more_than_the_page(desk, client):
    desk.decide({desk.line: 2})
    client.force_login(make.user("hr", desk.subsidiary))
    exported = client.post(page(desk, "survey_result"), {"format": "csv"})
    assert "高炉" not in b"".join(exported.streaming_content).decode("utf-8-sig")


def test_a_decision_leads_to_the_lines_that_it_decided(desk, client):
    desk.decide({desk.line: 2})
    client.force_login(desk.administrator)
    link = reverse("planning:result_list", query={"decision": desk.decision.pk})
    assert link in client.get(desk.decision.get_absolute_url()).text
    assert "高炉长寿技术难题" in client.get(link).text
    client.force_login(make.user("hr", desk.group))
    assert link not in client.get(desk.decision.get_absolute_url()).text


def test_pages_cost_the_same_for_any_number_of_lines(desk, client, django_assert_num_queries):
    client.force_login(desk.administrator)
    for count in (1, 3):
        lines = [desk.make_line(desk.answer, discipline=posts.discipline()) for _line in range(count)]
        desk.decide(dict.fromkeys(lines, 2))
        for name, queries in (("survey_publish", 12), ("survey_result", 9)):
            with django_assert_num_queries(queries):
                client.get(page(desk, name))


def test_plants_of_one_name_are_told_apart_by_their_subsidiary(desk, client):
    south = make.unit(desk.group, name="南方公司", kind="subsidiary")
    twin = desk.make_line(planning.answer(make.unit(south, name="炼铁厂"), desk.survey, ReturnStatus.CONSOLIDATED))
    desk.decide({desk.line: 2, desk.small: 1, twin: 2})
    client.force_login(desk.administrator)
    for address in (page(desk, "survey_result"), reverse("planning:result_list")):
        answer = client.post(address, {"format": "csv"})
        rows = answer.getvalue().decode("utf-8-sig").splitlines()
        assert [row.split(",")[:2] for row in rows[1:]] == [
            ["炼铁厂", "子公司"],
            ["科技部", ""],
            ["炼铁厂", "南方公司"],
        ]


def test_the_number_and_its_reason_come_before_the_sentence_and_a_page_of_one_survey_names_it_once(desk, client):
    client.force_login(desk.administrator)
    headings = [heading.label for heading in client.get(page(desk, "survey_result")).context["headings"]]
    assert headings[-6:] == ["核定结果", "增减职数", "核定理由", "汇总理由", "生产难题", "议定事项"]
    headings = [heading.label for heading in client.get(reverse("planning:result_list")).context["headings"]]
    assert headings[-3:] == ["生产难题", "普查", "议定事项"]


def test_a_number_that_the_subsidiary_changed_says_why_and_merged_lines_are_counted_apart(desk, client):
    client.force_login(desk.administrator)
    DemandLine.objects.filter(pk=desk.line.pk).update(wanted=3, consolidated_reason="与科技部合并设置")
    merged = {"consolidated": 1, "consolidated_reason": "并入炼铁厂：合并设置", "merged_into": desk.line}
    desk.make_line(desk.other, discipline=desk.discipline, **merged)
    desk.decide({desk.small: 1})
    assert "并入其他条目" not in client.get(page(desk, "survey_result")).text
    desk.decide({desk.line: 2})
    answer = client.get(page(desk, "survey_result"))
    for said in (
        "与科技部合并设置",
        "并入炼铁厂：合并设置",
        "其中 1 条并入其他条目，随该条目核定，核定工作台不单独计数。",
    ):
        assert said in answer.text


def test_on_a_phone_each_line_is_a_card_with_labels(desk, client):
    desk.decide({desk.line: 1}, reason="从紧")
    client.force_login(desk.administrator)
    text = client.get(page(desk, "survey_result")).text
    assert '<table class="rows clickable cards">' in text
    assert '<td class="num" data-label="核定结果">1</td>' in text
    assert '<td class="wrap" data-label="核定理由">从紧</td>' in text
