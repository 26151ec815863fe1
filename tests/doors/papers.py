"""Decisions with their minutes, jobs with their files and entries of the trail, on both sides."""

import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from office import audit, jobs
from office.enums import JobStatus, PaperKind
from office.intake import uploads
from office.models import Job, Paper
from rulebooks.models import Rulebook
from tests.doors import personas as p
from tests.doors.world import words
from tests.factories import evaluations as make
from tests.factories import rulebooks, workbooks

PDF = b"%PDF-1.4 signed"


def build(world):
    world["group_decision"] = make.decision(world["group"])
    world["rulebook"] = rulebooks.example_rulebook()
    world["older_rulebook"] = Rulebook.objects.create(
        code=world["rulebook"].code,
        version=9,
        name="旧办法",
        status="superseded",
        in_force_from=datetime.date(2019, 1, 1),
    )
    world["draft_rulebook"] = Rulebook.objects.create(code="draft", name="拟办法")
    for side in world.sides():
        _decision(world, side)
        _jobs(world, side)
        audit.record(
            actor=world.people[p.only(p.TWIN_ADMIN if side else p.ADMIN)],
            verb="unit.updated",
            target=world[f"{side}plant"],
            unit=world[f"{side}plant"],
            changes={"short_name": [words(side, "旧称"), words(side, "新称")]},
            reason=words(side, "更名"),
        )


def _decision(world, side):
    decision = make.decision(
        world[f"{side}subsidiary"],
        subject=words(side, "议题"),
        meeting_number=words(side, "号"),
        outcome=words(side, "同意"),
        attendees=words(side, "委员"),
        recused=words(side, "回避"),
        body_name=words(side, "党委会"),
        recorded_by=world.people[p.only(p.TWIN_ADMIN if side else p.ADMIN)],
    )
    paper = Paper.objects.create(kind=PaperKind.MINUTES, title=words(side, "纪要"), unit=decision.unit)
    scan_into(paper, words(side, "纪要.pdf"))
    decision.minutes = paper
    decision.save(update_fields=["minutes"])
    world[f"{side}decision"] = decision
    world[f"{side}bare_decision"] = make.decision(world[f"{side}subsidiary"], subject=words(side, "无纪要议题"))


def scan_into(paper, name):
    paper.scan.save(name, ContentFile(PDF), save=False)
    paper.scan_name, paper.scan_sha256, paper.scanned_at = name, "0" * 64, timezone.now()
    paper.save()


def _jobs(world, side):
    """Of the subsidiary's human resources: a file read and compared, an export that was cut off, one that is done."""
    owner = world.people[p.only(p.TWIN_HR if side else p.HR)]
    unit = world[f"{side}subsidiary"]

    def job(name, kind, status, **fields):
        world[f"{side}{name}"] = Job.objects.create(
            kind=kind,
            status=status,
            owner=owner,
            unit=unit,
            label=words(side, name),
            message=words(side, "说明"),
            **fields,
        )
        return world[f"{side}{name}"]

    export = {
        "page": "talent.views.engineers.EngineerListPage",
        "kwargs": {},
        "query": "",
        "columns": [],
        "format": "csv",
    }
    job("cut_off", "export", JobStatus.INTERRUPTED, params=export)
    job("waiting", "export", JobStatus.WAITING, params=export | {"query": "q=1"})
    finished = job("finished", "export", JobStatus.DONE, params=export, output_name=words(side, "名册.csv"))
    finished.output.save("roster.csv", ContentFile(words(side, "名册").encode()))
    world[f"{side}read"] = _read(world, side, owner, unit)


def _read(world, side, owner, unit):
    """A file of one past result, uploaded and compared: it waits to be loaded."""
    number = world[f"{side}holder"].employee_number
    rows = [["工号", "年度", "等次", "考核办法"], [number, 2018, words(side, "等"), words(side, "办法")]]
    file = uploads.store(SimpleUploadedFile("results.xlsx", workbooks.xlsx(rows)))
    params = {"import": "results", "phase": "plan"}
    made = jobs.enqueue(
        "import",
        params,
        actor=owner,
        label=words(side, "载入"),
        unit=unit,
        file=file,
        file_name=words(side, "结果.xlsx"),
    )
    made.refresh_from_db()
    assert made.status == JobStatus.READY, made.message
    return made
