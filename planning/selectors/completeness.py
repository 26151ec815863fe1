"""How far the answers to a survey are, one level of units at a time, as far as the reader sees them."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, CharField, Count, Exists, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, StrIndex, Substr

from office.clock import today
from office.listing.lists import Page
from office.models import Unit
from office.scope import is_root, subtree
from planning.enums import ANSWERED, UNANSWERED, ReturnStatus
from planning.models import DemandLine, DemandReturn
from planning.models.survey import RETURNS_SEEN_BY
from planning.rules.numbers import can_read_decided
from planning.selectors.consolidators import consolidates

BRANCHES_SHOWN = 50
SEATS = ("authorised_answered", "authorised_unanswered", "wanted")
FIGURES = ("asked", "answered", "late", "overdue", *ReturnStatus.values, "to_decide", *SEATS)


class Figures:
    """Counts of returns, by what they are, and sums of seats: the wanted ones of what has been answered, as `authorised_answered`."""

    def __init__(self, found=()):
        for name in FIGURES:
            setattr(self, name, 0)
        for row in found:
            for name in FIGURES:
                setattr(self, name, getattr(self, name) + (row.get(name) or 0))

    @property
    def authorised(self):
        return self.authorised_answered + self.authorised_unanswered

    @property
    def standing(self):
        """[(label, count)] of where those stand that have not answered."""
        return [
            (status.label, getattr(self, status.value))
            for status in ReturnStatus
            if status in UNANSWERED and getattr(self, status.value)
        ]


@dataclass
class Branch:
    """A unit with all that answers below it, or (`itself`) only its own return."""

    unit: Unit
    figures: Figures
    itself: bool
    only: int | None  # the key of the return, where the branch has but one

    @property
    def merged(self):
        """It was closed or merged while the survey runs; its return stays, below its successor."""
        return self.unit.is_closed_on(today())


class Completeness:
    """The branches below the unit `at`, a page of them, and the sum of all. Four queries, however many units answer."""

    def __init__(self, survey, at, user, number=1):
        self.survey, self.at, self.user, self.number = survey, at, user, number

    @cached_property
    def _found(self):
        """{branch: figures}: the branch is the part of the path below `at`, up to the next unit; "" is `at` itself.

        At the survey's own unit each unit that stands elsewhere by now is a branch, too.
        """
        returns = DemandReturn.objects.visible_to(self.user).filter(survey=self.survey).with_due_on()
        answered = Q(status__in=ANSWERED)
        returns = returns.annotate(seats=_sum_of("authorised"), seats_wanted=_sum_of("wanted"))
        rows = self._by_branch(returns).annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=answered),
            late=Count("pk", filter=Q(late=True)),
            overdue=Count("pk", filter=Q(status__in=UNANSWERED, last_day__lt=today())),
            only=Min("pk"),
            **{status.value: Count("pk", filter=Q(status=status)) for status in ReturnStatus},
            to_decide=Count("pk", filter=self._waits_for_a_decision()),
            authorised_answered=Sum("seats", filter=answered),
            authorised_unanswered=Sum("seats", filter=~answered),
            wanted=Sum("seats_wanted", filter=answered),
        )
        return {row["branch"]: row for row in rows}

    def _waits_for_a_decision(self):
        """Passed up; whoever is told what was decided counts those alone of which a line is still undecided."""
        passed_up = Q(status=ReturnStatus.CONSOLIDATED)
        if not can_read_decided(self.user, self.survey):
            return passed_up
        return passed_up & Exists(DemandLine.objects.filter(demand_return=OuterRef("pk"), decided=None))

    def _by_branch(self, returns):
        below = Substr("unit__path", len(self.at.path) + 1)
        branch = Substr("unit__path", len(self.at.path) + 1, StrIndex(below, Value("/")))
        within = subtree(self.at.path, "unit__path")
        if self.at.pk == self.survey.unit_id and not is_root(self.at.path):
            branch = Case(When(within, then=branch), default=Cast("unit", CharField()))
        else:
            returns = returns.filter(within)
        return returns.order_by().annotate(branch=branch).values("branch")

    @property
    def gathers_at_subsidiary(self):
        """Whether `at` is a subsidiary that consolidates what units below it answer; a closed one does so no more."""
        return consolidates(self.at) and self.at.pk != self.survey.unit_id and any(self._found)

    @property
    def total(self):
        return Figures(self._found.values())

    @cached_property
    def page(self):
        """The page of branches in the order of their codes, the unit itself before what stands below it."""
        keys = {_key(branch): branch for branch in self._found if branch}
        codes = Unit.objects.filter(pk__in=keys).order_by("code").values_list("pk", flat=True) if keys else ()
        order = [*([self.at.pk] if "" in self._found else []), *codes]
        count, number = len(order), max(1, min(self.number, -(-len(order) // BRANCHES_SHOWN)))
        shown = order[(number - 1) * BRANCHES_SHOWN : number * BRANCHES_SHOWN]
        units = Unit.objects.select_related("successor").in_bulk(shown)
        rows = [self._branch(units[key], keys.get(key, "")) for key in shown]
        return Page(number, BRANCHES_SHOWN, rows, count, capped=False, has_next=number * BRANCHES_SHOWN < count)

    def _branch(self, unit, branch):
        row = self._found[branch]
        return Branch(unit, Figures([row]), itself=branch == "", only=row["only"] if row["asked"] == 1 else None)

    @property
    def steps(self):
        """The units from the survey's down to `at`."""
        above = self.at.ancestor_ids[self.survey.unit.depth :]
        return list(Unit.objects.filter(pk__in=above).order_by("path"))


def _sum_of(field):
    """Over the lines of each return: the database reads them in the order of their index, and sorts returns instead of lines."""
    lines = DemandLine.objects.filter(demand_return=OuterRef("pk")).order_by().values("demand_return")
    return Subquery(lines.values(total=Sum(field)))


def _key(branch):
    return int(branch.rstrip("/"))


def top_for(survey, user):
    """Where the reader begins: at the survey's unit, or at the one branch of it that this person sees."""
    seen = user.paths_as(RETURNS_SEEN_BY)
    within = [path for path in seen if path.startswith(survey.unit.path)]
    if len(within) == 1 and not user.holds(RETURNS_SEEN_BY, survey.unit.path):
        return Unit.objects.get(path=within[0])
    return survey.unit
