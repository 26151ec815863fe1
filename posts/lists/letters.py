from django.utils.translation import gettext_lazy as _

from office.clock import last_day
from office.listing import Column, List
from posts.enums import LETTER_STATE_COLOURS, LetterState
from posts.rules.letters import state_of


class LetterList(List):
    code = "posts.LetterList"
    title = _("Target letters")
    empty = _("There is no target letter here. Choose holders in the register of holders and draft letters for them.")
    order = ("-starts_on", "appointment__engineer__pinyin")
    url = "posts:letter_detail"
    columns = (
        Column("name", _("Name"), "appointment__engineer__name", sort="appointment__engineer__pinyin"),
        Column("employee_number", _("Employee number"), "appointment__engineer__employee_number"),
        Column("post", _("Post code"), "appointment__seat__post__code", width=18),
        Column(
            "unit",
            _("Unit of the post"),
            "appointment__seat__post__unit__name",
            sort="appointment__seat__post__unit__path",
            width=20,
        ),
        Column("starts_on", _("Period from"), kind="date"),
        Column("last_day", _("Period until"), last_day, needs=("until",), sort="until", kind="date"),
        Column(
            "status",
            _("Status"),
            state_of,
            needs=("status", "signed_by_holder_at", "signed_for_unit_at"),
            sort="status",
            kind="choice",
            choices=LetterState,
            colours=LETTER_STATE_COLOURS,
            width=24,
        ),
        Column("signed_by_holder_at", _("Signed by the holder"), kind="datetime", width=18),
        Column("signed_for_unit_at", _("Signed for the unit"), kind="datetime", width=18),
        Column("scanned_at", _("Signed copy attached at"), "paper__scanned_at", kind="datetime", width=18),
        Column("signed_for_unit_by", _("Signed for the unit by"), "signed_for_unit_by__name", default=False),
        Column("title", _("Post title"), "appointment__seat__post__title", default=False, width=24),
        Column("grade", _("Grade"), "appointment__grade__name", default=False),
        Column("remarks", _("Rights, duties and support agreed"), sort=False, default=False, width=40),
    )
