from django.utils.translation import gettext_lazy as _

from office.clock import last_day
from office.enums import DecisionBody
from office.listing import Column, List, Table
from posts.enums import (
    POST_STATUS_COLOURS,
    SEAT_STATE_COLOURS,
    AppointmentMode,
    PostStatus,
    SeatState,
)


def holder_or_vacant(name):
    return name or _("Vacant")


def decided_by(historic, body, body_name, number):
    """The meeting behind an appointment, as Decision.__str__ has it; nothing for a vacant seat."""
    if number:
        return f"{body_name or DecisionBody(body).label} {number}"
    return _("Historic") if historic else ""


class LedgerList(List):
    """岗位台账, with the headings that human resources use: what was exported can be loaded again."""

    code = "posts.LedgerList"
    title = _("Post ledger")
    empty = _("There was no such seat on this day.")
    order = ("post__code", "number")
    url = "posts:post_detail"
    url_key = "post_id"
    known = None  # how many rows there are, where the page has counted the establishment anyway

    def count(self, limit):
        return super().count(limit) if self.known is None else min(self.known, limit)

    columns = (
        Column("code", _("Post code"), "post__code", sort=("post__code", "number"), width=18),
        Column("title", _("Post title"), "version__title", default=False, width=28),
        Column("unit_code", _("Unit code"), "version__unit__code", default=False),
        Column("unit", _("Unit"), "unit_then", sort="version__unit__path", width=20),
        Column("discipline", _("Discipline"), "version__discipline__name", sort="version__discipline__code"),
        Column("grade", _("Grade"), "version__grade__name", sort="version__grade__code"),
        Column("authorised", _("Authorised seats"), "version__authorised", kind="number"),
        Column("number", _("Seat"), kind="number", sort=False, width=8),
        Column("employee_number", _("Employee number"), "holder__engineer__employee_number"),
        Column("name", _("Name"), holder_or_vacant, needs=("holder__engineer__name",), sort="holder__engineer__pinyin"),
        Column("starts_on", _("Term from"), "holder__starts_on", kind="date"),
        Column("last_day", _("Term until"), last_day, needs=("until_then",), sort="until_then", kind="date"),
        Column("state", _("State"), kind="choice", choices=SeatState, colours=SEAT_STATE_COLOURS, sort="until_then"),
        Column("mode", _("Mode"), "holder__mode", kind="choice", choices=AppointmentMode, sort=False, default=False),
        Column(
            "decision",
            _("Decision"),
            decided_by,
            needs=(
                "holder__historic",
                "holder__decision__body",
                "holder__decision__body_name",
                "holder__decision__meeting_number",
            ),
            default=False,
            width=24,
        ),
        Column(
            "document",
            _("Document number"),
            "holder__origin__batch__document__number",
            sort=False,
            default=False,
            width=20,
        ),
        Column(
            "status",
            _("Status of the post"),
            "version__status",
            kind="choice",
            choices=PostStatus,
            colours=POST_STATUS_COLOURS,
            default=False,
        ),
        Column("since", _("As it is since"), "version__starts_on", kind="date", default=False),
    )
    tables = (
        Table(
            "register",
            _("Register as HR keeps it"),
            columns=(
                "code",
                "unit_code",
                "unit",
                "discipline",
                "grade",
                "authorised",
                "number",
                "employee_number",
                "name",
                "starts_on",
                "last_day",
                "decision",
                "document",
            ),
            title=_("Post ledger"),
        ),
    )
