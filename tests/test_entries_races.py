"""Two people who enter the same at one moment: it is there once, and the second one is told so."""

from datetime import date

import pytest
from model_bakery import baker

from evaluations.models import Cycle, Score
from evaluations.services.cycles import create_cycle
from evaluations.services.opening import revise_slots
from evaluations.services.scores import Edit, save_cells
from office.errors import DomainError
from office.models import User
from office.services.accounts import create_account
from talent.models import Discipline, Engineer
from talent.services.disciplines import create_discipline
from talent.services.engineers import create_engineer
from tests.factories import filing as filing_factory
from tests.factories import office
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def told(results):
    return sorted(type(result).__name__ for result in results if isinstance(result, DomainError))


def test_race_for_one_user_name_opens_one_account():
    results = at_once(*[lambda: create_account(username="zhang", name="张三", actor=None)] * 3)
    assert (told(results), User.objects.count()) == (["DomainError"] * 2, 1)


def test_race_for_one_discipline_code_writes_one():
    results = at_once(*[lambda: create_discipline(code="01", name="炼铁", actor=None)] * 3)
    assert (told(results), Discipline.objects.count()) == (["DomainError"] * 2, 1)


def test_race_for_one_employee_number_writes_one():
    unit = office.unit()
    facts = {"sex": "male", "born_on": date(1980, 1, 1), "education": "bachelor", "staff_category": "cadre"}
    results = at_once(*[lambda: create_engineer(employee_number="T1", name="张三", unit=unit, actor=None, **facts)] * 3)
    assert (told(results), Engineer.objects.count()) == (["DomainError"] * 2, 1)


def test_race_for_one_cycle_creates_one():
    filing = filing_factory.filing(0)
    facts = {"regime": filing.cycle.regime, "unit": filing.plant, "year": 2031}
    days = {"as_of": date(2031, 1, 1), "filing_ends_on": date(2031, 2, 1)}
    results = at_once(*[lambda: create_cycle(actor=None, name="年度", **facts, **days)] * 3)
    assert (told(results), Cycle.objects.filter(year=2031).count()) == (["DomainError"] * 2, 1)


@pytest.mark.parametrize("attempt", range(5))
def test_race_of_a_slot_given_to_the_person_assessed_with_a_score_ends_in_one_of_both(attempt):
    filing = filing_factory.filing(1)
    subject, account = filing.sheets()[0], baker.make(User)
    Engineer.objects.filter(pk=subject.assessment.engineer_id).update(user=account)
    slots = {slot.pk: (slot.name, account if slot == subject.slot else slot.user) for slot in filing.slots}
    edit = Edit(subject.sheet_id, filing.criteria[0].pk, "5", 0)
    results = at_once(
        lambda: revise_slots(filing.cycle, actor=filing.hr, slots=slots),
        lambda: save_cells(filing.hr, [edit], {subject.sheet_id: 0})[0].state,
    )
    saved = Score.objects.count() == 1
    assert (results[1], told(results)) == (("saved", ["DomainError"]) if saved else ("gone", []))
