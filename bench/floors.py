"""The floors: the least that any page or act of this application could cost, as views of their own."""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluations.models import Score
from talent.models import Engineer

COLUMNS = ("pk", "employee_number", "name", "title", "status", "retires_on")


@require_safe
def fifty_rows(request):
    """Signed in, no frame, one indexed query of 50 rows, six columns."""
    rows = (
        list(Engineer.objects.order_by("employee_number").values_list(*COLUMNS)[:50]) if request.user.is_active else []
    )
    return render(request, "bench/rows.html", {"rows": rows})


@require_safe
def frame_only(request):
    return render(request, "base.html", {"title": "bench"})


@require_POST
def one_row(request):
    """Signed in, the token checked, one row changed in a transaction."""
    if request.user.is_active:
        with transaction.atomic():
            Score.objects.filter(pk=request.POST["pk"]).update(filed_at=timezone.now())
    return JsonResponse({})


handler404 = "office.views.errors.page_not_found"
urlpatterns = [
    path("bench/rows/", fifty_rows),
    path("bench/frame/", frame_only),
    path("bench/row/", one_row),
    path("", include("config.urls")),
]
