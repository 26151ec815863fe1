"""评分汇总表: the scores of one slot in one unit's subtree as they stand, as they were printed, and where they differ."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from evaluations.enums import SUMMARY_COLOURS, AssessmentState, SheetStatus, SummaryState
from evaluations.models import AssessmentSheet, RaterSlot, Score, ScoreSummary
from evaluations.rules import papers as rules
from evaluations.rules.sheets import plain
from evaluations.selectors.filing import ORDERS, row_units
from office.check_codes import check_code
from office.enums import UnitKind
from office.models import Unit
from office.scope import any_subtree
from rulebooks import scoring
from rulebooks.enums import CriterionKind
from rulebooks.models import Criterion

PRINTED_TO = 2  # decimals of a mean, as of a total


@dataclass(frozen=True)
class Row:
    """One person on a summary; values and total are text, as printed."""

    number: str
    name: str
    unit: str
    values: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class SummaryTable:
    """What a summary shows. `mark` stands for the state of the sheets it was read from."""

    slot: RaterSlot
    unit: Unit
    criteria: tuple[Criterion, ...]
    rows: tuple[Row, ...]
    mark: tuple[int, ...] = ()
    empty: bool = False  # a form for writing by hand

    @property
    def values(self):
        """Everything the check code stands for, in its order."""
        yield from (self.slot.pk, self.unit.code)
        for row in self.rows:
            yield from (row.number, *row.values, row.total)

    @property
    def check_code(self):
        return "" if self.empty else check_code(self.values)

    @property
    def means(self):
        """The mean of each column and of the totals over the cells that are filled in; none of a veto."""
        columns = [[row.values[place] for row in self.rows] for place in range(len(self.criteria))]
        counted = [
            [] if criterion.kind == CriterionKind.VETO else column
            for criterion, column in zip(self.criteria, columns, strict=True)
        ]
        return [_mean(column) for column in [*counted, [row.total for row in self.rows]]]

    @property
    def maximum(self):
        return sum((criterion.maximum or 0 for criterion in self.criteria), Decimal(0))

    def as_printed(self):
        """What is kept of a printing."""
        rows = [[row.number, row.name, row.unit, list(row.values), row.total] for row in self.rows]
        return {"rows": rows, "mark": list(self.mark)}


def _mean(texts):
    values = [Decimal(text) for text in texts if text]
    return f"{scoring.round_half_up(scoring.mean(values), PRINTED_TO):.{PRINTED_TO}f}" if values else ""


# --- Which summaries there can be -----------------------------------------------------------------
def summary_units(user, slot):
    """The units whose summary of the slot the user may read, from the top down: those with sheets below the cycle's unit."""
    paths = set(_counting([slot.pk]).order_by().values_list("assessment__unit__path", flat=True))
    own = set(slot.cycle.assessments.filter(engineer__user=user).order_by().values_list("unit__path", flat=True))
    if slot.user_id == user.pk:
        return [unit for unit in units_above(paths, slot.cycle) if not any(map(unit.covers, own))]
    if own:
        return []
    return [unit for unit in units_above(paths, slot.cycle) if user.holds(rules.READERS, unit.path)]


def units_above(paths, cycle):
    """The cycle's unit and those below it that lead to the paths, in the order of the tree; workshops print with their plant.

    A unit that was merged or moved out of the cycle's unit since stands for itself.
    """
    ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    in_cycle = Q(path__startswith=cycle.unit.path) | Q(path__in=paths)
    found = Unit.objects.filter(in_cycle, pk__in=ids).exclude(kind=UnitKind.WORKSHOP)
    return list(found.order_by("path"))


def _counting(slots, condition=None):
    sheets = AssessmentSheet.objects.filter(slot__in=slots, assessment__state=AssessmentState.ACTIVE)
    return sheets.filter(condition) if condition else sheets


# --- The values as they stand ---------------------------------------------------------------------
def summary_table(slot, unit, *, empty=False):
    """The summary of a slot in a unit's subtree; `empty` leaves the scores out. A constant number of queries."""
    return summary_tables([(slot, unit)], criteria_of(slot.cycle), empty=empty)[slot.pk, unit.pk]


def criteria_of(cycle):
    return tuple(Criterion.objects.filter(standard=cycle.regime.standard_id).order_by("position"))


def summary_tables(pairs, criteria, *, empty=False):
    """{(slot key, unit key): SummaryTable} of (slot, unit) pairs of one cycle; four queries however many.

    The marks are read before the rows: what is typed in between makes a mark old, never a stale row look new.
    """
    marks = marks_of(pairs)
    rows = _rows_by_place(pairs, criteria, empty)
    return {
        (slot.pk, unit.pk): SummaryTable(
            slot,
            unit,
            criteria,
            tuple(row for path, row in rows[slot.pk] if unit.covers(path)),
            marks[slot.pk, unit.pk],
            empty,
        )
        for slot, unit in pairs
    }


def _rows_by_place(pairs, criteria, empty):
    """{slot: [(unit path, Row)]} in the order of print."""
    wanted = _counting(*_scope_of(pairs))
    values = {} if empty else _values(wanted)
    places = pairs[0][0].cycle.regime.standard.decimals if pairs else 0
    found = defaultdict(list)
    subjects = wanted.order_by(*ORDERS["unit"], "pk").values_list(
        "slot",
        "assessment__unit__path",
        "sheet",
        "assessment__engineer__employee_number",
        "assessment__engineer__name",
        "assessment__unit__name",
        "sheet__total",
    )
    for slot, path, sheet, number, name, unit, total in subjects:
        shown = tuple(_shown(values.get((sheet, criterion.pk)), criterion, places) for criterion in criteria)
        found[slot].append((path, Row(number, name, unit, shown, "" if empty or total is None else f"{total:.2f}")))
    return found


def _values(sheets):
    scores = Score.objects.filter(sheet__subject__in=sheets, value__isnull=False).order_by()
    return {(sheet, criterion): value for sheet, criterion, value in scores.values_list("sheet", "criterion", "value")}


def _shown(value, criterion, places):
    if value is None:
        return ""
    if criterion.kind in {CriterionKind.JUDGED, CriterionKind.BANDED}:
        return f"{value:.{places}f}"
    return plain(value)


def _scope_of(pairs):
    slots = {slot.pk for slot, _unit in pairs}
    return slots, any_subtree({unit.path for _slot, unit in pairs}, "assessment__unit__path")


def marks_of(pairs):
    """{(slot key, unit key): (sheets, sum of their keys, sum of their scores' versions)}: two queries.

    Versions only rise and a cleared cell keeps its row, so an equal mark means that nothing was changed.
    """
    slots, condition = _scope_of(pairs)
    place = ("slot", "assessment__unit__path")
    counted = _counting(slots, condition).order_by().values_list(*place).annotate(Count("pk"), Sum("pk"))
    typed = _counting(slots, condition).order_by().values_list(*place).annotate(Sum("sheet__scores__version"))
    sums = defaultdict(lambda: [0, 0, 0])
    for slot, path, count, keys in counted:
        sums[slot, path][:2] = count, int(keys)
    for slot, path, versions in typed:
        sums[slot, path][2] = int(versions or 0)
    return {(slot.pk, unit.pk): _sum_below(sums, slot.pk, unit) for slot, unit in pairs}


def _sum_below(sums, slot, unit):
    below = [mark for (of_slot, path), mark in sums.items() if of_slot == slot and unit.covers(path)]
    return tuple(sum(column) for column in zip(*below, strict=True)) or (0, 0, 0)


def unsubmitted(slot, unit):
    """How many sheets of a summary may still be changed by whoever fills them in."""
    return _counting([slot.pk]).in_unit(unit).exclude(sheet__status=SheetStatus.SUBMITTED).count()


# --- As printed, and what has changed since -------------------------------------------------------
def printed_table(summary, code, criteria):
    """The summary exactly as it was printed under that check code."""
    rows = tuple(
        Row(number, name, unit, tuple(values), total)
        for number, name, unit, values, total in summary.printings[code]["rows"]
    )
    return SummaryTable(summary.slot, summary.unit, criteria, rows)


def is_as_printed(table, summary, code):
    """Whether a table has just the values that were printed under the code, compared one by one."""
    return list(table.values) == list(printed_table(summary, code, ()).values)


@dataclass(frozen=True)
class Difference:
    """One cell that is no longer as on the paper."""

    number: str
    name: str
    what: str  # the criterion; empty where the person as a whole came or went
    printed: str | None  # None: not on the paper
    now: str | None  # None: not in the cycle any more


def differences(printed, current):
    """Where two tables of the same slot and unit differ, person by person."""
    before = {row.number: row for row in printed.rows}
    after = {row.number: row for row in current.rows}
    names = [criterion.name for criterion in current.criteria]
    found = []
    for number in dict.fromkeys([*before, *after]):
        old, new = before.get(number), after.get(number)
        if old and new:
            cells = zip(names, old.values, new.values, strict=True)
            found += [Difference(number, new.name, name, was, now) for name, was, now in cells if was != now]
        else:
            found.append(Difference(number, (old or new).name, "", old and old.total, new and new.total))
    return found


def standings(summaries):
    """{summary key: SummaryState} of printed summaries of one cycle, with slot, unit and paper; at most seven queries.

    Only those whose sheets were touched since are compared value by value.
    """
    summaries = list(summaries)
    marks = marks_of([(summary.slot, summary.unit) for summary in summaries]) if summaries else {}
    touched = [
        summary
        for summary in summaries
        if list(marks[summary.slot_id, summary.unit_id]) != summary.printings[summary.reference_code]["mark"]
    ]
    tables = {}
    if touched:
        pairs = [(summary.slot, summary.unit) for summary in touched]
        tables = summary_tables(pairs, criteria_of(touched[0].slot.cycle))
    return {summary.pk: _state(summary, tables.get((summary.slot_id, summary.unit_id))) for summary in summaries}


def _state(summary, current):
    same = current is None or is_as_printed(current, summary, summary.reference_code)
    if summary.signed_code:
        return SummaryState.SIGNED if same else SummaryState.INCONSISTENT
    return SummaryState.PRINTED if same else SummaryState.OUTDATED


# --- The papers of a cycle ------------------------------------------------------------------------
@dataclass(frozen=True)
class BoardCell:
    slot: RaterSlot
    unit: Unit
    state: SummaryState
    summary: ScoreSummary | None

    @property
    def colour(self):
        return SUMMARY_COLOURS[self.state]


def paper_board(user, cycle):
    """(slots, [(unit, [BoardCell or None per slot])]): every summary the user may read, slot by unit."""
    slots = list(_slots_in_sight(user, cycle))
    summaries = ScoreSummary.objects.visible_to(user).filter(cycle=cycle).select_related("unit", "paper")
    known = {slot.pk: slot for slot in slots}
    kept = [summary for summary in summaries if summary.slot_id in known]
    for summary in kept:
        summary.slot = known[summary.slot_id]
    states = standings(kept)
    printed = {(summary.slot_id, summary.unit_id): summary for summary in kept}
    places, own = _places(slots), _own_paths(user, cycle)
    units = _board_units(user, slots, places, {summary.unit for summary in kept}, cycle)
    rows = []
    for unit in units:
        filled = {slot for slot, path in places if unit.covers(path)}
        cells = [
            _cell(slot, unit, printed, states) if slot.pk in filled and _readable(user, slot, unit, own) else None
            for slot in slots
        ]
        rows += [(unit, cells)] if any(cells) else []
    return slots, rows


def _slots_in_sight(user, cycle):
    slots = cycle.slots.select_related("component", "cycle__regime__standard", "cycle__unit")
    if user.roles.isdisjoint(rules.READERS) or rules.is_rated(user, cycle):
        return slots.filter(user=user)
    return slots


def _places(slots):
    """{(slot key, unit path)} with sheets."""
    found = _counting([slot.pk for slot in slots]).order_by().values_list("slot", "assessment__unit__path")
    return set(found.distinct())


def _own_paths(user, cycle):
    return set(cycle.assessments.filter(engineer__user=user).order_by().values_list("unit__path", flat=True))


def _board_units(user, slots, places, printed, cycle):
    """The top of what is in sight, the subsidiaries below it (or in one of them its plants), and what else was printed."""
    mine = {slot.pk for slot in slots if slot.user_id == user.pk}
    paths = {path for slot, path in places if slot in mine or user.holds(rules.READERS, path)}
    if not paths:
        return []
    units = set(units_above(paths, cycle))
    standing_for = set(row_units(paths).values())
    shown = units & standing_for if len(standing_for) > 1 else units
    top = {unit for unit in units if all(map(unit.covers, paths))}
    return sorted(shown | top | printed, key=lambda unit: unit.path)


def _readable(user, slot, unit, own):
    if slot.user_id == user.pk:
        return not any(map(unit.covers, own))
    return not own and user.holds(rules.READERS, unit.path)


def _cell(slot, unit, printed, states):
    summary = printed.get((slot.pk, unit.pk))
    return BoardCell(slot, unit, states[summary.pk] if summary else SummaryState.NOT_PRINTED, summary)
