"""What the frame of every page shows. Lazy: an answer without the frame pays nothing."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from overview.demo.access import one_click_allowed
from overview.demo.personas import PERSONAS
from overview.navigation import navigation_of

_HTML_CODES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def frame(request):
    return {
        "navigation": SimpleLazyObject(lambda: navigation_of(request)),
        "language": _language(),
        "sign_in_extras": SimpleLazyObject(lambda: sign_in_extras(request)),
    }


def sign_in_extras(request):
    """What the sign-in page shows below its form: in a demo, one click per role."""
    return {"template": "overview/demo_sign_in.html", "personas": PERSONAS} if one_click_allowed(request) else {}


def _language():
    """The language of the page and the one that the switch offers."""
    current = get_language() or settings.LANGUAGE_CODE
    others = [(code, name) for code, name in settings.LANGUAGES if code != current]
    other, other_name = others[0] if others else (current, "")
    return {"code": _HTML_CODES.get(current, current), "other": other, "other_name": other_name}
