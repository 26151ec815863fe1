"""What the filing pages show: the home of a cycle, the grid of a slot, one sheet, the meter."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from evaluations.enums import AssessmentState, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, RaterSlot, RoutineNote
from evaluations.rules import sheets as rules
from evaluations.selectors.cells import by_sheet, cells_of
from evaluations.selectors.composites import composites, scheme_of
from office.enums import HR_ROLES, UnitKind
from office.models import Unit
from rulebooks.models import Criterion
from rulebooks.scoring import Rounding, allowed

PEOPLE_PER_PAGE = 200
ORDERS = {
    "unit": ("assessment__unit__path", "assessment__engineer__employee_number"),
    "number": ("assessment__engineer__employee_number",),
    "name": ("assessment__engineer__pinyin", "assessment__engineer__employee_number"),
}
BEYOND_READER = (
    "sheet__status",
    "sheet__epoch",
    "sheet__total",
    "sheet__verified_at",
    "sheet__comment",
    "slot__user",
    "component__filed_by",
    "assessment__pool",
    "assessment__appointment",
    "assessment__state",
    "assessment__unit__name",
    "assessment__unit__short_name",
    "assessment__unit__path",
    "assessment__cycle__unit__path",
    "assessment__engineer__name",
    "assessment__engineer__employee_number",
    "assessment__engineer__user",
)


# --- The home of a cycle ----------------------------------------------------------------------------------------------------
@dataclass
class Progress:
    """How far the sheets of one slot are in one unit."""

    slot: RaterSlot
    total: int = 0
    complete: int = 0
    submitted: int = 0
    verified: int = 0

    def add(self, row):
        for count in ("total", "complete", "submitted", "verified"):
            setattr(self, count, getattr(self, count) + row[count])

    @property
    def missing(self):
        return self.total - self.submitted

    @property
    def colour(self):
        return "green" if not self.missing else "orange" if self.complete else "secondary"


@dataclass
class UnitRow:
    unit: Unit
    cells: list[Progress] = field(default_factory=list)


def sheets_in_cycle(user, cycle):
    """The sheets of the cycle that count and that the user sees."""
    return AssessmentSheet.objects.visible_to(user).filter(
        assessment__cycle=cycle, assessment__state=AssessmentState.ACTIVE
    )


def visible_slots(user):
    """The slots with a sheet that the user sees."""
    return RaterSlot.objects.filter(pk__in=AssessmentSheet.objects.visible_to(user).order_by().values("slot"))


def completion(user, cycle):
    """(slots, unit rows, the sums per slot): how many sheets are complete, submitted and verified."""
    counted = list(
        sheets_in_cycle(user, cycle)
        .order_by()
        .values("slot", "assessment__unit__path")
        .annotate(
            total=Count("pk"),
            complete=Count("pk", filter=Q(sheet__total__isnull=False)),
            submitted=Count("pk", filter=Q(sheet__status=SheetStatus.SUBMITTED)),
            verified=Count("pk", filter=Q(sheet__verified_at__isnull=False)),
        )
    )
    slots = list(cycle.slots.filter(pk__in={row["slot"] for row in counted}).select_related("component", "user"))
    units = row_units({row["assessment__unit__path"] for row in counted})
    sums, table = {slot.pk: Progress(slot) for slot in slots}, {}
    for row in counted:
        unit = units[row["assessment__unit__path"]]
        cells = table.setdefault(unit, {slot.pk: Progress(slot) for slot in slots})
        cells[row["slot"]].add(row)
        sums[row["slot"]].add(row)
    rows = [UnitRow(unit, list(table[unit].values())) for unit in sorted(table, key=lambda unit: unit.code)]
    return slots, rows, list(sums.values())


def row_units(paths):
    """The unit that stands for each path in a table of units: its subsidiary, or itself if there is only one of these."""
    ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    units = Unit.objects.in_bulk(ids)
    shown = {path: _subsidiary(path, units) for path in paths}
    if len(set(shown.values())) > 1:
        return shown
    return {path: units[int(path.strip("/").split("/")[-1])] for path in paths}


def _subsidiary(path, units):
    line = [units[int(part)] for part in path.strip("/").split("/")]
    below = [unit for unit in line if unit.kind == UnitKind.SUBSIDIARY]
    return below[0] if below else line[min(1, len(line) - 1)]


# --- The grid -----------------------------------------------------------------------------------------------------------------
@dataclass
class GridRow:
    subject: AssessmentSheet
    cells: list
    notes: int
    locked: str  # the sentence that says why nothing can be typed, or nothing


def sheets_of_slot(user, slot, unit=None, order="unit"):
    """The sheets of one slot that the user sees, in the unit's subtree, in the asked order."""
    sheets = AssessmentSheet.objects.visible_to(user).filter(slot=slot, assessment__state=AssessmentState.ACTIVE)
    return (sheets.in_unit(unit) if unit else sheets).order_by(*ORDERS[order], "pk")


def units_of_slot(user, slot):
    """The units that the grid can be narrowed to."""
    sheets = sheets_of_slot(user, slot).order_by()
    paths = set(sheets.values_list("assessment__unit__path", flat=True))
    return sorted(set(row_units(paths).values()), key=lambda unit: unit.code)


def grid_rows(user, subjects):
    """Rows with their cells: three queries however many people."""
    subjects = list(
        subjects.select_related(
            "sheet",
            "slot",
            "component",
            "assessment__unit",
            "assessment__engineer",
            "assessment__cycle__unit",
        ).only("sheet__standard", "assessment__cycle__status", *BEYOND_READER)
    )
    cells = by_sheet(cells_of([subject.sheet_id for subject in subjects])) if subjects else {}
    notes = note_counts([subject.assessment.appointment_id for subject in subjects])
    return [
        GridRow(subject, cells[subject.sheet_id], notes[subject.assessment.appointment_id], why_locked(user, subject))
        for subject in subjects
    ]


def why_locked(user, subject):
    if not rules.can_file(user, subject):
        return rules.not_yours()
    return rules.why_locked(subject.sheet, subject.assessment)


def note_counts(appointments):
    found = RoutineNote.objects.filter(appointment__in=appointments).order_by().values_list("appointment", flat=True)
    return Counter(found)


def criteria_of(cycle):
    """The columns of the grid."""
    return list(Criterion.objects.filter(standard=cycle.regime.standard_id).order_by("position"))


def neighbours(user, subject):
    """The sheets before and after this one among those of the same slot, and its place: (previous, next, place, count)."""
    keys = list(sheets_of_slot(user, subject.slot).values_list("pk", flat=True))
    place = keys.index(subject.pk) if subject.pk in keys else 0
    previous = keys[place - 1] if place else None
    following = keys[place + 1] if place + 1 < len(keys) else None
    return previous, following, place + 1, len(keys)


# --- Forecast and cap meter -------------------------------------------------------------------------------------------------
@dataclass
class PoolMeter:
    """How many of a pool reach the capped grade, against how many may."""

    unit: Unit
    grade: str
    size: int = 0
    reached: int = 0
    pending: int = 0
    allowed: int = 0

    @property
    def over(self):
        return max(self.reached - self.allowed, 0)


def forecast(user, slot, subjects):
    """({sheet: name of the grade, or ""}, [PoolMeter]) for the people of the grid, from the sheets as they stand.

    HR sees what the composite would give, once all its parts are there; a rater sees what his own sheets would give alone.
    """
    scheme = scheme_of(slot.cycle)
    shown = list(subjects.values_list("sheet", "assessment", "assessment__pool"))
    people = Assessment.objects.filter(
        cycle=slot.cycle_id, pool__in={pool for _sheet, _person, pool in shown}, state=AssessmentState.ACTIVE
    )
    pools = dict(people.order_by().values_list("pk", "pool"))
    units = Unit.objects.in_bulk(set(pools.values()))
    paths = user.paths_as(HR_ROLES)
    whole = all(any(unit.path.startswith(path) for path in paths) for unit in units.values())
    graded = _by_composite(slot.cycle, people, scheme) if whole else _by_own_total(slot, pools, scheme)
    names = {sheet: graded[person].name if graded.get(person) else "" for sheet, person, _pool in shown}
    return names, _meters(pools, units, graded, scheme)


def _by_composite(cycle, people, scheme):
    return {person: result.forecast for person, result in composites(cycle, people, scheme=scheme).items()}


def _by_own_total(slot, people, scheme):
    totals = AssessmentSheet.objects.filter(slot=slot, assessment__in=people).values_list("assessment", "sheet__total")
    return {person: scheme.grade_for(total) for person, total in totals}


def _meters(pools, units, graded, scheme):
    capped = next((grade for grade in scheme.grades if grade.cap_percent is not None), None)
    if capped is None:
        return []
    meters = {pk: PoolMeter(unit, capped.name) for pk, unit in units.items()}
    for person, pool in pools.items():
        grade = graded.get(person)
        meters[pool].size += 1
        meters[pool].reached += grade == capped
        meters[pool].pending += grade is None
    for meter in meters.values():
        meter.allowed = allowed(meter.size, capped.cap_percent, Rounding(capped.cap_rounding))
    return sorted(meters.values(), key=lambda meter: meter.unit.code)
