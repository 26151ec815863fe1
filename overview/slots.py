"""What the roof adds to the pages of posts, people and units."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office import slots
from overview.rules import can_see_coverage


@slots.tab("posts.post")
def post_thread(user, posts):
    return {post.pk: slots.Tab(_("Thread"), reverse("overview:post_thread", args=[post.pk])) for post in posts}


@slots.tab("talent.engineer")
def person_thread(user, engineers):
    return {
        engineer.pk: slots.Tab(_("Thread"), reverse("overview:person_thread", args=[engineer.pk]))
        for engineer in engineers
    }


@slots.tab("establishment.postreview")
def maps_of_review(_user, reviews):
    return {
        review.pk: slots.Tab(_("Before and after"), reverse("overview:resorting", args=[review.pk]))
        for review in reviews
    }


@slots.tab("establishment.postreview")
def lines_of_review(_user, reviews):
    return {
        review.pk: slots.Tab(_("Professional line"), reverse("overview:resorting_lines", args=[review.pk]))
        for review in reviews
    }


@slots.tab("office.unit")
def coverage(user, units):
    """The map of what is below each."""
    if not can_see_coverage(user):
        return {}
    map_url = reverse("overview:coverage")
    return {unit.pk: slots.Tab(_("Coverage map"), f"{map_url}?{urlencode({'at': unit.code})}") for unit in units}
