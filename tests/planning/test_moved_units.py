"""A subsidiary's own survey, of which a plant was merged into a unit elsewhere: who runs it keeps sight of the return."""

import pytest
from django.urls import reverse

from office.clock import today
from office.enums import Role, UnitKind
from office.services.units import merge_unit
from planning.enums import ReturnStatus
from planning.models import DemandLine, DemandReturn
from planning.rules import returns as rules
from planning.selectors.completeness import Completeness
from planning.services.filing import Edit, save_cells
from tests.factories import office
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
ABOVE = (Role.SUBSIDIARY_ADMINISTRATOR, Role.HR, Role.LEADER, Role.INSPECTION)
OF_UNITS = (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)


class Moved:
    """The survey of the plate company asks two plants; one of them stands below the long products company now."""

    def __init__(self):
        self.group = office.unit(name="集团")
        self.plate, self.long = (
            office.unit(self.group, name=name, kind=UnitKind.SUBSIDIARY) for name in ("板材公司", "长材公司")
        )
        self.stays, plant = (office.unit(self.plate, name=name) for name in ("炼铁厂", "炼钢厂"))
        self.survey = make.survey(self.plate)
        self.answers = [make.answer(unit, self.survey) for unit in (self.stays, plant)]
        self.lines = [make.line(answer) for answer in self.answers]
        elsewhere = office.unit(self.long, name="棒材厂")
        merge_unit(plant, elsewhere, actor=None, on=today(), reason="整合")
        make.line(make.answer(elsewhere, make.survey(self.long)))
        make.line(make.answer(elsewhere, make.survey(self.group)))
        plant.refresh_from_db()
        self.elsewhere = plant


@pytest.fixture
def moved():
    return Moved()


@pytest.mark.parametrize("role", ABOVE)
def test_who_runs_or_oversees_a_survey_sees_all_its_returns_and_no_other(moved, role):
    user = office.user(role, moved.plate)
    assert set(DemandReturn.objects.visible_to(user)) == set(moved.answers)
    assert set(DemandLine.objects.visible_to(user)) == set(moved.lines)


@pytest.mark.parametrize("role", OF_UNITS)
def test_who_answers_for_the_units_there_sees_those_alone(moved, role):
    user = office.user(role, moved.plate)
    assert set(DemandReturn.objects.visible_to(user)) == set(moved.answers[:1])
    assert set(DemandLine.objects.visible_to(user)) == set(moved.lines[:1])


def test_the_return_is_read_but_filled_in_by_its_own_people(moved):
    user, answer = office.hr(moved.plate), moved.answers[1]
    answer.unit.refresh_from_db()
    assert rules.can_extend(user, answer)
    assert not rules.can_fill(user, answer)
    (saved,) = save_cells(user, [Edit(answer.pk, f"line:{moved.lines[1].pk}:wanted", "9", "2")])
    assert (saved.state, DemandLine.objects.get(pk=moved.lines[1].pk).wanted) == ("gone", 2)


def test_pages_lead_to_it(moved, client):
    client.force_login(office.hr(moved.plate))
    answer = moved.answers[1]
    assert client.get(answer.get_absolute_url()).status_code == 200
    assert client.get(moved.lines[1].get_absolute_url()).status_code == 200
    assert answer.get_absolute_url() in client.get(moved.survey.get_absolute_url()).text
    assert "炼钢厂" in client.get(reverse("planning:survey_chase", args=[moved.survey.pk])).text


@pytest.mark.parametrize("role", ABOVE)
def test_it_goes_on_adding_up(moved, role):
    DemandReturn.objects.update(status=ReturnStatus.SUBMITTED, submitted_at="2026-11-01T00:00Z")
    tree = Completeness(moved.survey, moved.plate, office.user(role, moved.plate))
    assert (tree.total.asked, tree.total.wanted) == (2, 4)
    assert {(branch.unit, branch.only, branch.merged) for branch in tree.page.rows} == {
        (moved.stays, moved.answers[0].pk, False),
        (moved.elsewhere, moved.answers[1].pk, True),
    }


def test_below_its_first_level_the_tree_tells_of_that_branch_alone(moved):
    tree = Completeness(moved.survey, moved.stays, office.hr(moved.plate))
    assert (tree.total.asked, [branch.unit for branch in tree.page.rows]) == (1, [moved.stays])


def test_who_stands_above_both_counts_it_once(moved):
    tree = Completeness(moved.survey, moved.plate, office.hr(moved.group))
    assert tree.total.asked == 2
