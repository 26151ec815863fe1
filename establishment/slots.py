"""What post reviews say on lower floors' pages, and their acts in words that follow a person's name."""

from django.utils.translation import gettext_lazy as _

from establishment.models import HolderFate, PostChange, PostReview
from establishment.papers import letter_template, meeting_template, samples
from establishment.selectors import abolitions, leads
from establishment.selectors.letters import letters_to
from office import history, slots
from office.enums import PaperKind
from office.papers import templates

slots.note("posts.post")(abolitions.of_posts)
slots.note("posts.appointment")(abolitions.of_appointments)

slots.lead("posts.post")(leads.of_posts)
slots.lead("posts.seat")(leads.of_seats)
slots.lead("planning.demandline")(leads.of_lines)
history.name_parts(PostReview, PostChange, HolderFate, acts={"postreview.change_revised": PostChange})
history.name_acts(
    {
        "postreview.created": _("drafted the post review"),
        "postreview.revised": _("changed the post review"),
        "postreview.changes_added": _("added changes of posts"),
        "postreview.change_revised": _("revised the change of a post"),
        "postreview.change_removed": _("took the change of a post out"),
        "postreview.fate_set": _("said what becomes of a holder"),
        "postreview.holders_kept": _("said that holders stay to the end of the term"),
        "postreview.proposed": _("put the post review forward"),
        "postreview.taken_back": _("took the post review back to the draft"),
        "postreview.sent_back": _("sent the post review back"),
        "postreview.withdrawn": _("withdrew the post review"),
        "postreview.approved": _("approved the post review"),
        "postreview.applied": _("applied the post review"),
        "postreview.meeting_paper_printed": _("made out the post review for its meeting"),
        "postreview.report_taken": _("took the report of the post review"),
        "postreview.letters_printed": _("made out letters to holders"),
    },
    fields={
        "posts": _("posts"),
        "change": _("change of a post"),
        "count": _("number of changes"),
        "holder": _("holder"),
        "fate": _("what becomes of the holder"),
    },
)

templates.register(PaperKind.REVIEW_PAPER, meeting_template.TEMPLATE, samples.MEETING, samples.MEETING_PLACEHOLDERS)
templates.register(PaperKind.REVIEW_REPORT, meeting_template.REPORT, samples.REPORT, samples.REPORT_PLACEHOLDERS)
templates.register(PaperKind.HOLDER_LETTER, letter_template.TEMPLATE, samples.LETTER, samples.LETTER_PLACEHOLDERS)


@slots.tab("posts.appointment")
def letters(user, appointments):
    """What its holder was told in writing of a review, where a letter was given out."""
    return {
        held: slots.Tab(_("Letter on the changed post"), letter.get_absolute_url())
        for held, letter in letters_to(user, appointments).items()
    }
