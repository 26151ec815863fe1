"""The unit's own people for what it asks for: who is looked at, who is left out, and how often the record is asked."""

import datetime

import pytest

from office.enums import Role
from planning.selectors.qualified import own_people, own_people_counted, told_to
from posts.enums import Verdict
from rulebooks.enums import Measure
from tests.factories import office, posts, rulebooks, talent
from tests.factories import planning as make

pytestmark = pytest.mark.django_db


class Unit:
    def __init__(self):
        self.group = office.unit()
        self.plant = office.unit(self.group)
        self.whole = talent.discipline()
        self.part = talent.discipline(self.whole)
        self.answer = make.answer(self.plant)
        self.grade = rulebooks.grade()
        self.line = self.add_line(self.part)

    def add_line(self, discipline):
        return make.line(self.answer, grade=self.grade, discipline=discipline)

    def people(self, *lines):
        found = own_people(self.plant, lines or [self.line], make.AS_OF)
        return {key: [person for person, _fit in [*own.met, *own.look]] for key, own in found.items()}

    def of_line(self):
        return self.people()[self.line.pk]


@pytest.fixture
def unit():
    return Unit()


def test_people_of_the_discipline_its_whole_and_its_parts_are_looked_at(unit):
    sibling = talent.discipline(unit.whole)
    of_part, of_whole = (talent.engineer(unit.plant, discipline=one) for one in (unit.part, unit.whole))
    of_sibling = talent.engineer(unit.plant, discipline=sibling)
    talent.engineer(unit.plant, discipline=talent.discipline())
    talent.engineer(unit.plant)
    whole = unit.add_line(unit.whole)
    found = unit.people(unit.line, whole)
    assert set(found[unit.line.pk]) == {of_part, of_whole}
    assert set(found[whole.pk]) == {of_part, of_whole, of_sibling}


def test_people_below_the_unit_count_those_elsewhere_do_not(unit):
    below = talent.engineer(office.unit(unit.plant), discipline=unit.part)
    talent.engineer(office.unit(unit.group), discipline=unit.part)
    assert unit.of_line() == [below]


@pytest.mark.parametrize("status", ["left", "retired"])
def test_who_is_gone_is_left_out(unit, status):
    talent.engineer(unit.plant, discipline=unit.part, status=status)
    assert unit.of_line() == []


def test_who_does_not_meet_a_condition_is_left_out(unit):
    talent.engineer(unit.plant, discipline=unit.part, born_on=datetime.date(1966, 11, 5))
    assert unit.of_line() == []


def test_who_holds_the_grade_already_is_left_out(unit):
    holder = talent.engineer(unit.plant, discipline=unit.part)
    post = posts.post(unit.plant, grade=unit.grade, discipline=unit.part)
    posts.appointment(post, holder)
    assert unit.of_line() == []


def test_each_is_told_with_the_verdict_and_what_was_found(unit):
    talent.engineer(unit.plant, discipline=unit.part)
    own = own_people(unit.plant, [unit.line], make.AS_OF)[unit.line.pk]
    (told,) = told_to(office.hr(unit.group), own.met)
    assert told.fit.verdict == Verdict.MET
    assert told.found == [(Measure(one.condition.measure).label, one.found) for one in told.fit.binding]


def test_what_tells_the_date_of_birth_is_told_to_a_filler_as_a_verdict_alone(unit):
    talent.engineer(unit.plant, discipline=unit.part)
    own = own_people(unit.plant, [unit.line], make.AS_OF)[unit.line.pk]
    (told,) = told_to(office.user(Role.FILLER, unit.plant), own.met)
    aged = [one for one in told.fit.binding if one.condition.rests_on_birth]
    assert aged
    shown = dict(told.found)
    assert {shown[Measure(one.condition.measure).label] for one in aged} == {Verdict.MET.label}


@pytest.mark.parametrize(("lines", "people"), [(1, 1), (3, 1), (1, 30)])
def test_the_record_is_asked_as_often_for_many_as_for_one(unit, django_assert_num_queries, lines, people):
    asked = [unit.line, *(unit.add_line(talent.discipline(unit.whole)) for _number in range(lines - 1))]
    for _number in range(people):
        talent.engineer(unit.plant, discipline=unit.part)
    with django_assert_num_queries(6):
        own_people(unit.plant, asked, make.AS_OF)


def test_they_are_counted_as_they_are_found(unit):
    lines = [
        unit.line,
        unit.add_line(unit.whole),
        make.line(unit.answer, grade=rulebooks.grade("expert-1"), discipline=unit.part),
    ]
    for number, discipline in enumerate([unit.part, unit.whole, talent.discipline(unit.whole)] * 3):
        talent.engineer(unit.plant, discipline=discipline, title="senior" if number % 2 else "none")
    found = own_people(unit.plant, lines, make.AS_OF)
    counted = own_people_counted(unit.plant, lines, make.AS_OF)
    assert counted == {key: (len(own.met), len(own.look)) for key, own in found.items()}
    assert any(look or met for met, look in counted.values())
