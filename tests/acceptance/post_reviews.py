"""Post reviews on the demo in each status: each freezes a post that somebody holds, the applied one renames it, and sets a new one up."""

from establishment.checks.facts import state_of_review
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.applying import apply_review
from establishment.services.letters import print_letters
from office.clock import today
from posts.models import Appointment
from tests.factories import evaluations, posts

TITLES = {"draft": "甲", "reviewing": "乙", "approved": "丙", "applied": "丁"}


def build(world, group, administrator, hr):
    held = Appointment.objects.serving().filter(seat__post__review_changes=None)  # the demo has reviews of its own
    held = held.select_related("seat__post__unit", "seat__post__grade").order_by("-pk")
    decision = evaluations.decision(group, subject="岗位梳理议定")
    of_posts = {holder.seat.post_id: holder for holder in held}
    for holder, status in zip(of_posts.values(), TITLES, strict=False):
        review = _review(group, hr, holder, status)
        if status != "draft":
            services.propose_review(review, actor=hr)
        if status in {"approved", "applied"}:
            review.refresh_from_db()
            seen = state_of_review(review)
            services.approve_review(review, decision, actor=administrator, seen=seen)
        if status == "applied":
            apply_review(review, actor=administrator)
            letters = print_letters(review, actor=hr)
            world["holder_letter"] = letters[0].letter.pk
        world[f"{status}_review"] = review.pk
        if status == "draft":
            world |= {"post_change": review.changes.first().pk, "changed_holder": holder.pk}


def _review(group, hr, holder, status):
    post = holder.seat.post
    review = services.create_review(actor=hr, unit=group, title=f"岗位梳理方案{TITLES[status]}", effective_on=today())
    new = {
        "code": f"{post.code}-9",
        "unit": post.unit,
        "grade": post.grade,
        "discipline": posts.discipline(name="新专业"),
    }
    changes = [
        {"kind": "freeze", "post": post, "reason": "专业整合"},
        {"kind": "create", "authorised": 1, "reason": "新产线投产"} | new,
    ]
    if status == "applied":
        changes[0] = {"kind": "revise", "post": post, "title": "炼钢工艺首席（调整）", "reason": "职责合并"}
    changing.add_changes(review, changes, actor=hr)
    return review
