"""All returns in sight, and more time for one of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.listing import ListPage
from office.views.acting import refusals_on
from planning.filters.returns import ReturnFilter
from planning.forms.surveys import ReturnExtendForm
from planning.lists.returns import ReturnList
from planning.models import DemandReturn
from planning.models.survey import RETURNS_SEEN_BY
from planning.rules.returns import can_extend
from planning.selectors.return_lists import with_seats, with_standing
from planning.services.returns import extend_return


class ReturnListPage(ListPage):
    model, list_class, filterset_class = DemandReturn, ReturnList, ReturnFilter

    def allowed(self):
        return bool(self.user.paths_as(RETURNS_SEEN_BY))

    def objects(self):
        return with_seats(with_standing(super().objects()))


@require_http_methods(["GET", "HEAD", "POST"])
def return_extend(request, pk):
    returns = DemandReturn.objects.visible_to(request.user).select_related("survey__unit", "unit")
    demand_return = get_object_or_404(returns, pk=pk)
    if not can_extend(request.user, demand_return):
        raise PermissionDenied
    form = ReturnExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            extend_return(demand_return, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The unit has more time."))
            return redirect(demand_return)
    context = {
        "title": _("More time for %(unit)s") % {"unit": demand_return.unit},
        "demand_return": demand_return,
        "form": form,
        "submit_label": _("Give more time"),
        "cancel_url": demand_return.get_absolute_url(),
    }
    return render(request, "planning/return_extend.html", context)
