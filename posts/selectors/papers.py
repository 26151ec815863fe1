"""The papers of a batch: the one for the meeting, and all of them as the page of the batch shows them."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from office.enums import MEETING_PAPER_COLOURS, MeetingPaperState
from office.models import PaperPrint
from office.selectors.papers import meeting_state, printings_of
from posts.enums import BatchAct, BatchStatus
from posts.models import AppointmentBatch
from posts.rules import documents as rules
from posts.selectors.certificates import certificates_of, document_awaited, rows_with_certificates


# --- The paper for the meeting ----------------------------------------------------------------------------
def meeting_values(batch):
    """What the check code of the paper for the meeting stands for: what the batch proposes, row by row; one query.

    Not the record of the people, nor their present terms: those go on changing after the meeting, what it agreed to does not.
    """
    yield from (batch.pk, batch.title, batch.explanation, batch.effective_on)
    facts = batch.rows.order_by("position").values_list(
        "position", "act", "engineer__employee_number", "appointment", "seat", "grade", "mode", "end_reason", "reason",
        "waived", "revokes", "starts_on", "until",
    )  # fmt: skip
    for *proposed, starts_on, until in facts:
        yield from proposed
        yield None if proposed[1] == BatchAct.EXTEND else starts_on  # these two are filled in when it is carried out
        yield None if proposed[1] == BatchAct.REVOKE else until


def meeting_paper_state(batch):
    """A MeetingPaperState: whether the batch says what was printed last. Rows that changed since give another digest."""
    return meeting_state(batch.meeting_paper, meeting_values(batch))


# --- Papers on the page of a batch ---------------------------------------------------------------------
@dataclass(frozen=True)
class CertificateCounts:
    valid: int
    void: int
    printed: int
    scanned: int

    @property
    def without_scan(self):
        return self.valid - self.scanned


@dataclass(frozen=True)
class BatchPapers:
    """What `posts/batch_papers.html` shows of a batch's papers, and what this user may do with them."""

    batch: AppointmentBatch
    state: MeetingPaperState
    last_printing: PaperPrint | None
    certificates: CertificateCounts
    outdated: list  # of Certificate: printed with other words or another date than stand on record now
    can_print: bool
    can_record: bool
    can_give_out: bool

    @property
    def colour(self):
        return MEETING_PAPER_COLOURS[self.state]

    @property
    def differs(self):
        return self.state == MeetingPaperState.DIFFERS

    @property
    def has_certificates(self):
        return bool(self.certificates.valid or self.certificates.void)

    @property
    def wants_document(self):
        return self.batch.status == BatchStatus.DONE

    @property
    def document_awaited(self):
        """To whoever gives certificates out: a sentence while their date is not known."""
        waits = self.can_give_out and self.certificates.valid
        return document_awaited(self.batch, can_record=self.can_record) if waits else ""


def papers_of(batch, user):
    """A batch that the user sees, with its papers: three queries, two more once certificates are printed, and one each for
    papers that were not fetched with it."""
    counts = _counts(batch)
    return BatchPapers(
        batch=batch,
        state=meeting_paper_state(batch),
        last_printing=next(iter(printings_of(batch.meeting_paper)), None),
        certificates=counts,
        outdated=_outdated(batch) if counts.printed else [],
        can_print=rules.can_print_meeting_paper(user, batch),
        can_record=rules.can_record_document(user, batch),
        can_give_out=rules.can_print_certificates(user, batch),
    )


def _outdated(batch):
    return [certificate for certificate in certificates_of(rows_with_certificates(batch)) if certificate.is_outdated]


def _counts(batch):
    """Of the rows' certificates; those that were replaced are in the register."""
    printed = PaperPrint.objects.filter(paper=OuterRef("certificate"))
    valid = Q(certificate__cancelled_at=None)
    counted = (
        batch.rows.filter(certificate__isnull=False)
        .annotate(print=Subquery(printed.values("pk")[:1]))
        .aggregate(
            valid=Count("pk", filter=valid),
            void=Count("pk", filter=~valid),
            printed=Count("pk", filter=valid & Q(print__isnull=False)),
            scanned=Count("pk", filter=valid & ~Q(certificate__scan="")),
        )
    )
    return CertificateCounts(**counted)
