import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.check_codes import check_code
from office.errors import DomainError
from office.intake.uploads import store
from office.models import Paper, PaperPrint

SCAN_TYPES = {b"%PDF": ".pdf", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\x00": ".tif", b"MM\x00*": ".tif"}
SCAN_LIMIT = 30 * 1024 * 1024


@transaction.atomic
def issue_paper(*, actor, kind, title, unit, values=(), number="", template_version=""):
    """Bring a paper into being; `values` are what is printed on it and give its check code.

    Raises DomainError if the document number was used before.
    """
    if number and Paper.objects.filter(kind=kind, number=number).exists():
        raise DomainError(_("The document number %(number)s was used already.") % {"number": number})
    paper = Paper.objects.create(
        kind=kind,
        title=title,
        unit=unit,
        number=number,
        template_version=template_version,
        check_code=check_code(values) if values else "",
        issued_by=actor,
    )
    audit.record(actor=actor, verb="paper.issued", target=paper, unit=unit)
    return paper


@transaction.atomic
def log_printing(paper, *, actor, values):
    """Note one printing; a printing with other values than the last renews the check code. Returns the paper."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    code = check_code(values)
    PaperPrint.objects.create(paper=paper, printed_by=actor, check_code=code)
    changes = {"check_code": [paper.check_code, code]} if code != paper.check_code else {}
    if changes:
        paper.check_code = code
        paper.save(update_fields=["check_code"])
    audit.record(actor=actor, verb="paper.printed", target=paper, unit=paper.unit, changes=changes)
    return paper


@transaction.atomic
def attach_scan(paper, upload, *, actor):
    """Attach the signed copy (PDF or picture, at most 30 MB). An earlier scan is replaced; its digest stays in the audit trail.

    Raises DomainError for what is no scan or too large, and if the disk is full.
    """
    suffix = scan_type(upload)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    before = {name: getattr(paper, name) for name in ("scan_name", "scan_sha256")}
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    paper.scan_name, paper.scan_sha256 = upload.name[:200], digest.hexdigest()
    paper.scanned_at, paper.scanned_by = timezone.now(), actor
    upload.seek(0)
    upload.name = f"scan{suffix}"
    paper.scan = store(upload)
    paper.save(update_fields=["scan", "scan_name", "scan_sha256", "scanned_at", "scanned_by"])
    changes = {name: [old, getattr(paper, name)] for name, old in before.items()}
    audit.record(actor=actor, verb="paper.scan_attached", target=paper, unit=paper.unit, changes=changes)
    return paper


def scan_type(upload):
    """The file ending by the content of an upload; a DomainError for what is neither PDF nor picture, empty or too large."""
    if upload.size > SCAN_LIMIT:
        raise DomainError(_("The scan is larger than 30 MB. Scan with fewer dots per inch, or in grey."))
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    for magic, suffix in SCAN_TYPES.items():
        if head.startswith(magic):
            return suffix
    raise DomainError(
        _("A scan is a PDF file or a picture (PNG, JPEG, TIFF); “%(name)s” is not.") % {"name": upload.name}
    )
