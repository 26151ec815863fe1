"""A small group whose administrator prepares and carries out batches."""

import datetime

import pytest

from office.services.decisions import record_decision
from posts.services import batches
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent

HELD_ON = datetime.date(2026, 10, 28)
NEW_YEAR = datetime.date(2027, 1, 1)


@pytest.fixture
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


class Firm:
    """The group with a subsidiary and a plant; `post` has two seats, the first held beyond its term."""

    def __init__(self):
        self.group = make.unit(name="集团")
        self.subsidiary = make.unit(self.group, name="子公司", kind="subsidiary")
        self.plant = make.unit(self.subsidiary, name="炼铁厂")
        self.administrator = make.user("group_administrator", self.group)
        self.post = of.post(self.plant, authorised=2)
        self.holder = talent.engineer(self.plant, name="郭凤兰")
        self.held = of.appointment(
            self.post, self.holder, starts_on=datetime.date(2023, 1, 1), until=datetime.date(2026, 1, 1)
        )
        self.other = talent.engineer(self.plant, name="梁鑫")

    def decision(self, unit=None, number="2026-18"):
        return record_decision(
            actor=None,
            unit=unit or self.group,
            body="party_committee",
            meeting_number=number,
            held_on=HELD_ON,
            subject="首席岗位聘任",
            outcome="同意",
            attendees="九人",
        )

    def batch(self, *rows, unit=None, decision=True, **fields):
        """A draft with its decision (True: one is recorded) and rows."""
        facts = {"title": "2026年聘任", "effective_on": of.AS_OF} | fields
        made = batches.create_batch(actor=self.administrator, unit=unit or self.group, **facts)
        if rows:
            batches.add_rows(made, list(rows), actor=self.administrator)
        if decision:
            found = self.decision(number=f"2026-B{made.pk}") if decision is True else decision
            made = batches.cite_decision(made, found, actor=self.administrator)
        return made

    # --- Rows as a form makes them ---------------------------------------------------------------------
    def appoint(self, engineer=None, seat=2, post=None, **facts):
        given = {
            "act": "appoint",
            "engineer": engineer or self.other,
            "seat": (post or self.post).seats.get(number=seat),
            "mode": "competition",
            "starts_on": of.AS_OF,
            "until": datetime.date(2029, 1, 1),
        }
        return given | facts

    def renew(self, held=None, **facts):
        held = held or self.held
        given = {"starts_on": of.AS_OF, "until": datetime.date(2029, 1, 1), "mode": "renewal", "seat": held.seat}
        return self._on("renew", held, **given | facts)

    def extend(self, held=None, **facts):
        return self._on("extend", held, **{"until": datetime.date(2027, 1, 1), "reason": "项目未完"} | facts)

    def end(self, held=None, **facts):
        return self._on("end", held, **{"starts_on": of.AS_OF, "end_reason": "resigned"} | facts)

    def lower(self, held=None, **facts):
        held = held or self.held
        given = {"starts_on": of.AS_OF, "until": datetime.date(2029, 1, 1), "mode": "assessment", "seat": held.seat}
        return self._on("lower", held, **given | facts)

    def _on(self, act, held, **facts):
        held = held or self.held
        return {"act": act, "engineer": held.engineer, "appointment": held} | facts


@pytest.fixture
def firm(demo_day, db):
    return Firm()
