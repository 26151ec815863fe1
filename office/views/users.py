from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.filters import UserFilter
from office.forms import AccountForm, AccountUpdateForm
from office.history import history_of
from office.listing import Action, ListPage
from office.lists import UserList
from office.models import User
from office.rules import duties as duty_rules
from office.rules import users as rules
from office.second_step import has_second_step
from office.selectors.duties import duties_of
from office.services import accounts as services
from office.views.acting import confirm, refusals_on


class UserListPage(ListPage):
    model, list_class, filterset_class = User, UserList, UserFilter

    def allowed(self):
        return duty_rules.can_keep_accounts(self.user)

    def actions(self):
        return [Action(_("Open an account"), reverse("office:user_create"), primary=True)]


@require_safe
def user_detail(request, pk):
    if not duty_rules.can_keep_accounts(request.user):
        raise PermissionDenied
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    second_step = has_second_step(account)
    context = {
        "title": account.name,
        "account": account,
        "second_step": second_step,
        "duties": [(duty, duty_rules.can_end_duty(request.user, duty)) for duty in duties_of(account, request.user)],
        "actions": _actions(request.user, account, second_step),
        "tab_entries": slots.tabs_for(request.user, account),
        "history_lines": history_of(account),
    }
    return render(request, "office/user_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request):
    if not duty_rules.can_keep_accounts(request.user):
        raise PermissionDenied
    form = AccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            account, password = services.open_account(actor=request.user, **form.cleaned_data)
            return _show_password(request, account, password)
    return _form_page(request, _("Open an account"), form, _("Open the account"), reverse("office:user_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def user_update(request, pk):
    account = _kept(request, pk)
    form = AccountUpdateForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        services.update_account(account, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(account)
    return _form_page(request, _("Correct %(name)s") % {"name": account}, form, _("Save"), account.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def user_password(request, pk):
    """A new one-time password, shown in the answer to the POST and nowhere else."""
    account = _kept(request, pk)
    if request.method == "POST":
        ((account, password),) = services.issue_passwords([account], actor=request.user)
        return _show_password(request, account, password)
    context = {
        "title": _("New one-time password for %(name)s") % {"name": account},
        "consequences": [
            _("The present password stops working, and %(name)s is signed out everywhere.") % {"name": account},
            _("The new password is shown to you once. Hand it over; at the first sign-in it has to be changed."),
        ],
        "submit_label": _("Make the password"),
        "cancel_url": account.get_absolute_url(),
    }
    return render(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def user_second_step(request, pk):
    account = _kept(request, pk)
    return _act_with_reason(
        request,
        account,
        lambda reason: services.remove_second_step(account, reason=reason, actor=request.user),
        title=_("Remove the second step of %(name)s") % {"name": account},
        consequences=[
            _("%(name)s then signs in with the password alone, until a new second step is set.") % {"name": account},
            _("Make sure that it is really %(name)s who asks for this.") % {"name": account},
        ],
        submit_label=_("Remove the second step"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def user_close(request, pk):
    account = _kept(request, pk)
    return _act_with_reason(
        request,
        account,
        lambda reason: services.set_active(account, False, reason=reason, actor=request.user),
        title=_("Close the account of %(name)s") % {"name": account},
        consequences=[
            _("%(name)s is signed out and cannot sign in any more.") % {"name": account},
            _("Everything done under this name stays. The duties go on in name; end them if they have passed on."),
        ],
        submit_label=_("Close the account"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def user_reopen(request, pk):
    account = _kept(request, pk)
    return _act_with_reason(
        request,
        account,
        lambda reason: services.set_active(account, True, reason=reason, actor=request.user),
        title=_("Reopen the account of %(name)s") % {"name": account},
        consequences=[_("%(name)s signs in as before, with the duties in force today.") % {"name": account}],
        submit_label=_("Reopen the account"),
        style="primary",
    )


def _act_with_reason(request, account, act, *, style="danger", **shown):
    back = account.get_absolute_url()
    return confirm(request, act, back=back, done=_("Done."), with_reason=True, style=style, **shown)


def _kept(request, pk):
    """The account, if this person sees and keeps it."""
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not rules.can_keep_account(request.user, account):
        raise PermissionDenied
    return account


def _form_page(request, title, form, submit_label, cancel_url):
    context = {"title": title, "form": form, "submit_label": submit_label, "cancel_url": cancel_url}
    return render(request, "ui/form.html", context)


def _show_password(request, account, password):
    context = {"title": _("One-time password"), "account": account, "password": password}
    return render(request, "office/user_password.html", context)


def _actions(user, account, second_step):
    if not rules.can_keep_account(user, account):
        return []
    names = [
        (True, _("Correct"), "user_update"),
        (account.is_active, _("New one-time password"), "user_password"),
        (second_step, _("Remove the second step"), "user_second_step"),
        (account.is_active, _("Close the account"), "user_close"),
        (not account.is_active, _("Reopen the account"), "user_reopen"),
    ]
    return [Action(label, reverse(f"office:{name}", args=[account.pk])) for shown, label, name in names if shown]
