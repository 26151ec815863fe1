from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.listing import Action, ListPage
from office.views.acting import refusals_on
from talent import rules
from talent.filters import DisciplineListFilter
from talent.forms import DisciplineForm
from talent.lists import DisciplineList
from talent.models import Discipline
from talent.services.disciplines import FACTS, create_discipline, update_discipline


class DisciplineListPage(ListPage):
    model, list_class, filterset_class = Discipline, DisciplineList, DisciplineListFilter

    def actions(self):
        if not rules.can_keep_disciplines(self.user):
            return []
        return [Action(_("New discipline"), reverse("talent:discipline_create"), primary=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def discipline_create(request):
    if not rules.can_keep_disciplines(request.user):
        raise PermissionDenied
    form = DisciplineForm(request.POST or None, user=request.user)
    return _answer(request, form, _("New discipline"), create_discipline)


@require_http_methods(["GET", "HEAD", "POST"])
def discipline_update(request, pk):
    discipline = get_object_or_404(Discipline.objects.visible_to(request.user).select_related("parent"), pk=pk)
    if not rules.can_keep_disciplines(request.user):
        raise PermissionDenied
    form = DisciplineForm(request.POST or None, instance=discipline, user=request.user)
    title = discipline.name

    def save(**facts):
        return update_discipline(discipline, seen=form.cleaned_data["seen"], **facts)

    return _answer(request, form, title, save)


def _answer(request, form, title, save):
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            discipline = save(actor=request.user, **{name: form.cleaned_data[name] for name in FACTS})
            messages.success(request, _("The discipline %(name)s was saved.") % {"name": discipline})
            return redirect("talent:discipline_list")
    context = {"title": title, "form": form, "cancel_url": reverse("talent:discipline_list")}
    return render(request, "ui/form.html", context)
