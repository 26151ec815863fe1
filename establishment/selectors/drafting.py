"""What decided demand lines ask of the posts there are: the changes that would make the numbers true."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from establishment.enums import ChangeKind, ReviewStatus
from establishment.models import PostChange, PostReview
from office.scope import subtree
from planning.models import DemandLine
from planning.selectors.decided import decided_lines
from posts.enums import STANDING_POSTS
from posts.models import Appointment, Post
from rulebooks.selectors import RulesOn

UNIT, SURVEY = "demand_return__unit", "demand_return__survey"
OF_PLACE = ("discipline", "grade")  # of a line and of a post, besides the unit


@dataclass
class Drafted:
    """`changes` as `add_changes` takes them; `left_out` are sentences on lines of which none could be made."""

    changes: list = field(default_factory=list)
    left_out: list = field(default_factory=list)


def lines_for(review):
    """The `waiting_lines` that a draft may answer: a correction only puts back what was."""
    return DemandLine.objects.none() if review.corrects_id else waiting_lines(review.unit, review.survey)


def waiting_lines(unit, survey=None):
    """Decided and published lines of units below `unit` that ask for other numbers than the posts have.

    Left out are those that a later survey asks again, that a review answers which was not withdrawn, and of whose seats a
    review decided since.
    """
    lines = _placed().filter(subtree(unit.path, f"{UNIT}__path"))
    lines = lines.filter(demand_return__survey=survey) if survey else lines
    asking = lines.annotate(asked=_seats_asked(), there=_seats_there()).exclude(asked=F("there"))
    return asking.exclude(Exists(_answers())).exclude(Exists(_later_changes()))


def reviews_answering(review):
    """[sentence] on other open reviews in which decided lines of its unit and survey stand already.

    Not everybody who reads a review sees those of the units above it.
    """
    lines = DemandLine.objects.filter(subtree(review.unit.path, f"{UNIT}__path"))
    lines = lines.filter(demand_return__survey=review.survey) if review.survey else lines
    others = PostReview.objects.open().exclude(pk=review.pk)
    others = others.filter(pk__in=PostChange.objects.filter(line__in=lines).values("review")).order_by("pk")
    told = (_stand_in(other, review) for other in others.select_related("unit"))
    return list(dict.fromkeys(told))


def _stand_in(other, review):
    if review.unit.covers(other.unit.path):
        return _("Decided lines stand in the review “%(review)s”.") % {"review": other}
    return _("Decided lines stand in another review.")


def _placed():
    """The decided lines; `place` is where their posts are now."""
    return decided_lines().annotate(place=Coalesce(f"{UNIT}__successor", UNIT))


def _at_place(unit):
    """The condition that `unit`, or what it was merged into, is the place of the outer line."""
    return Q(**{unit: OuterRef("place")}) | Q(**{f"{unit}__successor": OuterRef("place")})


def _seats_asked():
    """How many seats all lines of the place decide on together: of merged units there are several."""
    lines = _placed().filter(_at_place(UNIT), **{name: OuterRef(name) for name in OF_PLACE})
    return Subquery(lines.order_by().values("discipline").annotate(seats=Sum("decided")).values("seats"))


def _seats_there():
    """How many authorised seats the place of a line has in its discipline and grade."""
    posts = Post.objects.filter(
        _at_place("unit"), status__in=STANDING_POSTS, **{name: OuterRef(name) for name in OF_PLACE}
    )
    seats = posts.order_by().values("discipline").annotate(seats=Sum("authorised")).values("seats")
    return Coalesce(Subquery(seats), 0)


def _answers():
    """Changes that answer a line, or one of the same survey and place."""
    line = {f"line__{name}": OuterRef(name) for name in (SURVEY, *OF_PLACE)}
    return PostChange.objects.exclude(review__status=ReviewStatus.WITHDRAWN).filter(_at_place(f"line__{UNIT}"), **line)


def _later_changes():
    """Changes that gave a post of the place other seats, or took it away, after the line was published."""
    stood = {f"result__versions__{name}": OuterRef(name) for name in OF_PLACE}
    other_seats = ~Q(seats_before=F("seats_after")) | Q(kind__in=(ChangeKind.MOVE, ChangeKind.REGRADE))
    since = {"review__applied_at__gt": OuterRef(f"{SURVEY}__published_at")}
    return PostChange.objects.filter(other_seats, _at_place("result__versions__unit"), **stood, **since)


def drafted_from(review, lines):
    """What the lines make of the posts of their unit, discipline and grade; a constant number of queries.

    Further seats go to the first post of the unit itself, or to a new one; seats are given up where nobody sits first. A number that
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
            .filter(self._at_units("seat__post__unit"))
            .order_by()
            .values_list("seat__post")
            .annotate(Count("pk"))
        )
        self.codes = set(Post.objects.filter(self._at_units("unit")).values_list("code", flat=True))
        self.codes |= set(review.changes.exclude(code="").values_list("code", flat=True))
        self.there = set(review.changes.exclude(post=None).values_list("post", flat=True))
        self.rules = RulesOn(review.effective_on)
        self.places = set()

    def _at_units(self, unit):
        """The condition that `unit`, or what it was merged into, is one of the units of the lines."""
        keys = {self._unit(line).pk for line in self.lines}
        return Q(**{f"{unit}__in": keys}) | Q(**{f"{unit}__successor__in": keys})

    @staticmethod
    def _unit(line):
        """The unit that has its posts now: what its own was merged into since."""
        unit = line.demand_return.unit
        return unit.successor or unit

    def _posts(self):
        found = defaultdict(list)
        standing = Post.objects.filter(self._at_units("unit"), status__in=STANDING_POSTS)
        for post in standing.select_related("unit").order_by("code"):
            found[post.unit.successor_id or post.unit_id, post.discipline_id, post.grade_id].append(post)
        return found

    def done(self):
        for line in self.lines:
            unit = self._unit(line)
            if unit.is_closed_on(self.review.effective_on):
                self.found.left_out.append(_("%(unit)s · %(line)s: the unit is closed.") % {"unit": unit, "line": line})
                continue
            place = unit.pk, line.discipline_id, line.grade_id
            if place in self.places:
                continue
            self.places.add(place)
            posts = self.posts[place]
            extra = line.asked - sum(post.authorised for post in posts)
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
        if first := next((post for post in posts if post.unit_id == unit.pk), None):
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
