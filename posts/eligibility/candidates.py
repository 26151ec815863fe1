"""Any number of people against the conditions of the posts they are to hold, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from office.models import Unit
from posts.eligibility import measures
from posts.eligibility.conditions import Condition, conditions_of
from posts.eligibility.findings import Finding, Fit
from posts.eligibility.words import FILLED_FROM_BELOW
from posts.enums import AppointmentMode, AppointmentStatus, Verdict
from posts.models import Appointment
from rulebooks.enums import Measure
from rulebooks.selectors import RulesOn, published_rules
from talent.models import Engineer, PastResult

HELD_GRADES = frozenset({Measure.GRADE_HELD_YEARS, FILLED_FROM_BELOW})


@dataclass(frozen=True)
class Candidate:
    """Someone for a post: its grade and unit, and the day from which it would be held. `key` is the caller's own."""

    key: object
    engineer: Engineer
    grade_id: int
    unit: Unit
    on: date


def fits(candidates, *, standing_only=True, published=None):
    """{candidate.key: Fit}, by the rules that govern each candidate's unit on its day; at most six queries.

    `published` are the rules of `published_rules`, where the caller has them. `standing_only` leaves out conditions that
    only application papers can answer. Findings tell dates of birth and past results: the caller checks who may see them.
    """
    candidates = list(candidates)
    rules = _rules(candidates, published)
    asked = {}
    for rule in rules.values():
        if rule and rule.pk not in asked:
            asked[rule.pk] = conditions_of(rule, standing_only=standing_only)
    records = _records([candidate.engineer for candidate in candidates], asked.values())
    return {
        candidate.key: _fit(rules[candidate.key], asked, records[candidate.engineer.pk], candidate.on)
        for candidate in candidates
    }


def _rules(candidates, published):
    """{candidate.key: GradeRule or None}"""
    published = published_rules() if published is None and candidates else published
    days = {day: RulesOn(day, published) for day in {candidate.on for candidate in candidates}}
    return {
        candidate.key: days[candidate.on].grade_rule(candidate.unit, candidate.grade_id) for candidate in candidates
    }


def _fit(rule, asked, record, on):
    if rule is None:
        return Fit(None, (_unruled(),))
    return Fit(rule, tuple(_finding(condition, record, on) for condition in asked[rule.pk]))


def _finding(condition, record, on):
    verdict, reading = measures.measured(condition, record, on)
    return Finding(condition, verdict, reading.value, reading.tell, condition.waivers)


def _unruled():
    condition = Condition(_("Rule of the grade"), measure="")
    return Finding(condition, Verdict.LOOK, None, lambda: _("no rulebook in force says anything of this grade"))


# --- What is on record -------------------------------------------------------------------------------
def _records(engineers, asked):
    """{engineer.pk: Record}; appointments and results are read only if a condition asks for them."""
    people = {engineer.pk: engineer for engineer in engineers}
    wanted = {condition.measure for conditions in asked for condition in conditions}
    tenures = _tenures(people) if wanted & HELD_GRADES else {}
    results = _results(people) if Measure.PAST_RESULTS in wanted else {}
    return {
        pk: measures.Record(engineer, tuple(tenures.get(pk, ())), tuple(results.get(pk, ())))
        for pk, engineer in people.items()
    }


def _tenures(people):
    found = defaultdict(list)
    rows = Appointment.objects.filter(engineer__in=people).exclude(status=AppointmentStatus.PENDING)
    for engineer, mode, *facts in rows.order_by("starts_on").values_list(
        "engineer", "mode", "grade__code", "starts_on", "ended_on"
    ):
        found[engineer].append(measures.Tenure(*facts, from_register=mode == AppointmentMode.IMPORTED))
    return found


def _results(people):
    found = defaultdict(list)
    for engineer, *facts in (
        PastResult.objects.in_force()
        .filter(engineer__in=people)
        .order_by("period")
        .values_list("engineer", "kind", "period", "grade_label")
    ):
        found[engineer].append(measures.Result(*facts))
    return found
