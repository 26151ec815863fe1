"""Routine notes: the list, and a new one on a holder."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations import filters, lists
from evaluations.forms import RoutineNoteForm
from evaluations.models import RoutineNote
from evaluations.rules import notes as rules
from evaluations.selectors import notes
from evaluations.services.notes import add_note
from office.clock import today
from office.errors import DomainError
from office.listing import ListPage
from posts.models import Appointment


class RoutineNoteListPage(ListPage):
    model, list_class, filterset_class = RoutineNote, lists.RoutineNoteList, filters.RoutineNoteFilter

    def allowed(self):
        return rules.can_list_notes(self.user)

    def objects(self):
        return notes.notes_of_others(self.user)


@require_http_methods(["GET", "POST"])
def note_add(request, pk):
    """A note on the holder of an appointment."""
    appointments = Appointment.objects.visible_to(request.user).select_related("engineer", "seat__post__unit")
    appointment = get_object_or_404(appointments, pk=pk)
    if not rules.can_add_note(request.user, appointment):
        raise PermissionDenied
    form = RoutineNoteForm(
        request.POST or None, criteria=notes.criteria_for(appointment), initial={"noted_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            add_note(appointment, actor=request.user, **form.cleaned_data)
            return redirect("evaluations:note_list")
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "title": _("Note on %(person)s") % {"person": appointment.engineer.name},
        "form": form,
        "submit_label": _("Save the note"),
        "cancel_url": reverse("evaluations:note_list"),
    }
    return render(request, "ui/form.html", context)
