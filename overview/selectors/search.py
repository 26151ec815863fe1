"""The search box of every page: people, posts and units in sight, by the beginning of name, pinyin or number."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.models import Unit
from office.prefixes import begins_any
from office.selectors.units import under_any_name
from posts.models import Appointment, Post
from talent.models import Engineer

LIMIT = 10
SHORTEST = 1


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    detail: str


@dataclass(frozen=True)
class Group:
    label: str
    hits: list
    more: bool
    url: str  # the list that the group is the beginning of; it takes the same words as `q`


def search(user, text):
    """Groups of at most ten hits each, every one of them in the user's sight; five queries whatever is found."""
    word = text.strip()
    if len(word) < SHORTEST:
        return []
    groups = (_people(user, word), _posts(user, word), _units(user, word))
    return [group for group in groups if group.hits]


def _people(user, word):
    found = Engineer.objects.visible_to(user).filter(
        begins_any(("employee_number", "name", "pinyin", "initials"), word)
    )
    people = list(found.select_related("unit").order_by("employee_number")[: LIMIT + 1])
    return _group(
        _("People"), "talent:engineer_list", people, lambda person: f"{person.employee_number} · {person.unit}"
    )


def _posts(user, word):
    held = (
        Appointment.objects.visible_to(user).serving().filter(begins_any(("engineer__name", "engineer__pinyin"), word))
    )
    named = begins_any(("code", "title"), word)
    posts = Post.objects.visible_to(user)
    found = (posts.filter(named) | posts.filter(pk__in=held.values("seat__post"))).select_related(
        "unit", "discipline", "grade"
    )
    return _group(
        _("Posts"),
        "posts:post_list",
        list(found.order_by("code")[: LIMIT + 1]),
        lambda post: f"{post.unit} · {post.discipline} · {post.grade}",
        label=lambda post: f"{post.code} {post.title}".strip(),
    )


def _units(user, word):
    found = under_any_name(Unit.objects.visible_to(user), word)
    return _group(
        _("Units"),
        "office:unit_list",
        list(found.select_related("parent").order_by("code")[: LIMIT + 1]),
        _place_of,
    )


def _place_of(unit):
    former = _("formerly %(name)s") % {"name": unit.former} if unit.former else ""
    return " · ".join(part for part in (unit.code, str(unit.parent or ""), former) if part)


def _group(title, page, found, detail, label=str):
    hits = [Hit(label(target), target.get_absolute_url(), detail(target)) for target in found[:LIMIT]]
    return Group(title, hits, more=len(found) > LIMIT, url=reverse(page))
