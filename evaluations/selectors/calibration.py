"""The calibration board: pools, who is in them, how many a cap allows, and the picture of it all."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import Assessment
from evaluations.rules.cycles import can_calibrate, can_read_figures
from office.models import Unit
from office.sentences import joined
from rulebooks import scoring
from rulebooks.models import ResultGrade


@dataclass(frozen=True)
class Cap:
    """One capped grade of one pool, in people. `override` is how many an act allows instead, None without one."""

    grade: ResultGrade
    size: int
    allowed: int
    reached: int
    override: int | None = None

    @property
    def limit(self):
        return self.allowed if self.override is None else max(self.allowed, self.override)

    @property
    def over(self):
        return max(self.reached - self.limit, 0)

    @property
    def room(self):
        return max(self.limit - self.reached, 0)

    @property
    def sentence(self):
        """How the number came to be, e.g. "20 % of 4, rounded down, allows 0; 2 have it"."""
        facts = {
            "grade": self.grade,
            "percent": f"{self.grade.cap_percent.normalize():f}",
            "size": self.size,
            "rounding": self.grade.get_cap_rounding_display(),
            "allowed": self.allowed,
            "reached": self.reached,
        }
        return (
            _("%(grade)s: %(percent)s %% of %(size)s, %(rounding)s, allows %(allowed)s; %(reached)s have it.") % facts
        )


@dataclass(frozen=True)
class Share:
    """One grade's part of a pool."""

    grade: ResultGrade
    count: int
    percent: Decimal


@dataclass(frozen=True)
class Pool:
    unit: Unit
    size: int
    caps: tuple[Cap, ...]
    shares: tuple[Share, ...]
    joined: str  # a sentence, if it holds people of smaller pools

    @property
    def over(self):
        return sum(cap.over for cap in self.caps)


def pools_of(cycle):
    """Every pool of a cycle with its figures. Four queries, whatever its size."""
    grades = list(cycle.regime.result_grades.order_by("rank"))
    counts = _counts(cycle)
    overrides = {(row.pool_id, row.grade_id): row.allowed for row in cycle.overrides.all()}
    units = Unit.objects.in_bulk(counts.keys())
    joined = _joined(cycle, units)
    return sorted(
        (_pool(units[pk], counts[pk], grades, overrides, joined.get(pk, "")) for pk in counts),
        key=lambda pool: pool.unit.path,
    )


def caps_of(cycle, pool_id):
    """The caps of one pool as they stand now: read under the cycle's lock before a grade is written."""
    counts = Counter(dict(_graded(cycle).filter(pool=pool_id).values_list("grade").annotate(Count("pk"))))
    overrides = {row.grade_id: row.allowed for row in cycle.overrides.filter(pool=pool_id)}
    grades = cycle.regime.result_grades.filter(cap_percent__isnull=False)
    return tuple(cap_of(grade, counts, overrides.get(grade.pk)) for grade in grades)


def cap_of(grade, counts, override=None):
    """`counts` maps a grade's key to how many have it; None counts those without one."""
    size = sum(counts.values())
    allowed = scoring.allowed(size, grade.cap_percent, scoring.Rounding(grade.cap_rounding))
    return Cap(grade, size, allowed, counts.get(grade.pk, 0), override)


def cap_blockers(cycle):
    """A sentence per pool that exceeds a cap without an act that lets it."""
    return [
        _("%(pool)s: %(sentence)s That is %(over)s too many.")
        % {"pool": pool.unit, "sentence": cap.sentence, "over": cap.over}
        for pool in pools_of(cycle)
        for cap in pool.caps
        if cap.over
    ]


def _graded(cycle):
    return cycle.assessments.active().order_by()


def _counts(cycle):
    """{pool: {grade or None: people}}."""
    counts = defaultdict(dict)
    for pool, grade, count in _graded(cycle).exclude(pool=None).values_list("pool", "grade").annotate(Count("pk")):
        counts[pool][grade] = count
    return counts


def _pool(unit, counts, grades, overrides, joined):
    size = sum(counts.values())
    return Pool(
        unit=unit,
        size=size,
        caps=tuple(
            cap_of(grade, counts, overrides.get((unit.pk, grade.pk)))
            for grade in grades
            if grade.cap_percent is not None
        ),
        shares=tuple(
            Share(
                grade,
                counts.get(grade.pk, 0),
                scoring.round_half_up(scoring.exact(counts.get(grade.pk, 0)) * 100 / size, 1),
            )
            for grade in grades
        ),
        joined=joined,
    )


def _joined(cycle, pools):
    """{pool: sentence} for pools that hold people of units of the regime's kind below them."""
    kind = cycle.regime.pool_kind
    rows = _graded(cycle).exclude(pool=None).values_list("pool", "unit__path").annotate(count=Count("pk"))
    members = defaultdict(Counter)
    for pool, path, count in rows:
        below = [int(part) for part in path.removeprefix(pools[pool].path).strip("/").split("/") if part]
        members[pool][tuple(below)] += count
    names = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in={pk for below in members.values() for path in below for pk in path})
    }
    sentences = {}
    for pool, below in members.items():
        parts = Counter()
        for path, count in below.items():
            child = next((names[pk] for pk in path if names[pk].kind == kind), None)
            parts[child.name if child and pools[pool].kind != kind else ""] += count
        if any(parts):
            sentences[pool] = _joined_sentence(pools[pool], parts, cycle.regime.pool_minimum)
    return sentences


def _joined_sentence(pool, parts, minimum):
    words = joined(
        ngettext("%(unit)s's %(count)s person", "%(unit)s's %(count)s people", count)
        % {"unit": name or pool.name, "count": count}
        for name, count in parts.items()
    )
    template = (
        _("Units with fewer than %(minimum)s people join the pool above: the pool of %(pool)s holds only %(parts)s.")
        if len(parts) == 1
        else _("Units with fewer than %(minimum)s people join the pool above: the pool of %(pool)s holds %(parts)s.")
    )
    return template % {"minimum": minimum, "pool": pool.name, "parts": words}


# --- The board ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class BoardRow:
    assessment: Assessment
    rank: int
    beyond: bool  # has a capped grade and stands below the last place the cap allows
    may_settle: bool


@dataclass(frozen=True)
class Board:
    pools: list  # those in sight, with figures where the whole pool is in sight
    pool: Pool | None
    rows: list[BoardRow]
    figures: bool
    may_calibrate: bool
    own_hidden: bool


def board(cycle, user, pool_id=None):
    """One pool's people by composite, highest first, for someone who may read the board."""
    visible = Assessment.objects.visible_to(user).filter(cycle=cycle).active()
    in_sight = set(visible.order_by().values_list("pool_id", flat=True))
    pools = [pool for pool in pools_of(cycle) if pool.unit.pk in in_sight]
    chosen = _chosen(pools, pool_id, user)
    if chosen is None:
        return Board([], None, [], False, False, False)
    members = visible.filter(pool=chosen.unit)
    rows = list(
        members.select_related("engineer", "unit", "forecast", "grade", "post_grade").order_by("-composite", "pk")
    )
    figures, settles = can_read_figures(user, chosen.unit), can_calibrate(user, cycle, chosen.unit)
    own = _graded(cycle).filter(pool=chosen.unit, engineer__user=user).exists()
    places = ranks_in_pools(cycle, [chosen.unit.pk])
    return Board(
        pools=pools,
        pool=chosen,
        rows=_board_rows(rows, places, chosen, user if settles else None),
        figures=figures,
        may_calibrate=settles,
        own_hidden=own,
    )


def _chosen(pools, pool_id, user):
    """The pool asked for, else the first that exceeds its cap and is wholly in sight, else the first."""
    for pool in pools:
        if pool.unit.pk == pool_id:
            return pool
    exceeding = [pool for pool in pools if pool.over and can_read_figures(user, pool.unit)]
    return next(iter([*exceeding, *pools]), None)


def _board_rows(rows, places, pool, settler):
    limits = {cap.grade.pk: cap.limit for cap in pool.caps}
    taken = Counter()
    found = []
    for row in rows:
        taken[row.grade_id] += 1
        beyond = row.grade_id in limits and taken[row.grade_id] > limits[row.grade_id]
        mine = settler is not None and row.engineer.user_id == settler.pk
        found.append(BoardRow(row, places.get(row.pk, 0), beyond, settler is not None and not mine))
    return found


def ranks_in_pools(cycle, pool_ids):
    """{assessment pk: place in its pool by composite}, equal composites sharing a place. One query."""
    by_pool = defaultdict(dict)
    rows = _graded(cycle).filter(pool__in=pool_ids, composite__isnull=False)
    for pk, pool, composite in rows.values_list("pk", "pool_id", "composite"):
        by_pool[pool][pk] = composite
    return {pk: place for scores in by_pool.values() for pk, place in scoring.ranks(scores).items()}


def distribution(cycle, user):
    """The pools whose people are all in sight of the user, for the picture and its table."""
    return [pool for pool in pools_of(cycle) if can_read_figures(user, pool.unit)]
