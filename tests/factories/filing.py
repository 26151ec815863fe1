"""A cycle that is open for scores: a group with two subsidiaries, a plant in each, people, five slots, empty sheets."""

import datetime
from dataclasses import dataclass
from itertools import count

from evaluations.enums import CycleStatus
from evaluations.models import Assessment, AssessmentSheet, Cycle, RaterSlot, Sheet
from office.enums import Role, UnitKind
from posts.enums import AppointmentMode, AppointmentStatus
from posts.models import Appointment, Post, Seat
from rulebooks.enums import CriterionKind, FiledBy, RegimeKind, RulebookStatus, StandardKind
from rulebooks.models import Component, Criterion, Grade, Ladder, Regime, ResultGrade, Rulebook, Standard
from talent.enums import Education, Sex, StaffCategory
from talent.models import Discipline, Engineer
from tests.factories import office

_numbers = count(1)
CRITERIA = (
    ("岗位职责履行", 20),
    ("技术攻关", 20),
    ("创新成果", 15),
    ("标准与制度建设", 10),
    ("学术交流", 5),
    ("人才培养与传承", 15),
    ("作风廉洁", 5),
    ("获奖情况", 10),
)
SLOTS = (
    ("expert", "专家评委", 60, 3, FiledBy.RATER),
    ("unit", "所在单位", 25, 1, FiledBy.UNIT),
    ("department", "职能部门", 15, 1, FiledBy.DEPARTMENT),
)
GRADES = (
    ("excellent", "优秀", 90, 20),
    ("good", "称职", 75, None),
    ("fair", "基本称职", 60, None),
    ("poor", "不称职", None, None),
)
SURNAMES, GIVEN = "郭范刘张马王李赵陈杨", "凤兰欢兵琴桂花斌明伟静"


@dataclass
class Filing:
    """What a test of filing starts from."""

    group: object
    subsidiary: object
    plant: object
    other_plant: object
    cycle: Cycle
    slots: list
    criteria: list
    hr: object  # of the subsidiary
    group_hr: object

    @property
    def slot(self):
        return self.slots[0]

    def sheets(self, slot=None):
        return list(
            AssessmentSheet.objects.filter(slot=slot or self.slot)
            .select_related("sheet", "assessment__engineer")
            .order_by("assessment__unit__path", "assessment__engineer__employee_number")
        )


def regime():
    """A rulebook of its own with the criteria, parts and lines of the sample workbook."""
    number = next(_numbers)
    rulebook = Rulebook.objects.create(
        code=f"R{number}", name="办法", status=RulebookStatus.IN_FORCE, in_force_from=datetime.date(2024, 1, 1)
    )
    standard = Standard.objects.create(
        rulebook=rulebook, kind=StandardKind.ASSESSMENT, code="annual", name="年度考核标准", total=100, decimals=1
    )
    Criterion.objects.bulk_create(
        Criterion(
            standard=standard, position=place, code=f"c{place}", name=name, kind=CriterionKind.JUDGED, maximum=maximum
        )
        for place, (name, maximum) in enumerate(CRITERIA, 1)
    )
    made = Regime.objects.create(
        rulebook=rulebook, code="annual", name="年度考核", kind=RegimeKind.ANNUAL, standard=standard
    )
    for place, (code, name, weight, raters, filed_by) in enumerate(SLOTS, 1):
        Component.objects.create(
            regime=made,
            position=place,
            code=code,
            name=name,
            weight=weight,
            raters=raters,
            raters_required=raters,
            filed_by=filed_by,
        )
    for rank, (code, name, line, cap) in enumerate(GRADES, 1):
        ResultGrade.objects.create(regime=made, rank=rank, code=code, name=name, line=line, cap_percent=cap)
    return made


def engineer(unit, *, number="", name="", **fields):
    serial = next(_numbers)
    return Engineer.objects.create(
        employee_number=number or f"B{100000 + serial}",
        name=name or SURNAMES[serial % 10] + GIVEN[serial % 11] + GIVEN[serial % 7],
        sex=Sex.MALE,
        born_on=datetime.date(1975, 5, 1),
        unit=unit,
        education=Education.BACHELOR,
        staff_category=StaffCategory.CADRE,
        retires_on=datetime.date(2037, 5, 1),
        **fields,
    )


def filing(people=3, *, others=0, regime_of=None):
    """`people` in the plant of one subsidiary and `others` in that of the other, with a draft sheet per slot and person."""
    group = office.unit()
    subsidiary = office.unit(group, kind=UnitKind.SUBSIDIARY)
    other = office.unit(group, kind=UnitKind.SUBSIDIARY)
    plant, other_plant = office.unit(subsidiary), office.unit(other)
    cycle = Cycle.objects.create(
        name="2025年度考核",
        regime=regime_of or regime(),
        unit=group,
        year=2025,
        as_of=datetime.date(2025, 12, 31),
        filing_ends_on=datetime.date(2026, 1, 31),
        status=CycleStatus.RATING,
    )
    slots = [
        _slot(cycle, component, number)
        for component in cycle.regime.components.order_by("position")
        for number in range(1, component.raters + 1)
    ]
    made = Filing(
        group,
        subsidiary,
        plant,
        other_plant,
        cycle,
        slots,
        list(cycle.regime.standard.criteria.order_by("position")),
        office.hr(subsidiary),
        office.user(Role.GROUP_ADMINISTRATOR, group),
    )
    for number in range(people + others):
        assessed(made, plant if number < people else other_plant, subsidiary if number < people else other)
    return made


def _slot(cycle, component, number):
    name = component.name if component.raters == 1 else f"{component.name}{number}"
    return RaterSlot.objects.create(cycle=cycle, component=component, number=number, name=name)


def assessed(made, unit, pool, *, person=None):
    """One more holder of a post in the unit, with an assessment and a draft sheet of every slot."""
    person = person or engineer(unit)
    appointment = held_post(person, unit)
    assessment = Assessment.objects.create(
        cycle=made.cycle,
        appointment=appointment,
        engineer=person,
        unit=unit,
        discipline=appointment.seat.post.discipline,
        post_grade=appointment.grade,
        post_name="首席工程师",
        pool=pool,
    )
    sheets = Sheet.objects.bulk_create(Sheet(standard=made.cycle.regime.standard) for _slot in made.slots)
    AssessmentSheet.objects.bulk_create(
        AssessmentSheet(sheet=sheet, assessment=assessment, component=slot.component, slot=slot)
        for sheet, slot in zip(sheets, made.slots, strict=True)
    )
    return assessment


def held_post(person, unit):
    ladder, _made = Ladder.objects.get_or_create(code="test", defaults={"name": "序列"})
    grade, _made = Grade.objects.get_or_create(code="test-1", defaults={"ladder": ladder, "name": "测试层级"})
    discipline, _made = Discipline.objects.get_or_create(code="test", defaults={"name": "炼铁"})
    post = Post.objects.create(
        code=f"P{next(_numbers)}", unit=unit, discipline=discipline, grade=grade, authorised=1, title="首席工程师"
    )
    return Appointment.objects.create(
        seat=Seat.objects.create(post=post, number=1),
        engineer=person,
        mode=AppointmentMode.IMPORTED,
        grade=grade,
        starts_on=datetime.date(2024, 1, 1),
        until=datetime.date(2027, 1, 1),
        status=AppointmentStatus.SERVING,
        historic=True,
    )
