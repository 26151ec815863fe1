"""Submitting, reopening and verifying sheets; comments; the pages that do it."""

import pytest
from django.urls import reverse

from evaluations.enums import SHEET_TRANSITIONS, CycleStatus, SheetStatus
from evaluations.models import Sheet
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import comment_on_sheet, reopen_sheet, submit_sheet, submit_sheets, verify_sheets
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing():
    return factory.filing(2, others=1)


def fill(filing, place=0, slot=None, user=None):
    sheet = filing.sheets(slot)[place].sheet
    edits = [Edit(sheet.pk, criterion.pk, str(criterion.maximum), 0) for criterion in filing.criteria]
    save_cells(user or filing.hr, edits, {sheet.pk: sheet.epoch})
    return sheet


def submitted(filing, **options):
    sheet = fill(filing, **options)
    return submit_sheet(sheet.pk, actor=filing.hr, seen=8)


def test_an_incomplete_sheet_is_not_submitted_and_names_what_is_missing(filing):
    sheet = filing.sheets()[0].sheet
    save_cells(filing.hr, [Edit(sheet.pk, c.pk, "1", 0) for c in filing.criteria[1:]], {sheet.pk: 0})
    with pytest.raises(DomainError, match=filing.criteria[0].name):
        submit_sheet(sheet.pk, actor=filing.hr, seen=7)


def test_submitting_keeps_digest_time_and_person(filing):
    sheet = submitted(filing)
    stored = Sheet.objects.get(pk=sheet.pk)
    assert (stored.status, stored.epoch, stored.submitted_by) == (SheetStatus.SUBMITTED, 1, filing.hr)
    assert len(stored.digest) == 64
    entry = AuditEntry.objects.get(verb="sheet.submitted")
    assert entry.changes["digest"] == ["", stored.digest]
    assert entry.changes["status"] == ["draft", "submitted"]


def test_the_digest_tells_other_scores_apart(filing):
    first, second = submitted(filing), submitted(filing, place=1)
    assert first.digest != second.digest


@pytest.mark.parametrize("status", SheetStatus)
@pytest.mark.parametrize("act", ["submit", "reopen"])
def test_transitions(filing, status, act):
    sheet = submitted(filing) if status == SheetStatus.SUBMITTED else fill(filing)
    target = SheetStatus.SUBMITTED if act == "submit" else SheetStatus.DRAFT
    acts = {
        "submit": lambda: submit_sheet(sheet.pk, actor=filing.hr, seen=8),
        "reopen": lambda: reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错"),
    }
    if target in SHEET_TRANSITIONS[status]:
        acts[act]()
        assert Sheet.objects.get(pk=sheet.pk).status == target
    else:
        with pytest.raises(DomainError):
            acts[act]()


def test_all_or_none_are_submitted(filing):
    complete, empty = fill(filing), filing.sheets()[1].sheet
    with pytest.raises(DomainError) as refused:
        submit_sheets([complete.pk, empty.pk], actor=filing.hr, seen={complete.pk: 8, empty.pk: 0})
    assert len(refused.value.reasons) == 1
    assert Sheet.objects.filter(status=SheetStatus.SUBMITTED).count() == 0


def test_reopening_needs_a_reason_and_an_open_cycle(filing):
    sheet = submitted(filing)
    with pytest.raises(DomainError):
        reopen_sheet(sheet.pk, actor=filing.group_hr, reason=" ")
    filing.cycle.status = CycleStatus.CALIBRATING
    filing.cycle.save()
    with pytest.raises(DomainError):
        reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错")


def test_reopening_takes_the_verification_back(filing):
    sheet = submitted(filing)
    verify_sheets([sheet.pk], actor=filing.group_hr)
    reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错")
    stored = Sheet.objects.get(pk=sheet.pk)
    assert (stored.verified_at, stored.verified_by, stored.submitted_at, stored.epoch) == (None, None, None, 2)


def test_whoever_typed_or_submitted_does_not_verify(filing):
    colleague = office.hr(filing.subsidiary)
    sheet = fill(filing, user=colleague)
    submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    for person in (colleague, filing.hr):
        with pytest.raises(DomainError):
            verify_sheets([sheet.pk], actor=person)
    verify_sheets([sheet.pk], actor=filing.group_hr)
    assert Sheet.objects.get(pk=sheet.pk).verified_by == filing.group_hr


def test_a_draft_is_not_verified(filing):
    with pytest.raises(DomainError):
        verify_sheets([fill(filing).pk], actor=filing.group_hr)


def test_nobody_verifies_the_sheet_on_himself(filing):
    person = factory.engineer(filing.plant, user=filing.group_hr)
    assessment = factory.assessed(filing, filing.plant, filing.subsidiary, person=person)
    with pytest.raises(DomainError):
        verify_sheets([assessment.sheets.first().sheet_id], actor=filing.group_hr)


def test_a_comment_never_overwrites_another_ones(filing):
    sheet = filing.sheets()[0].sheet
    comment_on_sheet(sheet.pk, actor=filing.hr, text="作风扎实", seen="")
    with pytest.raises(DomainError, match="作风扎实"):
        comment_on_sheet(sheet.pk, actor=filing.group_hr, text="其他", seen="")
    comment_on_sheet(sheet.pk, actor=filing.group_hr, text="其他", seen="作风扎实")
    assert Sheet.objects.get(pk=sheet.pk).comment == "其他"


# --- Pages ---------------------------------------------------------------------------------------------------------------
def url(name, pk):
    return reverse(f"evaluations:{name}", args=[pk])


def test_bulk_submission_names_its_numbers_before_it_is_done(client, filing):
    fill(filing)
    client.force_login(filing.hr)
    page = client.get(url("slot_submit", filing.slot.pk))
    assert "提交 1 份填写完整的评分表" in page.content.decode()
    assert "另有 1 份未填完" in page.content.decode()
    hidden = dict(page.context["hidden_fields"])
    client.post(url("slot_submit", filing.slot.pk), hidden)
    assert Sheet.objects.filter(status=SheetStatus.SUBMITTED).count() == 1


def test_point_13_the_grid_carries_the_versions_it_showed(client, filing):
    sheet = fill(filing)
    client.force_login(filing.hr)
    page = client.post(url("slot_submit", filing.slot.pk), {"seen": f'{{"{sheet.pk}": 7}}'})
    client.post(url("slot_submit", filing.slot.pk), dict(page.context["hidden_fields"]))
    assert Sheet.objects.get(pk=sheet.pk).status == SheetStatus.DRAFT


def test_bulk_verification_names_its_numbers_and_leaves_out_ones_own(client, filing):
    submitted(filing)
    client.force_login(filing.hr)
    assert client.get(url("slot_verify", filing.slot.pk)).context["reasons_against"]
    client.force_login(filing.group_hr)
    page = client.get(url("slot_verify", filing.slot.pk))
    assert "将 1 份评分表标记为已与纸质表核对，总分合计 100" in page.content.decode()
    client.post(url("slot_verify", filing.slot.pk), dict(page.context["hidden_fields"]))
    assert Sheet.objects.filter(verified_by=filing.group_hr).count() == 1


def test_a_unit_filter_bounds_what_is_submitted(client, filing):
    fill(filing)
    fill(filing, place=2, user=filing.group_hr)
    client.force_login(filing.group_hr)
    page = client.get(url("slot_submit", filing.slot.pk), {"unit": filing.plant.pk})
    client.post(url("slot_submit", filing.slot.pk), dict(page.context["hidden_fields"]))
    assert Sheet.objects.filter(status=SheetStatus.SUBMITTED).count() == 1


def test_doors_of_a_sheet(client, filing):
    subject = filing.sheets()[0]
    outsider, inspector = office.hr(filing.other_plant), office.user(Role.INSPECTION, filing.group)
    client.force_login(outsider)
    for name in ("sheet_detail", "sheet_aside"):
        assert client.get(url(name, subject.pk)).status_code == 404
    client.force_login(inspector)
    assert client.get(url("sheet_detail", subject.pk)).status_code == 200
    for name in ("sheet_submit", "sheet_reopen", "sheet_verify", "sheet_comment"):
        assert client.post(url(name, subject.pk)).status_code == 403


def test_the_single_person_form_submits_and_an_administrator_reopens(client, filing):
    sheet = fill(filing)
    subject = filing.sheets()[0]
    client.force_login(filing.hr)
    page = client.get(url("sheet_detail", subject.pk))
    client.post(url("sheet_submit", subject.pk), {"seen": page.context["revision"]})
    assert Sheet.objects.get(pk=sheet.pk).status == SheetStatus.SUBMITTED
    assert client.post(url("sheet_reopen", subject.pk), {"reason": "录错"}).status_code == 403
    client.force_login(filing.group_hr)
    client.post(url("sheet_reopen", subject.pk), {"reason": "录错"})
    assert Sheet.objects.get(pk=sheet.pk).status == SheetStatus.DRAFT


def test_the_comment_is_answered_in_json_where_it_is_asked_for(client, filing):
    client.force_login(filing.hr)
    address = url("sheet_comment", filing.sheets()[0].pk)
    headers = {"Accept": "application/json"}
    assert client.post(address, {"comment": "好", "seen": ""}, headers=headers).json() == {"saved": "好"}
    assert "好" in client.post(address, {"comment": "差", "seen": ""}, headers=headers).json()["refused"]
