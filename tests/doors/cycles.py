"""Cycles of the world: one in each status for A, two that both sides share, one of B alone; and what hangs on them."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.enums import CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, RaterSlot, RoutineNote, Sheet
from evaluations.services import calibration, publishing, summaries
from evaluations.services import cycles as services
from rulebooks.enums import FiledBy
from tests.doors import personas as p
from tests.doors.papers import PDF
from tests.doors.world import words
from tests.factories import evaluations as make


def build(world):
    """Each cycle has a year of its own, counted back from the draft of 2026."""
    world["regime"] = make.regime()
    published(world)
    calibrating(world)
    ready(world)
    rating(world)
    shared(world)
    twin(world)
    world["draft"] = _draft(world, "draft", "subsidiary", 2026)
    _notes(world)
    _summaries(world)


def _draft(world, name, unit, year, *, rater="grader"):
    side = "twin_" if unit.startswith("twin") else ""
    cycle = make.draft(
        world[unit],
        world.people[p.only(p.GROUP_ADMIN)],
        name=words(side, f"{year}年度考核") if unit != "group" else f"集团{year}年度考核",
        year=year,
        as_of=datetime.date(year, 12, 31),
        filing_ends_on=datetime.date(year + 1, 1, 31),
    )
    experts = cycle.slots.filter(component__filed_by=FiledBy.RATER).order_by("number")
    account = world.people.get(rater) or world["grader"]
    RaterSlot.objects.filter(pk=experts[0].pk).update(user=account)
    if side:
        for slot in cycle.slots.all():
            RaterSlot.objects.filter(pk=slot.pk).update(name=words(side, f"席{slot.pk}"))
    world[name] = cycle
    return cycle


def _opened(world, *place, **how):
    return make.opened(_draft(world, *place, **how), world.people[p.only(p.GROUP_ADMIN)])


def published(world):
    """Of the group: both sides read their results of 2021."""
    cycle = _settled(world, "published", "group", 2021)
    services.attach_decision(cycle, world["group_decision"], actor=_group_admin(world))
    publishing.publish_cycle(cycle, actor=_group_admin(world))
    cycle.refresh_from_db()
    for side in world.sides():
        world[f"{side}published_assessment"] = _assessment_of(world, cycle, side)
        Assessment.objects.filter(cycle=cycle, unit=world[f"{side}plant"]).update(
            grade_reason=words(side, "等次理由"), post_name=words(side, "岗位")
        )


def calibrating(world):
    cycle = _settled(world, "calibrating", "subsidiary", 2022)
    world["calibrating_assessment"] = _assessment_of(world, cycle, "")
    services.attach_decision(cycle, world["decision"], actor=_group_admin(world))


def _settled(world, name, unit, year):
    cycle = _opened(world, name, unit, year)
    make.fill(cycle)
    make.hand_in(cycle)
    services.start_calibrating(cycle, actor=_group_admin(world))
    cycle.refresh_from_db()
    good = cycle.regime.result_grades.get(rank=2)
    keys = list(cycle.assessments.active().values_list("pk", flat=True))
    calibration.set_grades(cycle, keys, good, actor=_group_admin(world))
    cycle.refresh_from_db()
    return cycle


def ready(world):
    """Everything is submitted and verified: calibrating can start."""
    cycle = _opened(world, "ready", "subsidiary", 2023)
    make.fill(cycle)
    make.hand_in(cycle)
    cycle.assessments.update(post_name="甲岗位")


def rating(world):
    """Of A: the rater's own slot is filled, the units' is submitted, the rest is empty."""
    cycle = _opened(world, "rating", "subsidiary", 2024, rater=p.only(p.RATER))
    own, other = cycle.slots.filter(component__filed_by=FiledBy.RATER).order_by("number")[:2]
    world["slot"], world["empty_slot"] = own, other
    world["unit_slot"] = cycle.slots.get(component__filed_by=FiledBy.UNIT)
    world["department_slot"] = cycle.slots.get(component__filed_by=FiledBy.DEPARTMENT)
    _fill(cycle, own)
    _fill(cycle, world["unit_slot"], submitted=True)
    _name_sheets(world, cycle, "", "")
    world["rating_assessment"] = _assessment_of(world, cycle, "")
    left_out = world["left_out"] = cycle.assessments.exclude(pk=world["rating_assessment"].pk).latest("pk")
    Assessment.objects.filter(pk=left_out.pk).update(state="excluded", state_reason="甲病假")


def shared(world):
    """Of the group, open for scores: both sides' people and sheets lie in the same cycle."""
    cycle = _opened(world, "shared", "group", 2025)
    world["shared_slot"] = cycle.slots.filter(component__filed_by=FiledBy.RATER).order_by("number")[0]
    world["shared_unit_slot"] = cycle.slots.get(component__filed_by=FiledBy.UNIT)
    for slot in cycle.slots.all():
        _fill(cycle, slot)
    for side in world.sides():
        _name_sheets(world, cycle, side, "shared_")
        person = _assessment_of(world, cycle, side)
        world[f"{side}shared_assessment"] = person
        last = cycle.assessments.filter(unit=world[f"{side}plant"]).latest("pk")
        Assessment.objects.filter(pk=last.pk).update(state="excluded", state_reason=words(side, "病假"))
        Assessment.objects.filter(unit=world[f"{side}plant"], cycle=cycle).update(post_name=words(side, "岗位"))


def twin(world):
    cycle = _opened(world, "twin_rating", "twin_subsidiary", 2024)
    world["twin_slot"] = cycle.slots.filter(component__filed_by=FiledBy.RATER).order_by("number")[0]
    _fill(cycle, world["twin_slot"])
    _name_sheets(world, cycle, "twin_", "")
    world["twin_rating_assessment"] = _assessment_of(world, cycle, "twin_")
    for name in ("draft", "ready", "calibrating"):
        world[f"twin_{name}"] = cycle
    for name in ("empty_slot", "unit_slot", "department_slot"):
        world[f"twin_{name}"] = world["twin_slot"]
    for name in ("empty_sheet", "unit_sheet"):
        world[f"twin_{name}"] = world["twin_sheet"]
    for name in ("left_out", "calibrating_assessment"):
        world[f"twin_{name}"] = world["twin_rating_assessment"]
    assert cycle.status == CycleStatus.RATING


def _fill(cycle, slot, *, submitted=False):
    """Scores of everyone in the slot, and their totals as typing them would leave them."""
    make.fill(cycle, subject__slot=slot)
    sheets = Sheet.objects.filter(subject__slot=slot)
    sheets.update(total=80)
    if submitted:
        moment = datetime.datetime(2025, 1, 15, tzinfo=datetime.UTC)
        sheets.update(status=SheetStatus.SUBMITTED, submitted_at=moment, digest="0" * 64, epoch=1)


def _name_sheets(world, cycle, side, prefix):
    """Comments that speak of their side, and the sheets that the table opens: of somebody other than the holder."""
    sheets = AssessmentSheet.objects.filter(assessment__cycle=cycle, assessment__unit=world[f"{side}plant"])
    Sheet.objects.filter(subject__in=sheets).update(comment=words(side, "评语"))
    others = sheets.exclude(assessment__engineer=world[f"{side}holder"]).order_by("pk")
    world[f"{side}{prefix}sheet"] = others.filter(slot__component__filed_by=FiledBy.RATER, slot__number=1)[0]
    world[f"{side}{prefix}empty_sheet"] = others.filter(slot__component__filed_by=FiledBy.RATER, slot__number=2)[0]
    world[f"{side}{prefix}unit_sheet"] = others.filter(slot__component__filed_by=FiledBy.UNIT)[0]
    own = sheets.filter(assessment__engineer=world[f"{side}holder"], slot__component__filed_by=FiledBy.RATER)
    world[f"{side}{prefix}own_sheet"] = own.order_by("pk")[0]


def _assessment_of(world, cycle, side):
    return cycle.assessments.get(engineer=world[f"{side}holder"])


def _notes(world):
    for side in world.sides():
        author = world.people[p.only(p.TWIN_HR if side else p.HR)]
        for held in world[f"{side}appointment"], _another(world, side):
            world[f"{side}note"] = RoutineNote.objects.create(
                appointment=held,
                noted_on=datetime.date(2025, 6, 1),
                text=words(side, "日常记录"),
                author=author,
                criterion_code="",
            )
            world[f"{side}noted"] = held


def _another(world, side):
    held = type(world["appointment"]).objects.filter(seat__post__unit=world[f"{side}plant"])
    return held.exclude(engineer=world[f"{side}holder"]).earliest("pk")


def _summaries(world):
    """Printed, signed and scanned: one of each side in its own cycle and in the shared one."""
    for name, slot, unit in (
        ("summary", "slot", "plant"),
        ("shared_summary", "shared_slot", "plant"),
        ("twin_summary", "twin_slot", "twin_plant"),
        ("twin_shared_summary", "shared_slot", "twin_plant"),
    ):
        scan = SimpleUploadedFile(words("twin_" if name.startswith("twin") else "", "汇总.pdf"), PDF)
        summaries.print_summary(world[slot], world[unit], actor=_group_admin(world))
        world[name] = summaries.attach_signed_scan(world[slot], world[unit], scan, code="", actor=_group_admin(world))


def _group_admin(world):
    return world.people[p.only(p.GROUP_ADMIN)]
