"""What a cycle's page says is to be done next, to whom, and where it leads."""

import pytest
from django.urls import reverse

from evaluations.enums import AssessmentState, CycleStatus
from evaluations.models import Cycle
from evaluations.selectors.next_step import next_step
from tests.factories import evaluations, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = evaluations.world()
    evaluations.holder(made.plant)
    return made


@pytest.fixture
def cycle(world):
    return evaluations.opened(evaluations.draft(world.group, world.administrator), world.administrator)


@pytest.mark.parametrize("status", list(CycleStatus))
def test_every_status_has_a_next_step(world, cycle, status):
    cycle.status = status
    assert next_step(world.administrator, cycle).sentence


def test_sheets_still_open_are_counted_within_sight(world, cycle, in_english):
    evaluations.holder(world.plant)
    hr, stranger = office.hr(world.plant), office.hr(office.unit())
    assert f"submit: {cycle.slots.count()} score sheets; still to verify: 0" in next_step(hr, cycle).sentence
    assert next_step(hr, cycle).url == reverse("evaluations:filing_home", args=[cycle.pk])
    assert next_step(stranger, cycle).sentence == "Every score sheet in your units is submitted and verified."


def test_whoever_was_left_out_is_not_waited_for(world, cycle, in_english):
    cycle.assessments.update(state=AssessmentState.EXCLUDED, state_reason="left")
    assert next_step(world.administrator, cycle).sentence.endswith("start calibrating.")


def test_verification_is_asked_for_only_where_the_regime_wants_it(world, cycle, in_english):
    evaluations.fill(cycle)
    evaluations.hand_in(cycle, verified=False)
    assert f"verify: {cycle.slots.count()}" in next_step(world.administrator, cycle).sentence
    cycle.regime.verification_required = False
    assert next_step(world.administrator, cycle).sentence.endswith("start calibrating.")


def test_the_board_is_the_place_while_calibrating(world):
    draft = evaluations.draft(world.group, world.administrator)
    evaluations.calibrating(draft, world.administrator)
    cycle = Cycle.objects.get(pk=draft.pk)
    step = next_step(world.administrator, cycle)
    assert step.url == reverse("evaluations:calibration_board", args=[cycle.pk])
