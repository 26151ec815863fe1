"""Findings and what follows from all of them together: groups, waivers, the fit of a person and a post."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.sentences import joined
from posts.eligibility.conditions import Condition
from posts.enums import VERDICT_COLOURS, Verdict
from rulebooks.enums import AuthorityLevel, Necessity
from rulebooks.models import GradeRule


class Discreet:
    """What is said by a `sentence`, and by a `discreet` one to whoever may not see the person's date of birth."""

    def told(self, sees_birth):
        return self.sentence if sees_birth else self.discreet


@dataclass(frozen=True)
class Finding(Discreet):
    """One condition held against one record. `value` is what was found: whole years, a code, a number, or None."""

    condition: Condition
    verdict: Verdict
    value: object
    tell: Callable[[], str]
    waivable_by: frozenset = frozenset()  # values of AuthorityLevel

    @property
    def name(self):
        return self.condition.name

    @property
    def asked(self):
        return self.condition.asked

    @cached_property
    def found(self):
        """What the record says, in words; put into them only where someone reads it, not for 2,000 people."""
        return self.tell()

    @property
    def group(self):
        return self.condition.group

    @property
    def necessity(self):
        return self.condition.necessity

    @property
    def necessity_label(self):
        return Necessity(self.necessity).label

    @property
    def standing(self):
        return self.condition.standing

    @property
    def colour(self):
        return VERDICT_COLOURS[self.verdict]

    @property
    def sentence(self):
        """What is asked and what was found; tells age and retirement."""
        if not self.condition.measure:
            return _("%(name)s: %(found)s.") % {"name": self.name, "found": self.found}
        return _("Asks for %(asked)s; found: %(found)s.") % {"asked": self.asked, "found": self.found}

    @property
    def discreet(self):
        if not self.condition.rests_on_birth:
            return self.sentence
        return _("Asks for %(asked)s; %(verdict)s.") % {"asked": self.asked, "verdict": self.verdict.label}


@dataclass(frozen=True)
class Fit:
    """How a record fits a grade: a finding per condition, in the order of the standard.

    `rule` is the GradeRule that was applied; its rulebook, standard, authority and term hang on it. It is None where no
    rulebook governs the unit or the rulebook says nothing of the grade: then one finding asks a person to look.
    """

    rule: GradeRule | None
    findings: tuple

    @property
    def standard(self):
        return self.rule and self.rule.qualification

    @property
    def rulebook(self):
        return self.rule and self.rule.rulebook

    @cached_property
    def binding(self):
        """Standing conditions that are not merely preferred; of a group one finding for all its rows."""
        return [finding for finding in concluded(self.findings) if finding.condition.is_binding]

    @property
    def unmet(self):
        return [finding for finding in self.binding if finding.verdict == Verdict.NOT_MET]

    @property
    def to_look_at(self):
        return [finding for finding in self.binding if finding.verdict == Verdict.LOOK]

    @property
    def verdict(self):
        if self.unmet:
            return Verdict.NOT_MET
        return Verdict.LOOK if self.to_look_at else Verdict.MET

    @property
    def colour(self):
        return VERDICT_COLOURS[self.verdict]


def concluded(findings):
    """The findings with each group ("any k of group g") in place of its rows."""
    rows = defaultdict(list)
    for finding in findings:
        rows[finding.group].append(finding)
    alone = rows.pop("", [])
    return [*alone, *(_of_group(members) for members in rows.values())]


def _of_group(members):
    """Met when enough rows are; to be looked at while that could still be; else not met."""
    asked = max(1, *(finding.condition.group_minimum for finding in members))
    met, open_ = (sum(finding.verdict == verdict for finding in members) for verdict in (Verdict.MET, Verdict.LOOK))
    verdict = Verdict.MET if met >= asked else Verdict.LOOK if met + open_ >= asked else Verdict.NOT_MET
    names = joined(finding.name for finding in members)
    condition = Condition(
        name=_("At least %(number)d of: %(names)s") % {"number": asked, "names": names},
        measure="",
        threshold=str(asked),
        necessity=_necessity(members),
        group=members[0].group,
        group_minimum=asked,
        standing=all(finding.standing for finding in members),
    )
    found = _("%(met)d met, %(look)d to be looked at") % {"met": met, "look": open_}
    return Finding(condition, verdict, met, lambda: found, _waivers(members, asked - met))


def _necessity(members):
    binding = [finding.necessity for finding in members if finding.necessity != Necessity.PREFERRED]
    return min(binding, default=Necessity.PREFERRED)  # "mandatory" comes before "waivable"


def _waivers(members, lacking):
    """The levels that may waive enough rows for the group to be met."""
    unmet = [finding for finding in members if finding.verdict != Verdict.MET]
    return frozenset(
        level
        for level in AuthorityLevel
        if sum(finding.verdict == Verdict.LOOK or level in finding.waivable_by for finding in unmet) >= lacking
    )
