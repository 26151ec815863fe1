import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.changes import changes_since, state_of
from office.check_codes import code_of, digest
from office.errors import DomainError, written_once
from office.intake.uploads import store
from office.models import Paper, PaperPrint, Unit
from office.services.counters import next_numbers

SCAN_TYPES = {b"%PDF": ".pdf", b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\x00": ".tif", b"MM\x00*": ".tif"}
SCAN_LIMIT = 30 * 1024 * 1024
PRINTED = ("check_code", "template_version")
SCANNED = ("scan", "scan_name", "scan_sha256", "scanned_at", "scanned_by")


@dataclass(frozen=True)
class NewPaper:
    """What `issue_papers` makes a paper of; `values` are what is printed on it beside the number."""

    title: str
    unit: Unit
    values: tuple = ()


@transaction.atomic
def issue_paper(*, actor, kind, title, unit, values=(), number="", template_version=""):
    """Bring a paper into being; `values` are what is printed on it and give its check code.

    Raises DomainError if the document number was used before.
    """
    _refuse_used(kind, [number] if number else [])
    with written_once():
        paper = Paper.objects.create(
            kind=kind,
            title=title,
            unit=unit,
            number=number,
            template_version=template_version,
            **_codes(values),
            issued_by=actor,
        )
    audit.record(actor=actor, verb="paper.issued", target=paper, unit=unit)
    return paper


@transaction.atomic
def issue_papers(rows, *, actor, kind, series, year, number_of, template_version=""):
    """Bring papers into being with consecutive numbers, in the order of `rows` (NewPaper): a constant number of statements.

    The numbers come from the counter of `series` and `year` without gaps; `number_of` writes each as it stands on the paper,
    e.g. ``lambda number: f"聘〔2026〕{number:03d}号"``. Locks the counter, so it is called after every other lock is held.
    Raises DomainError if one of the numbers was used before.
    """
    rows = list(rows)
    if not rows:
        return []
    numbers = [number_of(number) for number in next_numbers(series, year, len(rows))]
    _refuse_used(kind, numbers)
    return _issued(rows, numbers, actor, kind, template_version)


@transaction.atomic
def issue_unnumbered(rows, *, actor, kind, template_version=""):
    """The same of papers that have no number of their own."""
    rows = list(rows)
    return _issued(rows, [""] * len(rows), actor, kind, template_version)


def _issued(rows, numbers, actor, kind, template_version):
    papers = Paper.objects.bulk_create(
        Paper(
            kind=kind,
            title=row.title,
            unit=row.unit,
            number=number,
            template_version=template_version,
            **_codes(row.values),
            issued_by=actor,
        )
        for row, number in zip(rows, numbers, strict=True)
    )
    audit.record_many(actor=actor, verb="paper.issued", rows=((paper, paper.unit, {}) for paper in papers))
    return papers


@transaction.atomic
def renumber_paper(paper, number):
    """Correct an entered number; the caller's act says who does it and why. Returns the paper.

    Raises DomainError if another paper of the kind has the number, and for a cancelled paper.
    """
    (paper,) = _locked([paper])
    if number != paper.number:
        _refuse_used(paper.kind, [number])
        paper.number = number
        with written_once():
            paper.save(update_fields=["number"])
    return paper


def cancel_paper(paper, *, actor, reason):
    """Give a paper up. Its number stays used (作废), nothing is printed or attached any more. Returns the paper.

    Raises DomainError without a reason, and if it is cancelled already.
    """
    (paper,) = cancel_papers([paper], actor=actor, reason=reason)
    return paper


@transaction.atomic
def cancel_papers(papers, *, actor, reason):
    """The same for several papers at once: all or none, in a constant number of statements."""
    if not reason.strip():
        raise DomainError(_("Say why the paper is cancelled."))
    papers = _locked(papers)
    facts = {"cancelled_at": timezone.now(), "cancelled_by": actor, "cancel_reason": reason.strip()}
    for paper in papers:
        paper.cancelled_at, paper.cancelled_by, paper.cancel_reason = facts.values()
    Paper.objects.filter(pk__in=[paper.pk for paper in papers]).update(**facts)
    rows = [(paper, paper.unit, {}) for paper in papers]
    audit.record_many(actor=actor, verb="paper.cancelled", rows=rows, reason=reason.strip())
    return papers


def log_printing(paper, *, actor, values, template_version=""):
    """Note one printing; a printing with other values than the last renews the check code. Returns the paper.

    Raises DomainError for a cancelled paper.
    """
    (paper,) = log_printings([paper], actor=actor, values_of=lambda _paper: values, template_version=template_version)
    return paper


@transaction.atomic
def log_printings(papers, *, actor, values_of, template_version=""):
    """Note a printing of each paper, with the values that `values_of(paper)` says are printed on it: a constant number of
    statements. Returns the papers, in their order, with their check codes. Without a `template_version` they keep theirs.

    Raises DomainError if one of them is cancelled, or bears a code under which it was printed with other values; then none
    is noted.
    """
    papers = _locked(papers)
    before = [state_of(paper, PRINTED) for paper in papers]
    for paper in papers:
        paper.digest = digest(values_of(paper))
        paper.check_code = code_of(paper.digest)
        paper.template_version = template_version or paper.template_version
    _refuse_taken(papers)
    PaperPrint.objects.bulk_create(
        PaperPrint(paper=paper, printed_by=actor, check_code=paper.check_code, digest=paper.digest) for paper in papers
    )
    changes = [changes_since(state, paper) for state, paper in zip(before, papers, strict=True)]
    kept = (*PRINTED, "digest")
    update_rows(Paper, kept, ([*(getattr(paper, name) for name in kept), paper.pk] for paper in papers))
    rows = ((paper, paper.unit, pairs) for paper, pairs in zip(papers, changes, strict=True))
    audit.record_many(actor=actor, verb="paper.printed", rows=rows)
    return papers


@transaction.atomic
def print_for_meeting(thing, *, actor, kind, title, values, verb, template_version=""):
    """Note a printing of the `meeting_paper` of something that is locked and has a `unit`; the first one issues the paper.

    `verb` is what the thing's own history tells of it. Returns the thing. Raises DomainError like `log_printing`.
    """
    if thing.meeting_paper is None:
        thing.meeting_paper = issue_paper(
            actor=actor, kind=kind, title=title[:200], unit=thing.unit, template_version=template_version
        )
        thing.save(update_fields=["meeting_paper"])
    before = thing.meeting_paper.check_code
    thing.meeting_paper = log_printing(
        thing.meeting_paper, actor=actor, values=values, template_version=template_version
    )
    changes = {"check_code": [before, thing.meeting_paper.check_code]}
    audit.record(actor=actor, verb=verb, target=thing, unit=thing.unit, changes=changes)
    return thing


def attach_scan(paper, upload, *, actor):
    """Attach the signed copy (PDF or picture, at most 30 MB). An earlier scan is replaced; its digest stays in the audit trail.

    Raises DomainError for what is no scan or too large, for a cancelled paper, and if the disk is full.
    """
    (paper,) = attach_scan_to_many([paper], upload, actor=actor)
    return paper


@transaction.atomic
def attach_scan_to_many(papers, upload, *, actor):
    """Attach one file as the signed copy of several papers, e.g. all certificates of a batch. Returns the papers, in their order.

    Raises DomainError like `attach_scan`; then no paper has the file.
    """
    suffix = scan_type(upload)
    papers = _locked(papers)
    before = [state_of(paper, ("scan_name", "scan_sha256")) for paper in papers]
    name, sha256, now = upload.name[:200], _digest(upload), timezone.now()
    upload.seek(0)
    upload.name = f"scan{suffix}"
    facts = dict(zip(SCANNED, (store(upload), name, sha256, now, actor), strict=True))
    Paper.objects.filter(pk__in=[paper.pk for paper in papers]).update(**facts)
    for paper in papers:
        for field, value in facts.items():
            setattr(paper, field, value)
    rows = (
        (paper, paper.unit, {name: [old, getattr(paper, name)] for name, old in changed.items()})
        for paper, changed in zip(papers, before, strict=True)
    )
    audit.record_many(actor=actor, verb="paper.scan_attached", rows=rows)
    return papers


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


def _refuse_used(kind, numbers):
    used = Paper.objects.filter(kind=kind, number__in=numbers).values_list("number", flat=True)
    for number in used[:1]:
        raise DomainError(_("The document number %(number)s was used already.") % {"number": number})


def _codes(values):
    """What a paper keeps of the values on it."""
    whole = digest(values) if values else ""
    return {"digest": whole, "check_code": code_of(whole) if whole else ""}


def _refuse_taken(papers):
    """A code on a signed copy leads to one content alone, though somebody tries until two have the same."""
    earlier = PaperPrint.objects.filter(paper__in=papers, check_code__in={paper.check_code for paper in papers})
    printed = set(earlier.values_list("paper", "check_code", "digest"))
    for paper in papers:
        if any((key, code) == (paper.pk, paper.check_code) and whole != paper.digest for key, code, whole in printed):
            raise DomainError(_("%(paper)s was printed with other values under this check code.") % {"paper": paper})


def _locked(papers):
    """The papers as they are now, locked by key, in the order given; a DomainError if one is cancelled."""
    keys = [paper.pk for paper in papers]
    found = Paper.objects.select_for_update(of=("self",)).select_related("unit").order_by("pk").filter(pk__in=keys)
    by_key = {paper.pk: paper for paper in found}
    for paper in by_key.values():
        if paper.cancelled_at:
            raise DomainError(_("%(paper)s is cancelled.") % {"paper": paper})
    return [by_key[key] for key in keys]


def _digest(upload):
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()
