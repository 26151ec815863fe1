"""Target letters and results: what was agreed with the holder, and how the holder did."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import PUBLIC_CYCLES
from evaluations.models import Assessment
from office.clock import last_day
from overview.selectors.thread.knots import SUPERSEDED, Ground, Knot, PaperOf, Turn, day_of
from overview.selectors.thread.rows import in_order, of_appointments
from posts.enums import HALF_SIGNED, LetterStatus
from posts.models import TargetLetter
from posts.rules.letters import state_of_letter
from talent.enums import ResultSource
from talent.models import PastResult


def letters(appointments, user, name_of):
    """One query."""
    found = TargetLetter.objects.visible_to(user).select_related("paper", "signed_for_unit_by", "created_by")
    for letter in of_appointments(found, appointments):
        yield _letter(letter, name_of(letter.appointment))


def _letter(letter, subject):
    draft = letter.status == LetterStatus.DRAFT
    signed = [day_of(moment) for moment in (letter.signed_by_holder_at, letter.signed_for_unit_at) if moment]
    on = day_of(letter.updated_at) if draft else max(signed, default=letter.starts_on)
    what = _("Target letter drafted") if draft else _("Target letter signed")
    knot = Knot(on, what, subject, turn=Turn.AFTER, kind="paper")
    knot.url = letter.get_absolute_url()
    knot.details = [_("for %(from)s to %(to)s") % {"from": letter.starts_on, "to": last_day(letter.until)}]
    state = state_of_letter(letter)
    knot.details += [state.label] if state in HALF_SIGNED else []
    knot.who = str((letter.created_by if draft else letter.signed_for_unit_by) or "")
    knot.state = SUPERSEDED if letter.status == LetterStatus.SUPERSEDED else ""
    knot.papers = _paper_of(letter)
    return knot


def _paper_of(letter):
    paper = letter.paper
    if not paper:
        return []
    scan = reverse("posts:letter_scan_file", args=[letter.pk]) if paper.scan else ""
    return [PaperOf(paper.get_kind_display(), paper.number, bool(paper.cancelled_at), scan_url=scan)]


# --- Results ------------------------------------------------------------------------------------------
def assessments_of(appointments, user):
    """Published assessments of these appointments: one query."""
    found = Assessment.objects.visible_to(user).active().filter(cycle__status__in=PUBLIC_CYCLES)
    return of_appointments(found.select_related("cycle__decision", "cycle__regime__rulebook", "grade"), appointments)


def published(assessment, subject):
    cycle, rulebook = assessment.cycle, assessment.cycle.regime.rulebook
    on = day_of(cycle.published_at) or cycle.as_of
    knot = Knot(on, _("Result published"), subject, turn=Turn.AFTER, kind="result")
    knot.url = assessment.get_absolute_url()
    knot.details = [str(cycle), *_grade_and_score(assessment.grade, assessment.composite)]
    decided = [Ground(str(cycle.decision), cycle.decision)] if cycle.decision else []
    knot.grounds = [*decided, Ground(str(rulebook), rulebook)]
    return knot


def past_results(engineer, user, told):
    """The results on record by year, superseded ones among them: one query. `told` are years whose publishing is told."""
    here = Q(source=ResultSource.PUBLISHED, superseded_at=None, period__in=told)
    found = PastResult.objects.visible_to(user).filter(engineer=engineer).exclude(here)
    for result in in_order(found, "period", "recorded_at", "pk"):
        on, what = date(result.period, 12, 31), result.get_kind_display()
        knot = Knot(on, what, turn=Turn.AFTER, kind="result", year_only=True)
        knot.details = _grade_and_score(result.grade_label, result.score)
        knot.details += [result.rulebook_label] if result.rulebook_label else []
        knot.state = SUPERSEDED if result.superseded_at else ""
        yield knot


def _grade_and_score(grade, score):
    scored = [] if score is None else [_("%(score)s points") % {"score": score.quantize(Decimal("0.01"))}]
    return [str(grade), *scored] if grade else scored
