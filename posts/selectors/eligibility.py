"""The fit of a person and a post as pages show it."""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts import eligibility
from posts.eligibility import Finding, Fit
from posts.enums import Verdict
from posts.models import Appointment, Post
from rulebooks.enums import Necessity
from rulebooks.models import GradeRule
from rulebooks.selectors import RulesOn, published_rules


# --- Posts -------------------------------------------------------------------------------------------
def posts_to_ask_about(user):
    """Posts that the user sees by duty, and those open to him or her."""
    return Post.objects.filter(
        Q(pk__in=Post.objects.visible_to(user).values("pk")) | Q(pk__in=Post.objects.open_to(user).values("pk"))
    ).select_related("unit", "discipline", "grade")


def own_discipline_first(posts, discipline):
    """Annotates `elsewhere`: whether the post is of another discipline than the person's, or a part or whole of it."""
    return posts.annotate(
        elsewhere=Case(
            When(of_discipline(discipline), then=Value(False)), default=Value(True), output_field=BooleanField()
        )
    )


def of_discipline(discipline):
    """The condition that something is of the discipline, or of a part or the whole of it."""
    keys = [key for key in (discipline.pk, discipline.parent_id) if key] if discipline else []
    return Q(discipline__in=keys) | Q(discipline__parent__in=keys)


def post_of(engineer, on):
    """The appointment by which someone holds a seat on the day, or is to hold one, or None."""
    return (
        Appointment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), engineer=engineer)
        .select_related("seat__post__unit", "grade")
        .order_by("starts_on")
        .first()
    )


# --- Fits --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GradeFit:
    """A grade of the rulebook that governs a unit, and how a person fits it."""

    rule: GradeRule
    fit: Fit

    @property
    def colour(self):
        return self.fit.colour

    def get_status_display(self):
        return self.fit.verdict.label

    @property
    def lacking(self):
        """The findings on the conditions that are unmet, then on those to be looked at."""
        return [*self.fit.unmet, *self.fit.to_look_at]

    @property
    def count(self):
        """How many conditions are unmet, or else to be looked at, in words."""
        if number := len(self.fit.unmet):
            return ngettext("%(count)d condition unmet", "%(count)d conditions unmet", number) % {"count": number}
        if number := len(self.fit.to_look_at):
            return ngettext("%(count)d condition to check", "%(count)d conditions to check", number) % {"count": number}
        return ""


def grade_fits(engineer, unit, on):
    """The person's fit for each grade of the rules of a unit, the highest first."""
    published = published_rules()
    rules = RulesOn(on, published).grade_rules(unit)
    candidates = [eligibility.Candidate(rule.grade_id, engineer, rule.grade_id, unit, on) for rule in rules]
    fits = eligibility.fits(candidates, standing_only=False, published=published)
    return [GradeFit(rule, fits[rule.grade_id]) for rule in rules]


def fit_for(engineer, post, on):
    candidate = eligibility.Candidate(post.pk, engineer, post.grade_id, post.unit, on)
    return eligibility.fits([candidate], standing_only=False)[post.pk]


# --- Lines -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One condition on a page; without a record (or the right to see it) there is only what is asked."""

    name: str
    asked: str
    notes: list
    finding: Finding | None = None
    found: str = ""

    @property
    def verdict(self):
        return self.finding.verdict.label


def lines_of(fit, *, sees_birth):
    """The findings of a fit; figures that tell the date of birth are left out for whoever may not see it."""
    return [
        Line(
            finding.name,
            finding.asked,
            _notes(finding.condition),
            finding,
            finding.found if sees_birth or not finding.condition.rests_on_birth else _("not shown here"),
        )
        for finding in fit.findings
    ]


def conditions_for(post, on):
    """(rule, lines): what a post asks for, of nobody in particular."""
    rule = RulesOn(on).grade_rule(post.unit, post.grade_id)
    conditions = eligibility.conditions_of(rule, standing_only=False) if rule else []
    return rule, [Line(condition.name, condition.asked, _notes(condition)) for condition in conditions]


def _notes(condition):
    """What is peculiar to a condition, in words."""
    found = []
    if condition.necessity != Necessity.MANDATORY:
        found.append(Necessity(condition.necessity).label)
    if condition.group:
        found.append(
            _("%(number)d of group %(group)s are enough")
            % {"number": max(condition.group_minimum, 1), "group": condition.group}
        )
    if not condition.standing:
        found.append(_("checked with the application papers"))
    return found


def summary(fit):
    """What the findings come to, in one sentence."""
    return {
        Verdict.MET: _("By the record all standing conditions are met."),
        Verdict.LOOK: _("By the record nothing is missing; the conditions marked below must be checked by a person."),
        Verdict.NOT_MET: _("By the record not all standing conditions are met."),
    }[fit.verdict]
