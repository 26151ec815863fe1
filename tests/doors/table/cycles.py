"""Assessment cycles from the draft to the closing, the calibration board, results."""

from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import (
    ADMINS,
    BUSINESS,
    GROUP_ADMIN,
    GROUP_HR,
    HOLDER,
    HR,
    INSPECTION,
    LEADERS,
    OVERSEERS,
    RATER,
    READERS,
    TWIN_ADMIN,
    TWINS,
)

REASON = {"reason": "甲事由"}
ADMINISTRATED = {200: ADMINS, 403: OVERSEERS - ADMINS, 404: REST}


def facts(world, **changed):
    return {
        "name": "甲新考核",
        "regime": world["regime"].pk,
        "unit": "A-S",
        "year": 2030,
        "as_of": "2030-12-31",
        "filing_ends_on": "2031-01-31",
    } | changed


def slots(world):
    fields = {}
    for slot in world["rating"].slots.select_related("user"):
        fields[f"name_{slot.pk}"] = f"{slot.name}号"
        fields[f"account_{slot.pk}"] = slot.user.username if slot.user else ""
    return fields


def other_assessment(world):
    """Of somebody else than the holder: nobody settles what is his or her own."""
    return world["calibrating"].assessments.exclude(engineer=world["holder"]).earliest("pk")


def grades(world):
    grade = world["regime"].result_grades.get(rank=3)
    return {"selected": [other_assessment(world).pk], "grade": grade.pk, "reason": "甲党委会议定"}


def pool_and_grade(world, side):
    grade = world["regime"].result_grades.exclude(cap_percent=None).first()
    return f"pool={world[f'{side}subsidiary'].pk}&grade={grade.pk}"


# --- The cycle --------------------------------------------------------------------------------------
lists("evaluations:cycle_list", REST)
door(
    "evaluations:cycle_create",
    get={200: ADMINS | TWIN_ADMIN, 403: REST},
    post={302: ADMINS, 200: TWIN_ADMIN, 403: REST},
    data=facts,
    act="cycle.created",
)
door("evaluations:cycle_detail", of="draft", get={200: OVERSEERS, 404: REST})
door("evaluations:cycle_detail", of="rating", get={200: OVERSEERS | RATER, 404: REST})
door("evaluations:cycle_detail", of="calibrating", get={200: OVERSEERS, 404: REST})
door("evaluations:cycle_detail", of="shared", get={200: OVERSEERS | TWINS, 404: REST})
door("evaluations:cycle_detail", of="published", get={200: OVERSEERS | TWINS, 404: REST})
door(
    "evaluations:cycle_update",
    of="draft",
    get=ADMINISTRATED,
    post=done,
    data=lambda world: facts(world, name="甲改名考核"),
    act="cycle.revised",
)
door(
    "evaluations:cycle_slots",
    of="rating",
    get={200: ADMINS, 403: (OVERSEERS - ADMINS) | RATER, 404: REST},
    post=done,
    data=slots,
    act="cycle.slots_revised",
)
door("evaluations:cycle_preview", of="draft", get=ADMINISTRATED)
door(
    "evaluations:appointment_leave_out",
    of=("draft", "appointment"),
    get=ADMINISTRATED,
    post=done,
    data=REASON,
    act="assessment.excluded",
)
door("evaluations:cycle_open", of="draft", get=ADMINISTRATED, post=done, act="cycle.opening_started")
door("evaluations:cycle_progress", of="rating", get={200: OVERSEERS, 403: RATER, 404: REST})
door("evaluations:cycle_progress", of="shared", get={200: OVERSEERS | TWINS, 404: REST})
door("evaluations:cycle_calibrate", of="ready", get=ADMINISTRATED, post=done, act="cycle.calibrating_started")
door("evaluations:cycle_return", of="calibrating", get=ADMINISTRATED, post=done, data=REASON, act="cycle.returned")
door(
    "evaluations:cycle_close",
    of="published",
    get={200: GROUP_ADMIN, 403: (OVERSEERS | TWINS) - GROUP_ADMIN, 404: REST},
    post=done,
    act="cycle.closed",
)

# --- Calibration and publishing ---------------------------------------------------------------------
door("evaluations:calibration_board", of="calibrating", get={200: READERS, 403: LEADERS, 404: REST})
door("evaluations:calibration_board", of="rating", get={200: READERS, 403: LEADERS | RATER, 404: REST})
door("evaluations:calibration_board", of="published", get={200: READERS | TWINS, 403: LEADERS, 404: REST})
door(
    "evaluations:grades_set",
    of="calibrating",
    post={302: ADMINS, 403: OVERSEERS - ADMINS, 404: REST},
    data=grades,
    act="assessment.graded",
)
door(
    "evaluations:cap_override",
    of="calibrating",
    query=pool_and_grade,
    get={200: GROUP_ADMIN, 403: OVERSEERS - GROUP_ADMIN, 404: REST},
    post=done,
    data=lambda world: REASON | {"allowed": 3, "decision": world["decision"].pk},
    act="cap.overridden",
)
door("evaluations:cycle_distribution", of="calibrating", get={200: OVERSEERS, 404: REST})
door("evaluations:cycle_distribution", of="published", get={200: OVERSEERS | TWINS, 404: REST})
door(
    "evaluations:cycle_decision",
    of="calibrating",
    get=ADMINISTRATED,
    post=done,
    data=lambda world: {"decision": world["bare_decision"].pk},
    act="cycle.decision_attached",
)
door("evaluations:cycle_publish", of="calibrating", get=ADMINISTRATED, post=done, act="cycle.published")

# --- People and results -----------------------------------------------------------------------------
lists("evaluations:assessment_list", OVERSEERS, of="rating", closed={403: RATER, 404: REST})
lists("evaluations:assessment_list", OVERSEERS | TWINS, of="shared", closed={404: REST})
lists("evaluations:assessment_list", OVERSEERS | TWINS, of="published", closed={404: REST})
for unpublished in ("rating_assessment", "calibrating_assessment", "shared_assessment"):
    door("evaluations:assessment_detail", of=unpublished, get={200: READERS, 403: LEADERS, 404: REST})
door("evaluations:assessment_detail", of="published_assessment", get={200: READERS | HOLDER, 403: LEADERS, 404: REST})
for act, verb, whose in (("exclude", "excluded", "rating_assessment"), ("include", "included", "left_out")):
    door(
        f"evaluations:assessment_{act}",
        of=whose,
        get={200: ADMINS, 403: GROUP_HR | HR | INSPECTION | LEADERS, 404: REST},
        post=done,
        data=REASON,
        act=f"assessment.{verb}",
    )
lists("evaluations:engineer_assessments", BUSINESS | HOLDER, of="holder", closed={404: REST})
lists("evaluations:post_assessments", BUSINESS, of="post", closed={404: REST})
