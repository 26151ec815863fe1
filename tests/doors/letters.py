"""Target letters on both sides: an empty draft, one that can be signed, one signed on paper."""

import datetime
from decimal import Decimal

from office.check_codes import check_code
from posts.models import Appointment, TargetLetter
from posts.selectors.letters import content_code, printed_values
from posts.services import letters as services
from tests.doors.papers import scan_into
from tests.doors.world import words

YEARS = {"empty_letter": 2030, "letter": 2031, "signed_letter": 2032}


def build(world):
    for side in world.sides():
        for name, year in YEARS.items():
            world[f"{side}{name}"] = _draft(world[f"{side}appointment"], year)
        for name in ("letter", "signed_letter"):
            _written(world, side, name)
        _signed(world[f"{side}signed_letter"], side)
        world[f"{side}free_appointment"] = _other_holder(world, side)


def code_of(world):
    letter = world["letter"]
    return content_code(letter, letter.goals.all())


def printed_code_of(world):
    letter = world["letter"]
    return check_code(printed_values(letter, letter.goals.all()))


def goal(content, **facts):
    return {"content": content, "target": None, "measure": "", "weight": Decimal(100), "due_on": None} | facts


def _draft(appointment, year):
    first = datetime.date(year, 1, 1)
    (made,) = services.draft_letters([appointment], actor=None, starts_on=first, until=first.replace(year=year + 1))
    made.refresh_from_db()
    return made


def _written(world, side, name):
    letter = world[f"{side}{name}"]
    facts = {"goals": [goal(words(side, f"目标{name}"), measure=words(side, "量"))], "remarks": words(side, "支持条件")}
    services.revise_letter(letter, seen=letter.updated_at, actor=None, **facts)
    services.print_letter(letter, actor=None)
    world[f"{side}{name}"] = TargetLetter.objects.get(pk=letter.pk)


def _signed(letter, side):
    scan_into(letter.paper, words(side, "责任书.pdf"))
    services.move(letter, "agreed", actor=None, verb="letter.signed_on_paper")


def _other_holder(world, side):
    return Appointment.objects.serving().filter(seat__post__unit=world[f"{side}plant"]).order_by("-pk").first()
