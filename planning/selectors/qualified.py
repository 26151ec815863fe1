"""A unit's own people for what it asks for, by the record and explained (eligibility): nobody is ranked or proposed."""

from collections import defaultdict
from dataclasses import dataclass, field

from posts import eligibility
from posts.enums import OPEN_APPOINTMENTS, Verdict
from posts.models import Appointment
from posts.rules.eligibility import sees_birth_figures
from rulebooks.enums import Measure
from rulebooks.selectors import RulesOn, published_rules
from talent.models import Engineer
from talent.rules import can_see_results


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
    ranks = {rule.grade_id: rule.rank for rule in RulesOn(on, published).grade_rules(unit)}
    people = _people_by_discipline(unit)
    held = _grades_held(unit)
    candidates = [
        eligibility.Candidate((line.pk, person.pk), person, line.grade_id, unit, on)
        for line in lines
        for person in _of(line.discipline, people)
        if not _holds_as_much(held.get(person.pk), line.grade_id, ranks)
    ]
    return _sorted_by_line(lines, candidates, eligibility.fits(candidates, published=published))


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


def _people_by_discipline(unit):
    """{discipline key: [Engineer]}, by name."""
    found = defaultdict(list)
    people = Engineer.objects.employed().in_unit(unit).exclude(discipline=None)
    for person in people.select_related("discipline", "unit").order_by("syllables", "pk"):
        found[person.discipline_id].append(person)
    return found


def _of(discipline, people):
    for key, some in people.items():
        if key in (discipline.pk, discipline.parent_id) or some[0].discipline.parent_id == discipline.pk:
            yield from some


def _grades_held(unit):
    rows = Appointment.objects.filter(engineer__in=Engineer.objects.in_unit(unit), status__in=OPEN_APPOINTMENTS)
    return dict(rows.order_by("starts_on").values_list("engineer", "grade"))


def _holds_as_much(held, grade, ranks):
    return held is not None and ranks.get(held, 0) <= ranks.get(grade, 0)
