"""Post reviews of a subsidiary. Their grades are authorised by the group, so its administrator approves."""

import datetime

from establishment.checks.facts import state_of_review
from establishment.models import HolderFate
from establishment.selectors.drafting import drafted_from, waiting_lines
from establishment.services import changes
from establishment.views.changes import in_words
from office.clock import today
from office.views.acting import agreement
from posts.enums import PostStatus
from posts.models import Post
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import GROUP_ADMIN, HOLDER, HRS, OVERSEERS, TWINS

KEPT = {200: HRS, 403: OVERSEERS - HRS, 404: REST}
APPROVED = {200: GROUP_ADMIN, 403: OVERSEERS - GROUP_ADMIN, 404: REST}
NEW = {"title": "甲新梳理", "unit": "A-S", "effective_on": today().isoformat()}
REASON = {"reason": "甲理由"}


def revised(world):
    world["draft_review"].refresh_from_db()
    seen = world["draft_review"].updated_at.isoformat()
    return {"title": "甲改名", "effective_on": today().isoformat(), "seen": seen}


def proposed(world):
    review = world["draft_review"]
    return {"seen": state_of_review(review)}


def approved(world):
    review = world["reviewing_review"]
    return {"decision": review.decision_id, "seen": state_of_review(review)}


def confirmed(world):
    return {"seen": state_of_review(world["approved_review"])}


def told(world):
    fates = HolderFate.objects.filter(change__review=world["told_review"])
    return {"selected": list(fates.values_list("pk", flat=True))}


def kept(world):
    fate = world["draft_change"].fates.filter(appointment=world["appointment"]).first()
    return {"fate": "keep", "seen": changes.state_of_fate(fate)}


def mistaken(world):
    """Its post is still frozen."""
    Post.objects.filter(pk=world["post"].pk).update(status=PostStatus.FROZEN)
    change = world["applied_review"].changes.get()
    return REASON | {"selected": change.pk, "effective_on": today() + datetime.timedelta(1)}


def added(world):
    new = {"kind": "create", "code": "甲新岗", "unit": "A-P", "authorised": "1"}
    return new | {"discipline": world["discipline"].code, "grade": world["grade"].pk} | REASON


def change_revised(world):
    change = world["draft_change"]
    change.refresh_from_db()
    return {"kind": "revise", "authorised": "3", "seen": changes.state_of_change(change)} | REASON


def undecided(world):
    world["draft_change"].fates.all().delete()
    return {}


def shown(world):
    review = world["draft_review"]
    drafted = drafted_from(review, waiting_lines(review.unit))
    return {"agreed": agreement(in_words(drafted))}


lists("establishment:review_list", OVERSEERS | TWINS)
door(
    "establishment:review_create",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},
    data=NEW,
    act="postreview.created",
)
door("establishment:review_detail", of="draft_review", get={200: OVERSEERS, 404: REST})
door("establishment:review_detail", of="applied_review", get={200: OVERSEERS, 404: REST})
door("establishment:review_effects", of="draft_review", get={200: OVERSEERS, 404: REST})
door("establishment:review_update", of="draft_review", get=KEPT, post=done, data=revised, act="postreview.revised")
door(
    "establishment:review_propose",
    of="draft_review",
    get=KEPT,
    post=done,
    data=proposed,
    act="postreview.proposed",
)
door(
    "establishment:review_send_back",
    of="reviewing_review",
    get=APPROVED,
    post=done,
    data=REASON,
    act="postreview.sent_back",
)
door(
    "establishment:review_take_back",
    of="reviewing_review",
    get={200: HRS - GROUP_ADMIN, 403: OVERSEERS - HRS | GROUP_ADMIN, 404: REST},
    post=done,
    act="postreview.taken_back",
)
door("establishment:review_withdraw", of="draft_review", get=KEPT, post=done, data=REASON, act="postreview.withdrawn")
door(
    "establishment:review_approve",
    of="reviewing_review",
    get=APPROVED,
    post=done,
    data=approved,
    act="postreview.approved",
)
door(
    "establishment:review_apply",
    of="approved_review",
    get=APPROVED,
    post=done,
    data=confirmed,
    act="postreview.applied",
)
door("establishment:review_correct", of="applied_review", get=KEPT, post=done, data=mistaken, act="postreview.created")
door("establishment:change_add", of="draft_review", get=KEPT, post=done, data=added, act="postreview.changes_added")
door(
    "establishment:change_update",
    of=("draft_review", "draft_change"),
    get=KEPT,
    post=done,
    data=change_revised,
    act="postreview.change_revised",
)
door(
    "establishment:change_remove",
    of=("draft_review", "draft_change"),
    get=KEPT,
    post=done,
    act="postreview.change_removed",
)
door(
    "establishment:holder_fate",
    of=("draft_review", "draft_change", "appointment"),
    get=KEPT,
    post=done,
    data=kept,
    act="postreview.fate_set",
)
door(
    "establishment:holders_keep",
    of=("draft_review", "draft_change"),
    get=KEPT,
    post=done,
    data=undecided,
    act="postreview.holders_kept",
)
door(
    "establishment:review_draw",
    of="draft_review",
    get=KEPT,
    post=done,
    data=shown,
    act="postreview.changes_added",
)

# Their papers
door(
    "establishment:review_meeting_paper",
    of="reviewing_review",
    get={200: OVERSEERS, 404: REST},
    post=KEPT,
    act="postreview.meeting_paper_printed",
)
door(
    "establishment:review_meeting_paper_word",
    of="reviewing_review",
    post=KEPT,
    act="postreview.meeting_paper_printed",
)
for kind in ("word", "workbook"):
    door(
        f"establishment:review_report_{kind}",
        of="applied_review",
        post={200: OVERSEERS, 404: REST},
        act="postreview.report_taken",
    )
door("establishment:review_letters", of="told_review", get=KEPT, post=KEPT, data=told, act="postreview.letters_printed")
door("establishment:review_letters_word", of="told_review", post=KEPT, data=told, act="postreview.letters_printed")
door(
    "establishment:letter_detail",
    of="holder_letter",
    get={200: OVERSEERS | HOLDER, 404: REST},
    post={200: HRS, 403: (OVERSEERS - HRS) | HOLDER, 404: REST},
    act="postreview.letters_printed",
)
for picker in ("standing", "freezable", "reopenable", "receiving"):
    door(f"establishment:{picker}_post_pick", get={200: REST}, json=True)
