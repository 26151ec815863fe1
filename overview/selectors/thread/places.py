"""What became of posts and of the units they stand in."""

from itertools import pairwise, zip_longest

from django.utils.translation import gettext as _

from office.clock import today
from office.models import UnitPlacement
from office.models.unit import UnitQuerySet
from overview.selectors.thread.knots import Ground, Knot, arrow
from overview.selectors.thread.rows import in_order
from posts.models import Post, PostVersion

COMPARED = ("title", "unit", "discipline", "grade", "authorised", "status")
WRITING = {"post.created", "post.loaded"}
CHANGING = {"post.revised", "post.corrected", "post.loaded", "post.frozen", "post.reopened", "post.abolished"}


def versions_of(posts, user):
    """{post key: its versions in order} as far as they are in sight: one query."""
    found = PostVersion.objects.visible_to(user).filter(post__in=posts)
    versions = {}
    for version in in_order(found.select_related("post", "unit", "discipline", "grade", "decision"), "starts_on"):
        versions.setdefault(version.post_id, []).append(version)
    return versions


def changes_of(versions, entries, *, named=False):
    """The setting up of a post and each change of it; `named` where a thread tells of several posts."""
    first = versions[0]
    knot = _version(first, _("Post set up"), named)
    knot.details = [str(first.unit), str(first.discipline), str(first.grade), _seats(first.authorised)]
    knot.who = entries.who(first.post, WRITING)
    yield knot
    for before, after in pairwise(versions):
        changed = [name for name in (*COMPARED, "duties") if _value(before, name) != _value(after, name)]
        knot = _version(after, _("Post changed"), named)
        knot.details = [_in_words(before, after, name) for name in changed] or [_("As before")]
        knot.who = entries.who_changed(after.post, CHANGING, changed, after.starts_on) if changed else ""
        yield knot


def _version(version, what, named):
    knot = Knot(version.starts_on, what, str(version.post) if named else "", kind="post")
    knot.url = version.post.get_absolute_url() if named else ""
    knot.grounds = [Ground(str(version.decision), version.decision)] if version.decision else []
    return knot


def _in_words(before, after, name):
    if name == "duties":
        return _("Duties of the post rewritten")
    label = Post._meta.get_field(name).verbose_name
    return f"{label}: {arrow(_value(before, name), _value(after, name))}"


def _value(version, name):
    return version.get_status_display() if name == "status" else getattr(version, name)


def _seats(authorised):
    return _("authorised seats: %(seats)d") % {"seats": authorised}


# --- Units ------------------------------------------------------------------------------------------
def stays_of(versions):
    """[(unit, from, until)]: in which units a post with these versions has stood; the last stay is open."""
    ends = [version.starts_on for version in versions[1:]]
    return [(version.unit, version.starts_on, until) for version, until in zip_longest(versions, ends)]


def moves_of(stays, user):
    """Renamings, moves and mergers of the units during the stays, as far as they are in sight: one query."""
    units = {unit.pk: unit for unit, _from, _until in stays if user.holds(UnitQuerySet.seen_by, unit.path)}
    found = UnitPlacement.objects.filter(unit__in=units).select_related("parent")
    for before, after in pairwise(in_order(found, "unit_id", "starts_on")):
        unit = units[after.unit_id]
        if before.unit_id == after.unit_id and any(_within(after.starts_on, stay) for stay in stays if stay[0] == unit):
            yield from _moved(unit, before, after)


def _within(day, stay):
    _unit, starts_on, until = stay
    return starts_on < day and (until is None or day <= until) and day <= today()


def _moved(unit, before, after):
    def knot(what, old, new):
        return Knot(after.starts_on, what, unit.name, unit.get_absolute_url(), [arrow(old, new)], kind="unit")

    if before.name != after.name:
        yield knot(_("Unit renamed"), before.name, after.name)
    if before.parent_id != after.parent_id:
        merged = unit.successor_id == after.parent_id and unit.closed_on == after.starts_on
        yield knot(_("Unit merged") if merged else _("Unit moved"), before.parent, after.parent)
