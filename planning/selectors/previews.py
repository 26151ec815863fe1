"""What sending a survey out would make, and what is still missing for it to be answered."""

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from office.check_codes import digest
from office.clock import today
from office.enums import Role, UnitKind
from office.models import Duty
from office.selectors.subsidiaries import Subsidiaries
from office.sentences import joined, listed
from planning.enums import SurveyStatus
from planning.models import DemandSurvey
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
ASKED = ("position", "words", "kind", "choices", "required")


@dataclass
class Preview:
    """The units that would be asked, with how many lines each has before anybody types, and who is missing there."""

    units: list
    lines: dict  # {unit.pk: count}
    without: dict  # {role: [Unit]}: nobody holds the role there
    code: str  # `code_of_opening`

    @property
    def line_count(self):
        return sum(self.lines.values())

    @property
    def rows(self):
        """[(name behind that of its subsidiary, unit, how many lines)] by code."""
        place, units = Subsidiaries().place, sorted(self.units, key=lambda unit: unit.code)
        return [(place(unit.name, unit.path), unit, self.lines[unit.pk]) for unit in units]

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
    lines = {unit.pk: len(facts[unit.pk]) for unit in units}
    return Preview(units, lines, units_without_signers(units), code_of_opening(survey, units, facts))


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


# --- What is agreed to ---------------------------------------------------------------------------------------------
SHOWN = (
    gettext_lazy("the draft itself"),
    gettext_lazy("the units that are asked"),
    gettext_lazy("their seats authorised, held and retiring"),
    gettext_lazy("the limits"),
    gettext_lazy("the questions"),
)


def code_of_opening(survey, units, facts):
    """Stands for all that sending the survey out would make, a part of the code for each part of SHOWN; two queries."""
    told = (
        [survey.updated_at],
        (value for unit in units for value in (unit.pk, unit.kind, unit.path)),
        _in_order(facts),
        (value for row in survey.limits.order_by("pk").values_list("grade", "most") for value in row),
        (value for row in survey.questions.order_by("pk").values_list(*ASKED) for value in row),
    )
    return ":".join(map(digest, told))


def _in_order(facts):
    for unit, found in sorted(facts.items()):
        yield unit
        for key, there in sorted(found.items()):
            yield from (*key, there.authorised, there.held, there.retiring)


def changed_since(seen, code):
    """The parts of SHOWN in which a code is another than the one that was seen."""
    parts = zip_longest(SHOWN, seen.split(":"), code.split(":"))
    return [str(label or "") for label, before, now in parts if before != now]


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
    if others := DemandSurvey.objects.filter(unit=survey.unit, status=SurveyStatus.OPEN).exclude(pk=survey.pk):
        yield _("Another survey of %(unit)s is being answered: %(surveys)s.") % {
            "unit": survey.unit,
            "surveys": joined(other.title for other in others),
        }
    for role, sentence in WITHOUT.items():
        if units := preview.without.get(role):
            yield sentence % {"count": len(units), "units": listed([unit.name for unit in units])}
    if preview.empty:
        yield _("Units without a post, which begin with an empty return (%(count)d): %(units)s.") % {
            "count": len(preview.empty),
            "units": listed([unit.name for unit in preview.empty]),
        }
