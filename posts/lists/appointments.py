from django.utils.translation import gettext_lazy as _

from office.clock import last_day
from office.listing import Column, List, Table
from posts.enums import (
    APPOINTMENT_COLOURS,
    TERM_STATE_COLOURS,
    AppointmentMode,
    AppointmentStatus,
    EndReason,
    TermState,
)
from posts.rules import appointments as rules


class AppointmentList(List):
    code = "posts.AppointmentList"
    title = _("Appointments")
    empty = _("Nobody matches. Remove a filter, or load the register of holders under Settings.")
    order = ("seat__post__code", "seat__number")
    url = "posts:appointment_detail"
    columns = (
        Column("name", _("Name"), "engineer__name", sort="engineer__pinyin"),
        Column("employee_number", _("Employee number"), "engineer__employee_number"),
        Column("post", _("Post code"), "seat__post__code", width=18),
        Column("seat", _("Seat"), "seat__number", kind="number", sort=False),
        Column("unit", _("Unit of the post"), "unit_then", sort="seat__post__unit__path", width=20),
        Column("discipline", _("Discipline"), "seat__post__discipline__name", sort="seat__post__discipline__code"),
        Column("grade", _("Grade"), "grade__name", sort="grade__code"),
        Column("starts_on", _("Term from"), kind="date"),
        Column("last_day", _("Term until"), last_day, needs=("until_then",), sort="until_then", kind="date"),
        Column("state", _("State"), kind="choice", choices=TermState, colours=TERM_STATE_COLOURS, sort="until_then"),
        Column("retires_on", _("Retirement date"), "engineer__retires_on", kind="date", default=False),
        Column("own_unit", _("Unit of the person"), "engineer__unit__name", default=False, width=20),
        Column("mode", _("Mode"), kind="choice", choices=AppointmentMode, default=False),
        Column(
            "status", _("Status"), kind="choice", choices=AppointmentStatus, colours=APPOINTMENT_COLOURS, default=False
        ),
        Column("ended_on", _("Ended on"), kind="date", default=False),
        Column("end_reason", _("End reason"), kind="choice", choices=EndReason, default=False),
    )
    tables = (
        Table(
            "register",
            _("Register as HR keeps it"),
            columns=("post", "seat", "employee_number", "name", "starts_on", "last_day"),
            title=_("Register of holders"),
        ),
    )

    def columns_for(self, user):
        shown = rules.sees_retirement_dates(user)
        return [column for column in self.columns if shown or column.name != "retires_on"]
