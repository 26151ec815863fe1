"""Returns out as a workbook and in again: taking one out is noted, loading one makes a job that waits for a person."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.doors.notation import REST, done, door
from tests.doors.personas import BUSINESS, FILLER, HRS, TWINS
from tests.factories import workbooks

FILLERS = HRS | FILLER
ONLY_FILLERS = {200: FILLERS, 403: BUSINESS - FILLERS, 404: REST}
READERS = BUSINESS | TWINS


def filled(world):
    """The plant's line with another number."""
    rows = [["单位编码", "专业编码", "层级", "需求职数"]]
    rows.append([world["plant"].code, world["discipline"].code, world["grade"].name, 3])
    return {"file": SimpleUploadedFile("return.xlsx", workbooks.xlsx(rows))}


def filled_for(world):
    return filled(world) | {"survey": world["survey"].pk}


door("planning:return_workbook", of="return", post={200: BUSINESS, 404: REST}, act="demandreturn.exported")
door("planning:survey_workbook", of="survey", post={200: READERS, 404: REST}, act="survey.exported")
door("planning:return_load", of="return", get=ONLY_FILLERS, post=done, data=filled, writes="office_job")
door("planning:return_load", of="submitted_return", get=ONLY_FILLERS)
door(
    "office:import_upload",
    of={"code": "demand"},
    get={200: FILLERS | TWINS, 403: REST},
    post=done,
    data=filled_for,
    writes="office_job",
)
