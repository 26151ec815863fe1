from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.clock import today
from office.history import history_of
from office.listing import Action, ListPage
from office.views.acting import refusals_on
from posts.enums import PostStatus
from posts.filters.posts import PostFilter
from posts.forms.posts import PostForm
from posts.lists.posts import PostList
from posts.models import Post
from posts.rules import posts as rules
from posts.rules.batches import can_prepare
from posts.selectors import posts as selectors
from posts.selectors.authority import may_authorise
from posts.services import posts as services
from posts.views.post_changes import STATUS_ACTS


class PostListPage(ListPage):
    model, list_class, filterset_class = Post, PostList, PostFilter

    def objects(self):
        return selectors.with_figures(super().objects(), today())

    def actions(self):
        ledger = Action(_("Ledger as of a day"), reverse("posts:ledger"))
        if not rules.can_create_posts(self.user):
            return [ledger]
        return [ledger, Action(_("Set up a post"), reverse("posts:post_create"), primary=True)]


@require_safe
def post_detail(request, pk):
    post = get_object_or_404(_posts(request.user), pk=pk)
    seats = _with_leads(request.user, selectors.seats_of(post, request.user, today()))
    context = {
        "title": str(post),
        "post": post,
        "seats": seats,
        "leads": any(line.leads for line in seats),
        "post_leads": slots.leads_for(request.user, [post])[post.pk],
        "versions": selectors.versions_of(post, request.user),
        "former": selectors.former_holders(post, request.user, today()),
        "actions": _actions(request.user, post),
        "fills": post.status == PostStatus.ACTIVE and can_prepare(request.user, post.unit),
        "notes": slots.notes_for(request.user, [post])[post.pk],
        "tab_entries": slots.tabs_for(request.user, post, own=_("Post")),
        "history_lines": history_of(post),
    }
    return render(request, "posts/post_detail.html", context)


def _with_leads(user, lines):
    """What upper floors have to say of where the seats came from."""
    leads = slots.leads_for(user, [line.seat for line in lines])
    return [replace(line, leads=leads[line.seat.pk]) for line in lines]


@require_http_methods(["GET", "HEAD", "POST"])
def post_update(request, pk):
    """Title and duties. A second browser that changed them meanwhile is not overwritten."""
    post = get_object_or_404(_posts(request.user), pk=pk)
    if not rules.can_update_post(request.user, post):
        raise PermissionDenied
    form = PostForm(request.POST or None, instance=post)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.describe_post(_fresh(post), actor=request.user, **form.cleaned_data)
            messages.success(request, _("The post was saved."))
            return redirect(post)
    context = {
        "title": _("Describe the post %(code)s") % {"code": post.code},
        "form": form,
        "submit_label": _("Save"),
        "cancel_url": post.get_absolute_url(),
    }
    return render(request, "ui/form.html", context)


def _posts(user):
    return selectors.with_figures(Post.objects.visible_to(user), today()).select_related("unit", "discipline", "grade")


def _actions(user, post):
    found = []
    if rules.can_update_post(user, post):
        found.append(Action(_("Describe the post"), reverse("posts:post_update", args=[post.pk])))
    if not may_authorise(user, post.unit, post.grade):
        return found
    if post.status != PostStatus.ABOLISHED:
        found.append(Action(_("Revise"), reverse("posts:post_revise", args=[post.pk])))
    return found + [
        Action(STATUS_ACTS[status].label, reverse(STATUS_ACTS[status].url_name, args=[post.pk]))
        for status in rules.open_statuses(post)
    ]


def _fresh(post):
    """The form has written into its instance; the service compares with what is on record."""
    return Post(pk=post.pk)
