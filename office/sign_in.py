from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from office.addresses import address_within
from office.services.mail import write_mail

OWN_PAGE = "account_change_password"
OPEN_PAGES = frozenset({OWN_PAGE, "account_logout", "office:set_language"})


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are created by administrators; nobody signs up."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return bool(address_within(url))

    def send_mail(self, template_prefix, email, context):
        """Through the outbox, like every other mail."""
        message = self.render_mail(template_prefix, email, context)
        write_mail(email, message.subject, message.body)

    def get_password_change_redirect_url(self, request):
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def set_password(self, user, password):
        """A password that its owner chose is no temporary one."""
        user.password_is_temporary = False
        super().set_password(user, password)


class SignedInMiddleware(LoginRequiredMiddleware):
    """A page leads to the sign-in; what scripts ask for (htmx, or a view that `answers_json`) is answered 401 instead."""

    def handle_no_permission(self, request, view_func):
        view = getattr(view_func, "view_class", view_func)
        if request.htmx or getattr(view, "answers_json", False):
            return JsonResponse({"error": "signed_out"}, status=401)
        return super().handle_no_permission(request, view_func)


class OwnLanguageMiddleware:
    """Whoever has chosen a language reads it wherever he or she signs in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "login_required", True):
            chosen = getattr(request.user, "language", "")
            if chosen and chosen != request.LANGUAGE_CODE and check_for_language(chosen):
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen


class OwnPasswordMiddleware:
    """Whoever came in with a one-time password chooses another before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or request.resolver_match.view_name in OPEN_PAGES:
            return None
        if not getattr(request.user, "password_is_temporary", False):
            return None
        messages.info(request, _("This password was given to you for once. Choose one of your own now."))
        return redirect(OWN_PAGE)


def display_name(user):
    return user.name or user.username
