"""The files that go with the guidance of a survey."""

from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from office.intake.safety import OLE, ZIP
from office.intake.uploads import store
from planning.enums import GUIDED_SURVEYS
from planning.models import SurveyFile
from planning.services.surveys import discard, lock_in

MOST_FILES = 20
TYPES = {
    ".pdf": b"%PDF",
    ".docx": ZIP,
    ".xlsx": ZIP,
    ".pptx": ZIP,
    ".doc": OLE,
    ".xls": OLE,
    ".ppt": OLE,
    ".png": b"\x89PNG",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}


@transaction.atomic
def add_file(survey, upload, *, actor):
    """Attach a file to the guidance. Raises DomainError for what is neither PDF, Office file nor picture by its content,
    for too many files, a full disk, and once the survey is closed."""
    survey = lock_in(survey, *GUIDED_SURVEYS)
    if survey.files.count() >= MOST_FILES:
        raise DomainError(_("A survey has at most %(count)d files.") % {"count": MOST_FILES})
    _refuse_other_types(upload)
    name = upload.name[:200]
    added = SurveyFile.objects.create(survey=survey, file=store(upload), name=name, added_by=actor)
    audit.record(
        actor=actor, verb="survey.file_added", target=survey, unit=survey.unit, changes={"guidance_file": [None, name]}
    )
    return added


@transaction.atomic
def remove_file(file, *, actor):
    """Take a file off the guidance; its name stays in the audit trail. Raises DomainError once the survey is closed."""
    survey = lock_in(file.survey, *GUIDED_SURVEYS)
    changes = {"guidance_file": [file.name, None]}
    audit.record(actor=actor, verb="survey.file_removed", target=survey, unit=survey.unit, changes=changes)
    discard(file)
    file.delete()


def _refuse_other_types(upload):
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    magic = TYPES.get(PurePath(upload.name).suffix.lower())
    if magic is None or not head.startswith(magic):
        raise DomainError(
            _("“%(name)s” is neither a PDF, Word, Excel or PowerPoint file nor a picture.") % {"name": upload.name}
        )
