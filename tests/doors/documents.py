"""Batches on both sides: a draft to be printed for its meeting, and one carried out, with its document and certificates."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from office.enums import PaperKind
from posts.enums import AppointmentStatus, BatchAct
from posts.models import Appointment
from posts.services.documents import print_meeting_paper
from tests.doors.papers import scan_into
from tests.doors.world import SINCE, UNTIL, words
from tests.factories import batches as of
from tests.factories import talent

DATED_ON = datetime.date(2020, 1, 6)


def build(world):
    for side in world.sides():
        world[f"{side}paper_batch"] = _draft(world, side)
        _done(world, side)


def upload():
    return SimpleUploadedFile("聘书.pdf", b"%PDF-1.7 signed")


def _draft(world, side):
    batch = of.batch(world[f"{side}subsidiary"], title=words(side, "拟聘批次"), explanation=words(side, "说明"))
    of.row(
        batch, BatchAct.EXTEND, world[f"{side}appointment"], until=UNTIL.replace(year=2100), reason=words(side, "理由")
    )
    return print_meeting_paper(batch, actor=None)


def _done(world, side):
    """A certificate with its scan, one without, and one that was replaced; the holder has the first of A."""
    unit = world[f"{side}subsidiary"]
    batch = of.batch(unit, title=words(side, "已聘批次"))
    given = [_certified(world, side, batch, person, number) for number, person in enumerate(_people(world, side), 1)]
    scan_into(given[0], words(side, "聘书.pdf"))
    document = of.paper(unit, PaperKind.APPOINTMENT_DOCUMENT, title=words(side, "文件"), number=words(side, "文号"))
    scan_into(document, words(side, "聘任文件.pdf"))
    decision = world[f"{side}decision"]
    of.carried_out(batch, decision=decision, document=document, document_on=DATED_ON)
    world[f"{side}certified_batch"] = batch
    world[f"{side}certificate"], world[f"{side}bare_certificate"] = given


def _people(world, side):
    return [world[f"{side}holder"], talent.engineer(world[f"{side}plant"], name=words(side, "离任首席"))]


def _certified(world, side, batch, person, number):
    held = world[f"{side}appointment"] if number == 1 else _ended(world, side, person)
    certificate = of.paper(
        world[f"{side}plant"],
        title=words(side, f"聘书{number}"),
        number=f"聘字〔2020〕{'9' if side else '8'}00{number}号",
    )
    of.row(
        batch, BatchAct.APPOINT, engineer=person, seat=held.seat, result=held, certificate=certificate,
        mode=held.mode, starts_on=held.starts_on, until=held.until, reason=words(side, "理由"), carried_out_on=SINCE,
    )  # fmt: skip
    return certificate


def _ended(world, side, person):
    post = world[f"{side}post"]
    return Appointment.objects.create(
        seat=post.seats.get(number=2),
        engineer=person,
        mode=world[f"{side}appointment"].mode,
        grade=world["grade"],
        starts_on=SINCE,
        until=SINCE.replace(year=2021),
        status=AppointmentStatus.ENDED,
        ended_on=SINCE.replace(year=2021),
        end_reason="resigned",
        historic=True,
    )
