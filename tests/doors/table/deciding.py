"""The decision desk, deciding, publishing, and the decided numbers as units read them."""

from office.models import Decision
from planning.selectors.deciding import outcome_of
from planning.selectors.publishing import code_of_publishing
from planning.selectors.taking_up import before_taking_up
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import ADMIN, BUSINESS, GROUP_ADMIN, GROUP_LEADER, HRS, INSPECTION, LEADER, TWINS

ASKED = BUSINESS | TWINS  # all units of both sides answer the surveys of the group
AT_THE_GROUPS_DESK = GROUP_ADMIN | GROUP_LEADER | INSPECTION
AT_THE_DESK_OF_A = AT_THE_GROUPS_DESK | ADMIN | LEADER


def entered(world):
    """The line of A decided as it is consolidated."""
    line, decision = world["consolidated_line"], Decision.objects.filter(unit=world["group"]).first()
    outcome = outcome_of(world["consolidated_survey"], {line.pk: 2}, decision)
    return {"how": "consolidated", "decision": decision.pk, "seen": outcome.code}


lists(
    "planning:survey_desk",
    AT_THE_GROUPS_DESK,
    of="consolidated_survey",
    closed={403: ASKED - AT_THE_GROUPS_DESK, 404: REST},
)
lists(
    "planning:survey_desk",
    AT_THE_DESK_OF_A,
    of="own_survey",
    closed={403: BUSINESS - AT_THE_DESK_OF_A, 404: REST},
)
door(
    "planning:survey_decide",
    of="consolidated_survey",
    query=lambda world, _side: f"selected={world['consolidated_line'].pk}",
    get={200: GROUP_ADMIN, 403: ASKED - GROUP_ADMIN, 404: REST},
    post=done,
    data=entered,
    act="demandline.decided",
)
door(
    "planning:survey_take_up",
    of="left_survey",
    get={200: GROUP_ADMIN | ADMIN, 403: BUSINESS - GROUP_ADMIN - ADMIN, 404: REST},
    post=done,
    data=lambda world: {"agreed": before_taking_up(world["left_survey"]).code},
    act="demandreturn.taken_up",
)
door(
    "planning:survey_publish",
    of="closed_survey",
    get={200: GROUP_ADMIN | ADMIN, 403: BUSINESS - GROUP_ADMIN - ADMIN, 404: REST},
    post=done,
    data=lambda world: {"agreed": code_of_publishing(world["closed_survey"])},
    act="survey.published",
)
lists("planning:survey_result", BUSINESS, of="closed_survey", closed={404: REST})
lists("planning:result_list", ASKED)
READ_BEFORE_THE_MEETING = AT_THE_DESK_OF_A | HRS
door(
    "planning:survey_meeting_paper",
    of="own_survey",
    get={200: READ_BEFORE_THE_MEETING, 403: BUSINESS - READ_BEFORE_THE_MEETING, 404: REST},
    post={200: HRS, 403: BUSINESS - HRS, 404: REST},
    act="survey.meeting_paper_printed",
)
door(
    "planning:survey_meeting_paper_word",
    of="own_survey",
    post={200: HRS, 403: BUSINESS - HRS, 404: REST},
    act="survey.meeting_paper_printed",
)
