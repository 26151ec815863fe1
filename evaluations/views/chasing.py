"""Who has not answered yet, by unit and slot, and the list as text for a group chat."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from evaluations import filters, lists
from evaluations.enums import SheetStatus
from evaluations.models import AssessmentSheet, Cycle
from evaluations.rules.cycles import can_read_people, can_read_raters
from evaluations.selectors import chasing, filing
from evaluations.views.filing import trail_of
from office.listing import ListPage


class ChaseListPage(ListPage):
    model, filterset_class = AssessmentSheet, filters.ChaseFilter
    template_name = "evaluations/chase_list.html"

    def allowed(self):
        return can_read_people(self.user, self.cycle)

    @cached_property
    def cycle(self):
        return get_object_or_404(Cycle.objects.visible_to(self.user), pk=self.kwargs["pk"])

    @cached_property
    def list_class(self):
        return lists.ChaseList if can_read_raters(self.user, self.cycle) else lists.ChaseListWithoutRaters

    def slots(self):
        return self.cycle.slots.filter(pk__in=filing.visible_slots(self.user))

    def objects(self):
        return filing.sheets_in_cycle(self.user, self.cycle).exclude(sheet__status=SheetStatus.SUBMITTED)

    def title(self):
        return _("Missing score sheets: %(cycle)s") % {"cycle": self.cycle.name}

    def extra_context(self):
        queryset = self.filterset.qs if self.filterset.is_valid() else self.objects().none()
        missing = chasing.missing_sheets(queryset)
        return {
            "cycle": self.cycle,
            "trail_steps": trail_of(self.cycle),
            "missing": missing,
            "chase_text": chasing.chase_text(self.cycle, missing),
        }
