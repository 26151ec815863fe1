"""Opening a cycle, the filing grid, saving cells and calibrating, each against the bare statements below it."""

import json
from datetime import date

from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench import data
from bench.clock import best_of, medians
from bench.pages import DETAIL, LIST, cost
from evaluations.models import Assessment, AssessmentSheet, Cycle, Score, Sheet
from evaluations.services import cycles, opening
from office.models import Unit
from rulebooks.models import Regime

GRID_PEOPLE, BLOCK = 200, 640


def measure(site, report):
    cycle = open_cycle(site, report)
    data.analyse()
    slot = cycle.slots.order_by("component__position", "number").first()
    subjects = list(AssessmentSheet.objects.filter(slot=slot).order_by("pk")[:GRID_PEOPLE])
    grid = reverse("evaluations:filing_grid", args=[slot.pk])
    report.add("grid of 200 people and 8 criteria", *cost(site.client, grid), 30)
    criteria = list(cycle.regime.standard.criteria.order_by("position"))
    one_cell(site, report, subjects[0].sheet_id, criteria[0].pk)
    many_cells(site, report, subjects, criteria)
    for what, name in {"page of one cycle": "cycle_detail", "calibration board": "calibration_board"}.items():
        report.add(what, *cost(site.client, reverse(f"evaluations:{name}", args=[cycle.pk])), DETAIL)
    assessments = reverse("evaluations:assessment_list", args=[cycle.pk])
    report.add("list of assessments", *cost(site.client, assessments), LIST)
    report.add("list of assessments, a subsidiary's", *cost(site.subsidiary, assessments), LIST)
    report.add("home while 20,000 sheets are out", *cost(site.client, reverse("overview:home")), DETAIL)


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
    report.add("opening 4,000 people and 20,000 sheets", opened, best_of(raw_opening(cycle), times=2), 2)
    return cycle


def raw_opening(cycle):
    """A call that inserts the same rows by bulk_create and takes them back; all it needs was loaded before."""
    assessments = list(Assessment.objects.filter(cycle=cycle).values(*columns_of(Assessment)))
    links = list(AssessmentSheet.objects.filter(assessment__cycle=cycle).values(*columns_of(AssessmentSheet)))
    order = {key: number for number, key in enumerate(row.pop("id") for row in assessments)}
    standard, scratch = cycle.regime.standard_id, another(cycle)

    @transaction.atomic
    def insert():
        written = Assessment.objects.bulk_create(Assessment(**(row | {"cycle_id": scratch.pk})) for row in assessments)
        sheets = Sheet.objects.bulk_create(Sheet(standard_id=standard) for _link in links)
        AssessmentSheet.objects.bulk_create(
            AssessmentSheet(
                sheet=sheet,
                assessment=written[order[link["assessment_id"]]],
                component_id=link["component_id"],
                slot_id=link["slot_id"],
            )
            for sheet, link in zip(sheets, links, strict=True)
        )
        transaction.set_rollback(True)

    return insert


def columns_of(model):
    return [field.attname for field in model._meta.concrete_fields]


def another(cycle):
    """An empty cycle beside the measured one."""
    same = {name: getattr(cycle, name) for name in ("regime", "unit", "as_of", "filing_ends_on")}
    return Cycle.objects.create(name="raw", year=1999, **same)


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
    with CaptureQueriesContext(connection) as queries:
        save()
        count = len(queries)
    report.add("one cell saved", *medians(save, lambda: site.client.post("/bench/row/", {"pk": row.pk})), 3)
    report.add("one cell saved: queries", count, 1, 9, unit="")


def many_cells(site, report, subjects, criteria):
    """A block of 80 people pasted again and again, each time with other values."""
    url, state = reverse("evaluations:filing_cells"), {"base": 0, "value": 1}
    sheets = [subject.sheet_id for subject in subjects[1 : 1 + BLOCK // len(criteria)]]

    def paste():
        state["value"] = 3 - state["value"]
        edits = [
            {"sheet": sheet, "criterion": criterion.pk, "value": str(state["value"]), "base": state["base"]}
            for sheet in sheets
            for criterion in criteria
        ]
        answers = post(site, url, {"epochs": dict.fromkeys(sheets, 0), "edits": edits})["answers"]
        assert {answer["state"] for answer in answers} == {"saved"}
        state["base"] += 1

    def one_by_one():
        for key in keys:
            with transaction.atomic():
                Score.objects.filter(pk=key).update(value=F("value"), version=F("version") + 0, filed_at=timezone.now())

    paste()
    keys = list(Score.objects.filter(sheet__in=sheets).values_list("pk", flat=True))
    report.add("640 cells in one batch", *medians(paste, one_by_one), 0.5)
