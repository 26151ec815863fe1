"""The demand survey of the sample group: asked, answered on screen, in Excel and on paper, consolidated, decided, published."""

import pytest
from django.db.models import Sum

from office.enums import JobStatus
from planning.enums import ReturnStatus
from planning.models import DemandLine, DemandReturn
from posts.models import Post
from tests.acceptance import demand as acts
from tests.acceptance import screens

pytestmark = pytest.mark.django_db


# --- Asked and answered ----------------------------------------------------------------------------------------
def test_all_plants_and_departments_are_asked(asked):
    kinds = asked.survey.returns.values_list("unit__kind", flat=True)
    assert sorted(kinds) == ["department"] * 8 + ["plant"] * 26


def test_what_was_in_excel_came_in_as_it_stood(answered):
    assert {job.status for job in answered.jobs} == {JobStatus.DONE}
    stored = DemandLine.objects.filter(demand_return__survey=answered.survey).values_list(
        "demand_return__unit__code", "discipline__code", "grade__name", "wanted", "problem", "consequence"
    )
    expected = {(row[0], row[2], row[4], int(row[5]), row[7], row[9]) for row in acts.asked_for()}
    assert set(stored) == expected


def test_all_have_left_their_units_and_departments_lie_before_the_group(answered):
    found = {}
    for kind, status, on_paper in answered.survey.returns.values_list("unit__kind", "status", "on_paper"):
        found[kind, status, on_paper] = found.get((kind, status, on_paper), 0) + 1
    assert found == {
        ("plant", ReturnStatus.SUBMITTED, True): 25,
        ("plant", ReturnStatus.SUBMITTED, False): 1,
        ("department", ReturnStatus.CONSOLIDATED, True): 7,
        ("department", ReturnStatus.CONSOLIDATED, False): 1,
    }


# --- Consolidated ----------------------------------------------------------------------------------------------
def test_six_subsidiaries_passed_their_plants_up(consolidated):
    assert consolidated.passed == [11, 4, 4, 3, 2, 2]
    assert set(consolidated.survey.returns.values_list("status", flat=True)) == {ReturnStatus.CONSOLIDATED}


def test_a_line_merged_into_another_asks_for_nothing_more(consolidated):
    folded = acts.line_of(consolidated.survey, "010404", "0402")
    assert (folded.merged_into.demand_return.unit.code, folded.wanted, folded.consolidated) == ("010402", 1, 0)


# --- Decided and published -------------------------------------------------------------------------------------
def test_every_line_is_decided_under_the_decision(published):
    lines = DemandLine.objects.filter(demand_return__survey=published.survey)
    sums = lines.aggregate(Sum("wanted"), Sum("consolidated"), Sum("decided"))
    assert (sums, lines.count()) == ({"wanted__sum": 118, "consolidated__sum": 115, "decided__sum": 113}, 101)
    assert set(lines.values_list("decision", flat=True)) == {published.decision.pk}
    assert set(DemandReturn.objects.values_list("status", flat=True)) == {ReturnStatus.ACCEPTED}


def test_each_decided_number_leads_back_to_the_sentence_that_asked_for_it(published):
    lines = DemandLine.objects.filter(demand_return__survey=published.survey).select_related("demand_return__unit")
    for line in lines:
        answer = published.administrator.get(line.get_absolute_url())
        page = screens.text(answer)
        told = [line.problem, line.consequence, line.decided_reason, line.consolidated_reason, str(published.decision)]
        assert [words for words in told if words not in page] == []
        assert published.decision.get_absolute_url() in page
        assert line.demand_return.get_absolute_url() in page


def test_the_decision_leads_forward_to_its_numbers(published):
    page = published.administrator.get(published.decision.get_absolute_url())
    tabs = [tab.url for tab in page.context["tab_entries"]]
    found = [url for url in tabs if url != published.decision.get_absolute_url()]
    assert len(found) == 1
    assert published.administrator.get(found[0]).context["page"].count == 101


def test_units_read_what_was_decided(published):
    page = screens.text(published.browsers["unit_head-010104"].get(acts.url("survey_result", published.survey.pk)))
    assert "铁前系统成本攻关" in page or "炼铁" in page


def test_no_post_has_changed(published):
    after = screens.everything()
    assert after[Post] == published.posts_before[Post]
