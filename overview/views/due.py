from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office.clock import today
from overview import rules
from overview.selectors.due import board


@require_safe
def due_board(request):
    if not rules.can_see_board(request.user):
        raise PermissionDenied
    context = {
        "title": _("What is due"),
        "parts": board(request.user),
        "on": today(),
        "acts": rules.can_act_on_board(request.user),
    }
    return render(request, "overview/due_board.html", context)
