"""Accounts and duties, one's own account, and what allauth and the admin give."""

from office.clock import today
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import AUDIT, EVERYONE, INSPECTION, RIGHTS, SUPERUSER

KEEPERS = RIGHTS | SUPERUSER
REASON = {"reason": "甲事由"}


def duty_facts(_world):
    return {
        "person": "kept",
        "role": "hr",
        "unit": "A-P",
        "starts_on": today().isoformat(),
        "reason": "甲代理",
        "confirmed": "1",
    }


def ending(_world):
    return {"on": today().isoformat(), **REASON}


# --- Accounts ---------------------------------------------------------------------------------------
door("office:account_pick", get={200: REST}, json=True)
lists("office:user_list", KEEPERS)
door(
    "office:user_create",
    get={200: KEEPERS, 403: REST},
    post={200: KEEPERS, 403: REST},  # the answer shows the one-time password
    data={"username": "new", "name": "甲新人", "email": "", "language": "zh-hans", "role": "hr", "unit": "A-P"},
    act="account.created",
)
door("office:user_detail", of="account", get={200: KEEPERS, 403: REST})
door(
    "office:user_update",
    of="account",
    get={200: KEEPERS, 404: REST},
    post=done,
    data={"name": "甲改名", "email": "a@example.org"},
    act="account.updated",
)
door(
    "office:user_password",
    of="account",
    get={200: KEEPERS, 404: REST},
    post={200: KEEPERS, 404: REST},
    act="account.password_issued",
)
door(
    "office:user_second_step",
    of="account",
    get={200: KEEPERS, 404: REST},
    post=done,
    data=REASON,
    act="account.second_step_removed",
)
door("office:user_close", of="account", get={200: KEEPERS, 404: REST}, post=done, data=REASON, act="account.closed")
door(
    "office:user_reopen",
    of="closed_account",
    get={200: KEEPERS, 404: REST},
    post=done,
    data=REASON,
    act="account.reopened",
)

# --- Duties -----------------------------------------------------------------------------------------
door("office:duty_unit_pick", get={200: REST}, json=True)
door("office:grant_unit_pick", get={200: REST}, json=True)
lists("office:duty_list", KEEPERS | AUDIT | INSPECTION)
door("office:duty_grant", get={200: KEEPERS, 403: REST}, post=done, data=duty_facts, act="duty.granted")
door(
    "office:duty_end",
    of="duty",
    get={200: KEEPERS, 403: AUDIT | INSPECTION, 404: REST},
    post=done,
    data=ending,
    act="duty.ended",
)

# --- One's own --------------------------------------------------------------------------------------
door("office:profile", get={200: REST})
door("office:set_language", post={302: EVERYONE}, data={"language": "en", "next": "/"})
