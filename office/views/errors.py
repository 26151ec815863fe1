"""Error pages. They use neither the database nor the session: what is broken may be just that."""

from django.http import HttpResponse, JsonResponse
from django.template import loader


def bad_request(request, exception=None):
    return _page("400.html", 400)


def permission_denied(request, exception=None):
    return _page("403.html", 403)


def page_not_found(request, exception=None):
    return _page("404.html", 404)


def server_error(request):
    return _page("500.html", 500)


def csrf_failure(request, reason=""):
    """A JSON caller fetches a new token and tries again; a form gets the page that says so."""
    if request.content_type == "application/json":
        return JsonResponse({"error": "csrf"}, status=403)
    return _page("403.html", 403)


def _page(template, status):
    return HttpResponse(loader.get_template(template).render(), status=status)
