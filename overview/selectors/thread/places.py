"""What became of posts and of the units they stand in."""

from itertools import pairwise, zip_longest

from django.db.models import Q
from django.utils.translation import gettext as _

from establishment.enums import OPEN_REVIEWS, ChangeKind, ReviewStatus
from establishment.models import PostChange
from establishment.models.post_review import PostReviewQuerySet
from establishment.selectors.abolitions import waits
from office.clock import today
from office.models import UnitPlacement
from office.models.unit import UnitQuerySet
from office.sentences import labelled
from overview.selectors.thread.knots import PROPOSED, Ground, Knot, Turn, arrow
from overview.selectors.thread.rows import in_order
from posts.enums import PostStatus
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


def changes_of(versions, entries, reviews, *, named=False):
    """The setting up of a post and each change of it; `named` where a thread tells of several posts."""
    first = versions[0]
    knot = _version(first, _("Post set up"), reviews, named)
    knot.details = [str(first.unit), str(first.discipline), str(first.grade), _seats(first.authorised), *knot.details]
    knot.who = entries.who(first.post, WRITING)
    yield knot
    for before, after in pairwise(versions):
        changed = [name for name in (*COMPARED, "duties") if _value(before, name) != _value(after, name)]
        knot = _version(after, _("Post changed"), reviews, named)
        knot.turn = Turn.AFTER if _shrinks(before, after) else Turn.THERE
        knot.details = [*([_in_words(before, after, name) for name in changed] or [_("As before")]), *knot.details]
        knot.who = entries.who_changed(after.post, CHANGING, changed, after.starts_on) if changed else ""
        yield knot


def _shrinks(before, after):
    """Seats that come are there before their holders; those that go are empty before they go."""
    return after.status == PostStatus.ABOLISHED or after.authorised < before.authorised


def _version(version, what, reviews, named):
    """Its details are why the review that made it did so."""
    knot = Knot(version.starts_on, what, str(version.post) if named else "", kind="post")
    knot.url = version.post.get_absolute_url() if named else ""
    knot.grounds = [Ground(str(version.decision), version.decision)] if version.decision else []
    change = reviews.that_made(version)
    if change and change.in_sight:
        knot.grounds.append(Ground(_("Post review: %(title)s") % {"title": change.review}, change.review))
        knot.details = _why(change)
    if change and version.status == PostStatus.FROZEN and change.kind == ChangeKind.ABOLISH:
        knot.details = [waits(), *knot.details]
    return knot


def _why(change):
    return [sentence for sentence in (change.line and change.line.problem, change.reason) if sentence]


def _left_to_holders(change):
    """Whether its post was frozen, to be abolished once the last of them has left."""
    return change.kind == ChangeKind.ABOLISH and bool(change.seats_after)


class Reviews:
    """Changes of posts by reviews in sight; `proposed` are those under way. One query.

    That a post waits for its last holder is told to all who see the post: to others than the readers of its review without it.
    """

    def __init__(self, posts, user):
        open_ = Q(post__in=posts, review__status__in=OPEN_REVIEWS)
        applied = Q(result__in=posts, review__status=ReviewStatus.APPLIED)
        found = PostChange.objects.filter(open_ | applied).select_related("review__unit", "line")
        paths = tuple(user.paths_as(PostReviewQuerySet.seen_by))
        self._made, self.proposed = {}, []
        for change in in_order(found, "pk"):
            change.in_sight = change.review.unit.path.startswith(paths)
            if change.result_id and (change.in_sight or _left_to_holders(change)):
                self._made[change.result_id, change.review.effective_on] = change
            elif change.in_sight and not change.result_id:
                self.proposed.append(change)
        self._left = {
            (post, change.review.decision_id): change
            for (post, _day), change in self._made.items()
            if _left_to_holders(change)
        }

    def that_made(self, version):
        """The change that came with its day; of an abolition that waited for the last holder the same later on, by its decision."""
        if change := self._made.get((version.post_id, version.starts_on)):
            return change
        if version.status != PostStatus.ABOLISHED:
            return None
        return self._left.get((version.post_id, version.decision_id))

    def knots(self):
        for change in self.proposed:
            review = change.review
            knot = Knot(review.effective_on, _("Post review"), str(review), review.get_absolute_url(), kind="post")
            knot.state = PROPOSED
            knot.details = [change.get_kind_display(), review.get_status_display(), *_why(change)]
            yield knot


def _in_words(before, after, name):
    if name == "duties":
        return _("Duties of the post rewritten")
    label = Post._meta.get_field(name).verbose_name
    return labelled(label, arrow(_value(before, name), _value(after, name)))


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
