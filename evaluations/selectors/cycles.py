"""What the pages of a cycle show: who takes part, what stands in the way, how far the filing is."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import AssessmentState, CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, Score
from evaluations.selectors.composites import composites, scheme_of
from office.clock import today
from office.sentences import joined
from posts.models import Appointment
from rulebooks import scoring
from rulebooks.enums import ComponentSource, RulebookStatus
from rulebooks.models import GradeRule
from talent.enums import EngineerStatus

NAMED = 20  # people named in one sentence; the rest are counted


# --- Before the opening -------------------------------------------------------------------------
def takers(cycle):
    """The appointments held on the cycle's day in its unit's subtree."""
    return Appointment.objects.held_on(cycle.as_of).in_unit(cycle.unit)


def opening_gaps(cycle):
    """Why the cycle cannot be opened, in sentences."""
    gaps = [*_regime_gaps(cycle), *_slot_gaps(cycle), *_grade_rule_gaps(cycle)]
    if not takers(cycle).exists():
        gaps.append(_("Nobody holds a post in %(unit)s on %(day)s.") % {"unit": cycle.unit, "day": cycle.as_of})
    if cycle.filing_ends_on < cycle.as_of:
        gaps.append(_("Sheets are due on or after the day whose holders take part."))
    return gaps


def _regime_gaps(cycle):
    scheme, rulebook = scheme_of(cycle), cycle.regime.rulebook
    if rulebook.status != RulebookStatus.IN_FORCE:
        yield _("The rulebook “%(rulebook)s” is not in force.") % {"rulebook": rulebook}
    if not scheme.scored:
        yield _("The assessment standard “%(standard)s” has no criteria.") % {"standard": cycle.regime.standard}
    if not scheme.components:
        yield _("The regime has no components.")
    try:
        scoring.check_lines(scheme.lines)
    except scoring.ScoringError:
        yield _("The grade lines of the regime do not give every composite exactly one grade.")


def _slot_gaps(cycle):
    slots = Counter(cycle.slots.values_list("component_id", flat=True))
    for component in cycle.regime.components.filter(source=ComponentSource.SHEETS):
        if slots[component.pk] < component.raters_required:
            yield _("“%(component)s” needs %(required)s rater slots and has %(present)s.") % {
                "component": component,
                "required": component.raters_required,
                "present": slots[component.pk],
            }


def _grade_rule_gaps(cycle):
    ruled = GradeRule.objects.filter(rulebook=cycle.regime.rulebook_id).values("grade")
    without = takers(cycle).exclude(grade__in=ruled).order_by().values_list("grade__name").annotate(Count("pk"))
    for grade, count in without:
        yield ngettext(
            "The rulebook has no rule for the grade “%(grade)s”, which %(count)s person holds.",
            "The rulebook has no rule for the grade “%(grade)s”, which %(count)s people hold.",
            count,
        ) % {"grade": grade, "count": count}


@dataclass(frozen=True)
class Candidate:
    appointment: Appointment
    warnings: tuple[str, ...]
    left_out: Assessment | None


@dataclass(frozen=True)
class Preview:
    candidates: list[Candidate]
    gaps: list[str]
    sheets: int  # how many score sheets the opening makes

    @property
    def taking_part(self):
        return [candidate for candidate in self.candidates if candidate.left_out is None]

    @property
    def left_out(self):
        return [candidate for candidate in self.candidates if candidate.left_out]

    @property
    def warned(self):
        return [candidate for candidate in self.candidates if candidate.warnings]


def preview(cycle):
    """Who would take part, each with warnings, and what stands in the way. A constant number of queries."""
    appointments = list(
        takers(cycle)
        .select_related("engineer__work_unit", "seat__post__unit", "grade")
        .order_by("seat__post__unit__path", "pk")
    )
    left_out = {row.appointment_id: row for row in cycle.assessments.filter(state=AssessmentState.EXCLUDED)}
    twice = _cycles_at_the_same_time(cycle)
    raters = {user: name for user, name in cycle.slots.values_list("user", "name") if user}
    candidates = [
        Candidate(held, tuple(_warnings(held, cycle, twice, raters)), left_out.get(held.pk)) for held in appointments
    ]
    candidates.sort(key=lambda candidate: not candidate.warnings)  # those to look at come first
    sheets = (len(candidates) - len(left_out)) * cycle.slots.count()
    return Preview(candidates, opening_gaps(cycle), sheets)


def _cycles_at_the_same_time(cycle):
    """{engineer: name of another unfinished cycle of the same kind and year}."""
    rows = (
        Assessment.objects.active()
        .filter(cycle__year=cycle.year, cycle__regime__kind=cycle.regime.kind)
        .exclude(cycle=cycle)
        .exclude(cycle__status=CycleStatus.DRAFT)
    )
    return dict(rows.order_by().values_list("engineer_id", "cycle__name"))


def _warnings(held, cycle, twice, raters):
    engineer = held.engineer
    if held.until <= cycle.as_of:
        yield _("The term ended on %(day)s and has not been renewed.") % {"day": held.until}
    if engineer.status == EngineerStatus.SICK_LEAVE:
        yield _since(_("On sick leave since %(day)s."), _("On sick leave."), engineer.absent_since)
    elif engineer.status != EngineerStatus.ON_DUTY and not engineer.work_unit_id:
        yield _since(
            _("%(status)s since %(day)s."), "%(status)s", engineer.absent_since, status=engineer.get_status_display()
        )
    if engineer.work_unit_id and engineer.work_unit_id != engineer.unit_id:
        yield _("Seconded: works at %(unit)s since %(day)s.") % {
            "unit": engineer.work_unit,
            "day": engineer.work_unit_since,
        }
    if engineer.retires_on <= cycle.as_of:
        yield _("Past the retirement date %(day)s.") % {"day": engineer.retires_on}
    elif engineer.retires_on < _a_year_after(cycle.as_of):
        yield _("Retires on %(day)s, within a year.") % {"day": engineer.retires_on}
    if held.engineer_id in twice:
        yield _("Takes part in “%(cycle)s” as well.") % {"cycle": twice[held.engineer_id]}
    if engineer.user_id in raters:
        yield _("Fills in sheets as “%(slot)s”, none on himself or herself.") % {"slot": raters[engineer.user_id]}


def _since(dated, plain, day, **facts):
    return (dated if day else plain) % {"day": day, **facts}


def _a_year_after(day):
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day.replace(year=day.year + 1, day=28)


# --- While sheets are filled in -------------------------------------------------------------------
def calibration_blockers(cycle):
    """Why calibrating cannot start, in sentences: open sheets per slot and unit, unverified ones, missing parts."""
    sheets = AssessmentSheet.objects.filter(assessment__cycle=cycle, assessment__state=AssessmentState.ACTIVE)
    blockers = _per_slot(
        sheets.filter(sheet__status=SheetStatus.DRAFT),
        lambda slot, count, where: (
            _("%(slot)s: %(count)s sheets not submitted (%(where)s).") % {"slot": slot, "count": count, "where": where}
        ),
    )
    if cycle.regime.verification_required:
        blockers += _per_slot(
            sheets.filter(sheet__status=SheetStatus.SUBMITTED, sheet__verified_at=None),
            lambda slot, count, where: (
                _("%(slot)s: %(count)s sheets not verified by a second person (%(where)s).")
                % {"slot": slot, "count": count, "where": where}
            ),
        )
    return blockers or _missing_parts(cycle)


def _per_slot(sheets, sentence):
    """One sentence per slot: a few people are named, many are counted by unit."""
    rows = sheets.order_by("slot__component__position", "slot__number", "assessment__unit__path", "assessment")
    by_slot = defaultdict(list)
    for slot, unit, person in rows.values_list("slot__name", "assessment__unit__name", "assessment__engineer__name"):
        by_slot[slot].append((unit, person))
    return [sentence(slot, len(people), _where(people)) for slot, people in by_slot.items()]


def _where(people):
    if len(people) <= NAMED:
        return joined(f"{person} · {unit}" for unit, person in people)
    return joined(f"{unit} {count}" for unit, count in Counter(unit for unit, _person in people).items())


def _missing_parts(cycle):
    rows = cycle.assessments.active().select_related("engineer").order_by("unit__path", "pk")
    if not rows:
        return [_("Nobody takes part in this cycle.")]
    results = composites(cycle, rows)
    return [
        _("%(name)s: %(sentence)s") % {"name": row.engineer, "sentence": sentence}
        for row in rows
        for sentence in results[row.pk].missing
    ]


@dataclass(frozen=True)
class SlotProgress:
    slot: str
    total: int
    started: int
    submitted: int
    verified: int


@dataclass(frozen=True)
class UnitProgress:
    unit: str
    slots: list[SlotProgress]


def progress(cycle, user):
    """Per unit in sight and slot: sheets begun, submitted and verified. One query besides the duties."""
    scored = Exists(Score.objects.filter(sheet=OuterRef("sheet"), value__isnull=False))
    rows = (
        AssessmentSheet.objects.filter(assessment__in=_visible(cycle, user).active().values("pk"))
        .annotate(scored=scored)
        .order_by("assessment__unit__path", "slot__component__position", "slot__number")
        .values_list("assessment__unit__path", "assessment__unit__name", "slot__name")
        .annotate(
            total=Count("pk"),
            started=Count("pk", filter=Q(scored=True)),
            submitted=Count("pk", filter=Q(sheet__status=SheetStatus.SUBMITTED)),
            verified=Count("pk", filter=Q(sheet__verified_at__isnull=False)),
        )
    )
    units = {}
    for path, unit, slot, *figures in rows:
        units.setdefault(path, UnitProgress(unit, [])).slots.append(SlotProgress(slot, *figures))
    return list(units.values())


def totals(units):
    """The sum of a progress table per slot, in the order of the slots."""
    figures = {}
    for row in (row for unit in units for row in unit.slots):
        old = figures.get(row.slot, (0, 0, 0, 0))
        figures[row.slot] = tuple(
            map(sum, zip(old, (row.total, row.started, row.submitted, row.verified), strict=True))
        )
    return [SlotProgress(slot, *sums) for slot, sums in figures.items()]


def participation(cycle, user):
    """Counts for the cycle's page, of the people in sight: (taking part, left out, ended meanwhile)."""
    return _visible(cycle, user).aggregate(
        active=Count("pk", filter=Q(state=AssessmentState.ACTIVE)),
        left_out=Count("pk", filter=Q(state=AssessmentState.EXCLUDED)),
        ended=Count("pk", filter=Q(state=AssessmentState.ACTIVE, appointment__ended_on__lte=today())),
    )


def _visible(cycle, user):
    return Assessment.objects.visible_to(user).filter(cycle=cycle)
