"""A vacant seat is filled: which, by whom, in which batch."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.clock import today
from office.keys import key_of
from office.views.acting import refusals_on
from posts.enums import BatchAct
from posts.forms.batch_rows import FillForm
from posts.models import Post
from posts.rules import batches as rules
from posts.selectors import prospects as selectors
from posts.services import row_facts
from posts.views.batch_rows import put_rows, usual_batch
from posts.views.batches import made_before


@require_http_methods(["GET", "HEAD", "POST"])
def seat_fill(request):
    """Appoint somebody to a seat, in a batch that is there or a new one; first the seat is chosen, then who."""
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    if made := made_before(request):
        return redirect(made)
    post = _post(request)
    if post is None and request.method != "POST":
        return _choose_post(request)
    prospects = post and selectors.prospects_for(post, request.user, today())
    form = FillForm(request.POST or None, user=request.user, initial=_initial(request, prospects))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect(put_rows(request, form, [row_facts.appoint(**form.values())]))
    context = {
        "title": _("Fill a vacant seat: %(post)s") % {"post": post} if post else _("Fill a vacant seat"),
        "form": form,
        "post": post,
        "prospects": prospects,
        "number": request.GET.get("number", ""),
        "submit_label": _("Put into the batch"),
        "cancel_url": request.path,
    }
    return render(request, "posts/seat_fill.html", context)


def _post(request):
    """The post that the address names."""
    code = request.GET.get("post", "")
    if not code:
        return None
    posts = Post.objects.visible_to(request.user).select_related("unit", "discipline", "grade")
    post = get_object_or_404(posts, code=code)
    if not rules.can_prepare(request.user, post.unit):
        raise PermissionDenied
    return post


def _choose_post(request):
    grade, number = key_of(request.GET.get("grade", "")), key_of(request.GET.get("page", "")) or 1
    page = selectors.vacancies(request.user, today(), grade=grade, number=number)
    context = {
        "title": _("Fill a vacant seat: which?"),
        "page": page,
        "grade": page.rows[0].grade if grade and page.rows else "",
        "base_query": f"grade={grade}" if grade else "",
    }
    return render(request, "posts/vacancies.html", context)


def _initial(request, prospects):
    """What the address names, in a batch as usual, for a term as the rules say."""
    named = {name: request.GET.get(name) for name in ("post", "number", "engineer")}
    term = selectors.usual_term(prospects.rule if prospects else None, today())
    return usual_batch(request, BatchAct.APPOINT) | term | named
