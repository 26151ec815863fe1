"""What the roof adds to the pages of posts, people and units."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office import slots
from overview.rules import can_see_coverage
from overview.selectors.own import former_of


@slots.tab("posts.post")
def post_thread(user, posts):
    return {post.pk: slots.Tab(_("Thread"), reverse("overview:post_thread", args=[post.pk])) for post in posts}


@slots.tab("talent.engineer")
def person_thread(user, engineers):
    return {
        engineer.pk: slots.Tab(_("Thread"), reverse("overview:person_thread", args=[engineer.pk]))
        for engineer in engineers
    }


@slots.lead("talent.engineer")
def last_appointment(user, engineers):
    """Of those who hold no post: which one it was, until when, why it ended, and what was written of that."""
    return {engineer: [_last(former)] for engineer, former in former_of(user, engineers).items()}


def _last(former):
    held = former.appointment
    links = [
        (f"{held.seat.post.unit} · {held.seat.post}", held.get_absolute_url()),
        (gettext("held until %(date)s") % {"date": former.last_day}, ""),
        (held.get_end_reason_display(), ""),
    ]
    if former.letter:
        links.append((gettext("Letter on the changed post"), former.letter.get_absolute_url()))
    return slots.Lead(gettext("Last appointment"), links)


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
