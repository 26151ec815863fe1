"""What pages of posts, seats and demand lines say of the reviews that changed or brought them, or that answer them."""

from django.utils.translation import gettext as _

from establishment.models import PostReview
from establishment.selectors.stories import abolitions_of, changes_for, origins_of, seats_by
from office.models import Decision
from office.slots import Lead
from planning.models import DemandLine
from posts.models import Post


def of_posts(user, posts):
    """{post key: [Lead]}: to the review that abolishes the post, to the post that succeeds it, and back; three queries."""
    found = abolitions_of(posts)
    seen = _seen(user, Post, {post.pk for _change, *both in found for post in both if both[1]})
    reviews = _seen(user, PostReview, {change.review_id for change, *_both in found})
    leads = {}
    for change, old, new in found:
        named = [(str(change.review), change.review.get_absolute_url())] if change.review_id in reviews else []
        for post, label, other in ((old, _("Succeeded by"), new), (new, _("Succeeds"), old)) if new else ():
            if other.pk in seen:
                leads.setdefault(post.pk, []).append(Lead(label, [_post(other), *named]))
        if named and old.pk not in leads:
            leads[old.pk] = [Lead(_("Post review"), named)]
    return leads


def _post(post):
    return " ".join(filter(None, (post.code, post.title))), post.get_absolute_url()


def of_seats(user, seats):
    """{seat key: [Lead]}: by which review it came, under which decision, and the sentence that asked for it; three queries."""
    origins = origins_of(seats, user)
    changes = origins.values()
    decisions = _seen(user, Decision, {change.review.decision_id for change in changes})
    lines = _seen(user, DemandLine, {change.line_id for change in changes})
    return {seat: [_origin(change, decisions, lines)] for seat, change in origins.items()}


def _origin(change, decisions, lines):
    review, line = change.review, change.line
    links = [(str(review), review.get_absolute_url()), _link(review.decision, decisions)]
    if line:
        _label, url = _link(line, lines)
        links.append((f"{line.demand_return.unit} · {line.problem or line}", url))
    return Lead(_("Post review"), links)


def _seen(user, model, keys):
    """The keys of those that the user sees."""
    keys -= {None}
    return set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _link(target, seen):
    return str(target), target.get_absolute_url() if target.pk in seen else ""


def of_lines(user, lines):
    """{line key: [Lead]}: the seats it brought with who holds them, and what else is or is to be done for it; three queries."""
    found = {}
    for change, granted in seats_by(changes_for(lines, user), user).items():
        leads = [_seat(one) for one in granted] or [_change(change)]
        found.setdefault(change.line_id, []).extend(leads)
    return found


def _seat(granted):
    seat, holder, review = granted.seat, granted.holder, granted.change.review
    held = (str(holder.engineer), holder.get_absolute_url()) if holder else (_("Vacant"), "")
    label = _("Seat")
    return Lead(
        label,
        [
            (f"{seat.post} · {label} {seat.number}", seat.post.get_absolute_url()),
            held,
            (str(review), review.get_absolute_url()),
        ],
    )


def _change(change):
    review = change.review
    links = [(str(change), ""), (str(review), review.get_absolute_url()), (review.get_status_display(), "")]
    return Lead(_("Change of a post"), links)
