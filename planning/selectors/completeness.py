"""How far the answers to a survey are, one level of units at a time, as far as the reader sees them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

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


class Figures:
    """Counts of returns, by what they are, and sums of seats: the wanted ones of what has been answered, as `authorised_answered`.

    Made of rows that say of the returns of one status: how many, whichever are late or past their last day, their seats.
    """

    def __init__(self, rows):
        self.of_status = Counter()
        self.late = self.overdue = self.to_decide = self.authorised = self.authorised_answered = self.wanted = 0
        for row in rows:
            self._add(**row)

    def _add(self, *, status, asked, late, past, to_decide, seats, seats_wanted, **_others):
        self.of_status[status] += asked
        self.late += late
        self.to_decide += to_decide
        self.authorised += seats or 0
        if status in UNANSWERED:
            self.overdue += past
        else:
            self.authorised_answered += seats or 0
            self.wanted += seats_wanted or 0

    @property
    def asked(self):
        return self.of_status.total()

    @property
    def answered(self):
        return sum(self.of_status[status] for status in ANSWERED)

    @property
    def submitted(self):
        return self.of_status[ReturnStatus.SUBMITTED]

    @property
    def standing(self):
        """[(label, count)] of where those stand that have not answered."""
        return [
            (status.label, self.of_status[status])
            for status in ReturnStatus
            if status in UNANSWERED and self.of_status[status]
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
    """The branches below the unit `at`, a page of them, and the sum of all. At most three queries, however many units answer."""

    def __init__(self, survey, at, user, number=1):
        self.survey, self.at, self.user, self.number = survey, at, user, number

    @cached_property
    def _found(self):
        """{branch: rows}, one for each status: the branch is the part of the path below `at`, up to the next unit; "" is `at` itself.

        At the survey's own unit each unit that stands elsewhere by now is a branch, too.
        """
        returns = DemandReturn.objects.visible_to(self.user).filter(survey=self.survey).with_due_on()
        returns = returns.annotate(of_lines=_sum_of("authorised"), wanted_by_lines=_sum_of("wanted"))
        rows = self._by_branch(returns).annotate(
            asked=Count("pk"),
            late=Count("pk", filter=Q(late=True)),
            past=Count("pk", filter=Q(last_day__lt=today())),
            to_decide=Count("pk", filter=self._waits_for_a_decision()),
            seats=Sum("of_lines"),
            seats_wanted=Sum("wanted_by_lines"),
            only=Min("pk"),
        )
        found = defaultdict(list)
        for row in rows:
            found[row["branch"]].append(row)
        return dict(found)

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
        return returns.order_by().annotate(branch=branch).values("branch", "status")

    @property
    def gathers_at_subsidiary(self):
        """Whether `at` is a subsidiary that consolidates what units below it answer; a closed one does so no more."""
        return consolidates(self.at) and self.at.pk != self.survey.unit_id and any(self._found)

    @property
    def total(self):
        return Figures(chain.from_iterable(self._found.values()))

    @cached_property
    def page(self):
        """The page of branches in the order of their codes, the unit itself before what stands below it."""
        keys = {_key(branch): branch for branch in self._found if branch}
        count = len(self._found)
        number = max(1, min(self.number, -(-count // BRANCHES_SHOWN)))
        itself = [self.at] if "" in self._found else []
        start, stop = (max(0, place * BRANCHES_SHOWN - len(itself)) for place in (number - 1, number))
        below = Unit.objects.filter(pk__in=keys).select_related("successor").order_by("code")
        units = [*(itself if number == 1 else []), *(below[start:stop] if keys else [])]
        rows = [self._branch(unit, keys.get(unit.pk, "")) for unit in units]
        return Page(number, BRANCHES_SHOWN, rows, count, capped=False, has_next=number * BRANCHES_SHOWN < count)

    def _branch(self, unit, branch):
        rows = self._found[branch]
        figures = Figures(rows)
        return Branch(unit, figures, itself=branch == "", only=rows[0]["only"] if figures.asked == 1 else None)

    @property
    def steps(self):
        """The units from the survey's down to `at`."""
        above = self.at.ancestor_ids[self.survey.unit.depth : -1]
        return [*(Unit.objects.filter(pk__in=above).order_by("path") if above else ()), self.at]


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
