"""What is counted at a place: seats and their holders on a day from the ledger, numbers wanted from a demand survey."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from office.clock import today
from office.models import User
from office.scope import subtree
from overview.enums import Cover
from overview.rules import sees_retirement_days
from planning.enums import ANSWERED, SurveyStatus
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.facts import RETIRING_WITHIN
from posts.models import Seat
from posts.selectors.ledger import post_lookup, seats_on
from rulebooks.models import Grade
from talent.retirement import months_after


@dataclass(frozen=True)
class Look:
    """What is looked at: by whom, on which day, of which grade or all, beside which survey or none."""

    user: User
    on: date
    grade: Grade | None = None
    survey: DemandSurvey | None = None

    @property
    def post_lookup(self):
        """The lookup by which seats name their post as it stood on the day."""
        return post_lookup(self.on)

    @property
    def ahead(self):
        """Whether it is at a day to come."""
        return self.on > today()


@dataclass
class Figures:
    """Seats. `vacant` are authorised seats that nobody holds, whoever sits beyond the number elsewhere.

    `answered` are those that were authorised, on the survey's day, where `wanted` is asked for: units yet to answer have none.
    """

    authorised: int = 0
    held: int = 0
    vacant: int = 0
    retiring: int = 0
    wanted: int = 0
    answered: int = 0

    def __add__(self, other):
        return Figures(
            self.authorised + other.authorised,
            self.held + other.held,
            self.vacant + other.vacant,
            self.retiring + other.retiring,
            self.wanted + other.wanted,
            self.answered + other.answered,
        )

    @property
    def counts(self):
        return (self.authorised, self.held, self.vacant, self.retiring, self.wanted, self.answered)

    @property
    def beyond(self):
        """Held without being authorised."""
        return self.held + self.vacant - self.authorised

    @property
    def signs(self):
        """How many of the numbers that a cell tells below its seats there are."""
        return sum(map(bool, (self.vacant, self.beyond, self.retiring, self.wanted or self.answered)))

    @property
    def cover(self):
        if not self.authorised and not self.held:
            return Cover.ASKED if self.wanted else Cover.NONE
        if self.vacant:
            return Cover.VACANT
        if self.beyond:
            return Cover.BEYOND
        return Cover.RETIRING if self.retiring else Cover.FULL


NOTHING = Figures()


def seats_in_sight(look, *also, without=()):
    """The seats of the day, of the grade that is looked at, `without` those of some posts; `also` are conditions on the others."""
    grade = Q(**{f"{look.post_lookup}__grade": look.grade}) if look.grade else Q()
    seats = Seat.objects.visible_to(look.user).exclude(post__in=without)
    return seats_on(seats, look.on, grade, *also)


def counts_of_seats(look):
    """What `Figures` needs of rows of the ledger, for `annotate`."""
    retiring = Q(holder__engineer__retires_on__lt=retiring_before(look.user, look.on))
    return {
        "authorised_seats": Count("pk", filter=Q(number__lte=F(f"{look.post_lookup}__authorised"))),
        "held": Count("holder"),
        "vacant": Count("pk", filter=Q(holder=None)),
        "retiring": Count("holder", filter=retiring),
    }


def retiring_before(user, on):
    """The day before which one retires within three years; the end of its year for those who are told by whole years."""
    end = months_after(on, RETIRING_WITHIN)
    return end if sees_retirement_days(user, on) else date(end.year + 1, 1, 1)


def lines_in_sight(look):
    """Of the survey what has left its unit, of the grade that is looked at, annotated with its `number`.

    That is what its unit wants, as the survey and its desks add it up, and once published the decided number.
    """
    lines = DemandLine.objects.visible_to(look.user).filter(
        demand_return__survey=look.survey, demand_return__status__in=ANSWERED
    )
    published = look.survey.status == SurveyStatus.PUBLISHED
    lines = lines.annotate(number=F("decided" if published else "wanted"))
    return lines.filter(grade=look.grade) if look.grade else lines


SUMS_OF_LINES = {"sum": Sum("number"), "sum_authorised": Sum("authorised", filter=Q(number__isnull=False))}


def demanded(number, authorised):
    """The figures of a row of lines in sight with their `SUMS_OF_LINES`."""
    return Figures(wanted=number or 0, answered=authorised or 0)


def figures_by_place(look, units, columns, coming=None):
    """[(key of a unit's entry, key of a column's entry, Figures)] of two levels: a query of the seats and one of the survey.

    What is `coming`, a Resorting, takes the place of the seats that there are.
    """
    found = [*seats_by_place(look, units, columns, without=coming.posts if coming else ())]
    found += chairs_by_place(coming.after, look, units, columns) if coming else ()
    return [*found, *_demand(look, units, columns)]


def seats_by_place(look, units, columns, without=()):
    """The same of the seats in sight, `without` those of some posts."""
    unit, noun = f"{look.post_lookup}__unit", f"{look.post_lookup}__{columns.noun}"
    seats = seats_in_sight(look, units.within(unit), columns.within(noun), without=without)
    placed = seats.order_by().annotate(row=units.place(unit), column=columns.place(noun))
    for row, column, *counts in placed.values_list("row", "column").annotate(**counts_of_seats(look)):
        yield units.entry(row), columns.entry(column), Figures(*counts)


def chairs_by_place(chairs, look, units, columns):
    """The same of Chairs, in which nothing is asked."""
    end = retiring_before(look.user, look.on)
    for chair in chairs:
        row, column = units.entry_of(chair.post), columns.entry_of(chair.post)
        if None not in (row, column) and (look.grade is None or look.grade.pk == chair.post.grade):
            yield row, column, figures_of(chair, end)


def figures_of(chair, end):
    """Of one seat; who holds it retires within three years if before `end`."""
    held = chair.holder is not None
    retiring = held and chair.retires_on < end
    return Figures(int(not chair.beyond), int(held), int(not held), int(retiring))


def _demand(look, units, columns):
    if look.survey is None:
        return
    lines = lines_in_sight(look).filter(units.within("demand_return__unit"), columns.within(columns.noun))
    placed = lines.order_by().annotate(row=units.place("demand_return__unit"), column=columns.place(columns.noun))
    for row, column, *sums in placed.values_list("row", "column").annotate(**SUMS_OF_LINES):
        yield units.entry(row), columns.entry(column), demanded(*sums)


# --- The survey beside it --------------------------------------------------------------------------------
def surveys_for(user):
    """Surveys that were sent out, the newest first."""
    return DemandSurvey.objects.visible_to(user).exclude(status=SurveyStatus.DRAFT)


def survey_to_begin_with(user):
    """The newest of them that has something to show: it is over, or a unit in sight has answered."""
    answered = DemandReturn.objects.visible_to(user).filter(survey=OuterRef("pk"), status__in=ANSWERED)
    over = Q(status__in=(SurveyStatus.CLOSED, SurveyStatus.PUBLISHED))
    return surveys_for(user).filter(over | Exists(answered)).first()


def answers_to(survey, user, at=None):
    """(how many units in sight are asked, how many of them have answered), of a branch or of all"""
    returns = DemandReturn.objects.visible_to(user).filter(survey=survey)
    if at:
        returns = returns.filter(subtree(at.path, "unit__path"))
    counts = returns.aggregate(asked=Count("pk"), answered=Count("pk", filter=Q(status__in=ANSWERED)))
    return counts["asked"], counts["answered"]
