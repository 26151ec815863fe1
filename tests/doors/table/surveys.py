"""Demand surveys: the group's, which all units answer, and a subsidiary's own in each status."""

from django.core.files.uploadedfile import SimpleUploadedFile

from planning.selectors.previews import preview_of
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import BUSINESS, GROUP_ADMIN, GROUP_HR, HRS, OVERSEERS, TWINS

DAYS = {"as_of": "2026-10-31", "opens_on": "2026-11-01", "closes_on": "2099-12-31"}
NEW = {"title": "甲新普查", "unit": "A-S", "kinds": ["plant"]} | DAYS
REOPENED = {"closes_on": "2099-12-31", "reason": "甲理由"}
EXTENDED = {"due_on": "2099-12-31", "reason": "甲理由"}
RUN = {200: HRS, 403: OVERSEERS - HRS, 404: REST}  # a draft: nobody is asked yet
RUN_ASKED = {200: HRS, 403: BUSINESS - HRS, 404: REST}


def revised(world):
    world["draft_survey"].refresh_from_db()
    rows = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    return NEW | rows | {"seen": world["draft_survey"].updated_at.isoformat()}


def notice(_world):
    return {"file": SimpleUploadedFile("甲通知.pdf", b"%PDF-1.7 notice")}


def shown(world):
    world["draft_survey"].refresh_from_db()
    return {"seen": preview_of(world["draft_survey"]).code}


lists("planning:survey_list", BUSINESS | TWINS)
lists("planning:return_list", BUSINESS | TWINS)
door(
    "planning:survey_create",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},
    data=NEW,
    act="survey.created",
)
door("planning:survey_detail", of="survey", get={200: BUSINESS | TWINS, 404: REST})
door("planning:survey_detail", of="draft_survey", get={200: OVERSEERS, 404: REST})
door("planning:survey_detail", of="own_survey", get={200: BUSINESS, 404: REST})
door(
    "planning:survey_copy", of="own_survey", get=RUN_ASKED, post=done, data=DAYS | {"title": "甲"}, act="survey.created"
)
door("planning:survey_update", of="draft_survey", get=RUN, post=done, data=revised, act="survey.revised")
door("planning:survey_delete", of="draft_survey", get=RUN, post=done, act="survey.deleted")
door(
    "planning:survey_leave_out",
    of="draft_survey",
    get=RUN,
    post=done,
    data={"unit": "A-P"},
    act="survey.unit_left_out",
)
door(
    "planning:survey_ask_again",
    of=("draft_survey", "yard"),
    post={302: HRS, 403: OVERSEERS - HRS, 404: REST},
    act="survey.unit_asked",
)
door("planning:survey_file_add", of="draft_survey", get=RUN, post=done, data=notice, act="survey.file_added")
door("planning:survey_file", of=("draft_survey", "draft_survey_file"), get={200: OVERSEERS, 404: REST})
door(
    "planning:survey_file_remove",
    of=("draft_survey", "draft_survey_file"),
    get=RUN,
    post=done,
    act="survey.file_removed",
)
door("planning:survey_open", of="draft_survey", get=RUN, post=done, data=shown, act="survey.opened")
door("planning:survey_close", of="own_survey", get=RUN_ASKED, post=done, act="survey.closed")
door("planning:survey_reopen", of="closed_survey", get=RUN_ASKED, post=done, data=REOPENED, act="survey.reopened")
door(
    "planning:survey_unit_add",
    of="own_survey",
    get=RUN_ASKED,
    post=done,
    data={"unit": "A-Y"},
    act="demandreturn.asked_later",
)
lists("planning:survey_chase", HRS, of="own_survey", closed={403: BUSINESS - HRS, 404: REST})
lists("planning:survey_chase", HRS | TWINS, of="survey", closed={403: BUSINESS - HRS, 404: REST})
door(
    "planning:return_extend",
    of="return",
    get={200: GROUP_ADMIN | GROUP_HR, 403: BUSINESS - GROUP_ADMIN - GROUP_HR, 404: REST},
    post=done,
    data=EXTENDED,
    act="demandreturn.extended",
)
