from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office.history import history_of
from office.listing import ListPage
from rulebooks import selectors
from rulebooks.filters import RulebookFilter
from rulebooks.lists import RulebookList
from rulebooks.models import Rulebook


class RulebookListPage(ListPage):
    model, list_class, filterset_class = Rulebook, RulebookList, RulebookFilter


@require_safe
def rulebook_detail(request, pk):
    """The rulebook as one readable document."""
    rulebook = get_object_or_404(selectors.with_everything(Rulebook.objects.visible_to(request.user)), pk=pk)
    context = {
        "title": rulebook.name,
        "rulebook": rulebook,
        "crumb_steps": [_list_step()],
        "versions": selectors.versions_of(rulebook, request.user),
        "history_lines": history_of(rulebook),
    }
    return render(request, "rulebooks/rulebook_detail.html", context)


@require_safe
def rulebook_compare(request, pk, other):
    """What a version says otherwise than another one of the same rulebook."""
    visible = Rulebook.objects.visible_to(request.user)
    rulebook = get_object_or_404(visible, pk=pk)
    older = get_object_or_404(visible, pk=other, code=rulebook.code)
    context = {
        "title": _("Version %(new)s compared with version %(old)s") % {"new": rulebook.version, "old": older.version},
        "rulebook": rulebook,
        "crumb_steps": [_list_step(), (rulebook, rulebook.get_absolute_url())],
        "differences": selectors.differences(older, rulebook),
    }
    return render(request, "rulebooks/rulebook_compare.html", context)


def _list_step():
    return _("Rulebooks"), reverse("rulebooks:rulebook_list")
