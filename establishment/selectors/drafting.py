"""What decided demand lines ask of the posts there are: the changes that would make the numbers true."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from establishment.enums import ChangeKind, ReviewStatus
from establishment.models import PostChange
from office.scope import subtree
from planning.enums import SurveyStatus
from planning.models import DemandLine
from posts.enums import STANDING_POSTS
from posts.models import Appointment, Post
from rulebooks.selectors import RulesOn

UNIT = "demand_return__unit"


@dataclass
class Drafted:
    """`changes` as `add_changes` takes them; `left_out` are sentences on lines of which none could be made."""

    changes: list = field(default_factory=list)
    left_out: list = field(default_factory=list)


def waiting_lines(unit, survey=None):
    """Decided and published lines of units below `unit` with other numbers than the posts have, that no review answers which
    was not withdrawn."""
    answered = PostChange.objects.exclude(line=None).exclude(review__status=ReviewStatus.WITHDRAWN)
    lines = DemandLine.objects.filter(
        subtree(unit.path, f"{UNIT}__path"), demand_return__survey__status=SurveyStatus.PUBLISHED
    )
    lines = lines.filter(demand_return__survey=survey) if survey else lines
    asking = lines.annotate(there=_seats_there()).exclude(Q(decided=None) | Q(decided=F("there")))
    return asking.exclude(pk__in=answered.values("line"))


def _seats_there():
    """How many authorised seats the unit of a line, or what it was merged into, has in its discipline and grade."""
    posts = Post.objects.filter(
        unit=Coalesce(OuterRef(f"{UNIT}__successor"), OuterRef(UNIT)),
        discipline=OuterRef("discipline"),
        grade=OuterRef("grade"),
        status__in=STANDING_POSTS,
    )
    seats = posts.order_by().values("discipline").annotate(seats=Sum("authorised")).values("seats")
    return Coalesce(Subquery(seats), 0)


def drafted_from(review, lines):
    """What the lines make of the posts of their unit, discipline and grade; a constant number of queries.

    Further seats go to the first of these posts, or to a new one; seats are given up where nobody sits first. A number that
    is true already needs no change.
    """
    lines = list(
        lines.select_related(f"{UNIT}__successor", "discipline", "grade").order_by(
            f"{UNIT}__code", "discipline__code", "grade__code", "pk"
        )
    )
    return Drafting(review, lines).done()


class Drafting:
    def __init__(self, review, lines):
        self.review, self.lines, self.found = review, lines, Drafted()
        self.posts = self._posts()
        self.held = dict(
            Appointment.objects.serving()
            .filter(seat__post__unit__in=self._units())
            .order_by()
            .values_list("seat__post")
            .annotate(Count("pk"))
        )
        self.codes = set(Post.objects.filter(unit__in=self._units()).values_list("code", flat=True))
        self.codes |= set(review.changes.exclude(code="").values_list("code", flat=True))
        self.there = set(review.changes.exclude(post=None).values_list("post", flat=True))
        self.rules = RulesOn(review.effective_on)

    def _units(self):
        return {self._unit(line).pk for line in self.lines}

    @staticmethod
    def _unit(line):
        """Where its posts are now: a unit that was merged since has passed them on."""
        unit = line.demand_return.unit
        return unit.successor or unit

    def _posts(self):
        found = defaultdict(list)
        standing = Post.objects.filter(unit__in=self._units(), status__in=STANDING_POSTS)
        for post in standing.select_related("unit").order_by("code"):
            found[post.unit_id, post.discipline_id, post.grade_id].append(post)
        return found

    def done(self):
        for line in self.lines:
            unit = self._unit(line)
            if unit.is_closed_on(self.review.effective_on):
                self.found.left_out.append(_("%(unit)s · %(line)s: the unit is closed.") % {"unit": unit, "line": line})
                continue
            posts = self.posts[unit.pk, line.discipline_id, line.grade_id]
            extra = line.decided - sum(post.authorised for post in posts)
            if any(post.pk in self.there for post in posts):
                self.found.left_out.append(
                    _("%(unit)s · %(line)s: the review changes a post of it already.") % {"unit": unit, "line": line}
                )
            elif extra > 0:
                self._more(line, unit, posts, extra)
            elif extra < 0:
                self._fewer(line, posts, -extra)
        return self.found

    def _more(self, line, unit, posts, extra):
        if posts:
            first = posts[0]
            self._add(line, kind=ChangeKind.REVISE, post=first, authorised=first.authorised + extra)
            return
        self._add(
            line,
            kind=ChangeKind.CREATE,
            code=self._code(unit, line),
            unit=unit,
            discipline=line.discipline,
            grade=line.grade,
            authorised=extra,
        )

    def _fewer(self, line, posts, count):
        for post in sorted(posts, key=lambda post: (self.held.get(post.pk, 0) >= post.authorised, post.code)):
            fewer = min(count, post.authorised)
            count -= fewer
            if fewer == post.authorised:
                self._add(line, kind=ChangeKind.ABOLISH, post=post)
            elif fewer:
                self._add(line, kind=ChangeKind.REVISE, post=post, authorised=post.authorised - fewer)

    def _add(self, line, **facts):
        self.found.changes.append(facts | {"line": line})

    def _code(self, unit, line):
        """As the group numbers its posts: unit, discipline, rank of the grade; a further one gets a number behind it."""
        grades = [rule.grade_id for rule in self.rules.grade_rules(unit)]
        rank = grades.index(line.grade_id) + 1 if line.grade_id in grades else len(grades) + 1
        code = first = f"{unit.code}-{line.discipline.code}-{rank}"
        number = 1
        while code in self.codes:
            number += 1
            code = f"{first}-{number}"
        self.codes.add(code)
        return code
