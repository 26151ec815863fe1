"""Who has not answered a survey, by the subsidiary that consolidates, and the list as text for a group chat."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.clock import today
from office.enums import UnitKind
from office.models import Duty, Unit
from office.scope import subtree
from office.sentences import joined
from planning.enums import ReturnStatus
from planning.selectors.surveys import SIGNING_ROLES

TURN = dict(zip((ReturnStatus.DRAFT, ReturnStatus.CHECKING, ReturnStatus.APPROVING), SIGNING_ROLES, strict=True))


@dataclass
class Missing:
    """The unanswered returns that one subsidiary consolidates; those that go straight to the top have none."""

    subsidiary: Unit | None
    answers: list = field(default_factory=list)


def missing_returns(survey, answers):
    """[Missing] of the unanswered among the returns, in the order of the units; each return has its `last_day`, its `people`
    (the names of whose turn it is) and `overdue`. Three queries."""
    missing, found = answers.unanswered(), {}
    people, subsidiaries = _whose_turn(missing), _subsidiaries(survey)
    for row in missing.with_due_on().select_related("unit").order_by("unit__code"):
        row.people = people[row.unit_id, TURN[row.status]]
        row.overdue = row.last_day < today()
        above = _nearest(row.unit.path, subsidiaries)
        found.setdefault(above and above.code, Missing(above)).answers.append(row)
    return [found[code] for code in sorted(found, key=lambda code: (code is None, code))]


def _whose_turn(answers):
    """{(unit key, role): [name]} of those with a duty on the unit itself."""
    found = defaultdict(list)
    duties = Duty.objects.active_on(today()).filter(role__in=SIGNING_ROLES, user__is_active=True)
    asked = duties.filter(unit__in=answers.order_by().values("unit"))
    for unit, role, name in asked.order_by("user__name", "pk").values_list("unit", "role", "user__name"):
        found[unit, role].append(name)
    return found


def _subsidiaries(survey):
    """{path: Unit} of the subsidiaries below the survey's unit."""
    units = Unit.objects.filter(subtree(survey.unit.path), kind=UnitKind.SUBSIDIARY).exclude(pk=survey.unit_id)
    return {unit.path: unit for unit in units}


def _nearest(path, subsidiaries):
    """The subsidiary next above the unit, not it itself; None without one."""
    while len(path) > 1:
        path = path[: path.rstrip("/").rfind("/") + 1]
        if path in subsidiaries:
            return subsidiaries[path]
    return None


# --- As text ---------------------------------------------------------------------------------------------------
def chase_text(survey, missing):
    """The list for a group chat: a heading per subsidiary, a line per unit with whose turn it is."""
    if not missing:
        return _("%(survey)s: every unit has answered.") % {"survey": survey}
    day = survey.closes_on.isoformat()
    lines = [_("%(survey)s: please answer by %(day)s. Still missing:") % {"survey": survey, "day": day}]
    for group in missing:
        lines.append(_heading(group))
        lines += [_line(survey, answer) for answer in group.answers]
    return "\n".join(lines)


def _heading(group):
    name, count = _name(group), len(group.answers)
    return ngettext("[%(unit)s] %(count)d unit", "[%(unit)s] %(count)d units", count) % {"unit": name, "count": count}


def _name(group):
    return group.subsidiary.name if group.subsidiary else _("Units that answer straight to the top")


def _line(survey, answer):
    said = [answer.get_status_display()]
    if answer.people:
        said.append(joined(answer.people))
    if answer.last_day != survey.closes_on:
        said.append(_("until %(day)s") % {"day": answer.last_day.isoformat()})
    if answer.overdue:
        said.append(_("past its last day"))
    return _("%(unit)s: %(said)s") % {"unit": answer.unit, "said": joined(said)}


def missing_by_subsidiary(survey):
    """[(name, how many have not answered)] of a survey, for whoever closes it."""
    groups = missing_returns(survey, survey.returns.all())
    return [(_name(group), len(group.answers)) for group in groups]
