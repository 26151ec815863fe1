"""年度考核登记表: one A4 form per person, filled in from the sheets or left open for writing by hand."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluations.enums import SETTLED_CYCLES
from evaluations.models import Assessment
from evaluations.rules import papers as rules
from evaluations.selectors.composites import composite_of, scheme_of, sheets_of
from evaluations.selectors.papers import units_above
from office.check_codes import check_code
from rulebooks import scoring
from rulebooks.models import Component

MOST_FORMS = 500  # on one page to print


@dataclass(frozen=True)
class FormPart:
    """One component; points and share are rounded to two decimals for reading, None while they are missing."""

    component: Component
    points: Decimal | None = None
    brings: Decimal | None = None


@dataclass(frozen=True)
class RegistrationForm:
    """What the form of one person says. Composite and grade are there once the cycle is being settled."""

    assessment: Assessment
    born_on: datetime.date | None  # only for human resources and inspection
    parts: tuple[FormPart, ...]
    composite: Decimal | None
    grade: str
    empty: bool

    @property
    def values(self):
        yield from (self.assessment.pk, self.assessment.engineer.employee_number)
        for part in self.parts:
            yield from (part.component.code, part.points)
        yield from (self.composite, self.grade)

    @property
    def check_code(self):
        return "" if self.empty else check_code(self.values)


def people_on_forms(user, cycle, unit=None):
    """The people whose forms the user may print, in the order of the units."""
    people = Assessment.objects.visible_to(user).filter(cycle=cycle).active().select_related(
        "engineer", "unit", "discipline", "post_grade", "appointment", "grade"
    )  # fmt: skip
    return (people.in_unit(unit) if unit else people).order_by("unit__path", "engineer__employee_number")


def form_units(user, cycle):
    """The units whose forms can be printed together."""
    paths = set(people_on_forms(user, cycle).order_by().values_list("unit__path", flat=True))
    return [unit for unit in units_above(paths, cycle) if user.holds(rules.READERS, unit.path)]


def registration_forms(user, cycle, people, *, empty=False):
    """The forms of assessments of one cycle that the user may print: a constant number of queries."""
    for person in people:
        person.cycle = cycle
    people = [person for person in people if rules.can_print_form(user, person)]
    scheme = scheme_of(cycle)
    sheets = {} if empty else sheets_of(cycle, people, scheme=scheme)
    return [_form(user, person, sheets.get(person.pk, ()), scheme, empty) for person in people]


def _form(user, person, sheets, scheme, empty):
    settled = person.cycle.status in SETTLED_CYCLES and not empty
    return RegistrationForm(
        assessment=person,
        born_on=person.engineer.born_on if rules.can_print_birth_date(user, person) else None,
        parts=_parts(sheets, scheme, empty),
        composite=person.composite if settled else None,
        grade=person.grade.name if settled and person.grade else "",
        empty=empty,
    )


def _parts(sheets, scheme, empty):
    """What a part brings is known once the composite is: as long as a required part is missing its weight is open."""
    if empty:
        return tuple(FormPart(component) for component in scheme.components)
    result = composite_of(sheets, scheme)
    whole = sum((part.component.weight for part in result.parts if part.value is not None), Decimal(0))
    return tuple(
        FormPart(
            part.component,
            _rounded(part.value),
            _rounded(part.value and part.value * Fraction(part.component.weight) / Fraction(whole))
            if result.value is not None
            else None,
        )
        for part in result.parts
    )


def _rounded(value):
    return None if value is None else scoring.round_half_up(value, 2)
