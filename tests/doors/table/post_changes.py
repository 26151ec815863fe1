"""Posts set up and changed by administrators, and the ledger. The grade of all posts is one that the group authorises."""

from office.clock import today
from office.views.acting import agreement
from posts.enums import PostStatus
from posts.selectors.post_changes import change_consequences, creation_consequences
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import ADMIN, ADMINS, BUSINESS, GROUP_ADMIN, TWIN_ADMIN, only

MAY = {200: GROUP_ADMIN, 403: BUSINESS - GROUP_ADMIN, 404: REST}


def ground():
    return {"starts_on": today().isoformat(), "historic": "on", "reason": "甲梳理"}


def created(world):
    facts = {"code": "A-P99", "title": "甲新岗", "unit": world["plant"], "discipline": world["discipline"]}
    facts |= {"grade": world["grade"], "authorised": 1, "duties": ""}
    agreed = agreement(list(creation_consequences(facts, today())))
    typed = {"unit": "A-P", "discipline": "TIE", "grade": world["grade"].pk, "agreed": agreed}
    return facts | ground() | typed


def changed(name, typed=None, **fields):
    """The payload of whoever has seen what comes of it."""

    def data(world):
        post = world[name]
        post.refresh_from_db()
        group = world.people[only(GROUP_ADMIN)]
        agreed = agreement(list(change_consequences(group, post, fields, today())))
        return ground() | (typed or {}) | {"seen": post.updated_at.isoformat(), "agreed": agreed}

    return data


def revised(world):
    post = world["vacant_post"]
    typed = {"unit": "A-P", "discipline": "TIE", "grade": world["grade"].pk, "authorised": "2"}
    return changed("vacant_post", typed | {"title": post.title, "duties": post.duties}, authorised=2)(world)


lists("posts:ledger", REST)
door(
    "posts:post_create",
    get={200: ADMINS | TWIN_ADMIN, 403: REST},
    post={302: GROUP_ADMIN, 200: ADMIN | TWIN_ADMIN, 403: REST},
    data=created,
    act="post.created",
)
door("posts:post_revise", of="vacant_post", get=MAY, post=done, data=revised, act="post.revised")
door(
    "posts:post_freeze",
    of="vacant_post",
    get=MAY,
    post=done,
    data=changed("vacant_post", status=PostStatus.FROZEN),
    act="post.frozen",
)
door(
    "posts:post_reopen",
    of="frozen_post",
    get=MAY,
    post=done,
    data=changed("frozen_post", status=PostStatus.ACTIVE),
    act="post.reopened",
)
door(
    "posts:post_abolish",
    of="vacant_post",
    get=MAY,
    post=done,
    data=changed("vacant_post", status=PostStatus.ABOLISHED),
    act="post.abolished",
)
