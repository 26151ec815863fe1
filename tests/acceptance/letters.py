"""Target letters on the demo: a draft with a goal for the chief engineer, and one that was signed on paper."""

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from posts.models import Appointment, TargetLetter
from posts.services import letters

GOAL = {"content": "烧结矿固体燃耗降低", "target": Decimal(3), "measure": "%", "weight": Decimal(100), "due_on": None}


def build(world, administrator):
    held = Appointment.objects.get(pk=world["appointment"])
    world["letter"] = _letter(held, 2027, administrator).pk
    signed = letters.print_letter(_letter(held, 2026, administrator), actor=administrator)
    scan = SimpleUploadedFile("责任书.pdf", b"%PDF-1.4 signed")
    letters.sign_on_paper(signed, scan, signed.paper.check_code, actor=administrator)
    world["signed_letter"] = signed.pk


def _letter(held, year, administrator):
    first, until = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    (made,) = letters.draft_letters([held], actor=administrator, starts_on=first, until=until)
    made.refresh_from_db()
    letters.revise_letter(made, seen=made.updated_at, goals=[GOAL], remarks="课题经费优先", actor=administrator)
    return TargetLetter.objects.get(pk=made.pk)
