import pytest
from django.utils import translation

from office import slots
from office.enums import Role
from office.models import Duty
from tests.factories import office, talent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "told"), [(Role.HR, True), (Role.LEADER, True), (Role.SYSTEM_ADMINISTRATOR, False)])
def test_granting_a_duty_says_how_many_people_it_shows(role, told, django_assert_num_queries):
    group = office.unit()
    company, other = office.unit(group, name="板材公司"), office.unit(group)
    for unit in (company, office.unit(company), other):
        talent.engineer(unit)
    keeper, person = office.user(Role.RIGHTS_ADMINISTRATOR, group), office.user(name="张三")
    duty = Duty(user=person, role=role, unit=company)
    with translation.override("en"), django_assert_num_queries(1 if told else 0):
        notes = slots.notes_for(keeper, [duty])[duty.pk]
    assert notes == (["张三 then sees 2 people of 板材公司."] if told else [])
