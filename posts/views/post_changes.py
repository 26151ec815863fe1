"""Posts set up, revised, frozen, opened again and abolished. What comes of it is shown first; what was shown is done."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from office.clock import today
from office.errors import DomainError
from office.views.acting import agreed, agreement, refusals_on
from posts.enums import PostStatus
from posts.forms.post_changes import PostCreateForm, PostRevisionForm, PostStatusForm
from posts.models import Post
from posts.rules import posts as rules
from posts.selectors.authority import may_authorise
from posts.selectors.post_changes import change_consequences, creation_consequences
from posts.services import posts as services


@dataclass(frozen=True)
class StatusAct:
    """What leads a post to a status."""

    url_name: str
    label: str
    title: str
    style: str = "primary"


STATUS_ACTS = {
    PostStatus.ACTIVE: StatusAct(
        "posts:post_reopen", gettext_lazy("Open again"), gettext_lazy("Open the post %(code)s again")
    ),
    PostStatus.FROZEN: StatusAct("posts:post_freeze", gettext_lazy("Freeze"), gettext_lazy("Freeze the post %(code)s")),
    PostStatus.ABOLISHED: StatusAct(
        "posts:post_abolish", gettext_lazy("Abolish"), gettext_lazy("Abolish the post %(code)s"), "danger"
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def post_create(request):
    if not rules.can_create_posts(request.user):
        raise PermissionDenied
    form = PostCreateForm(request.POST or None, user=request.user)
    sentences = []
    if request.method == "POST" and form.is_valid() and _within_authority(form):
        with refusals_on(form):
            services.check_creation(form.changes, **_when_and_by_what(form))
            sentences = list(creation_consequences(form.changes, form.cleaned_data["starts_on"]))
            if agreed(request, sentences):
                post = services.create_post(actor=request.user, **form.ground, **form.changes)
                messages.success(request, _("The post %(code)s stands in the register now.") % {"code": post.code})
                return redirect(post)
    context = {"title": _("Set up a post"), "cancel_url": reverse("posts:post_list")}
    return _shown(request, form, sentences, _("Set up the post"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def post_revise(request, pk):
    """Another unit, discipline, grade, number of seats, title or other duties from a day on."""
    post = _find(request, pk)
    form = PostRevisionForm(request.POST or None, user=request.user, post=post)
    sentences = []
    if request.method == "POST" and form.is_valid() and _within_authority(form):
        with refusals_on(form):
            sentences = _foreseen(form, post, form.changes)
            if agreed(request, sentences):
                return _revised(request, form, post, form.changes)
    context = {"title": _("Revise the post %(code)s") % {"code": post.code}, "cancel_url": post.get_absolute_url()}
    return _shown(request, form, sentences, _("Revise the post"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def post_status(request, pk, status):
    """Frozen, opened again or abolished; what comes of it stands there from the beginning."""
    post = _find(request, pk)
    act = STATUS_ACTS[status]
    form = PostStatusForm(request.POST or None, user=request.user, post=post)
    changes = {"status": status}
    sentences = list(change_consequences(request.user, post, changes, today()))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            sentences = _foreseen(form, post, changes)
            if agreed(request, sentences):
                return _revised(request, form, post, changes)
    title = act.title % {"code": f"{post.code} {post.title}".strip()}
    context = {"title": title, "cancel_url": post.get_absolute_url(), "style": act.style}
    if request.method != "POST" and (against := _against(post, changes)):
        return render(request, "ui/confirm.html", context | {"reasons_against": against, "form": ""})
    return _shown(request, form, sentences, act.label, context)


def _find(request, pk):
    posts = Post.objects.visible_to(request.user).select_related("unit", "discipline", "grade")
    post = get_object_or_404(posts, pk=pk)
    if not may_authorise(request.user, post.unit, post.grade):
        raise PermissionDenied
    return post


def _within_authority(form):
    """Also where the post is to stand; said at the grade, which is what asks for the higher authority."""
    unit, grade = form.cleaned_data["unit"], form.cleaned_data["grade"]
    if may_authorise(form.user, unit, grade):
        return True
    facts = {"grade": grade, "unit": unit}
    form.add_error("grade", _("You may not authorise posts of the grade %(grade)s in %(unit)s.") % facts)
    return False


def _foreseen(form, post, changes):
    when_and_by_what = _when_and_by_what(form)
    services.check_revision(post, changes, seen=form.cleaned_data["seen"], **when_and_by_what)
    on = when_and_by_what.pop("starts_on")
    return list(change_consequences(form.user, post, changes, on, **when_and_by_what))


def _against(post, changes):
    """Why nothing can come of it today, whatever is filled in."""
    try:
        services.check_seats(post, changes, today())
    except DomainError as error:
        return [str(error), *error.reasons]
    return []


def _revised(request, form, post, changes):
    services.revise_post(post, actor=request.user, seen=form.cleaned_data["seen"], **form.ground, **changes)
    messages.success(request, _("The post %(code)s was changed.") % {"code": post.code})
    return redirect(post)


def _when_and_by_what(form):
    return {name: form.cleaned_data[name] for name in ("starts_on", "decision", "historic")}


def _shown(request, form, sentences, label, context):
    """The form, and above it what comes of it as far as that is known; without that, the next step is to look at it."""
    foreseen = bool(sentences) and not form.errors
    context |= {
        "form": form,
        "consequences": sentences if foreseen else [],
        "hidden_fields": [("agreed", agreement(sentences))] if foreseen else [],
        "submit_label": label if foreseen else _("Show what comes of it"),
    }
    return render(request, "ui/confirm.html", context)
