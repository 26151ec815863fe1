"""Who has not answered yet: unsubmitted sheets by unit and slot."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from evaluations.selectors.filing import row_units
from office.models import Unit
from office.sentences import joined


@dataclass
class Missing:
    """The people whose sheet from one slot is missing, in one unit."""

    unit: Unit
    slot: str
    rater: str
    people: list[tuple[str, str, bool]] = field(default_factory=list)  # (name, employee number, complete)


def missing_sheets(subjects):
    """Unsubmitted sheets as a `Missing` per unit and slot, in the order of both; two queries."""
    rows = list(
        subjects.order_by(
            "slot__component__position",
            "slot__number",
            "assessment__unit__path",
            "assessment__engineer__employee_number",
        ).values_list(
            "assessment__unit__path",
            "slot",
            "slot__name",
            "slot__user__name",
            "assessment__engineer__name",
            "assessment__engineer__employee_number",
            "sheet__total",
        )
    )
    units, found = row_units({row[0] for row in rows}), {}
    for path, slot, slot_name, rater, name, number, total in rows:
        unit = units[path]
        entry = found.setdefault((unit.code, slot), Missing(unit, slot_name, rater or ""))
        entry.people.append((name, number, total is not None))
    return sorted(found.values(), key=lambda entry: entry.unit.code)


def chase_text(cycle, missing):
    """The list as text for a group chat: per unit one line per slot."""
    if not missing:
        return _("%(cycle)s: every score sheet has been submitted.") % {"cycle": cycle.name}
    lines = [
        _("%(cycle)s: please submit the missing score sheets by %(date)s.")
        % {"cycle": cycle.name, "date": cycle.filing_ends_on.isoformat()}
    ]
    unit = None
    for entry in missing:
        if entry.unit != unit:
            unit = entry.unit
            lines.append(_("[%(unit)s]") % {"unit": unit.name})
        names = joined(name for name, _number, _complete in entry.people)
        lines.append(
            _("%(slot)s, %(count)s missing: %(people)s")
            % {"slot": entry.slot, "count": len(entry.people), "people": names}
        )
    return "\n".join(lines)
