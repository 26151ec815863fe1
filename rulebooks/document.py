"""A rulebook as a document: nested data that can be read, compared, copied and kept as a file.

Rows refer to each other by their codes, so a document means the same in every database. What a file leaves out has the
default of its field; the order of rows with a position or rank is the order in the file.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, prefetch_related_objects
from django.utils.translation import gettext as _

from office.errors import DomainError
from office.sentences import joined


@dataclass(frozen=True)
class Table:
    """One kind of row: the field that tells its rows apart, the field that keeps their order, the tables below it."""

    model: str
    parent: str = ""
    key: str = "code"
    order: str = ""
    below: dict = field(default_factory=dict)  # name in the document -> Table


RULEBOOK = Table(
    "Rulebook",
    below={
        "standards": Table(
            "Standard", "rulebook", below={"criteria": Table("Criterion", "standard", order="position")}
        ),
        "vote_rules": Table("VoteRule", "rulebook"),
        "grade_rules": Table("GradeRule", "rulebook", key="grade", order="rank"),
        "regimes": Table(
            "Regime",
            "rulebook",
            below={
                "components": Table("Component", "regime", order="position"),
                "result_grades": Table(
                    "ResultGrade",
                    "regime",
                    order="rank",
                    below={"consequences": Table("Consequence", "result_grade", key="repeated")},
                ),
            },
        ),
        "procedures": Table(
            "Procedure", "rulebook", below={"stages": Table("Stage", "procedure", key="name", order="position")}
        ),
    },
)
UNWRITTEN = frozenset({"id", "status", "frozen_at"})  # the life of a version, not its content


# --- Reading a document into rows ------------------------------------------------------------
class Reader:
    """Creates the rows of one document. `model_of` maps a name to a model.

    A migration gives `historical` models: they validate nothing, and what they do not know yet is left out.
    """

    def __init__(self, model_of, *, historical=False):
        self.model_of, self.historical = model_of, historical
        self.known = {}  # (model, code) -> row that others may refer to

    def read(self, document):
        """Raises DomainError with the place of the first thing that does not fit."""
        document = dict(document)
        for entry in document.pop("ladders", ()):
            self._read_ladder(entry)
        units = document.pop("units", [])
        rulebook = self._row(RULEBOOK, document, _("rulebook"))
        rulebook.units.set(self._units(units))
        return rulebook

    def _read_ladder(self, entry):
        """Ladders and grades stay the same through all versions: those that exist are left as they are."""
        ladders, grades = self.model_of("Ladder").objects, self.model_of("Grade").objects
        ladder, _created = ladders.get_or_create(code=entry["code"], defaults={"name": entry["name"]})
        for grade in entry["grades"]:
            known, _created = grades.get_or_create(
                code=grade["code"], defaults={"ladder": ladder, "name": grade["name"]}
            )
            self.known["Grade", known.code] = known

    def _units(self, codes):
        units = self.model_of("Rulebook")._meta.get_field("units").related_model.objects.filter(code__in=codes)
        if missing := set(codes) - {unit.code for unit in units}:
            raise DomainError(_("Units that do not exist: %(codes)s.") % {"codes": joined(sorted(missing))})
        return units

    def _row(self, table, entry, place, **given):
        model = self.model_of(table.model)
        fields = written_fields(model, table.parent)
        self._refuse_unknown(set(entry) - set(fields) - set(table.below), place)
        values = {name: self._value(fields[name], value, place) for name, value in entry.items() if name in fields}
        row = model(**values, **given)
        self._save(row, place)
        if hasattr(row, "code"):
            self.known[table.model, row.code] = row
        for name, below in table.below.items():
            for number, child in enumerate(entry.get(name, ()), start=1):
                order = {} if not below.order or below.order in child else {below.order: number}
                self._row(below, child, f"{place} › {child.get(below.key, number)}", **{below.parent: row}, **order)
        return row

    def _refuse_unknown(self, names, place):
        if names and not self.historical:
            raise DomainError(
                _("%(place)s: unknown entries %(names)s.") % {"place": place, "names": joined(sorted(names))}
            )

    def _value(self, field, value, place):
        if not isinstance(field, ForeignKey):
            try:
                return field.to_python(value)
            except ValidationError as error:
                raise DomainError(f"{place} › {field.name}: {' '.join(error.messages)}") from error
        if value is None:
            return None
        name = field.related_model._meta.object_name
        found = self.known.get((name, value)) or (name == "Grade" and self._grade(value))
        if not found:
            raise DomainError(_("%(place)s: there is no “%(code)s”.") % {"place": place, "code": value})
        return found

    def _grade(self, code):
        return self.model_of("Grade").objects.filter(code=code).first()

    def _save(self, row, place):
        if not self.historical:
            try:
                row.full_clean()
            except ValidationError as error:
                raise DomainError(f"{place}: {' '.join(error.messages)}") from error
        row.save()


# --- Writing rows as a document ----------------------------------------------------------------
REFERENCES = (
    "grade_rules__grade__ladder",
    "grade_rules__qualification",
    "regimes__standard",
    "procedures__stages__standard",
    "procedures__stages__vote_rule",
    "units",
)


def written(rulebook):
    """The rulebook as plain data, every field said: one query per table."""
    prefetch_related_objects([rulebook], *paths(RULEBOOK), *REFERENCES)
    ladders = {}
    for rule in rulebook.grade_rules.all():
        ladder = rule.grade.ladder
        entry = ladders.setdefault(ladder.code, {"code": ladder.code, "name": ladder.name, "grades": []})
        entry["grades"].append({"code": rule.grade.code, "name": rule.grade.name})
    units = sorted(unit.code for unit in rulebook.units.all())
    return _entry(RULEBOOK, rulebook) | {"units": units, "ladders": list(ladders.values())}


def paths(table, prefix=""):
    """The lookups of all tables below, for a prefetch."""
    for name, below in table.below.items():
        yield f"{prefix}{name}"
        yield from paths(below, f"{prefix}{name}__")


def _entry(table, row):
    entry = {name: _plain(field, row) for name, field in written_fields(type(row), table.parent).items()}
    return entry | {
        name: [_entry(below, child) for child in getattr(row, name).all()] for name, below in table.below.items()
    }


def _plain(field, row):
    value = getattr(row, field.name)
    if isinstance(field, ForeignKey):
        return value.code if value else None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


@cache
def written_fields(model, parent):
    """{name: field} of what a document says of a row."""
    return {field.name: field for field in model._meta.concrete_fields if field.name not in UNWRITTEN | {parent}}
