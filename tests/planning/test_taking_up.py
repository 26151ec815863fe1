"""Returns whose subsidiary was closed: who decides takes them up, so that nothing holds publishing back for good."""

import pytest
from django.urls import reverse

from office.clock import today
from office.enums import Role, UnitKind
from office.errors import DomainError
from office.models import AuditEntry
from office.services.units import merge_unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.consolidators import consolidator_of, on_no_desk
from planning.selectors.taking_up import before_taking_up
from planning.services.taking_up import take_up
from tests.factories import office
from tests.planning.desks import ConsolidationDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """The survey is closed, then the subsidiary; of its three returns it had looked at two, merged in one line."""
    desk = ConsolidationDesk()
    desk.administrator = office.user(Role.GROUP_ADMINISTRATOR, desk.group)
    desk.merge(*desk.lines[:2])
    DemandSurvey.objects.update(status=SurveyStatus.CLOSED)
    merge_unit(desk.ours, desk.group, actor=None, on=today(), reason="撤销")
    desk.survey.refresh_from_db()
    return desk


def url(desk, name="survey_take_up"):
    return reverse(f"planning:{name}", args=[desk.survey.pk])


def taken_up(desk, seen=None):
    return take_up(desk.survey, actor=desk.administrator, seen=seen or before_taking_up(desk.survey).code)


def statuses():
    return set(DemandReturn.objects.values_list("status", flat=True))


def test_what_lies_on_no_desk_is_what_nobody_consolidates(desk):
    desk.line(office.unit(desk.theirs))  # still on its desk
    desk.line(office.unit(desk.group, kind=UnitKind.DEPARTMENT), ReturnStatus.DRAFT)
    handed_in = DemandReturn.objects.filter(status=ReturnStatus.SUBMITTED)
    alone = {one for one in handed_in.select_related("survey", "unit") if consolidator_of(one) is None}
    assert set(on_no_desk(desk.survey)) == alone
    assert len(alone) == 3


def test_taken_up_entered_numbers_stay_and_the_others_are_as_wanted(desk):
    assert taken_up(desk) == 3
    assert statuses() == {ReturnStatus.CONSOLIDATED}
    assert desk.numbers() == [(3, False), (1, True), (2, False)]
    told = AuditEntry.objects.filter(verb="demandline.taken_as_wanted").get()
    assert (told.actor, told.changes) == (desk.administrator, {"consolidated": [None, 2]})
    assert AuditEntry.objects.filter(verb="demandreturn.taken_up").count() == 3


def test_the_desk_and_the_page_of_publishing_lead_there(desk, client):
    client.force_login(desk.administrator)
    assert url(desk) in client.get(url(desk, "survey_desk")).text
    assert "已无汇总单位" in client.get(url(desk, "survey_publish")).text
    page = client.get(url(desk))
    assert "炼铁1厂" in page.text
    data = dict(page.context["hidden_fields"])
    assert client.post(url(desk), data).status_code == 302
    assert statuses() == {ReturnStatus.CONSOLIDATED}
    assert url(desk) not in client.get(url(desk, "survey_desk")).text
    again = client.post(url(desk), data)
    assert "没有需要接收的填报" in again.text


def test_who_does_not_decide_takes_nothing_up(desk, client):
    client.force_login(office.hr(desk.group))
    assert client.get(url(desk)).status_code == 403


def test_what_changed_since_it_was_shown_is_not_taken_up(desk):
    seen = before_taking_up(desk.survey).code
    DemandLine.objects.filter(pk=desk.lines[2].pk).update(consolidated=2)
    with pytest.raises(DomainError, match="期间已有变动"):
        taken_up(desk, seen)
    assert statuses() == {ReturnStatus.SUBMITTED}


def test_a_line_merged_with_one_on_a_desk_is_separated_there_first(desk):
    merge_unit(desk.plants[0], office.unit(desk.theirs, name="轧钢厂"), actor=None, on=today(), reason="整合")
    (said,) = before_taking_up(desk.survey).blockers
    assert "炼铁1厂" in said
    with pytest.raises(DomainError):
        taken_up(desk)
