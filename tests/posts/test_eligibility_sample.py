"""The sample group on 2026-11-01: who of its overdue holders fails which standing condition."""

import pytest
from django.conf import settings

from office.imports import UnitImport
from posts import eligibility
from posts.imports import AppointmentImport, PostImport
from posts.models import Appointment
from talent.imports import DisciplineImport, EngineerImport
from tests.factories import posts as of
from tests.factories import rulebooks

pytestmark = pytest.mark.django_db
EDUCATION, RETIREMENT = "大学本科及以上学历", "距法定退休年龄两年以上"
BOOKS = settings.BASE_DIR / "fixtures" / "workbooks"


@pytest.fixture
def holders():
    rulebooks.example_rulebook()
    of.load(UnitImport, BOOKS / "单位目录.xlsx")
    of.load(DisciplineImport, BOOKS / "专业领域.xlsx")
    of.load(EngineerImport, BOOKS / "技术人员花名册.xlsx")
    of.load(PostImport, BOOKS / "首席岗位台账.xlsx")
    of.load(AppointmentImport, BOOKS / "在聘人员台账.xlsx")
    return Appointment.objects.held_on(of.AS_OF).select_related("engineer", "seat__post__unit")


def unmet(appointments):
    """{employee number: names of what is not met}, of those who fail anything."""
    fits = eligibility.fits(
        eligibility.Candidate(row.engineer.employee_number, row.engineer, row.grade_id, row.seat.post.unit, of.AS_OF)
        for row in appointments
    )
    return {number: [finding.name for finding in fit.unmet] for number, fit in fits.items() if fit.unmet}


def test_four_of_the_nineteen_overdue_fail_a_standing_condition(holders):
    overdue = holders.overdue_on(of.AS_OF)
    assert (holders.count(), overdue.count()) == (71, 19)
    assert unmet(overdue) == {
        "B100873": [RETIREMENT],
        "B101816": [RETIREMENT],
        "B102156": [EDUCATION],
        "B102158": [RETIREMENT],
    }


def test_the_answer_costs_the_same_queries_for_one_holder_and_for_all(holders, django_assert_num_queries):
    for rows in (list(holders[:1]), list(holders)):
        with django_assert_num_queries(4):
            unmet(rows)
