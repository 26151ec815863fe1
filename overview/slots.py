"""What the roof adds to the pages of posts and people."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office import slots


@slots.tab("posts.post")
def post_thread(user, posts):
    return {post.pk: slots.Tab(_("Thread"), reverse("overview:post_thread", args=[post.pk])) for post in posts}


@slots.tab("talent.engineer")
def person_thread(user, engineers):
    return {
        engineer.pk: slots.Tab(_("Thread"), reverse("overview:person_thread", args=[engineer.pk]))
        for engineer in engineers
    }
