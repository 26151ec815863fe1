"""The desk of a subsidiary: the returns of its units, their lines and how far they are."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter, itemgetter

from django.db.models import Count, Exists, F, OuterRef, Q, Window

from office.check_codes import check_code, digest
from planning.enums import ANSWERED, AT_THE_TOP, UNANSWERED, ReturnStatus
from planning.models import DemandLine, DemandReturn
from planning.models.demand_line import UNIT_PATH
from planning.selectors.consolidators import units_consolidated_at
from planning.selectors.merged import partners_in

IN_ORDER = ("discipline__code", "grade__code", UNIT_PATH, "pk")


# --- Whose returns ----------------------------------------------------------------------------------------------
def returns_of(survey, subsidiary):
    """The returns that it consolidates; one query."""
    if survey.unit_id not in subsidiary.ancestor_ids:
        return DemandReturn.objects.none()
    return survey.returns.filter(units_consolidated_at(subsidiary))


def lines_of(returns):
    """The lines of those returns that have left their unit."""
    return DemandLine.objects.filter(demand_return__in=returns.filter(status__in=ANSWERED))


def keys_in_order(lines, start, stop):
    """(keys of a page of them, how many there are); sorted without what they say, which is read for these alone.

    The number is 0 beyond the last page.
    """
    rows = lines.order_by(*IN_ORDER).values_list("pk", Window(Count("*")))[start:stop]
    keys, counts = zip(*rows, strict=True) if rows else ((), (0,))
    return list(keys), counts[0]


def told(lines):
    """Lines with what merging and separating them asks about, in the order of the desk."""
    related = ("demand_return__unit", "grade", "discipline", "merged_into__demand_return__unit")
    return lines.select_related(*related).order_by(*IN_ORDER)


# --- Which of them ------------------------------------------------------------------------------------------------
def here(lines):
    """Those whose numbers are still the subsidiary's to set."""
    return lines.filter(demand_return__status=ReturnStatus.SUBMITTED)


def asking_for_more(lines):
    return lines.filter(wanted__gt=F("authorised"))


def not_looked_at(lines):
    return here(lines).counting().filter(consolidated=None)


def consolidated_otherwise(lines):
    return lines.exclude(consolidated=None).exclude(consolidated=F("wanted"))


def merged(lines):
    return lines.exclude(merged_into=None)


def merged_at(returns):
    """Merged lines of these returns, or merged into lines of them: the unit of one may have moved since."""
    return merged(DemandLine.objects.filter(Q(demand_return__in=returns) | Q(merged_into__demand_return__in=returns)))


def targets_among(lines):
    """{key} of the lines that others were merged into."""
    return set(DemandLine.objects.filter(merged_into__in=lines).values_list("merged_into", flat=True))


def rivals(returns):
    """Lines that ask for more seats and could be merged with one another."""
    return asking_for_more(here(lines_of(returns)).counting())


def repeated(lines, returns):
    """Those of the lines beside which another unit asks for more seats of the same grade and discipline."""
    alike = rivals(returns).filter(grade=OuterRef("grade"), discipline=OuterRef("discipline"))
    return asking_for_more(here(lines).counting()).filter(Exists(alike.exclude(pk=OuterRef("pk"))))


def repeated_keys(returns, disciplines):
    """{(grade key, discipline key)} in these disciplines for which several units ask for more seats; one query."""
    alike = rivals(returns).filter(discipline__in=disciplines)
    counted = alike.order_by().values_list("grade", "discipline").annotate(units=Count("pk"))
    return {(grade, discipline) for grade, discipline, _units in counted.filter(units__gt=1)}


# --- How far ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    """Numbers of returns: all of them, still in their unit, here, and passed up."""

    asked: int
    unanswered: int
    here: int
    passed_up: int

    @property
    def answered(self):
        return self.asked - self.unanswered


def progress_of(returns):
    """One query."""
    return Progress(
        **returns.aggregate(
            asked=Count("pk"),
            unanswered=Count("pk", filter=Q(status__in=UNANSWERED)),
            here=Count("pk", filter=Q(status=ReturnStatus.SUBMITTED)),
            passed_up=Count("pk", filter=Q(status__in=AT_THE_TOP)),
        )
    )


# --- What a page was made with ------------------------------------------------------------------------------------
def state_of(line):
    """What the subsidiary's entry answers: carried by the form, to notice what somebody changed meanwhile."""
    return stated(line.wanted, line.consolidated, line.consolidated_reason, line.merged_into_id)


def stated(wanted, number, reason, merged_into=None):
    return digest([wanted, number, reason, merged_into])


def code_of_taking(lines):
    """Stands for lines as they are shown to be taken as wanted, whatever their order."""
    return digest(value for line in _by_key(lines) for value in (line.pk, line.wanted, line.authorised))


def code_of_merging(lines):
    """The same for lines that are shown to be merged, with what each unit says."""
    return digest(
        value for line in _by_key(lines) for value in (line.pk, line.authorised, line.problem, state_of(line))
    )


def code_of_separating(line):
    """The same for a merged line and the one it was merged into."""
    return code_of_merging([line, line.merged_into])


def _by_key(lines):
    return sorted(lines, key=attrgetter("pk"))


# --- Passing up ---------------------------------------------------------------------------------------------------
@dataclass
class Going:
    """A submitted return on its way up: its sums, how many lines nobody looked at, and with whose lines its own are merged:

    `partners` go up from the same desk, `elsewhere` are units whose returns do not.
    """

    demand_return: DemandReturn
    lines: int = 0
    authorised: int = 0
    wanted: int = 0
    consolidated: int = 0
    open: int = 0
    partners: dict = field(default_factory=dict)  # {key of a return: name of its unit}
    elsewhere: list = field(default_factory=list)  # names of units
    told: list = field(default_factory=list)

    @property
    def unit(self):
        return self.demand_return.unit

    @property
    def code(self):
        """What its numbers were when they were shown."""
        return digest(self.told)

    def add(self, line):
        self.lines += 1
        self.authorised += line.authorised
        self.wanted += line.wanted
        self.consolidated += line.consolidated or 0
        self.open += line.consolidated is None
        self.told += (line.pk, line.consolidated, line.consolidated_reason, line.merged_into)


def goings_of(returns):
    """{return key: Going} of the submitted returns of a survey, by unit; three queries."""
    submitted = returns.filter(status=ReturnStatus.SUBMITTED)
    told = submitted.select_related("unit", "survey").order_by("unit__path")
    found = {demand_return.pk: Going(demand_return) for demand_return in told}
    lines = DemandLine.objects.filter(demand_return__in=submitted).order_by("pk")
    for line in lines.values_list(
        "pk", "demand_return", "authorised", "wanted", "consolidated", "consolidated_reason", "merged_into", named=True
    ):
        found[line.demand_return].add(line)
    for key, partners in partners_in(told[0].survey).items() if found else ():
        if key in found:
            found[key].partners = {other: name for other, name in partners.items() if other in found}
            found[key].elsewhere = sorted(name for other, name in partners.items() if other not in found)
    return found


def summed(goings):
    """{name: sum} of what they come to."""
    names = ("lines", "authorised", "wanted", "consolidated")
    return {name: sum(getattr(going, name) for going in goings) for name in names}


# --- On paper -----------------------------------------------------------------------------------------------------
PRINTED = (
    "pk", "authorised", "held", "retiring", "wanted", "consolidated", "consolidated_reason", "urgency", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class ConsolidatedTable:
    """All that was handed in, by unit, read once: its check code stands for just what is drawn."""

    rows: list  # of dicts

    @property
    def groups(self):
        """[(unit name, [row])]"""
        found = (list(group) for _key, group in groupby(self.rows, itemgetter("of_return")))
        return [(rows[0]["unit"], rows) for rows in found]

    @property
    def check_code(self):
        return check_code(value for row in self.rows for value in row.values())


def consolidated_table(returns):
    """One query."""
    named = {
        "unit": F("demand_return__unit__name"),
        "of_grade": F("grade__name"),
        "of_discipline": F("discipline__name"),
    }
    into = F("merged_into__demand_return__unit__name")
    lines = lines_of(returns).order_by(UNIT_PATH, "discipline__code", "grade__code", "pk")
    return ConsolidatedTable(list(lines.values(*PRINTED, **named, of_return=F("demand_return"), into=into)))
