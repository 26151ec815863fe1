"""People, posts, rulebooks and the roof."""

from talent.selectors import state_of_discipline
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import (
    BUSINESS,
    ENGINEER,
    EVERYONE,
    GROUP_ADMIN,
    HOLDER,
    HRS,
    OVERSEERS,
    OWN,
    RIGHTS,
    STAFF,
    SUPERUSER,
    TWINS,
)

PERSON = {
    "name": "甲新人",
    "sex": "male",
    "born_on": "1985-05-06",
    "unit": "A-P",
    "education": "bachelor",
    "full_time_degree": "on",
    "title": "senior",
    "staff_category": "cadre",
    "status": "on_duty",
}


def corrected(world):
    engineer = world["engineer"]
    engineer.refresh_from_db()
    return PERSON | {"seen": engineer.updated_at.isoformat(), "reason": "甲更正"}


def renamed(world):
    return {"code": "TIE", "name": "炼铁学", "seen": state_of_discipline(world["discipline"])}


def described(world):
    world["post"].refresh_from_db()
    return {"title": "甲新岗位", "duties": "甲新职责", "seen": world["post"].updated_at.isoformat()}


# --- People -----------------------------------------------------------------------------------------
lists("talent:engineer_list", REST)
door("talent:my_record", get={302: OWN, 404: REST})
door(
    "talent:engineer_create",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},
    data=PERSON | {"employee_number": "A-N1"},
    act="engineer.created",
)
door("talent:engineer_pick", get={200: REST}, json=True)
door("talent:engineer_detail", of="engineer", get={200: BUSINESS | ENGINEER, 404: REST})
door(
    "talent:engineer_update",
    of="engineer",
    get={200: HRS, 403: (BUSINESS - HRS) | ENGINEER, 404: REST},
    post=done,
    data=corrected,
    act="engineer.updated",
)
door("talent:engineer_results", of="engineer", get={200: OVERSEERS | ENGINEER, 403: STAFF, 404: REST})
lists("talent:past_result_list", REST)
lists("talent:discipline_list", REST)
door(
    "talent:discipline_create",
    get={200: GROUP_ADMIN, 403: REST},
    post=done,
    data={"code": "NEW", "name": "炼钢"},
    act="discipline.created",
)
door("talent:discipline_pick", get={200: REST}, json=True)
door("talent:upper_discipline_pick", get={200: REST}, json=True)
door(
    "talent:discipline_update",
    of="discipline",
    get={200: GROUP_ADMIN, 403: REST},
    post=done,
    data=renamed,
    act="discipline.updated",
)
door("talent:account_link", of="account", get={200: RIGHTS | SUPERUSER, 404: REST}, post=done, act="engineer.linked")

# --- Posts ------------------------------------------------------------------------------------------
lists("posts:post_list", REST)
door("posts:post_pick", get={200: REST}, json=True)
lists("posts:establishment", REST)
door("posts:post_detail", of="post", get={200: BUSINESS, 404: REST})
door(
    "posts:post_update",
    of="post",
    get={200: HRS, 403: BUSINESS - HRS, 404: REST},
    post=done,
    data=described,
    act="post.described",
)
lists("posts:appointment_list", REST)
door("posts:appointment_detail", of="appointment", get={200: BUSINESS | HOLDER, 404: REST})
lists("posts:engineer_appointments", BUSINESS | HOLDER, of="holder", closed={404: REST})

# --- Rulebooks: published ones are read by whoever has a business duty or is on the roster -----------
lists("rulebooks:rulebook_list", REST)
door("rulebooks:rulebook_detail", of="rulebook", get={200: BUSINESS | TWINS | OWN, 404: REST})
door("rulebooks:rulebook_detail", of="draft_rulebook", get={200: GROUP_ADMIN, 404: REST})
door("rulebooks:rulebook_compare", of=("rulebook", "older_rulebook"), get={200: BUSINESS | TWINS | OWN, 404: REST})

# --- The roof ---------------------------------------------------------------------------------------
door("overview:home", get={200: REST})
door("overview:search", get={200: REST}, query="q=甲")
door("overview:demo_sign_in", post={404: EVERYONE}, data={"persona": "hr"})  # exists in a demo only
