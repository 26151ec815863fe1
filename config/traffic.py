"""What no page has to think of: text that no database keeps does not come in, personal pages do not stay behind."""

from django.core.exceptions import SuspiciousOperation
from django.utils.cache import add_never_cache_headers


class PlainTextMiddleware:
    """Refuses NUL characters, which no form of a browser sends: PostgreSQL stores none and breaks off in any view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """After the check of the form's token, which has read the form anyway."""
        texts = [request.path, *_texts(request.GET), *_texts(request.POST)]
        if any("\0" in text for text in texts):
            raise SuspiciousOperation("NUL character")


def _texts(data):
    for name, values in data.lists():
        yield name
        yield from values


class PrivatePagesMiddleware:
    """What was made for somebody signed in is kept by no proxy and no browser, so that nobody goes back to it later."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.accessed and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
