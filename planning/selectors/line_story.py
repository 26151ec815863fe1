"""The story of one demand line: asked for, handed in, checked, approved, consolidated, decided, published.

Acts come from the audit trail of the line and of its return, in the order in which they were done. What happened to the
whole return is told as far as it is about the line; numbers that are not published are told to nobody but who may read them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from office import history
from office.models import AuditEntry
from office.scope import url_in_sight
from planning.enums import LineState, SurveyStatus
from planning.rules.numbers import can_read_decided

TOLD_ALREADY = {"status", "signed_code"}
DECIDED = {"decided", "decided_reason", "decision"}
KINDS = {  # the shape of a knot, by what was done
    "demandreturn.approved_on_paper": "paper",
    "demandreturn.copy_filed": "paper",
    "demandreturn.sent_back": "unit",
    "demandreturn.sent_back_to_subsidiary": "unit",
}


@dataclass
class Knot:
    """One act: when, what, who, the numbers it changed in words, and why."""

    at: datetime
    what: str
    who: str = ""
    kind: str = "term"
    reason: str = ""
    details: list = field(default_factory=list)
    links: list = field(default_factory=list)  # (label, url, "" if out of sight)


@dataclass(frozen=True)
class Story:
    """`state` is how far the line is for this reader, a LineState."""

    knots: list
    shows_decided: bool
    state: LineState


def story_of(line, user):
    """The Story of a line in sight, with its return, survey, unit, grade and discipline; a constant number of queries."""
    shown = can_read_decided(user, line.demand_return.survey)
    knots = [*_asked(line), *_acts(line, user, shown), *_published(line)]
    return Story(sorted(knots, key=lambda knot: knot.at), shown, line.state_for(shown))


def _asked(line):
    """The sentence that asked for it; of a line that nobody has filed yet, when it was laid out."""
    at = line.filed_at or line.demand_return.survey.opened_at
    if at is None:
        return
    if line.wanted is None:
        yield Knot(at, _("Laid out with the facts of the day"), kind="post")
        return
    numbers = {"wanted": line.wanted, "authorised": line.authorised}
    knot = Knot(at, _("Demand put forward"), str(line.filed_by or ""), kind="post", reason=line.problem)
    knot.details = [_("%(wanted)d seats wanted, %(authorised)d authorised then") % numbers]
    knot.details += [line.get_urgency_display()] if line.urgency else []
    yield knot


# --- Acts ------------------------------------------------------------------------------------------------------
def _acts(line, user, shown):
    demand_return = line.demand_return
    found = AuditEntry.objects.filter(
        Q(target_type=line._meta.label_lower, target_id=line.pk)
        | Q(target_type=demand_return._meta.label_lower, target_id=demand_return.pk)
    )
    entries = [entry for entry in found.order_by("pk") if shown or not DECIDED & set(entry.changes)]
    decision = (str(line.decision or ""), url_in_sight(user, line.decision))
    on_paper = [entry for entry in entries if KINDS.get(entry.verb) == "paper"]
    for entry in entries:
        knot = _done(entry, line, decision)
        if entry in on_paper[-1:]:  # its scan took the place of earlier ones
            knot.links.append((_("signed copy"), reverse("planning:return_scan", args=[demand_return.pk])))
        yield knot


def _done(entry, line, decision):
    of_line = entry.target_type == line._meta.label_lower
    knot = Knot(entry.at, history.words_of(entry.verb), entry.actor_name, reason=entry.reason)
    knot.kind = KINDS.get(entry.verb, "result" if of_line else "term")
    changes = {name: pair for name, pair in entry.changes.items() if name not in TOLD_ALREADY}
    if line.decision and changes.get("decision", [""])[-1] == decision[0]:
        del changes["decision"]
        knot.links.append(decision)
    words = history.changes_in_words(changes, entry.target_type)
    knot.details = [words] if words else []
    return knot


def _published(line):
    survey = line.demand_return.survey
    if survey.status == SurveyStatus.PUBLISHED and survey.published_at:
        yield Knot(survey.published_at, _("Published to the units"), kind="result")
