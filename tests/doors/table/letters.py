"""Target letters: drafted by human resources and the unit's head, signed by the holder and for the unit."""

from tests.doors import letters
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import ADMINS, CHECKER, FILLER, HEAD, HOLDER, HRS, OVERSEERS, TWINS
from tests.doors.table.office import scan

DRAFTERS = HRS | HEAD
SIGNERS = ADMINS | HEAD
SEEN_BY = OVERSEERS | HEAD
READ = {200: SEEN_BY | HOLDER, 404: REST}
DRAFTED = {200: DRAFTERS, 403: (SEEN_BY | HOLDER) - DRAFTERS, 404: REST}
PRINTED = {200: DRAFTERS | HOLDER, 403: SEEN_BY - DRAFTERS, 404: REST}


def seen(world):
    return {"seen": letters.code_of(world)}


def goals(world):
    letter = world["letter"]
    letter.refresh_from_db()
    return {
        "goals-TOTAL_FORMS": "1",
        "goals-INITIAL_FORMS": "0",
        "goals-0-content": "甲新目标",
        "goals-0-weight": "100",
        "remarks": "甲条件",
        "seen": letter.updated_at.isoformat(),
    }


def chosen(world, _side=""):
    return f"selected={world['free_appointment'].pk}"


lists("posts:letter_list", REST)
lists(
    "posts:appointment_letters",
    SEEN_BY | HOLDER,
    of="appointment",
    closed={403: FILLER | CHECKER, 404: REST},
)
door(
    "posts:letter_draft",
    query=chosen,
    get={200: DRAFTERS, 302: TWINS, 403: REST},
    post={302: DRAFTERS | TWINS, 403: REST},
    data=lambda world: {"selected": world["free_appointment"].pk, "period": "term"},
    act="letter.drafted",
    doers=DRAFTERS,
)
door("posts:letter_detail", of="letter", get=READ)
door("posts:letter_detail", of="signed_letter", get=READ)
door("posts:letter_detail", of="empty_letter", get={200: SEEN_BY, 404: REST})
door("posts:letter_revise", of="letter", get=DRAFTED, post=done, data=goals, act="letter.revised")
door(
    "posts:letter_copy",
    of="letter",
    get=DRAFTED,
    post=done,
    data=lambda world: {"source": world["signed_letter"].pk},
    act="letter.goals_copied",
)
door(
    "posts:letter_sign_as_holder",
    of="letter",
    get={200: HOLDER, 403: SEEN_BY, 404: REST},
    post=done,
    data=seen,
    act="letter.signed_by_holder",
)
door(
    "posts:letter_sign_for_unit",
    of="letter",
    get={200: SIGNERS, 403: (SEEN_BY | HOLDER) - SIGNERS, 404: REST},
    post=done,
    data=seen,
    act="letter.signed_for_unit",
)
door("posts:letter_print", of="letter", get=PRINTED, post=PRINTED, act="paper.printed")
door("posts:letter_word", of="letter", post=PRINTED, act="paper.printed")
door(
    "posts:letter_scan",
    of="letter",
    get=DRAFTED,
    post=done,
    data=lambda world: scan() | {"code": letters.printed_code_of(world)},
    act="letter.signed_on_paper",
)
door("posts:letter_scan_file", of="signed_letter", get=READ)
door(
    "posts:letter_replace",
    of="signed_letter",
    get=DRAFTED,
    post=done,
    data={"reason": "甲调整"},
    act="letter.replaced",
)
door(
    "posts:letter_discard",
    of="letter",
    get=DRAFTED,
    post=done,
    data={"reason": "甲有误"},
    act="letter.discarded",
)
