"""Publishing: once, whole, and only what is settled."""

import datetime
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from evaluations.enums import CycleStatus
from evaluations.models import Cycle
from evaluations.selectors.results import forthcoming, publishing_blockers
from evaluations.services import cycles
from evaluations.services.calibration import grant_override
from evaluations.services.publishing import publish_cycle
from office.errors import DomainError
from office.models import AuditEntry
from rulebooks.models import Consequence
from talent.enums import ResultSource
from talent.models import PastResult
from tests.factories import evaluations as make

pytestmark = pytest.mark.usefixtures("in_english")


def settled(totals=(80, 80, 80, 80, 95)):
    world = make.world()
    held = [make.holder(world.plant) for _total in totals]
    totals = {appointment.engineer_id: total for appointment, total in zip(held, totals, strict=True)}
    cycle = make.calibrating(world.cycle(), world.administrator, totals)
    return world, cycles.attach_decision(cycle, make.decision(world.group), actor=world.administrator)


@pytest.mark.django_db
def test_publishing_writes_everyones_result(settings):
    settings.AS_OF_DATE = "2026-02-10"
    world, cycle = settled()
    assert publish_cycle(cycle, actor=world.administrator) == 5
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.PUBLISHED
    assert timezone.localtime(cycle.published_at).date() == datetime.date(2026, 2, 10)
    results = PastResult.objects.in_force().filter(source=ResultSource.PUBLISHED, period=2025)
    assert sorted(results.values_list("grade_label", "score")) == [("优秀", 95), *[("称职", 80)] * 4]
    assert set(results.values_list("rulebook_label", flat=True)) == {str(cycle.regime.rulebook)}
    assert AuditEntry.objects.filter(verb="cycle.published").count() == 1


@pytest.mark.django_db
def test_a_second_click_changes_nothing(client):
    world, cycle = settled()
    client.force_login(world.administrator)
    for _click in range(2):
        assert client.post(f"/cycles/{cycle.pk}/publish/").status_code == 302
    assert PastResult.objects.count() == 5
    with pytest.raises(DomainError):
        publish_cycle(cycle, actor=world.administrator)


@pytest.mark.django_db
def test_blockers_name_the_decision_and_the_pool_above_its_cap(client):
    world, cycle = settled((95, 95, 95, 80, 80))
    Cycle.objects.filter(pk=cycle.pk).update(decision=None)
    cycle.refresh_from_db()
    blockers = publishing_blockers(cycle)
    assert ["decision" in blockers[0], "甲公司" in blockers[1] and "2 too many" in blockers[1]] == [True, True]
    with pytest.raises(DomainError):
        publish_cycle(cycle, actor=world.administrator)
    cycles.attach_decision(cycle, make.decision(world.group), actor=world.administrator)
    excellent = cycle.regime.result_grades.get(code="excellent")
    grant_override(
        cycle,
        world.subsidiary,
        excellent,
        actor=world.administrator,
        allowed=3,
        reason="重大攻关",
        decision=make.decision(world.group),
    )
    client.force_login(world.administrator)
    assert 'class="consequences" method="post"' in client.get(f"/cycles/{cycle.pk}/publish/").text
    assert publish_cycle(cycle, actor=world.administrator) == 5


@pytest.mark.django_db
def test_preview_proposes_the_heaviest_consequence_of_the_run():
    excellent = make.regime().result_grades.get(code="excellent")
    for repeated, action in ((1, "renew"), (2, "promote")):
        Consequence.objects.create(result_grade=excellent, repeated=repeated, action=action)
    world, cycle = settled((95, 80, 80, 80, 80))
    best = cycle.assessments.get(composite=95)

    def proposals():
        return next(row for row in forthcoming(cycle, world.administrator) if row.assessment == best).proposals

    assert proposals() == ["Proposal: renew at the end of the term."]
    PastResult.objects.create(engineer=best.engineer, period=2024, grade_label="优秀", source=ResultSource.IMPORTED)
    assert proposals() == ["Proposal: promote."]


@pytest.mark.django_db
def test_preview_says_what_a_result_replaces():
    world, cycle = settled()
    row = cycle.assessments.first()
    PastResult.objects.create(engineer=row.engineer, period=2025, grade_label="合格", source=ResultSource.IMPORTED)
    found = next(one for one in forthcoming(cycle, world.administrator) if one.assessment == row)
    assert found.replaced == "合格"
    publish_cycle(cycle, actor=world.administrator)
    assert row.engineer.results.in_force().get().grade_label == row.grade.name


@pytest.mark.django_db
def test_only_the_cycles_administrators_publish(client):
    world, cycle = settled()
    client.force_login(world.hr)
    assert client.get(f"/cycles/{cycle.pk}/publish/").status_code == 403
    assert client.post(f"/cycles/{cycle.pk}/publish/").status_code == 403
    assert not PastResult.objects.exists()


@pytest.mark.django_db
def test_decisions_to_choose_from_are_those_in_sight(client):
    world, cycle = settled()
    elsewhere = make.decision(make.office.unit(), subject="别的集团")
    client.force_login(world.administrator)
    page = f"/cycles/{cycle.pk}/decision/"
    assert elsewhere.meeting_number not in client.get(page).text
    assert client.post(page, {"decision": elsewhere.pk}).status_code == 200
    mine = make.decision(world.subsidiary)
    assert client.post(page, {"decision": mine.pk}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.decision == mine


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_publishing_twice_at_once_publishes_once():
    world, cycle = settled()
    barrier, answers = threading.Barrier(2, timeout=20), []

    def publish():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        barrier.wait()
        try:
            answers.append(publish_cycle(cycle, actor=world.administrator))
        except DomainError:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == ["5", "refused"]
    assert (PastResult.objects.count(), AuditEntry.objects.filter(verb="cycle.published").count()) == (5, 1)
