"""What sending a survey out would make, and what is still missing for it to be answered."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from office.clock import today
from office.enums import Role, UnitKind
from office.models import Duty
from office.sentences import joined, listed
from planning.selectors.facts import facts_of
from planning.selectors.surveys import SIGNING_ROLES, answering_units

WITHOUT = {
    Role.FILLER: gettext_lazy(
        "Units in which nobody fills in (%(count)d): %(units)s. Human resources can do it for them."
    ),
    Role.CHECKER: gettext_lazy("Units in which nobody checks (%(count)d): %(units)s."),
    Role.UNIT_HEAD: gettext_lazy(
        "Units in which no head approves (%(count)d): %(units)s. A stamped copy can stand for it."
    ),
}


@dataclass
class Preview:
    """The units that would be asked, with how many lines each has before anybody types, and who is missing there."""

    units: list
    lines: dict  # {unit.pk: count}
    without: dict  # {role: [Unit]}: nobody holds the role there

    @property
    def line_count(self):
        return sum(self.lines.values())

    @property
    def rows(self):
        """[(unit, how many lines)] by code."""
        return [(unit, self.lines[unit.pk]) for unit in sorted(self.units, key=lambda unit: unit.code)]

    @property
    def by_kind(self):
        """[(label of the kind, how many units, how many lines)] in the order of the kinds."""
        units, lines = Counter(unit.kind for unit in self.units), Counter()
        for unit in self.units:
            lines[unit.kind] += self.lines[unit.pk]
        return [(kind.label, units[kind], lines[kind]) for kind in UnitKind if units[kind]]

    @property
    def empty(self):
        """Units without any post: they begin with an empty return."""
        return [unit for unit in self.units if not self.lines[unit.pk]]


def preview_of(survey):
    """What opening the survey today would make; a constant number of queries."""
    units = list(answering_units(survey))
    facts = facts_of(survey, units)
    return Preview(units, {unit.pk: len(facts[unit.pk]) for unit in units}, units_without_signers(units))


def units_without_signers(units):
    """{role: [Unit]} of the units in which nobody fills in, checks or approves; one query."""
    held = {role: set() for role in SIGNING_ROLES}
    duties = Duty.objects.active_on(today()).filter(role__in=SIGNING_ROLES, user__is_active=True)
    for role, path in duties.order_by().values_list("role", "unit__path").distinct():
        held[role].add(path)
    lacking = {role: [unit for unit in units if not held[role].intersection(_paths(unit))] for role in SIGNING_ROLES}
    return {role: units for role, units in lacking.items() if units}


def _paths(unit):
    """The paths of the unit and of those above it."""
    path = "/"
    for key in unit.ancestor_ids:
        path = f"{path}{key}/"
        yield path


# --- In sentences ----------------------------------------------------------------------------------------------
def consequences_of(survey, preview):
    """What comes of sending it out; whoever does it agrees to just these."""
    units = len(preview.units)
    yield ngettext("%(count)d unit is asked: %(kinds)s.", "%(count)d units are asked: %(kinds)s.", units) % {
        "count": units,
        "kinds": joined(f"{kind} {count}" for kind, count, _lines in preview.by_kind),
    }
    yield _("Their returns begin with %(count)d lines; authorised, held and retiring seats are those of %(day)s.") % {
        "count": preview.line_count,
        "day": survey.as_of.isoformat(),
    }
    yield _("They answer by %(day)s; what comes later is marked as late.") % {"day": survey.closes_on.isoformat()}
    yield _("Questions besides: %(questions)d; grades with a limit: %(limits)d.") % {
        "questions": survey.questions.count(),
        "limits": survey.limits.count(),
    }
    yield _("The survey is not changed any more: units can be added, and single ones given more time.")


def warnings_of(survey, preview):
    """What does not forbid sending it out, but will be asked about."""
    for role, sentence in WITHOUT.items():
        if units := preview.without.get(role):
            yield sentence % {"count": len(units), "units": listed([unit.name for unit in units])}
    if preview.empty:
        yield _("Units without a post, which begin with an empty return (%(count)d): %(units)s.") % {
            "count": len(preview.empty),
            "units": listed([unit.name for unit in preview.empty]),
        }
