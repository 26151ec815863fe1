"""Score sheets: the grid, its endpoints, one sheet, and the routine notes."""

import json

from evaluations.models import Sheet
from evaluations.selectors.cells import by_sheet, cells_of, revision
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import (
    ADMINS,
    BUSINESS,
    GROUP_HR,
    HEAD,
    HOLDER,
    HR,
    HRS,
    INSPECTION,
    OVERSEERS,
    RATER,
    READERS,
    TWINS,
)


def form_of(sheet):
    """One cell of a sheet, typed into the form without JavaScript."""

    def form(world):
        key = world[sheet].sheet_id
        cell = cells_of([key])[0]
        epoch = Sheet.objects.values_list("epoch", flat=True).get(pk=key)
        return {f"e{key}": epoch, f"v{key}-{cell.criterion}": "7", f"b{key}-{cell.criterion}": cell.base}

    return form


def batch(world):
    """The same cell as the grid sends it."""
    key = world["sheet"].sheet_id
    cell = cells_of([key])[0]
    return {
        "epochs": {key: 0},
        "edits": [{"sheet": key, "criterion": cell.criterion, "value": "7", "base": cell.base}],
    }


def seen(world):
    return {"seen": revision(cells_of([world["sheet"].sheet_id]))}


def submitting(world):
    keys = Sheet.objects.filter(subject__slot=world["slot"]).values_list("pk", flat=True)
    shown = {sheet: revision(cells) for sheet, cells in by_sheet(cells_of(keys)).items()}
    return {"confirmed": "1", "seen": json.dumps(shown)}


def verifying(world):
    epochs = dict(Sheet.objects.filter(subject__slot=world["unit_slot"]).values_list("pk", "epoch"))
    return {"confirmed": "1", "seen": json.dumps(epochs)}


# --- The grid ---------------------------------------------------------------------------------------
door("evaluations:filing_home", of="rating", get={200: OVERSEERS | RATER, 404: REST})
door("evaluations:filing_home", of="shared", get={200: OVERSEERS | TWINS, 404: REST})
lists("evaluations:chase_list", OVERSEERS, of="rating", closed={403: RATER, 404: REST})
lists("evaluations:chase_list", OVERSEERS | TWINS, of="shared", closed={404: REST})
door(
    "evaluations:filing_grid",
    of="slot",
    get={200: READERS | RATER, 404: REST},
    post={302: HRS | RATER, 200: INSPECTION, 404: REST},  # inspection reads; what it types is not saved
    data=form_of("sheet"),
    writes="evaluations_score",
)
door("evaluations:filing_grid", of="empty_slot", get={200: READERS, 404: REST})
door("evaluations:filing_grid", of="unit_slot", get={200: READERS | HEAD, 404: REST})
door("evaluations:filing_grid", of="shared_slot", get={200: READERS | TWINS, 404: REST})
door("evaluations:filing_grid", of="shared_unit_slot", get={200: READERS | HEAD | TWINS, 404: REST})
door("evaluations:filing_meter", of="slot", get={200: READERS | RATER, 404: REST}, json=True)
door("evaluations:filing_meter", of="shared_slot", get={200: READERS | TWINS, 404: REST}, json=True)
door(
    "evaluations:filing_cells",
    post={200: REST},  # an answer per cell; only those who may file have saved one
    body=batch,
    doers=HRS | RATER,
    writes="evaluations_score",
    json=True,
)
door("evaluations:filing_token", get={200: REST}, json=True)
door(
    "evaluations:slot_submit",
    of="slot",
    get={200: HRS | RATER, 403: INSPECTION, 404: REST},
    post=done,
    data=submitting,
    act="sheet.submitted",
)
door(
    "evaluations:slot_verify",
    of="unit_slot",
    get={200: HRS, 403: INSPECTION | HEAD, 404: REST},
    post=done,
    data=verifying,
    act="sheet.verified",
)

# --- One sheet --------------------------------------------------------------------------------------
door(
    "evaluations:sheet_detail",
    of="sheet",
    get={200: READERS | RATER, 404: REST},
    post={302: HRS | RATER, 200: INSPECTION, 404: REST},
    data=form_of("sheet"),
    writes="evaluations_score",
)
door("evaluations:sheet_detail", of="empty_sheet", get={200: READERS, 404: REST})
door("evaluations:sheet_detail", of="own_sheet", get={200: READERS | RATER, 404: REST})  # the holder reads none on him
door("evaluations:sheet_detail", of="unit_sheet", get={200: READERS | HEAD, 404: REST})
door("evaluations:sheet_aside", of="sheet", get={200: READERS | RATER, 404: REST})
door(
    "evaluations:sheet_comment",
    of="sheet",
    post={302: HRS | RATER, 403: INSPECTION, 404: REST},
    data={"comment": "甲新评语", "seen": "甲评语"},
    act="sheet.commented",
)
door(
    "evaluations:sheet_submit",
    of="sheet",
    post={302: HRS | RATER, 403: INSPECTION, 404: REST},
    data=seen,
    act="sheet.submitted",
)
door(
    "evaluations:sheet_reopen",
    of="unit_sheet",
    get={200: ADMINS, 403: GROUP_HR | HR | INSPECTION | HEAD, 404: REST},
    post=done,
    data={"reason": "甲补正"},
    act="sheet.reopened",
)
door(
    "evaluations:sheet_verify",
    of="unit_sheet",
    post={302: HRS, 403: INSPECTION | HEAD, 404: REST},
    act="sheet.verified",
)

# --- Routine notes ----------------------------------------------------------------------------------
lists("evaluations:note_list", READERS | HEAD | TWINS)
door(
    "evaluations:note_add",
    of="appointment",
    get={200: HRS | HEAD, 403: (BUSINESS - HRS - HEAD) | HOLDER, 404: REST},
    post=done,
    data={"noted_on": "2026-01-05", "praise": "True", "text": "甲表现", "criterion_code": ""},
    act="note.added",
)
