from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from office.models import User
from overview.demo.access import one_click_allowed
from overview.demo.personas import PERSONAS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def demo_sign_in(request):
    """Sign in as one of the demo's people; anywhere but in a demo on this machine the page does not exist."""
    if not one_click_allowed(request):
        raise Http404
    known = [persona.username for persona in PERSONAS]
    user = get_object_or_404(User, username=request.POST.get("persona", ""), username__in=known, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect("overview:home")
