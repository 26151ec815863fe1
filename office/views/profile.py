from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.views import i18n
from django.views.decorators.http import require_POST, require_safe

from office.models import User
from office.second_step import has_second_step


@require_safe
def profile(request):
    """One's own account: what it may do, and how one signs in."""
    duties = request.user.duties.select_related("unit", "granted_by").order_by("-starts_on", "-pk")
    context = {
        "duties": [(duty, False) for duty in duties],
        "second_step": has_second_step(request.user),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code != request.LANGUAGE_CODE],
    }
    return render(request, "office/profile.html", context)


@login_not_required
@require_POST
def set_language(request):
    """Kept in the browser, and for whoever is signed in with the account."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES) and check_for_language(code):
        User.objects.filter(pk=request.user.pk).update(language=code)
    return i18n.set_language(request)
