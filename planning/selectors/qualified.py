"""A unit's own people for what it asks for, by the record and explained (eligibility): nobody is ranked or proposed."""

from collections import defaultdict
from dataclasses import dataclass, field

from posts import eligibility
from posts.enums import OPEN_APPOINTMENTS, Verdict
from posts.models import Appointment
from rulebooks.selectors import RulesOn, published_rules
from talent.models import Engineer


@dataclass
class OwnPeople:
    """[(Engineer, Fit)] of one line: who meets the standing conditions, and of whom the record does not tell enough."""

    met: list = field(default_factory=list)
    look: list = field(default_factory=list)


def own_people(unit, lines, on):
    """{line.pk: OwnPeople} of lines with grade and discipline: a constant number of queries.

    Asked are the unit's people of the line's discipline, its parts and its whole, who hold neither its grade nor a higher one.
    """
    published = published_rules()
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
    for person in people.select_related("discipline").order_by("syllables", "pk"):
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
