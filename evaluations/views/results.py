"""Who takes part, one person's result sheet, and the results of a person or a post through the years."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.enums import SETTLED_CYCLES, CycleStatus
from evaluations.filters import AssessmentFilter
from evaluations.lists import AssessmentList, LiveAssessmentList, PastAssessmentList
from evaluations.models import Assessment
from evaluations.rules import assessments as rules
from evaluations.rules import cycles as cycle_rules
from evaluations.selectors.results import proposals_of, result_sheet
from evaluations.services import opening
from evaluations.views.cycles import cycle_in_sight, tabs_of
from office import slots
from office.clock import today
from office.history import history_of
from office.listing import ListPage
from office.scope import url_in_sight
from office.views.acting import confirm
from posts.models import Post
from talent.models import Engineer
from talent.views.engineers import tabs_of as tabs_of_engineer


class AssessmentListPage(ListPage):
    model, filterset_class = Assessment, AssessmentFilter
    template_name = "evaluations/assessment_list.html"

    def allowed(self):
        self.cycle = cycle_in_sight(self, self.kwargs["pk"])
        return cycle_rules.can_read_people(self.user, self.cycle)

    @property
    def list_class(self):
        return AssessmentList if self.cycle.status in SETTLED_CYCLES else LiveAssessmentList

    def objects(self):
        return super().objects().filter(cycle=self.cycle)

    def list(self, columns=()):
        rows = super().list(columns)
        rows.cycle = self.cycle
        return rows

    def title(self):
        return _("People: %(cycle)s") % {"cycle": self.cycle}

    def extra_context(self):
        return {"cycle": self.cycle, "tab_entries": tabs_of(self.user, self.cycle)}


@require_safe
def assessment_detail(request, pk):
    assessment = _in_sight(request, pk)
    if not rules.can_read_result(request.user, assessment):
        raise PermissionDenied
    own = rules.is_own(request.user, assessment)
    cycle = assessment.cycle
    settled = cycle.status in SETTLED_CYCLES
    context = {
        "title": (_("Result sheet: %(name)s") if settled else _("Assessment: %(name)s"))
        % {"name": assessment.engineer},
        "engineer_url": url_in_sight(request.user, assessment.engineer),
        "post_url": url_in_sight(request.user, assessment.appointment.seat.post),
        "assessment": assessment,
        "cycle": cycle,
        "cycle_url": "" if own else cycle.get_absolute_url(),
        "sheet": result_sheet(assessment),
        "decision_url": url_in_sight(request.user, cycle.decision),
        "settled": settled,
        "proposals": [] if own else proposals_of(assessment),
        "ended": assessment.appointment.ended_on is not None and assessment.appointment.ended_on <= today(),
        "participation_url": _participation_url(request.user, assessment),
        "history_lines": None if own else history_of(assessment),
    }
    return render(request, "evaluations/assessment_detail.html", context)


def _in_sight(request, pk):
    rows = Assessment.objects.visible_to(request.user).select_related(
        "engineer", "unit", "pool", "discipline", "post_grade", "appointment__seat__post", "forecast", "grade",
        "cycle__regime__rulebook", "cycle__regime__standard", "cycle__unit", "cycle__decision",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def _participation_url(user, assessment):
    """Where the person is left out or taken in, if that is possible now."""
    if assessment.cycle.status not in {CycleStatus.DRAFT, CycleStatus.RATING}:
        return ""
    if not rules.can_change_participation(user, assessment):
        return ""
    name = "assessment_exclude" if assessment.takes_part else "assessment_include"
    return reverse(f"evaluations:{name}", args=[assessment.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_exclude(request, pk):
    assessment = _changeable(request, pk)
    return confirm(
        request,
        lambda reason: opening.exclude_assessment(assessment, actor=request.user, reason=reason),
        title=_("Leave out %(name)s") % {"name": assessment.engineer},
        consequences=[
            _("The score sheets stay but do not count, and nobody can fill them in."),
            _("The pool is one smaller, and so may be its cap."),
        ],
        submit_label=_("Leave out"),
        style="danger",
        with_reason=True,
        back=_people_url(assessment),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_include(request, pk):
    assessment = _changeable(request, pk)
    return confirm(
        request,
        lambda reason: opening.include_assessment(assessment, actor=request.user, reason=reason),
        title=_("Take in %(name)s") % {"name": assessment.engineer},
        consequences=[_("The score sheets are filled in like everyone's; missing ones are added.")],
        submit_label=_("Take in"),
        with_reason=True,
        back=_people_url(assessment),
    )


def _changeable(request, pk):
    assessment = _in_sight(request, pk)
    if not rules.can_change_participation(request.user, assessment):
        raise PermissionDenied
    return assessment


def _people_url(assessment):
    draft = assessment.cycle.status == CycleStatus.DRAFT
    return reverse("evaluations:cycle_preview" if draft else "evaluations:assessment_list", args=[assessment.cycle_id])


class EngineerAssessmentListPage(ListPage):
    """A person's assessments, on the tab of the person's page."""

    model, list_class = Assessment, PastAssessmentList

    def allowed(self):
        self.owner = get_object_or_404(
            Engineer.objects.visible_to(self.user).select_related("unit"), pk=self.kwargs["pk"]
        )
        return True

    def objects(self):
        return super().objects().filter(engineer=self.owner).exclude(cycle__status=CycleStatus.DRAFT)

    def title(self):
        return _("Assessments: %(name)s") % {"name": self.owner}

    def extra_context(self):
        return {"crumb_unit": self.owner.unit, "tab_entries": tabs_of_engineer(self.user, self.owner)}


class PostAssessmentListPage(EngineerAssessmentListPage):
    """The assessments of a post's holders, on the tab of the post's page."""

    def allowed(self):
        self.owner = get_object_or_404(Post.objects.visible_to(self.user).select_related("unit"), pk=self.kwargs["pk"])
        return True

    def objects(self):
        rows = Assessment.objects.visible_to(self.user).exclude(cycle__status=CycleStatus.DRAFT)
        return rows.filter(appointment__seat__post=self.owner)

    def extra_context(self):
        tabs = slots.tabs_for(self.user, self.owner, own=_("Post"))
        return {"crumb_unit": self.owner.unit, "tab_entries": tabs}
