import datetime
from datetime import date, timedelta

import pytest

from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry, Duty
from office.rules.duties import can_grant_duty, can_keep_accounts
from office.services.duties import end_duty, grant_duty
from tests.factories import office

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)
A_DAY = timedelta(days=1)


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def administrator(group):
    return office.user(Role.RIGHTS_ADMINISTRATOR, group)


def grant(holder, role, unit, *, actor, starts_on=NEW_YEAR, until=None):
    return grant_duty(holder, role=role, unit=unit, starts_on=starts_on, until=until, reason="岗位调整", actor=actor)


def test_granting_writes_the_duty_and_its_entry(group, administrator):
    holder = office.user()
    duty = grant(holder, Role.HR, group, actor=administrator)
    assert (duty.user, duty.role, duty.unit, duty.granted_by) == (holder, Role.HR, group, administrator)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.unit, entry.reason) == ("duty.granted", administrator, group, "岗位调整")
    assert entry.changes["role"] == [None, "hr"]


def test_nobody_grants_to_himself(group, administrator):
    with pytest.raises(DomainError, match=r"himself|自己"):
        grant(administrator, Role.LEADER, group, actor=administrator)
    assert Duty.objects.count() == 1


def test_the_system_grants_the_first_duty(group):
    assert grant(office.user(), Role.RIGHTS_ADMINISTRATOR, group, actor=None).granted_by is None


@pytest.mark.parametrize(
    ("starts_on", "until", "fits"),
    [
        (NEW_YEAR, None, False),
        (date(2025, 1, 1), None, False),
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(2025, 1, 1), date(2026, 1, 2), False),
        (date(2026, 6, 30), None, False),
        (date(2026, 7, 1), None, True),
    ],
)
def test_the_same_duty_does_not_overlap(group, administrator, starts_on, until, fits):
    holder = office.user()
    grant(holder, Role.HR, group, actor=administrator, until=date(2026, 7, 1))
    if fits:
        grant(holder, Role.HR, group, actor=administrator, starts_on=starts_on, until=until)
    else:
        with pytest.raises(DomainError):
            grant(holder, Role.HR, group, actor=administrator, starts_on=starts_on, until=until)


@pytest.mark.parametrize("until", [NEW_YEAR, NEW_YEAR - A_DAY])
def test_a_duty_ends_after_it_starts(group, administrator, until):
    with pytest.raises(DomainError):
        grant(office.user(), Role.HR, group, actor=administrator, until=until)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Role.SYSTEM_ADMINISTRATOR, Role.RIGHTS_ADMINISTRATOR, False),
        (Role.RIGHTS_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, False),
        (Role.RIGHTS_ADMINISTRATOR, Role.HR, False),
        (Role.GROUP_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, False),
        (Role.AUDIT_ADMINISTRATOR, Role.INSPECTION, False),
        (Role.HR, Role.LEADER, True),
        (Role.HR, Role.SUBSIDIARY_ADMINISTRATOR, True),
    ],
)
def test_three_administrations_are_kept_apart(group, one, other, together):
    holder = office.user(one, group)
    if together:
        grant(holder, other, group, actor=None)
    else:
        with pytest.raises(DomainError, match=r"kept apart|分"):
            grant(holder, other, group, actor=None)


def test_ending_keeps_what_was_done_under_the_duty(group, administrator):
    duty = grant(office.user(), Role.HR, group, actor=administrator)
    with pytest.raises(DomainError):
        end_duty(duty, on=today() - A_DAY, actor=administrator)
    assert end_duty(duty, on=today(), actor=administrator, reason="调离").until == today()
    assert AuditEntry.objects.filter(verb="duty.ended", reason="调离").count() == 1
    with pytest.raises(DomainError):
        end_duty(duty, on=today(), actor=administrator)


def test_a_duty_that_has_not_started_never_starts(group, administrator):
    holder, later = office.user(), today() + datetime.timedelta(days=30)
    duty = grant(holder, Role.HR, group, actor=administrator, starts_on=later)
    assert end_duty(duty, on=today(), actor=administrator).until == later
    assert not holder.duties.active_on(later).exists()
    with pytest.raises(DomainError):
        grant(holder, Role.HR, group, actor=administrator, starts_on=later)


def test_rights_reach_as_far_as_their_subtree(group):
    plant, other = office.unit(group), office.unit(group)
    of_plant = office.user(Role.RIGHTS_ADMINISTRATOR, plant)
    assert can_grant_duty(of_plant, plant)
    assert not can_grant_duty(of_plant, other)
    assert not can_grant_duty(office.hr(group), plant)
    assert can_grant_duty(office.user(is_superuser=True), other)
    assert can_keep_accounts(of_plant)
    assert not can_keep_accounts(office.hr(group))
