"""A unit's own people for what it asks for, by the record and explained (eligibility): nobody is ranked or proposed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Q

from posts import eligibility
from posts.enums import OPEN_APPOINTMENTS, Verdict
from posts.models import Appointment
from posts.rules.eligibility import sees_birth_figures
from rulebooks.enums import Measure
from rulebooks.selectors import RulesOn, published_rules
from talent.models import Engineer
from talent.rules import can_see_results

LOOKED_AT = ("pk", "discipline_id", "whole", *eligibility.LOOKED_AT)


@dataclass
class OwnPeople:
    """[(Engineer, Fit)] of one line: who meets the standing conditions, and of whom the record does not tell enough."""

    met: list = field(default_factory=list)
    look: list = field(default_factory=list)


def own_people(unit, lines, on, *, published=None):
    """{line.pk: OwnPeople} of lines with grade and discipline: a constant number of queries.

    Asked are the unit's people of the line's discipline, its parts and its whole, who hold neither its grade nor a higher one.
    `published` are the rules of `published_rules`, where the caller has them.
    """
    published = published_rules() if published is None else published
    people = _people_of(unit, lines).select_related("discipline", "unit")
    candidates = _candidates(unit, lines, on, people.order_by("syllables", "pk"), published)
    return _sorted_by_line(lines, candidates, eligibility.fits(candidates, published=published))


def own_people_counted(unit, lines, on, *, published=None):
    """{line.pk: (how many meet the conditions, of how many the record does not tell enough)}, as `own_people` finds them."""
    published = published_rules() if published is None else published
    candidates = _candidates(unit, lines, on, _people_of(unit, lines).values_list(*LOOKED_AT, named=True), published)
    verdicts = eligibility.verdicts(candidates, published=published)
    found = Counter((candidate.key[0], verdicts[candidate.key]) for candidate in candidates)
    return {line.pk: (found[line.pk, Verdict.MET], found[line.pk, Verdict.LOOK]) for line in lines}


def fits_of_candidates(unit, lines, on, *, published):
    """{(line.pk, engineer.pk): Fit} of whom the lines name, whether or not they are among the unit's qualified people."""
    return eligibility.fits(
        [
            eligibility.Candidate((line.pk, named.engineer_id), named.engineer, line.grade_id, unit, on)
            for line in lines
            for named in line.candidates.all()
        ],
        published=published,
    )


@dataclass(frozen=True)
class Told:
    """One person as the list of own people shows him or her; what the reader may not see is not in it."""

    engineer: Engineer
    fit: eligibility.Fit
    found: list  # (what is measured, what the record says)

    @property
    def colour(self):
        return self.fit.colour

    def get_status_display(self):
        return self.fit.verdict.label


def told_to(user, people):
    """[Told] of (Engineer, Fit): figures that tell the date of birth, and past results, only to who reads those."""
    return [Told(engineer, fit, [_found(user, engineer, one) for one in fit.binding]) for engineer, fit in people]


def _found(user, engineer, finding):
    condition = finding.condition
    hidden = (condition.rests_on_birth and not sees_birth_figures(user, engineer)) or (
        condition.measure == Measure.PAST_RESULTS and not can_see_results(user, engineer)
    )
    measured = Measure(condition.measure).label if condition.measure in Measure else finding.name
    return measured, finding.verdict.label if hidden else finding.found


def _sorted_by_line(lines, candidates, fits):
    found = {line.pk: OwnPeople() for line in lines}
    for candidate in candidates:
        fit, (line, _person) = fits[candidate.key], candidate.key
        if fit.verdict == Verdict.MET:
            found[line].met.append((candidate.engineer, fit))
        elif fit.verdict == Verdict.LOOK:
            found[line].look.append((candidate.engineer, fit))
    return found


def _candidates(unit, lines, on, people, published):
    """A Candidate, whose key is (line, person), of every line and each of its people who does not hold as much already."""
    ranks = {rule.grade_id: rule.rank for rule in RulesOn(on, published).grade_rules(unit)}
    held, found = _grades_held(unit), defaultdict(list)
    for person in people:
        found[person.discipline_id, person.whole].append(person)
    return [
        eligibility.Candidate((line.pk, person.pk), person, line.grade_id, unit, on)
        for line in lines
        for (discipline, whole), some in found.items()
        if discipline in (line.discipline_id, line.discipline.parent_id) or whole == line.discipline_id
        for person in some
        if not _holds_as_much(held.get(person.pk), line.grade_id, ranks)
    ]


def _people_of(unit, lines):
    """The unit's people of the disciplines of lines, their parts and their wholes; `whole` is that of their discipline."""
    disciplines = {line.discipline_id for line in lines}
    wholes = {line.discipline.parent_id for line in lines} - {None}
    people = Engineer.objects.employed().in_unit(unit).annotate(whole=F("discipline__parent"))
    return people.filter(Q(discipline__in=disciplines | wholes) | Q(discipline__parent__in=disciplines))


def _grades_held(unit):
    rows = Appointment.objects.filter(engineer__in=Engineer.objects.in_unit(unit), status__in=OPEN_APPOINTMENTS)
    return dict(rows.order_by("starts_on").values_list("engineer", "grade"))


def _holds_as_much(held, grade, ranks):
    return held is not None and ranks.get(held, 0) <= ranks.get(grade, 0)
