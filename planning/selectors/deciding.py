"""What deciding some lines at once comes to, before it is done."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from office.check_codes import digest
from office.models import Decision
from planning.enums import AT_THE_TOP
from planning.models import DemandCandidate, DemandLine, DemandSurvey
from planning.selectors.desk import Sums, desk_lines, named, named_of_keys
from planning.selectors.participants import taken_part_in
from planning.selectors.quotas import Quotas
from planning.selectors.rates import yearly
from rulebooks.selectors import numbers_on

LISTED = 50
SHOWN = ("authorised", "wanted", "consolidated", "decided", "decision_id", "number")


@dataclass(frozen=True)
class Granted:
    """Lines of one plant, discipline and grade that get further seats though the quota is exceeded by them."""

    lines: list
    seats: int
    quota: int

    @property
    def line(self):
        return self.lines[0]

    def __str__(self):
        return _("%(line)s: %(seats)d seats in the plant, the quota is %(quota)d") % {
            "line": named(self.line),
            "seats": self.seats,
            "quota": self.quota,
        }


@dataclass
class Outcome:
    """`lines` know their `number`; `beyond` are the quotas that the seats granted exceed."""

    survey: DemandSurvey
    lines: list
    decision: Decision
    beyond: list

    @cached_property
    def changing(self):
        """Those that get another number or decision than they have."""
        return [line for line in self.lines if (line.decided, line.decision_id) != (line.number, self.decision.pk)]

    @property
    def lines_kept(self):
        return len(self.lines) - len(self.changing)

    @property
    def corrected(self):
        """Those that were decided before."""
        return [line for line in self.changing if line.decided is not None]

    @property
    def differing(self):
        """Those whose number is another than the consolidated one."""
        return [line for line in self.changing if line.number != line.consolidated]

    @cached_property
    def to_explain(self):
        """Those that say why: another number than the consolidated one, or than was decided before."""
        return [line for line in self.changing if line.number != line.consolidated or line.decided is not None]

    @property
    def listed(self):
        """The lines that are shown one by one: all of a few, else the first, those before whose number is another."""
        return self.lines if len(self.lines) <= LISTED else self._by_weight[:LISTED]

    @property
    def unlisted(self):
        return self._by_weight[LISTED:]

    @property
    def unlisted_differing(self):
        return [line for line in self.unlisted if line.number != line.consolidated]

    @cached_property
    def _by_weight(self):
        return sorted(self.lines, key=lambda line: line.number == line.consolidated)

    @property
    def keys_beyond(self):
        return {line.pk for granted in self.beyond for line in granted.lines}

    @property
    def sums(self):
        """Sums by grade of what would be decided."""
        found = {}
        for line in sorted(self.lines, key=lambda line: line.grade.code):
            found[line.grade_id] = found.get(line.grade_id, Sums(str(line.grade))) + _sum_of(line)
        return list(found.values())

    @property
    def code(self):
        """Stands for all that was shown: another one means that something changed since."""
        numbers = (value for line in self.lines for value in (line.pk, *(getattr(line, name) for name in SHOWN)))
        quotas = (value for granted in self.beyond for value in (granted.line.pk, granted.seats, granted.quota))
        return digest([self.decision.pk, *numbers, "", *quotas])


def _sum_of(line):
    extra = line.number - line.authorised
    priced = line.allowance is not None
    return Sums(
        lines=1,
        undecided=line.decided is None,
        authorised=line.authorised,
        wanted=line.wanted or 0,
        consolidated=line.consolidated or 0,
        decided=line.number,
        standing=line.number,
        money=yearly(extra, line.allowance) if priced else Decimal(),
        unpriced=bool(extra and not priced),
    )


def outcome_of(survey, numbers, decision):
    """The Outcome of {line key: number} for lines at the top, merged ones left out; a constant number of queries."""
    rules = numbers_on(survey.as_of)
    quotas = Quotas(survey, rules)
    found = named_of_keys(desk_lines(survey, rules).annotate(plant=quotas.plant).order_by("pk"), numbers)
    for line in found:
        line.number = numbers[line.pk]
    return Outcome(survey, found, decision, list(_granted_beyond(found, quotas)))


def _granted_beyond(lines, quotas):
    groups = defaultdict(list)
    for line in lines:
        if line.quota is not None:
            groups[line.plant, line.discipline_id, line.grade_id].append(line)
    seats = quotas.seats(groups.keys())
    for group, found in groups.items():
        there = seats[group] + sum(line.number - line.standing for line in found)
        most = min(line.quota for line in found)
        granted = [line for line in found if line.number > line.authorised]
        if granted and there > most:
            yield Granted(granted, there, most)


def off_the_desk(survey, keys):
    """([merged into others], [of returns that were not passed up]): the lines of the survey among keys that do not lie before
    who decides; a constant number of queries."""
    found = named_of_keys(DemandLine.objects.filter(demand_return__survey=survey).order_by("pk"), keys) if keys else []
    below = [line for line in found if line.demand_return.status not in AT_THE_TOP]
    return [line for line in found if line not in below], below


# --- One's own interest ------------------------------------------------------------------------------------------
def own_lines(survey, user):
    """The keys of the lines that this person must not decide, with those into which such a line was merged: all of a return
    in which he or she ever took part, and those that name him or her; a query."""
    return _concerning(survey, Q(demand_return__in=taken_part_in(user)) | _naming(user))


def lines_naming(survey, user):
    """The keys of those whose number this person does not set: human resources that typed what came on paper may do so."""
    return _concerning(survey, _naming(user))


def _naming(user):
    return Q(pk__in=DemandCandidate.objects.filter(engineer__user=user).values("line"))


def _concerning(survey, condition):
    concerned = DemandLine.objects.filter(condition, demand_return__survey=survey)
    return {key for keys in concerned.order_by().values_list("pk", "merged_into") for key in keys} - {None}
