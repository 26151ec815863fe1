"""The list of those who have not answered."""

import pytest
from django.urls import reverse

from evaluations.selectors.chasing import chase_text, missing_sheets
from evaluations.selectors.filing import sheets_in_cycle
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import submit_sheet
from tests.factories import filing as factory

pytestmark = pytest.mark.django_db


def test_the_text_names_units_slots_and_people(client):
    filing = factory.filing(2, others=1)
    done, open_one = filing.sheets()[:2]
    edits = [Edit(done.sheet_id, criterion.pk, "1", 0) for criterion in filing.criteria]
    save_cells(filing.hr, edits, {done.sheet_id: 0})
    submit_sheet(done.sheet_id, actor=filing.hr, seen=8)
    missing = missing_sheets(
        sheets_in_cycle(filing.group_hr, filing.cycle).filter(slot=filing.slot, sheet__status="draft")
    )
    assert [(entry.unit, [person[0] for person in entry.people]) for entry in missing] == [
        (filing.subsidiary, [open_one.assessment.engineer.name]),
        (filing.other_plant.parent, [filing.sheets()[2].assessment.engineer.name]),
    ]
    text = chase_text(filing.cycle, missing).split("\n")
    assert text[0] == "2025年度考核：请以下单位于 2026-01-31 前提交评分表。"
    assert text[1:3] == [f"【{filing.subsidiary.name}】", f"专家评委1 缺 1 份：{open_one.assessment.engineer.name}"]


def test_the_page_shows_and_exports_only_what_is_in_sight(client):
    filing = factory.filing(1, others=1)
    stranger = filing.sheets()[1].assessment.engineer
    client.force_login(filing.hr)
    address = reverse("evaluations:chase_list", args=[filing.cycle.pk])
    page = client.get(address).content.decode()
    assert filing.sheets()[0].assessment.engineer.employee_number in page
    assert stranger.employee_number not in page
    export = client.post(address, {"format": "csv", "columns": ["number", "slot"]})
    lines = b"".join(export.streaming_content).decode("utf-8-sig").split("\r\n")
    assert len([line for line in lines if line]) == 1 + 5
    assert stranger.employee_number not in "".join(lines)


def test_nothing_missing_is_said(client):
    filing = factory.filing(0)
    assert chase_text(filing.cycle, []) == "2025年度考核：评分表已全部提交。"
