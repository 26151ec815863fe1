"""What pages that save by themselves talk to: JSON in, JSON out, and never a redirect to a sign-in page."""

import json
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

EDITS_AT_ONCE = 2_000
BYTES_AT_ONCE = 256 * 1024
LARGEST_KEY = 2**63 - 1
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)


def json_endpoint(view):
    """Answer 401 or 403 in JSON where a page would be redirected to the sign-in, and never from a cache.

    The page names the person it was made for: after somebody else signed in in the same browser, it must not send on.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return JsonResponse({"error": "signed_out"}, status=401)
        if request.user.password_is_temporary:
            return JsonResponse({"error": "own_password"}, status=403)
        if request.headers.get("X-Filing-User", str(request.user.pk)) != str(request.user.pk):
            return JsonResponse({"error": "other_user"}, status=403)
        return view(request, *args, **kwargs)

    return never_cache(login_not_required(answer))


@json_endpoint
@require_GET
def fresh_token(request):
    """A token for a page whose own one is out of date, and whose it is."""
    return JsonResponse({"token": get_token(request), "user": request.user.pk})


def answer_batch(request, read, save):
    """200 with an answer per edit, whatever becomes of each; 4xx for what no page of ours sends.

    `read` makes (edits, further arguments of `save`) of the body, or raises one of MALFORMED.
    """
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > BYTES_AT_ONCE:
        return JsonResponse({"error": "too_large", "limit": BYTES_AT_ONCE}, status=413)
    try:
        edits, *further = read(json.loads(request.body))
    except MALFORMED:
        return JsonResponse({"error": "malformed"}, status=400)
    if len(edits) > EDITS_AT_ONCE:
        return JsonResponse({"error": "too_many", "limit": EDITS_AT_ONCE}, status=413)
    return JsonResponse({"answers": [answer.as_json() for answer in save(request.user, edits, *further)]})


def read_key(value):
    """A key or version as a whole number; half a key or a yes is none."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise TypeError(value)
    number = int(value)
    if not 0 <= number <= LARGEST_KEY:
        raise ValueError(value)
    return number


def words_of_saving():
    """What every such page says of its own saving, for its script, in the reader's language."""
    return _states() | _session()


def _states():
    return {
        "saved": _("Saved"),
        "allSaved": _("All saved"),
        "savedAt": _("All saved, %(time)s"),
        "waiting": _("%(count)s waiting to be sent"),
        "saving": _("Saving %(count)s…"),
        "offline": _("No connection. %(count)s kept in this browser; next attempt in %(seconds)s s."),
        "tryNow": _("Try now"),
        "cellWaiting": _("not sent yet"),
        "unsolved": _("%(count)s not saved: look for the red cells"),
        "nextUnsolved": _("Next one"),
        "refused": _("Not saved: %(reason)s Escape brings the saved value back."),
    }


def _session():
    return {
        "signedOut": _(
            "You are signed out. What you typed is kept in this browser and is sent once you sign in again in another tab."
        ),
        "signIn": _("Sign in in another tab"),
        "otherUser": _(
            "Someone else is signed in now. Unsent values in this browser belong to another account and are not sent. "
            "Load the page again to work as the new person."
        ),
        "reload": _("Load the page again"),
        "foreign": _(
            "This browser still holds unsent values of another account. They are sent when that person signs in here."
        ),
        "noStore": _(
            "This browser cannot keep unsent values (private window?). Do not close the page before everything is saved."
        ),
        "serverRefused": _("The server did not accept the request (%(status)s). Your values are kept in this browser."),
        "submitWaits": _("Waiting until everything is saved…"),
    }
