"""What is written on a line when it is made: whose posts, as of the survey's day."""

import datetime

import pytest

from office.enums import UnitKind
from planning.selectors.consolidators import consolidator_of, consolidators
from planning.selectors.facts import Facts, facts_of, facts_of_line
from tests.factories import office, posts, rulebooks
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def group():
    return office.unit(name="集团")


@pytest.fixture
def subsidiary(group):
    return office.unit(group, kind=UnitKind.SUBSIDIARY)


def found(survey, *units):
    return {unit.pk: dict(lines) for unit, lines in zip(units, facts_of(survey, units).values(), strict=True)}


def test_seats_of_workshops_count_for_the_nearest_unit_that_answers(group, subsidiary):
    plant = office.unit(subsidiary)
    asked, silent = (office.unit(plant, kind=UnitKind.WORKSHOP) for _number in range(2))
    ours = posts.post(plant, authorised=2)
    posts.post(silent, grade=ours.grade, discipline=ours.discipline, authorised=3)
    theirs = posts.post(asked, grade=ours.grade, discipline=ours.discipline)
    posts.post(subsidiary)  # nobody answers for it
    line = (ours.grade_id, ours.discipline_id)
    assert found(make.survey(group), plant, asked) == {
        plant.pk: {line: Facts(authorised=5)},
        asked.pk: {line: Facts(authorised=theirs.authorised)},
    }


def test_facts_are_of_the_surveys_day(group):
    plant = office.unit(group)
    post = posts.post(plant, authorised=2)
    survey = make.survey(group, as_of=DAY(2026, 6, 30))
    leaver = posts.engineer(plant, retires_on=DAY(2029, 6, 29))
    posts.appointment(post, leaver, ended_on=DAY(2026, 7, 1), status="ended", end_reason="moved")
    posts.appointment(post, posts.engineer(plant), seat=2, starts_on=DAY(2026, 7, 1))
    posts.post(plant, starts_on=DAY(2026, 7, 1))
    assert found(survey, plant) == {plant.pk: {(post.grade_id, post.discipline_id): Facts(2, 1, 1)}}


@pytest.mark.parametrize(("retires_on", "retiring"), [(DAY(2029, 6, 29), 1), (DAY(2029, 6, 30), 0)])
def test_retiring_is_within_three_years(group, retires_on, retiring):
    plant = office.unit(group)
    held = posts.appointment(posts.post(plant), posts.engineer(plant, retires_on=retires_on))
    survey = make.survey(group, as_of=DAY(2026, 6, 30))
    assert facts_of_line_of(survey, plant, held.seat.post) == Facts(1, 1, retiring)


def facts_of_line_of(survey, unit, post):
    make.answer(unit, survey)
    return facts_of_line(survey, unit, post.grade, post.discipline)


def test_a_line_without_a_post_has_none(group):
    plant = office.unit(group)
    survey = make.survey(group)
    make.answer(plant, survey)
    assert facts_of_line(survey, plant, rulebooks.grade(), posts.discipline()) == Facts()


def test_the_number_of_queries_does_not_grow(group, django_assert_num_queries):
    survey = make.survey(group)
    for count in (1, 3):
        plants = [office.unit(group) for _number in range(count)]
        for plant in plants:
            posts.appointment(posts.post(plant))
        with django_assert_num_queries(2):
            facts_of(survey, plants)


# --- Who consolidates --------------------------------------------------------------------------------------------
def test_the_nearest_subsidiary_consolidates(group, subsidiary):
    nested = office.unit(subsidiary, kind=UnitKind.SUBSIDIARY)
    survey = make.survey(group)
    expected = {
        office.unit(group, kind=UnitKind.DEPARTMENT): None,
        office.unit(subsidiary): subsidiary,
        office.unit(nested): nested,
        nested: subsidiary,
    }
    answers = {unit: make.answer(unit, survey) for unit in expected}
    assert {unit: consolidator_of(answer) for unit, answer in answers.items()} == expected
    assert consolidators(survey) == [subsidiary, nested]


def test_within_the_survey_of_a_subsidiary_nobody_consolidates(group, subsidiary):
    survey = make.survey(subsidiary)
    answer = make.answer(office.unit(subsidiary), survey)
    assert (consolidator_of(answer), consolidators(survey)) == (None, [])


def test_a_unit_that_came_to_another_subsidiary_answers_there(group, subsidiary):
    other = office.unit(group, kind=UnitKind.SUBSIDIARY)
    plant = office.unit(subsidiary)
    answer = make.answer(plant, make.survey(group))
    plant.parent, plant.path = other, f"{other.path}{plant.pk}/"
    plant.save()
    assert consolidator_of(answer) == other
