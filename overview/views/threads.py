from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office import slots
from overview.selectors.thread import person_thread as thread_of_person
from overview.selectors.thread import post_thread as thread_of_post
from posts.models import Post
from talent.models import Engineer
from talent.views.engineers import tabs_of


@require_safe
def post_thread(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("unit"), pk=pk)
    context = {
        "title": _("Thread of %(name)s") % {"name": post},
        "unit": post.unit,
        "thread": thread_of_post(post, request.user),
        "tab_entries": slots.tabs_for(request.user, post, own=_("Post")),
    }
    return render(request, "overview/thread.html", context)


@require_safe
def person_thread(request, pk):
    engineer = get_object_or_404(Engineer.objects.visible_to(request.user).select_related("unit"), pk=pk)
    context = {
        "title": _("Thread of %(name)s") % {"name": engineer},
        "unit": engineer.unit,
        "thread": thread_of_person(engineer, request.user),
        "tab_entries": tabs_of(request.user, engineer),
    }
    return render(request, "overview/thread.html", context)
