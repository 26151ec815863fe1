"""What assessments add to the pages of people and posts, and their acts in words."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.enums import CycleStatus
from evaluations.models import Assessment
from evaluations.models.assessment import AssessmentQuerySet
from evaluations.papers import word
from evaluations.papers.template import TEMPLATE
from evaluations.selectors import posts, units
from office import history, slots
from office.enums import PaperKind
from office.papers import templates

slots.touched("office.unit")(units.own_cycles)
slots.touched("office.unit")(units.running_assessments)
slots.note("posts.post")(posts.notes_on_posts)
slots.note("posts.appointment")(posts.notes_on_appointments)
READERS = AssessmentQuerySet.seen_by


@slots.tab("talent.engineer")
def engineer_assessments(user, engineers):
    """A tab with the number of assessments in sight; the person's own page has it too."""
    counts = _counts(user, "engineer", engineers)
    return {
        engineer.pk: slots.Tab(
            _("Assessments"),
            reverse("evaluations:engineer_assessments", args=[engineer.pk]),
            counts.get(engineer.pk, 0),
        )
        for engineer in engineers
        if engineer.user_id == user.pk or user.holds(READERS, engineer.unit.path)
    }


@slots.tab("posts.post")
def post_assessments(user, targets):
    counts = _counts(user, "appointment__seat__post", targets)
    return {
        post.pk: slots.Tab(
            _("Assessments"), reverse("evaluations:post_assessments", args=[post.pk]), counts.get(post.pk, 0)
        )
        for post in targets
        if user.holds(READERS, post.unit.path)
    }


def _counts(user, field, targets):
    rows = (
        Assessment.objects.visible_to(user).filter(**{f"{field}__in": targets}).exclude(cycle__status=CycleStatus.DRAFT)
    )
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))


history.name_acts(
    {
        "cycle.created": gettext_lazy("created the cycle"),
        "cycle.revised": gettext_lazy("changed the cycle"),
        "cycle.slots_revised": gettext_lazy("changed the rater slots"),
        "cycle.opening_started": gettext_lazy("began to open the cycle"),
        "cycle.opened": gettext_lazy("opened the cycle for scores"),
        "cycle.calibrating_started": gettext_lazy("started calibrating"),
        "cycle.returned": gettext_lazy("took the cycle back to rating"),
        "cycle.decision_attached": gettext_lazy("attached the decision"),
        "cycle.published": gettext_lazy("published the results"),
        "cycle.closed": gettext_lazy("closed the cycle"),
        "cap.overridden": gettext_lazy("let a pool exceed its cap"),
        "assessment.excluded": gettext_lazy("left the person out"),
        "assessment.included": gettext_lazy("took the person in"),
        "assessment.graded": gettext_lazy("settled the grade"),
    },
    fields={"allowed": gettext_lazy("allowed number"), "decision": gettext_lazy("decision")},
)
history.name_acts(
    {
        "sheet.submitted": gettext_lazy("submitted the score sheet"),
        "sheet.reopened": gettext_lazy("reopened the score sheet"),
        "sheet.verified": gettext_lazy("verified the score sheet"),
        "sheet.corrected": gettext_lazy("corrected the submitted scores"),
        "sheet.commented": gettext_lazy("commented on the score sheet"),
        "note.added": gettext_lazy("added a routine note"),
    },
    fields={"digest": gettext_lazy("digest"), "total": gettext_lazy("total"), "comment": gettext_lazy("comment")},
)
history.name_acts(
    {
        "summary.signed": gettext_lazy("recorded which values were signed"),
        "assessment.form_printed": gettext_lazy("printed the registration form"),
    },
    fields={"check_code": gettext_lazy("check code")},
)
templates.register(PaperKind.ASSESSMENT_FORM, TEMPLATE, word.SAMPLE, word.PLACEHOLDERS)
