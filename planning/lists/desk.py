from django.utils.translation import gettext_lazy as _

from office.listing import Column
from office.listing.tables import Table
from planning.enums import URGENCY_COLOURS, ProblemKind, Urgency
from planning.lists.desk_rows import DeskRows
from planning.lists.subsidiaries import SUBSIDIARY, SubsidiaryList
from planning.models.demand_line import UNIT_PATH
from planning.selectors.desk import shown

UNIT = Column(
    "unit",
    _("Unit"),
    "demand_return__unit__name",
    sort=(UNIT_PATH, "discipline__code", "grade__code"),
    width=24,
)
DISCIPLINE = Column(
    "discipline",
    _("Discipline"),
    "discipline__name",
    sort=("discipline__code", UNIT_PATH, "grade__code"),
    width=18,
)
GRADE = Column("grade", _("Grade"), "grade__name", sort=("grade__code", "discipline__code"))
BEYOND = Column("beyond", _("Beyond the quota"), kind="yesno", sort=False, default=False)  # rows must be marked for it
SENTENCES = (  # on the page they stand below the row
    Column("problem_kind", _("Kind of problem"), kind="choice", choices=ProblemKind, default=False),
    Column("problem", _("Production problem"), width=50, wraps=True, default=False),
    Column("consequence", _("What happens if refused"), width=40, wraps=True, default=False),
    Column("consolidated_reason", _("Reason of the subsidiary"), width=30, wraps=True, default=False),
    Column("decided_reason", _("Reason of the decision"), width=30, wraps=True, default=False),
)


def vacant(authorised, held):
    return max(authorised - held, 0)


class DeskList(SubsidiaryList):
    """A page of it draws its rows by itself: sentences stand below each, and the subsidiary beside the unit."""

    quotas = None  # Quotas of the survey
    code = "planning.DeskList"
    title = _("Decision desk")
    empty = _("No line matches. Lines come here when their return is passed up.")
    order = DISCIPLINE.sort
    columns = (
        UNIT,
        SUBSIDIARY,
        DISCIPLINE,
        GRADE,
        Column("urgency", _("Urgency"), sort="urgency_rank", kind="choice", choices=Urgency, colours=URGENCY_COLOURS),
        Column("authorised", _("Authorised"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), vacant, needs=("authorised", "held"), kind="number"),
        Column("retiring", _("Retiring within three years"), kind="number"),
        Column("qualified", _("Own qualified people"), kind="number"),
        Column("wanted", _("Wanted"), kind="number"),
        Column("consolidated", _("Consolidated seats"), kind="number"),
        Column("decided", _("Decided number"), kind="number"),
        Column("quota", _("Quota"), kind="number"),
        BEYOND,
        Column("money", _("Yearly allowances, more or less (yuan)"), kind="money"),
        *SENTENCES,
    )
    tables = (Table("sentences", _("All columns, with the sentences"), tuple(column.name for column in columns)),)

    def page(self, number, *, exact=False):
        """Only keys are put in order; what is said of the lines is read of those on the page."""
        self._keys = {"pk": 0}
        return super().page(number, exact=exact)

    def _rows(self, fetched):
        keys = [key for key, *_values in fetched]
        columns = [column for column in self.shown if column.name != SUBSIDIARY.name]
        return list(map(DeskRows(columns, self.selectable).drawn, shown(self.queryset, keys, self.quotas)))

    def headings(self, params):
        headings = zip(self.shown, super().headings(params), strict=True)
        return [heading for column, heading in headings if column.name != SUBSIDIARY.name]
