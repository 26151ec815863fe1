"""What a review does to quotas, coverage and money: what there is, added up, and what the picture of its posts changes in it."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Sum

from office.enums import UnitKind
from office.models import Unit
from office.scope import parent_path
from planning.selectors.rates import yearly
from posts.enums import STANDING_POSTS
from rulebooks.enums import AuthorityLevel


@dataclass(frozen=True)
class Place:
    """The seats of a grade and discipline in a plant, as they are and as they would be. `quota` is None without a limit."""

    plant: int
    discipline: int
    grade: int
    before: int
    after: int
    quota: int | None

    @property
    def group(self):
        return self.plant, self.discipline, self.grade

    @property
    def broken(self):
        """Beyond the quota, and not for having been so before."""
        return self.quota is not None and self.after > max(self.quota, self.before)


@dataclass(frozen=True)
class Meters:
    seats_before: int
    seats_after: int
    covered_before: int  # pairs of a plant (or a unit outside of plants) and a discipline with a seat
    covered_after: int
    money: Decimal  # yuan a year, more or less
    unpriced: int  # seats, more or fewer, whose allowance no rulebook says
    places: list  # [Place] of those that change
    plants: "Plants"

    @property
    def broken(self):
        return [place for place in self.places if place.broken]


def meters_of(there, picture, rules):
    """By `rules` (RulesOn); `picture` has at least the posts that change, `there` are the rows of all. Two queries."""
    plants = Plants()
    before = Counter()
    for unit, discipline, grade, path, seats in there:
        before[plants.above(path, unit), discipline, grade] += seats
    after = before.copy()
    for sides in picture.touched:
        for standing, sign in zip(sides, (-1, 1), strict=True):
            if standing:
                after[plants.group(standing)] += sign * standing.seats
    money, unpriced = _money(picture, rules)
    return Meters(
        sum(before.values()),
        sum(after.values()),
        _covered(before),
        _covered(after),
        money,
        unpriced,
        _places(picture, plants, before, after, rules),
        plants,
    )


class Plants:
    """The open plants; a query."""

    def __init__(self):
        plants = Unit.objects.filter(kind=UnitKind.PLANT, closed_on=None).order_by()
        self.above_path = dict(plants.values_list("path", "pk"))

    def above(self, path, unit):
        """The key of the nearest open plant that the unit of the path is or belongs to, else of the unit itself."""
        if path not in self.above_path:
            parent = parent_path(path)
            self.above_path[path] = self.above(parent, None) if parent else None
        return self.above_path[path] or unit

    def group(self, standing):
        return self.above(standing.path, standing.unit), standing.discipline, standing.grade


def seats_there(posts):
    """Rows of (unit, discipline, grade, unit's path, seats) of posts or of versions of posts, added up by the database."""
    standing = posts.filter(status__in=STANDING_POSTS).order_by()
    return standing.values_list("unit", "discipline", "grade").annotate(Min("unit__path"), Sum("authorised"))


def _covered(seats):
    return len({(plant, discipline) for (plant, discipline, _grade), count in seats.items() if count})


def _places(picture, plants, before, after, rules):
    paths = {}
    for sides in picture.touched:
        paths |= {plants.group(standing): standing.path for standing in sides if standing}
    return [
        Place(*group, before[group], after[group], _quota(rules, paths[group], group[-1]))
        for group in sorted(group for group in paths if None not in group)  # a draft may leave them out
        if before[group] != after[group]
    ]


def _quota(rules, path, grade):
    rule = rules.grade_rule_at(path, grade)
    return rule and rule.quota


def _money(picture, rules):
    money, unpriced = Decimal(), 0
    for before, after in picture.touched:
        for standing, sign in ((before, -1), (after, 1)):
            if standing is None or not standing.counts:
                continue
            rule = rules.grade_rule_at(standing.path, standing.grade)
            if rule and rule.monthly_allowance is not None:
                money += yearly(sign * standing.authorised, rule.monthly_allowance)
            else:
                unpriced += sign * standing.authorised
    return money, unpriced


# --- Who authorises --------------------------------------------------------------------------------------------
LEVELS = (AuthorityLevel.UNIT, AuthorityLevel.SUBSIDIARY, AuthorityLevel.GROUP)  # rising


def level_of(picture, rules):
    """The highest AuthorityLevel that a post asks for as it was or would be; the group's where the rules say nothing."""
    found = {LEVELS.index(_level(standing, rules)) for sides in picture.touched for standing in sides if standing}
    return LEVELS[max(found)] if found else AuthorityLevel.GROUP


def appointing_level(places, rules):
    """The highest AuthorityLevel that appoints one of (unit's path, grade); the group's where the rules say nothing."""
    found = (rules.grade_rule_at(*place) for place in places)
    return higher(*(rule.appointed_by if rule else AuthorityLevel.GROUP for rule in found))


def higher(*levels):
    return LEVELS[max(map(LEVELS.index, levels), default=0)]


def _level(standing, rules):
    rule = rules.grade_rule_at(standing.path, standing.grade)
    return (rule and rule.authorised_by) or AuthorityLevel.GROUP
