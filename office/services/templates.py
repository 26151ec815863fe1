import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from office.intake.uploads import store
from office.models import PaperTemplate
from office.papers import inspection
from office.services.counters import hold_numbers, next_number


@transaction.atomic
def replace_template(paper, upload, *, note, actor):
    """Take an uploaded Word file as the next version for a WordPaper; it is in use at once. Returns the PaperTemplate.

    Raises DomainError for what is no safe .docx, for placeholders the paper does not have and for mistakes in the braces.
    """
    content = inspection.content_of(upload)
    inspection.try_out(content, paper)
    template = PaperTemplate(
        kind=paper.kind,
        file_name=upload.name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        note=note,
        uploaded_by=actor,
        file=store(ContentFile(content, "template.docx")),
    )
    template.version = next_number(_series(paper.kind), 0)  # two who upload at once wait for each other here
    before = _retire(paper.kind)
    template.save()
    names = ("version", "file_name")
    changes = {name: [getattr(before, name, None), getattr(template, name)] for name in names}
    audit.record(actor=actor, verb="template.uploaded", target=template, changes=changes, reason=note)
    return template


@transaction.atomic
def restore_template(template, *, actor, reason):
    """Go back to an earlier version. Raises DomainError if it is the one in use."""
    template = _locked(template.kind)[template.pk]
    if template.retired_at is None:
        raise DomainError(_("This version is in use already."))
    before = _retire(template.kind)
    template.retired_at = None
    template.save(update_fields=["retired_at"])
    changes = {"version": [getattr(before, "version", None), template.version]}
    audit.record(actor=actor, verb="template.restored", target=template, changes=changes, reason=reason)
    return template


@transaction.atomic
def restore_shipped(paper, *, actor, reason):
    """Go back to the file shipped with the house. Raises DomainError if it is in use."""
    _locked(paper.kind)
    before = _retire(paper.kind)
    if before is None:
        raise DomainError(_("The shipped file is in use already."))
    changes = {"version": [before.version, None]}
    audit.record(actor=actor, verb="template.retired", target=before, changes=changes, reason=reason)


def _locked(kind):
    """{pk: template} of every version of the kind, held as they are: nobody uploads or restores one meanwhile."""
    hold_numbers(_series(kind), 0)
    return {template.pk: template for template in PaperTemplate.objects.select_for_update().filter(kind=kind)}


def _series(kind):
    return f"template {kind}"


def _retire(kind):
    """Take out of use what is in use; the template that was (None: the shipped file)."""
    templates = PaperTemplate.objects.in_use().filter(kind=kind)
    before = templates.first()
    templates.update(retired_at=timezone.now())
    return before
