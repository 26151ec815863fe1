from dataclasses import replace

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from office.listing import Column
from office.sentences import joined
from planning.enums import RETURN_COLOURS, ReturnStatus
from planning.lists.subsidiaries import SUBSIDIARY, SubsidiaryList
from planning.selectors.turns import Turns

UNIT = (
    Column("unit", _("Unit"), "unit__name", sort="unit__path", width=24, link=True),
    SUBSIDIARY,
    Column("code", _("Unit code"), "unit__code", default=False),
    Column(
        "parent",
        _("Parent unit"),
        "unit__parent__name",
        sort=("unit__parent__path", "unit__code"),
        default=False,
        width=20,
    ),
)
STANDING = (
    Column("status", _("Status"), kind="choice", choices=ReturnStatus, colours=RETURN_COLOURS),
    Column("last_day", _("Last day to answer"), kind="date"),
    Column("overdue", _("Past the last day"), kind="yesno"),
)


class ReturnList(SubsidiaryList):
    code = "planning.ReturnList"
    title = _("Demand returns")
    empty = _("No return matches. They are made when a survey is sent out.")
    order = ("-survey__opens_on", "-survey", "unit__path")
    url = "planning:return_detail"
    columns = (
        *UNIT,
        Column("survey", _("Survey"), "survey__title", sort=("survey__opens_on", "survey"), width=30),
        *STANDING,
        Column("late", _("Answered late"), kind="yesno"),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("wanted", _("Seats wanted"), kind="number"),
        Column("filled_by", _("Filled in by"), "filled_by__name"),
        Column("checked_by", _("Checked by"), "checked_by__name"),
        Column("approved_by", _("Approved by"), "approved_by__name"),
        Column("on_paper", _("Approved by a stamped copy"), kind="yesno", default=False),
        Column("submitted_at", _("First submitted at"), kind="datetime", default=False),
        Column("sent_back_reason", _("Sent back because"), default=False, width=30),
    )


WHOSE_TURN = Column("turn", _("Whose turn"), sort=False, width=20)  # its list knows the people


class ChaseList(SubsidiaryList):
    """Those of one survey that have not answered."""

    code = "planning.ChaseList"
    title = _("Who has not answered")
    empty = _("Every unit has answered.")
    order = ("unit__path",)
    url = "planning:return_detail"
    columns = (*UNIT, *STANDING, WHOSE_TURN, Column("filled_by", _("Filled in by"), "filled_by__name", default=False))

    @cached_property
    def turns(self):
        return Turns()

    def columns_for(self, user):
        named = replace(WHOSE_TURN, value=self._whose_turn, needs=("unit__path", "status"))
        return tuple(named if column is WHOSE_TURN else column for column in super().columns_for(user))

    def _whose_turn(self, path, status):
        return joined(self.turns.people(path, status))
