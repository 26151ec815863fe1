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

LOOKED_AT = ("education", "full_time_degree", "title", "title_on", "technical_since", "retires_on", "born_on")
HELD_GRADES = frozenset({Measure.GRADE_HELD_YEARS, FILLED_FROM_BELOW})


@dataclass(frozen=True)
class Candidate:
    """Someone for a post: its grade and unit, and the day from which it would be held. `key` is the caller's own.

    For `verdicts` a row with the key and the LOOKED_AT of an engineer will do.
    """

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
    rules, asked, records = _facts(candidates, standing_only, published)
    return {
        candidate.key: _fit(rules[candidate.key], asked, records[candidate.engineer.pk], candidate.on)
        for candidate in candidates
    }


def verdicts(candidates, *, published=None):
    """{candidate.key: Verdict} as `fits` has it, for many of whom nobody reads more: a third of the work."""
    candidates = list(candidates)
    rules, asked, records = _facts(candidates, True, published)
    binding = {key: _binding(conditions) for key, conditions in asked.items()}
    return {
        candidate.key: _verdict(rules[candidate.key], binding, records[candidate.engineer.pk], candidate.on)
        for candidate in candidates
    }


def _facts(candidates, standing_only, published):
    """({candidate.key: GradeRule or None}, {rule.pk: [Condition]}, {engineer.pk: Record})"""
    rules = _rules(candidates, published)
    asked = {}
    for rule in rules.values():
        if rule and rule.pk not in asked:
            asked[rule.pk] = conditions_of(rule, standing_only=standing_only)
    return rules, asked, _records([candidate.engineer for candidate in candidates], asked.values())


def _rules(candidates, published):
    """{candidate.key: GradeRule or None}"""
    published = published_rules() if published is None and candidates else published
    days = {day: RulesOn(day, published) for day in {candidate.on for candidate in candidates}}
    asked = {(candidate.on, candidate.grade_id, candidate.unit) for candidate in candidates}
    rules = {key: days[key[0]].grade_rule(key[2], key[1]) for key in asked}
    return {candidate.key: rules[candidate.on, candidate.grade_id, candidate.unit] for candidate in candidates}


def _fit(rule, asked, record, on):
    if rule is None:
        return Fit(None, (_unruled(),))
    return Fit(rule, tuple(_finding(condition, record, on) for condition in asked[rule.pk]))


def _binding(conditions):
    """(the conditions that bind one by one, those of groups)"""
    alone = [condition for condition in conditions if condition.is_binding and not condition.group]
    return alone, [condition for condition in conditions if condition.group]


def _verdict(rule, binding, record, on):
    """Without a word on what was found; the first condition that is not met settles it."""
    if rule is None:
        return Verdict.LOOK
    (alone, grouped), found = binding[rule.pk], Verdict.MET
    for condition in alone:
        verdict, _reading = measures.measured(condition, record, on)
        if verdict == Verdict.NOT_MET:
            return verdict
        found = verdict if verdict == Verdict.LOOK else found
    groups = Fit(rule, tuple(_finding(condition, record, on) for condition in grouped)).verdict
    return groups if found == Verdict.MET or groups == Verdict.NOT_MET else found


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
