"""Opening a cycle, the filing grid, saving cells and calibrating, each against the bare statements below it."""

import json
from datetime import date

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.clock import best_of, median_of, once
from bench.pages import cost
from evaluations.models import Assessment, AssessmentSheet, Cycle, Score, Sheet
from evaluations.services import cycles, opening
from office.models import Unit
from rulebooks.models import Regime

GRID_PEOPLE, BLOCK = 200, 640


def measure(site, report):
    cycle = open_cycle(site, report)
    slot = cycle.slots.order_by("component__position", "number").first()
    subjects = list(AssessmentSheet.objects.filter(slot=slot).order_by("pk")[:GRID_PEOPLE])
    report.add(
        "grid of 200 people and 8 criteria",
        cost(site, reverse("evaluations:filing_grid", args=[slot.pk])),
        site.floor,
        30,
    )
    criteria = list(cycle.regime.standard.criteria.order_by("position"))
    one_cell(site, report, subjects[0].sheet_id, criteria[0].pk)
    many_cells(site, report, subjects, criteria)
    for what, name in {"page of one cycle": "cycle_detail", "calibration board": "calibration_board"}.items():
        report.add(what, cost(site, reverse(f"evaluations:{name}", args=[cycle.pk])), site.floor, 6)
    report.add(
        "list of assessments", cost(site, reverse("evaluations:assessment_list", args=[cycle.pk])), site.floor, 5
    )


def open_cycle(site, report):
    cycle = cycles.create_cycle(
        actor=site.user,
        name="bench",
        regime=Regime.objects.first(),
        unit=Unit.objects.get(parent=None),
        year=2025,
        as_of=date(2025, 12, 31),
        filing_ends_on=date(2026, 11, 30),
    )
    opened = best_of(lambda: opening.open_cycle(cycle, actor=site.user), times=1)
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert cycle.status == "rating", cycle.status
    report.add("opening 4,000 people and 20,000 sheets", opened, raw_opening(cycle), 2)
    return cycle


def raw_opening(cycle):
    """The same rows inserted bare and taken back."""
    assessments = list(Assessment.objects.filter(cycle=cycle))
    links = list(AssessmentSheet.objects.filter(assessment__cycle=cycle))

    def insert():
        with transaction.atomic():
            for row in assessments:
                row.pk, row.cycle_id = None, other.pk
            Assessment.objects.bulk_create(assessments, batch_size=1000)
            keys = {row.appointment_id: row.pk for row in assessments}
            sheets = Sheet.objects.bulk_create(
                [Sheet(standard_id=cycle.regime.standard_id) for _link in links], batch_size=1000
            )
            AssessmentSheet.objects.bulk_create(
                [
                    AssessmentSheet(
                        sheet=sheet,
                        assessment_id=keys[appointments[link.assessment_id]],
                        component_id=link.component_id,
                        slot_id=link.slot_id,
                    )
                    for sheet, link in zip(sheets, links, strict=True)
                ],
                batch_size=1000,
            )
            transaction.set_rollback(True)

    appointments = {row.pk: row.appointment_id for row in assessments}
    other = Cycle.objects.create(
        name="raw",
        regime=cycle.regime,
        unit=cycle.unit,
        year=1999,
        as_of=cycle.as_of,
        filing_ends_on=cycle.filing_ends_on,
    )
    milliseconds = best_of(insert, times=1)
    other.delete()
    return milliseconds


def post(site, url, body):
    response = site.client.post(url, json.dumps(body), content_type="application/json")
    assert response.status_code == 200, response.content[:300]
    return response.json()


def one_cell(site, report, sheet, criterion):
    """A cell that changes with every call: the version it answers is the base of the next."""
    url, state = reverse("evaluations:filing_cells"), {"base": 0, "value": 1}

    def save():
        state["value"] = 3 - state["value"]
        edit = {"sheet": sheet, "criterion": criterion, "value": str(state["value"]), "base": state["base"]}
        answer = post(site, url, {"epochs": {str(sheet): 0}, "edits": [edit]})["answers"][0]
        assert answer["state"] == "saved", answer
        state["base"] = answer["version"]

    save()
    row = Score.objects.get(sheet=sheet, criterion=criterion)
    floor = median_of(lambda: site.client.post("/bench/row/", {"pk": row.pk}))
    with CaptureQueriesContext(connection) as queries:
        save()
    report.add("one cell saved", median_of(save), floor, 3)
    report.add("one cell saved: queries", len(queries), 1, 9, unit="")


def many_cells(site, report, subjects, criteria):
    sheets = [subject.sheet_id for subject in subjects[1 : 1 + BLOCK // len(criteria)]]
    edits = [
        {"sheet": sheet, "criterion": criterion.pk, "value": "1", "base": 0}
        for sheet in sheets
        for criterion in criteria
    ]
    body = {"epochs": {str(sheet): 0 for sheet in sheets}, "edits": edits}
    block = once(lambda: post(site, reverse("evaluations:filing_cells"), body))
    keys = list(Score.objects.filter(sheet__in=sheets).values_list("pk", flat=True))

    def one_by_one():
        for key in keys:
            Score.objects.filter(pk=key).update(value=2, version=2, filed_at=timezone.now())

    report.add("640 cells in one batch", block, once(one_by_one), 0.5)
