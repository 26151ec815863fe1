"""What the demand survey adds to lower floors' pages, and its acts in words that follow a person's name."""

from django.utils.translation import gettext_lazy as _

from office import history, slots
from office.enums import PaperKind
from office.papers import templates
from planning.papers import meeting, meeting_template
from planning.selectors import publishing, units

slots.tab("office.unit")(units.returns_of)
slots.touched("office.unit")(units.running_returns)
slots.merger("office.unit")(units.returns_after_merger)
slots.tab("office.decision")(publishing.lines_decided_by)
templates.register(PaperKind.DEMAND_PAPER, meeting_template.TEMPLATE, meeting.SAMPLE, meeting.PLACEHOLDERS)

history.name_acts(
    {
        "survey.created": _("prepared the survey"),
        "survey.revised": _("changed the survey"),
        "survey.unit_left_out": _("left a unit out of the survey"),
        "survey.unit_asked": _("asked the unit again"),
        "survey.file_added": _("attached a file to the guidance"),
        "survey.file_removed": _("took a file off the guidance"),
        "survey.deleted": _("deleted the draft of the survey"),
        "survey.opened": _("opened the survey"),
        "survey.closed": _("closed the survey to answers"),
        "survey.reopened": _("opened the survey again"),
        "survey.published": _("published the decided numbers"),
        "survey.meeting_paper_printed": _("printed the survey for its meeting"),
        "demandline.decided": _("decided the number"),
        "survey.exported": _("took the returns of the survey out as a workbook"),
        "demandreturn.exported": _("took the return out as a workbook"),
        "demandreturn.loaded": _("filled in the return from a workbook"),
        "demandreturn.handed_in": _("handed in the return"),
        "demandreturn.checked": _("checked the return"),
        "demandreturn.approved": _("approved the return"),
        "demandreturn.approved_on_paper": _("recorded the stamped copy of the return"),
        "demandreturn.passed_up": _("passed the return up"),
        "demandreturn.taken_up": _("took the return up from a subsidiary that is none any more"),
        "demandreturn.sent_back": _("sent the return back"),
        "demandreturn.extended": _("gave the unit more time"),
        "demandreturn.accepted": _("published what was decided on the return"),
        "demandreturn.asked_later": _("asked one more unit"),
        "demandreturn.sent_back_to_subsidiary": _("sent the return back to the subsidiary"),
        "demandreturn.copy_filed": _("filed the stamped copy of the return"),
        "demandline.corrected": _("changed the number of seats wanted"),
        "demandline.added": _("added the line to the return"),
        "demandline.candidate_named": _("named an inside candidate"),
        "demandline.candidate_removed": _("took an inside candidate off the line"),
        "demandline.removed": _("took the line out of the return"),
        "demandline.taken_as_wanted": _("took the number over as it is wanted"),
        "demandline.consolidated": _("consolidated the number"),
        "demandline.took_others_in": _("merged lines of other units into this one"),
        "demandline.merged": _("merged the line into another one"),
        "demandline.let_others_go": _("separated a merged line"),
        "demandline.separated": _("separated the line again"),
        "consolidation.printed": _("printed the consolidated table"),
        "demandline.opened_again": _("took the consolidated number back"),
    },
    fields={
        "units": _("units asked"),
        "unanswered": _("units without an answer"),
        "guidance_file": _("file"),
        "candidate": _("inside candidate"),
        "limits": _("most seats per unit and grade"),
        "questions": _("further questions"),
    },
)
