"""The papers of a cycle: score summaries, signed copies, registration forms."""

from tests.doors.notation import REST, done, door
from tests.doors.personas import HEAD, HOLDER, HRS, INSPECTION, LEADERS, RATER, READERS, TWINS
from tests.doors.table.office import scan

PRINTERS = HRS | RATER
PRINTED = {403: INSPECTION, 404: REST}


def at_plant(world, side):
    return f"unit={world[f'{side}plant'].pk}"


# --- Score summaries --------------------------------------------------------------------------------
door("evaluations:summary_list", of="rating", get={200: READERS | RATER, 403: LEADERS, 404: REST})
door("evaluations:summary_list", of="shared", get={200: READERS | TWINS, 403: LEADERS, 404: REST})
door("evaluations:summary_preview", of="slot", query=at_plant, get={200: READERS | RATER, 404: REST})
door("evaluations:summary_preview", of="unit_slot", query=at_plant, get={200: READERS, 403: HEAD, 404: REST})
door(
    "evaluations:summary_print",
    of="slot",
    query=at_plant,
    post={302: PRINTERS, **PRINTED},
    act="paper.printed",
)
door(
    "evaluations:summary_workbook",
    of="slot",
    query=at_plant,
    post={200: PRINTERS, **PRINTED},
    act="paper.printed",
)
door(
    "evaluations:summary_scan",
    of="slot",
    query=at_plant,
    get={200: PRINTERS, **PRINTED},
    post=done,
    data=lambda world: scan() | {"code": ""},
    act="paper.scan_attached",
)
for name in ("summary_detail", "summary_printed", "summary_scan_file"):
    door(f"evaluations:{name}", of="summary", get={200: READERS | RATER, 404: REST})
    door(f"evaluations:{name}", of="shared_summary", get={200: READERS, 404: REST})

# --- Registration forms: a POST notes the printing ----------------------------------------------------
PEOPLE = {200: READERS, 403: LEADERS | RATER, 404: REST}
ONE = {200: READERS, 403: LEADERS, 404: REST}
OWN_TOO = {200: READERS | HOLDER, 403: LEADERS, 404: REST}
PRINTING = {"act": "assessment.form_printed"}
door("evaluations:form_list", of="rating", get=PEOPLE, post=PEOPLE, **PRINTING)
for of, row in (("rating_assessment", ONE), ("published_assessment", OWN_TOO)):
    door("evaluations:assessment_form", of=of, get=row, post=row, **PRINTING)
    door("evaluations:assessment_form_word", of=of, post=row, **PRINTING)
