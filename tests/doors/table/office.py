"""Units, decisions, files and jobs, the trail."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.doors.notation import REST, done, door, lists
from tests.doors.papers import PDF
from tests.doors.personas import (
    ADMINS,
    AUDIT,
    BUSINESS,
    EVERYONE,
    FILLER,
    GROUP_ADMIN,
    HR,
    HRS,
    INSPECTION,
    LEADERS,
    OVERSEERS,
    RATER,
    RIGHTS,
    SUPERUSER,
    SYSTEM,
    TWINS,
)
from tests.factories import workbooks


def scan(_world=None):
    return {"scan": SimpleUploadedFile("minutes.pdf", PDF)}


def roster(_world):
    rows = [["工号", "年度", "等次"], ["A-E3", 2018, "称职"]]
    return {"file": SimpleUploadedFile("results.xlsx", workbooks.xlsx(rows))}


door("office:healthz", get={200: EVERYONE})
door("office:readyz", get={503: EVERYONE})  # no worker was ever seen here

# --- Units ------------------------------------------------------------------------------------------
door("office:unit_pick", get={200: REST}, query="q=", json=True)
door("office:open_unit_pick", get={200: REST}, json=True)
door("office:decision_pick", get={200: REST}, json=True)
lists("office:unit_list", BUSINESS | TWINS | RIGHTS)
door("office:unit_detail", of="plant", get={200: BUSINESS | RIGHTS, 404: REST})
door(
    "office:unit_create",
    of="subsidiary",
    get={200: ADMINS, 403: (OVERSEERS - ADMINS) | RIGHTS, 404: REST},
    post=done,
    data={"code": "A-N", "name": "甲新厂", "kind": "plant"},
    act="unit.created",
)
door(
    "office:unit_update",
    of="plant",
    get={200: ADMINS, 403: (BUSINESS - ADMINS) | RIGHTS, 404: REST},
    post=done,
    data={"name": "甲炼铁总厂", "short_name": "", "kind": "plant", "on": "2026-01-01", "reason": "甲更名"},
    act="unit.updated",
)
door(
    "office:unit_place",
    of="plant",
    get={200: GROUP_ADMIN, 403: (BUSINESS - GROUP_ADMIN) | RIGHTS, 404: REST},
    post=done,
    data={"parent": "G", "on": "2026-01-01", "reason": "甲重组"},
    act="unit.moved",
)

# --- Decisions --------------------------------------------------------------------------------------
lists("office:decision_list", OVERSEERS | TWINS)
door(
    "office:decision_create",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},  # another's unit is refused by the form
    data={
        "unit": "A-S",
        "body": "party_committee",
        "meeting_number": "〔2026〕99号",
        "held_on": "2026-02-02",
        "subject": "甲新议题",
        "outcome": "同意",
        "attendees": "全体",
    },
    act="decision.recorded",
)
door("office:decision_detail", of="decision", get={200: OVERSEERS, 404: REST})
door(
    "office:decision_minutes",
    of="bare_decision",
    get={200: HRS, 403: LEADERS | INSPECTION, 404: REST},
    post=done,
    data=scan,
    act="decision.minutes_attached",
)
door("office:decision_minutes_file", of="decision", get={200: OVERSEERS, 404: REST})

# --- Files and long work ----------------------------------------------------------------------------
door("office:intake", get={200: HRS | FILLER | TWINS | RIGHTS | SUPERUSER | RATER, 403: REST})
for code, who in {
    "units": GROUP_ADMIN,
    "disciplines": GROUP_ADMIN,
    "engineers": HRS | TWINS,
    "accounts": RIGHTS | SUPERUSER,
    "posts": HRS | TWINS,
    "appointments": HRS | TWINS,
    "sheets": HRS | TWINS | RATER,
}.items():
    door("office:import_upload", of={"code": code}, get={200: who, 403: REST})
door(
    "office:import_upload",
    of={"code": "results"},
    get={200: HRS | TWINS, 403: REST},
    post=done,
    data=roster,
    writes="office_job",
)
door("office:import_upload", of={"code": "nothing"}, get={404: REST})
lists("office:job_list", REST)
lists("office:job_status_list", SYSTEM)
door("office:job_detail", of="finished", get={200: HR, 404: REST})
door("office:job_cancel", of="waiting", post={302: HR, 404: REST}, writes="office_job")
door("office:job_restart", of="cut_off", post={302: HR, 404: REST}, writes="office_job")
door("office:job_output", of="finished", get={200: HR, 404: REST})
door(
    "office:import_map",
    of="read",
    get={200: HR, 404: REST},
    post=done,
    data={"heading-0": "employee_number", "heading-1": "period", "heading-2": "grade_label", "heading-3": ""},
    writes="office_job",
)
door("office:import_apply", of="read", post={302: HR, 404: REST}, act="pastresult.loaded")
door("office:import_replan", of="read", post={302: HR, 404: REST}, writes="office_job")
lists("office:audit_list", AUDIT | INSPECTION)
