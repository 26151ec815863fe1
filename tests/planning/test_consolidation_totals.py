"""What a subsidiary's units ask for together says the same as the decision desk: quotas of plants, money by the rules."""

import pytest

from planning.selectors.consolidation_totals import totals_of
from rulebooks.models import GradeRule
from tests.factories import office
from tests.planning.desks import ConsolidationDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return ConsolidationDesk()


def test_a_merged_plant_counts_in_its_successor(desk):
    GradeRule.objects.update(quota=3)
    plant = desk.plants[0]
    desk.line(office.unit(plant, name="老厂", closed_on="2026-06-01", successor=plant))
    (one,) = totals_of(desk.survey, desk.returns).beyond_shown
    assert (one.unit, one.seats, one.most) == (plant, 4, 3)


def test_what_no_rulebook_says_costs_nothing_known(desk, client):
    GradeRule.objects.update(monthly_allowance=None, quota=None)
    totals = totals_of(desk.survey, desk.returns)
    assert [(row.yearly_wanted, row.yearly, row.room) for row in (*totals.grades, totals.together)] == [(None,) * 3] * 2
    client.force_login(desk.hr)
    text = client.get(f"/demand/surveys/{desk.survey.pk}/consolidation/{desk.ours.pk}/").content.decode()
    assert "未规定" in text and "0.00" not in text
