"""Who has not answered a survey, by the subsidiary that consolidates, and the list as text for a group chat."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.clock import today
from office.scope import parent_path
from office.sentences import joined
from planning.enums import ReturnStatus
from planning.selectors.consolidators import subsidiaries_within
from planning.selectors.turns import TURN, Turns


class Unanswered(NamedTuple):
    """Where a return lies, with whom, and until when it may be answered."""

    unit: str
    status: str
    last_day: date
    people: list  # the names of whose turn it is


@dataclass(frozen=True)
class Missing:
    """The unanswered returns that one subsidiary consolidates; those that go straight to the top have none."""

    subsidiary: str
    returns: list


def missing_returns(survey, returns):
    """[Missing] of the unanswered among the returns, in the order of the units. Three queries.

    Read as values, not as objects: in a large group thousands are missing, and each is one line of text.
    """
    missing, found = returns.unanswered(), defaultdict(list)
    turns, subsidiaries = Turns(), _subsidiaries(survey)
    rows = missing.with_due_on().order_by("unit__code")
    for name, path, status, last_day in rows.values_list("unit__name", "unit__path", "status", "last_day"):
        unanswered = Unanswered(name, status, last_day, turns.people(path, status))
        found[_nearest(path, subsidiaries)].append(unanswered)
    above = [path for path in subsidiaries if path in found]
    return [Missing(subsidiaries.get(path, ""), found[path]) for path in (*above, *({None} & found.keys()))]


def _subsidiaries(survey):
    """{path: name} of the open subsidiaries below the survey's unit, in the order of their codes."""
    return dict(subsidiaries_within(survey).order_by("code").values_list("path", "name"))


def _nearest(path, subsidiaries):
    """The path of the subsidiary next above the unit, not its own; None without one."""
    path = parent_path(path)
    while path and path not in subsidiaries:
        path = parent_path(path)
    return path or None


# --- As text ---------------------------------------------------------------------------------------------------
def chase_text(survey, missing):
    """The list for a group chat: a heading per subsidiary, a line per unit with whose turn it is."""
    if not missing:
        return _("%(survey)s: every unit has answered.") % {"survey": survey}
    day = survey.closes_on.isoformat()
    lines = [_("%(survey)s: please answer by %(day)s. Still missing:") % {"survey": survey, "day": day}]
    told = _teller(survey)
    for group in missing:
        lines.append(_heading(group))
        lines += map(told, group.returns)
    return "\n".join(lines)


def _heading(group):
    name, count = _name(group), len(group.returns)
    return ngettext("[%(unit)s] %(count)d unit", "[%(unit)s] %(count)d units", count) % {"unit": name, "count": count}


def _name(group):
    return group.subsidiary or _("Units that answer straight to the top")


def _teller(survey):
    """A function from an Unanswered to its line; its words are looked up once for all of them."""
    line, until, past = _("%(unit)s: %(said)s"), _("until %(day)s"), _("past its last day")
    labels, on = dict(ReturnStatus.choices), today()
    turns = {status: _whose(status, role) for status, role in TURN.items()}

    def told(unanswered):
        said = [
            turns[unanswered.status] % joined(unanswered.people) if unanswered.people else labels[unanswered.status]
        ]
        if unanswered.last_day != survey.closes_on:
            said.append(until % {"day": unanswered.last_day.isoformat()})
        if unanswered.last_day < on:
            said.append(past)
        return line % {"unit": unanswered.unit, "said": joined(said)}

    return told


def _whose(status, role):
    """The status with a place for the names of whose turn it is."""
    return _("%(status)s (%(role)s %(people)s)") % {"status": status.label, "role": role.label, "people": "%s"}


def missing_by_subsidiary(survey):
    """[(name, how many have not answered)] of a survey, for whoever closes it."""
    groups = missing_returns(survey, survey.returns.all())
    return [(_name(group), len(group.returns)) for group in groups]
