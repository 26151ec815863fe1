"""Cycles from draft to published: a small group of two subsidiaries, and the year 2025 of the sample workbooks."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from evaluations.enums import SheetStatus
from evaluations.models import Cycle, Score, Sheet
from evaluations.services import cycles, opening
from office.enums import DecisionBody, Role, UnitKind
from office.models import Decision, Unit
from posts.enums import AppointmentMode, AppointmentStatus
from posts.models import Appointment, Post, Seat
from talent.enums import Education, Sex, StaffCategory
from talent.models import Discipline, Engineer
from tests.factories import office, rulebooks

_numbers = count(1)
AS_OF = datetime.date(2025, 12, 31)
BOOKS = settings.BASE_DIR / "fixtures" / "workbooks"
KINDS = {
    "集团": UnitKind.GROUP,
    "子公司": UnitKind.SUBSIDIARY,
    "厂矿": UnitKind.PLANT,
    "部门": UnitKind.DEPARTMENT,
    "作业区": UnitKind.WORKSHOP,
}


@dataclass
class World:
    group: Unit
    subsidiary: Unit
    plant: Unit
    other: Unit
    other_plant: Unit
    administrator: object  # of the group
    hr: object  # of the subsidiary

    def cycle(self, **fields):
        return draft(self.group, self.administrator, **fields)


def world():
    group = office.unit(name="示例集团")
    subsidiary = office.unit(group, kind=UnitKind.SUBSIDIARY, name="甲公司")
    other = office.unit(group, kind=UnitKind.SUBSIDIARY, name="乙公司")
    return World(
        group,
        subsidiary,
        office.unit(subsidiary, name="炼铁厂"),
        other,
        office.unit(other, name="乙炼铁厂"),
        office.user(Role.GROUP_ADMINISTRATOR, group),
        office.hr(subsidiary),
    )


def regime():
    return rulebooks.example_rulebook().regimes.get()


def draft(unit, actor, **fields):
    values = {
        "name": "2025年度考核",
        "regime": regime(),
        "unit": unit,
        "year": 2025,
        "as_of": AS_OF,
        "filing_ends_on": datetime.date(2026, 1, 31),
    }
    return cycles.create_cycle(actor=actor, **values | fields)


def engineer(unit, **fields):
    number = next(_numbers)
    values = {
        "employee_number": f"E{number:06}",
        "name": f"员工{number}",
        "sex": Sex.MALE,
        "born_on": datetime.date(1980, 5, 1),
        "unit": unit,
        "education": Education.BACHELOR,
        "staff_category": StaffCategory.CADRE,
        "retires_on": datetime.date(2043, 5, 1),
    }
    return Engineer.objects.create(**values | fields)


def holder(unit, *, person=None, until=datetime.date(2027, 1, 1), **fields):
    """Someone serving on a post of the unit since 2024."""
    discipline, _made = Discipline.objects.get_or_create(code="01", defaults={"name": "炼铁"})
    grade = rulebooks.grade()
    post = Post.objects.create(
        code=f"P{next(_numbers)}", unit=unit, discipline=discipline, grade=grade, authorised=1, title="首席工程师"
    )
    return Appointment.objects.create(
        seat=Seat.objects.create(post=post, number=1),
        engineer=person or engineer(unit, **fields),
        mode=AppointmentMode.IMPORTED,
        grade=grade,
        starts_on=datetime.date(2024, 1, 1),
        until=until,
        status=AppointmentStatus.SERVING,
        historic=True,
    )


def opened(cycle, actor):
    """The cycle with its sheets, as the worker leaves it."""
    opening.open_cycle(cycle, actor=actor)
    opening.write_opening(cycle, actor=actor)  # the queue waits for a commit, which a test may never see
    cycle.refresh_from_db()
    return cycle


def fill(cycle, totals=None, **slots):
    """Fill every sheet so that it adds up to the person's total, 80 where `totals` (by engineer key) names none."""
    criteria = list(cycle.regime.standard.criteria.order_by("position"))
    full = sum(criterion.maximum for criterion in criteria)
    rows = []
    for sheet, person in Sheet.objects.filter(subject__assessment__cycle=cycle, **slots).values_list(
        "pk", "subject__assessment__engineer"
    ):
        left = full - Decimal((totals or {}).get(person, 80))
        for criterion in criteria:
            off = min(left, criterion.maximum)
            left -= off
            rows.append((sheet, criterion.pk, criterion.maximum - off))
    write_scores(rows)


def write_scores(rows):
    now = timezone.now()
    Score.objects.bulk_create(
        [Score(sheet_id=sheet, criterion_id=criterion, value=value, filed_at=now) for sheet, criterion, value in rows],
        batch_size=500,
    )


def hand_in(cycle, *, verified=True):
    """All sheets submitted and verified."""
    now = timezone.now()
    Sheet.objects.filter(subject__assessment__cycle=cycle).update(
        status=SheetStatus.SUBMITTED, submitted_at=now, digest="0" * 64, verified_at=now if verified else None
    )


def calibrating(cycle, actor, totals=None):
    opened(cycle, actor)
    fill(cycle, totals)
    hand_in(cycle)
    return cycles.start_calibrating(cycle, actor=actor)


def decision(unit, **fields):
    values = {
        "body": DecisionBody.PARTY_COMMITTEE,
        "meeting_number": f"〔2026〕{next(_numbers)}号",
        "held_on": datetime.date(2026, 2, 1),
        "subject": "年度考核等次",
        "outcome": "同意",
        "attendees": "全体委员",
    }
    return Decision.objects.create(unit=unit, **values | fields)


# --- The year 2025 of the sample workbooks --------------------------------------------------------
@dataclass
class Year:
    group: Unit
    administrator: object
    cycle: Cycle
    engineers: dict  # by employee number


def year_2025():
    """The 71 holders and their 355 filled sheets, written row by row from HR's files; not opened by the importers."""
    units = _units()
    group = next(unit for unit in units.values() if unit.kind == UnitKind.GROUP)
    administrator = office.user(Role.GROUP_ADMINISTRATOR, group)
    engineers = _holders(units)
    cycle = opened(draft(group, administrator), administrator)
    _scores(cycle)
    return Year(group, administrator, cycle, engineers)


def _rows(name, heading):
    rows = CalamineWorkbook.from_path(BOOKS / name).get_sheet_by_index(0).to_python()
    start = next(index for index, row in enumerate(rows) if heading in row)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def _units():
    units = {}
    for row in _rows("单位目录.xlsx", "单位编码"):
        parent = units.get(row["上级单位编码"])
        units[row["单位编码"]] = office.unit(
            parent, code=row["单位编码"], name=row["单位名称"], kind=KINDS.get(row["单位类型"], UnitKind.WORKSHOP)
        )
    return units


def _holders(units):
    people = {row["工号"]: row for row in _rows("技术人员花名册.xlsx", "工号")}
    posts = {row["岗位编号"]: row for row in _rows("首席岗位台账.xlsx", "岗位编号")}
    discipline, _made = Discipline.objects.get_or_create(code="01", defaults={"name": "炼铁"})
    grade, made, engineers = rulebooks.grade(), {}, {}
    for row in _rows("在聘人员台账.xlsx", "工号"):
        number, code = row["工号"], row["岗位编号"]
        person = engineer(
            units[people[number]["单位编码"]],
            employee_number=number,
            name=row["姓名"],
            born_on=people[number]["出生日期"],
        )
        engineers[number] = person
        if code not in made:
            unit = units[posts[code]["单位编码"]]
            made[code] = Post.objects.create(code=code, unit=unit, discipline=discipline, grade=grade, authorised=2)
        Appointment.objects.create(
            seat=Seat.objects.create(post=made[code], number=int(row["席位"])),
            engineer=person,
            mode=AppointmentMode.IMPORTED,
            grade=grade,
            starts_on=row["聘期起"],
            until=row["聘期止"] + datetime.timedelta(days=1),
            status=AppointmentStatus.SERVING,
            historic=True,
        )
    return engineers


def _scores(cycle):
    criteria = list(cycle.regime.standard.criteria.order_by("position"))
    sheets = {
        (slot, number): sheet
        for slot, number, sheet in Sheet.objects.filter(subject__assessment__cycle=cycle).values_list(
            "subject__slot__name", "subject__assessment__engineer__employee_number", "pk"
        )
    }
    book, rows = CalamineWorkbook.from_path(BOOKS / "2025年度考核评分汇总.xlsx"), []
    for slot in book.sheet_names:
        for number, _name, *values in book.get_sheet_by_name(slot).to_python()[1:]:
            for criterion, value in zip(criteria, values, strict=True):
                rows.append((sheets[slot, number], criterion.pk, Decimal(str(value))))
    write_scores(rows)


def by_pool(assessments):
    found = defaultdict(list)
    for row in assessments:
        found[row.pool.name].append(row)
    return found
