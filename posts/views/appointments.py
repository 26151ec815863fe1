from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office import slots
from office.clock import today
from office.history import history_of
from office.listing import Action, ListPage
from office.scope import url_in_sight
from posts.enums import TERM_STATE_COLOURS
from posts.filters.appointments import AppointmentFilter
from posts.lists.appointments import AppointmentList
from posts.models import Appointment
from posts.rules import appointments as rules
from posts.rules.batches import can_prepare, can_prepare_any
from posts.rules.letters import can_draft_letters
from posts.selectors import appointments as selectors
from posts.selectors import batches
from talent.models import Engineer
from talent.views.engineers import tabs_of


class AppointmentListPage(ListPage):
    """The register of holders (在聘台账), as of today or of any other day."""

    model, list_class, filterset_class = Appointment, AppointmentList, AppointmentFilter

    def objects(self):
        return selectors.register(super().objects(), self.as_of())

    def list(self, columns=()):
        rows = super().list(columns)
        rows.selectable = bool(self.bulk_actions())
        return rows

    def bulk_actions(self):
        found = []
        if can_draft_letters(self.user):
            found.append(Action(_("Draft target letters…"), reverse("posts:letter_draft")))
        if can_prepare_any(self.user):
            found.append(Action(_("Put into a batch…"), reverse("posts:batch_collect")))
        return found

    def title(self):
        return _("Register of holders as of %(date)s") % {"date": self.as_of()}

    def as_of(self):
        return self.filterset_class.day_of(self.params)


class EngineerAppointmentsPage(ListPage):
    """All appointments of one person, a tab of the person's page."""

    model, list_class = Appointment, AppointmentList

    @cached_property
    def engineer(self):
        found = Engineer.objects.visible_to(self.user).select_related("unit").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def objects(self):
        return selectors.register(super().objects().filter(engineer=self.engineer), today())

    def title(self):
        return _("Appointments of %(name)s") % {"name": self.engineer}

    def extra_context(self):
        return {"crumb_unit": self.engineer.unit, "tab_entries": tabs_of(self.user, self.engineer)}


@require_safe
def appointment_detail(request, pk):
    appointment = get_object_or_404(_appointments(request.user), pk=pk)
    engineer, on = appointment.engineer, today()
    state = appointment.state_on(on)
    context = {
        "title": engineer.name,
        "appointment": appointment,
        "post": appointment.seat.post,
        "state": state,
        "state_colour": TERM_STATE_COLOURS[state],
        "warnings": [*rules.term_warnings(appointment, on), *_awaited(appointment)],
        "prepares": can_prepare(request.user, appointment.seat.post.unit) and engineer.user_id != request.user.pk,
        "batches": batches.batches_of(appointment, request.user),
        "engineer_url": url_in_sight(request.user, engineer),
        "post_url": url_in_sight(request.user, appointment.seat.post),
        "decision_url": url_in_sight(request.user, appointment.decision),
        "retires_on": engineer.retires_on if rules.sees_retirement_dates(request.user) else None,
        "tab_entries": slots.tabs_for(request.user, appointment, own=_("Appointment")),
        "history_lines": history_of(appointment),
    }
    return render(request, "posts/appointment_detail.html", context)


def _awaited(appointment):
    """What a batch has decided for a day to come."""
    if row := batches.awaited_of(appointment):
        yield _("Decided by “%(batch)s”: %(act)s on %(date)s.") % {
            "batch": row.batch,
            "act": row.get_act_display(),
            "date": row.starts_on,
        }


def _appointments(user):
    return Appointment.objects.visible_to(user).select_related(
        "engineer__unit", "seat__post__unit", "seat__post__discipline", "grade", "decision"
    )
