"""The world behind the doors: a group with the subsidiaries A and B, where B is A's twin.

Whatever can be said of B in words says `TWIN`, so a single string found on a page of A's people is a leak. Accounts of
rater slots bear `RATERS`, and everyone of A was born on `BORN_ON`, a day that means nothing else here.
"""

import datetime
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client

from office.enums import Role, UnitKind
from posts.enums import AppointmentMode, AppointmentStatus
from posts.models import Appointment
from posts.services import posts as post_services
from talent.enums import ResultSource
from talent.models import Discipline, Engineer
from tests.doors import personas as p
from tests.factories import office, rulebooks, talent

TWIN, RATERS = "孪生机密", "评委机密"
BORN_ON = datetime.date(1971, 3, 9)
TWIN_BORN_ON = datetime.date(1972, 8, 27)
SINCE, UNTIL = datetime.date(2020, 1, 1), datetime.date(2099, 1, 1)
HOLDERS = 6  # in each plant: a pool of its own needs five

_DUTIES = {
    "group": (
        (p.GROUP_ADMIN, Role.GROUP_ADMINISTRATOR),
        (p.GROUP_HR, Role.HR),
        (p.GROUP_LEADER, Role.LEADER),
        (p.INSPECTION, Role.INSPECTION),
        (p.SYSTEM, Role.SYSTEM_ADMINISTRATOR),
        (p.RIGHTS, Role.RIGHTS_ADMINISTRATOR),
        (p.AUDIT, Role.AUDIT_ADMINISTRATOR),
    ),
    "subsidiary": ((p.ADMIN, Role.SUBSIDIARY_ADMINISTRATOR), (p.HR, Role.HR), (p.LEADER, Role.LEADER)),
    "plant": ((p.FILLER, Role.FILLER), (p.CHECKER, Role.CHECKER), (p.HEAD, Role.UNIT_HEAD)),
    "twin_subsidiary": ((p.TWIN_ADMIN, Role.SUBSIDIARY_ADMINISTRATOR), (p.TWIN_HR, Role.HR)),
}


@dataclass
class World:
    """Objects by the names that the table uses; the twin of "plant" is "twin_plant"."""

    things: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)  # accounts by persona
    cookies: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.things[name]

    def __setitem__(self, name, thing):
        self.things[name] = thing

    def sides(self):
        return ("", "twin_")

    def client(self, persona):
        """A browser in which the persona is signed in; anonymous if it is no account."""
        client = Client(raise_request_exception=False)
        client.cookies.update(self.cookies.get(persona, {}))
        return client


def words(side, text):
    """The name of a thing on one side: on B's it carries the marker."""
    return f"{TWIN}{text}" if side else f"甲{text}"


def build():
    """Units, people, posts, holders and past results of both sides, and the accounts of all personas."""
    world = World()
    _units(world)
    _accounts(world)
    world["discipline"] = Discipline.objects.create(code="TIE", name="炼铁")
    world["grade"] = rulebooks.grade()
    for side in world.sides():
        _people(world, side)
    for persona in ("holder", "engineer"):
        Engineer.objects.filter(pk=world[persona].pk).update(user=world.people[persona])
    return world


def sign_in(world):
    """One session per persona, kept for all requests."""
    for persona, account in world.people.items():
        client = Client()
        client.force_login(account)
        assert SESSION_KEY in client.session
        world.cookies[persona] = client.cookies


# --- Units and accounts ---------------------------------------------------------------------------
def _units(world):
    world["group"] = office.unit(name="示例集团", code="G")
    for side in world.sides():
        above = world[f"{side}subsidiary"] = _unit(world["group"], side, UnitKind.SUBSIDIARY, "公司", "S")
        world[f"{side}plant"] = _unit(above, side, UnitKind.PLANT, "炼铁厂", "P")
        world[f"{side}yard"] = _unit(above, side, UnitKind.PLANT, "原料场", "Y")


def _unit(parent, side, kind, name, code):
    code = f"TWIN-{code}" if side else f"A-{code}"
    made = office.unit(parent, kind=kind, name=words(side, name), code=code, short_name=words(side, "简称"))
    made.placements.create(parent=parent, starts_on=SINCE, name=made.name)
    return made


def _accounts(world):
    for unit, duties in _DUTIES.items():
        for persona, role in duties:
            side = "twin_" if unit.startswith("twin") else ""
            account = _account(world, persona, words(side, "职员"))
            office.duty(account, role, world[unit])
            account.duties.update(reason=words(side, "任命"))
    _account(world, p.RATER, f"{RATERS}甲")
    _account(world, p.HOLDER, "甲首席")
    _account(world, p.ENGINEER, "甲工程师")
    _account(world, p.SUPERUSER, "根", is_superuser=True, is_staff=True)
    for side in world.sides():
        account = world[f"{side}account"] = office.user(
            Role.FILLER,
            world[f"{side}yard"],
            username=f"{side}kept",
            name=words(side, "填报员"),
            employee_number="TWIN-E2" if side else "A-E2",
        )
        world[f"{side}duty"] = account.duties.get()
    Authenticator.objects.create(user=world["account"], type=Authenticator.Type.TOTP, data={"secret": "x"})
    world["closed_account"] = office.user(username="closed", name="甲离职", is_active=False)
    world["grader"] = office.user(username="grader", name=f"{RATERS}乙")


def _account(world, persona, name, **fields):
    name_of = p.only(persona)
    account = office.user(
        username=name_of.replace(" ", "-"), name=name, email=f"{len(world.people)}@example.org", **fields
    )
    world.people[name_of] = account
    return account


# --- People and posts -------------------------------------------------------------------------------
def _people(world, side):
    plant = world[f"{side}plant"]
    people = [_engineer(world, side, plant, number) for number in range(1, HOLDERS + 2)]
    world[f"{side}engineer"], world[f"{side}holder"] = people[-1], people[0]
    held = [_appointment(world, side, person, number) for number, person in enumerate(people[:-1], 1)]
    world[f"{side}appointment"], world[f"{side}post"] = held[0], held[0].seat.post
    for person in people:
        world[f"{side}result"] = talent.past_result(
            person, 2019, grade=words(side, "等"), source=ResultSource.IMPORTED, rulebook_label=words(side, "办法")
        )


def _engineer(world, side, unit, number):
    return talent.engineer(
        unit,
        name=words(side, f"首席{number}"),
        employee_number=f"{'TWIN' if side else 'A'}-E{number}",
        born_on=TWIN_BORN_ON if side else BORN_ON,
        discipline=world["discipline"],
        school=words(side, "大学"),
        position=words(side, "职务"),
        retirement_override=datetime.date(2031, 3, 9),
        retirement_ground="flexible",
        retirement_document=words(side, "退休文件"),
    )


def _appointment(world, side, person, number):
    post = post_services.create_post(
        actor=None,
        starts_on=SINCE,
        historic=True,
        code=f"{'TWIN' if side else 'A'}-P{number}",
        title=words(side, f"岗位{number}"),
        unit=person.unit,
        discipline=world["discipline"],
        grade=world["grade"],
        authorised=2,
        duties=words(side, "岗位职责"),
    )
    return Appointment.objects.create(
        seat=post.seats.get(number=1),
        engineer=person,
        mode=AppointmentMode.IMPORTED,
        grade=world["grade"],
        starts_on=SINCE,
        until=UNTIL,
        status=AppointmentStatus.SERVING,
        historic=True,
    )
