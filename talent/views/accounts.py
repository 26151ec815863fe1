from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.forms import ReasonForm
from office.models import User
from office.views.acting import refusals_said
from talent import rules, selectors
from talent.services.accounts import link_account, unlink_account


@require_http_methods(["GET", "HEAD", "POST"])
def account_link(request, pk):
    """Whose record an account opens: link it by the employee number, or take the link back with a reason."""
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not rules.can_link_accounts(request.user):
        raise PermissionDenied
    engineer = selectors.record_for_account(account)
    if engineer and not rules.can_link_record(request.user, engineer):
        raise PermissionDenied
    linked = engineer is not None and engineer.user_id == account.pk
    form = ReasonForm(request.POST or None) if linked else None
    if request.method == "POST" and engineer and (form is None or form.is_valid()):
        with refusals_said(request):
            if form:
                unlink_account(engineer, reason=form.cleaned_data["reason"], actor=request.user)
                messages.success(request, _("The account opens no personal record any more."))
            else:
                link_account(engineer, account, actor=request.user)
                messages.success(request, _("The account now opens the person's own record."))
        return redirect("talent:account_link", pk=pk)
    context = {"title": _("Personal record of the account %(name)s") % {"name": account.username}, "account": account}
    return render(request, "talent/account_link.html", context | {"engineer": engineer, "linked": linked, "form": form})
