"""Certificates: which there are, who sees them, and the values that are printed on them."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from office.check_codes import check_code
from office.enums import PaperKind
from office.models import AuditEntry, Paper, PaperPrint, UnitPlacement
from office.scope import any_subtree
from office.sentences import joined
from posts.enums import CERTIFICATE_COLOURS, CertificateState
from posts.models import BatchRow, PostVersion
from posts.models.post import designation
from posts.rules import documents as rules

NUMBERS_SAID = 5


@dataclass(frozen=True)
class Certificate:
    """What is printed on one certificate: what was decided then, so that it reads the same when it is printed again."""

    row: BatchRow
    post: PostVersion
    dated_on: datetime.date
    name_then: Callable = field(compare=False)  # of a unit and a day: units are called as they were

    @property
    def paper(self):
        return self.row.certificate

    @property
    def grade(self):
        return self.row.result.grade

    @property
    def unit(self):
        return self.name_then(self.post.unit, self.dated_on)

    @property
    def issuer(self):
        """The unit whose body decided."""
        return self.name_then(_issuer_of(self.row.batch), self.dated_on)

    @cached_property
    def designation(self):
        return designation(self.post, self.grade)

    @property
    def is_outdated(self):
        """Whether it was printed with other words or another date than stand on record now."""
        return bool(self.paper.check_code) and not self.paper.says(self.values)

    @property
    def bears_day_of_meeting(self):
        """Whether it was printed with the day of the meeting, before another was entered as that of the document."""
        before = replace(self, dated_on=self.row.batch.day_of_meeting)
        return self.is_outdated and self.paper.says(before.values)

    @property
    def values(self):
        row = self.row
        yield from (self.paper.number, row.engineer.employee_number, row.engineer.name, self.unit)
        yield from (self.designation, row.starts_on, row.until, self.issuer, self.dated_on)

    @property
    def check_code(self):
        return check_code(self.values)


def rows_with_certificates(batch):
    """Rows whose certificate counts, in the order of the batch."""
    return batch.rows.filter(certificate__isnull=False, certificate__cancelled_at=None).order_by("position")


def certificates_of(rows):
    """What is printed on the certificates of the rows: three queries."""
    rows = list(
        rows.select_related(
            "batch__decision__unit",
            "batch__unit",
            "engineer",
            "certificate__unit",
            "result__grade",
            "result__seat__post",
        )
    )
    versions = _versions({row.result.seat.post_id for row in rows})
    posts = [_post_then(row, versions[row.result.seat.post_id]) for row in rows]
    units = {post.unit_id for post in posts} | {_issuer_of(row.batch).pk for row in rows}
    name_then = UnitPlacement.objects.names(units)
    return [Certificate(row, post, _dated_on(row.batch), name_then) for row, post in zip(rows, posts, strict=True)]


def _post_then(row, versions):
    standing = [version for version in versions if version.starts_on <= row.starts_on]
    return (standing or versions[:1])[-1]


def _issuer_of(batch):
    return batch.decision.unit if batch.decision else batch.unit


def _dated_on(batch):
    """The day of the document; of the meeting while none is entered."""
    return batch.document_on or batch.day_of_meeting


def _versions(posts):
    found = defaultdict(list)
    versions = PostVersion.objects.filter(post__in=posts).select_related("unit", "discipline").order_by("starts_on")
    for version in versions:
        found[version.post_id].append(version)
    return found


def certificates_visible_to(user):
    """Certificates of one's units, and one's own; a void one that was replaced belongs to its unit only."""
    readers = any_subtree(user.paths_as(rules.CERTIFICATE_READERS), "unit__path")
    return _all_certificates().filter(readers | Q(certified_row__engineer__user=user))


def certificate_register(user):
    """The register of certificates (聘书台账) of the user's units, with `state` and `printings`."""
    readers = any_subtree(user.paths_as(rules.CERTIFICATE_READERS), "unit__path")
    prints = PaperPrint.objects.filter(paper=OuterRef("pk")).order_by().values("paper").annotate(times=Count("pk"))
    return (
        _all_certificates()
        .filter(readers)
        .annotate(
            state=Case(
                When(cancelled_at=None, then=Value(CertificateState.VALID.value)),
                default=Value(CertificateState.VOID.value),
            ),
            printings=Coalesce(Subquery(prints.values("times")), 0),
        )
    )


def _all_certificates():
    """Each has a number; saying so lets the unique index of numbers answer the order of a long register."""
    return Paper.objects.filter(kind=PaperKind.CERTIFICATE).exclude(number="")


def state_of(certificate):
    return CertificateState.VOID if certificate.cancelled_at else CertificateState.VALID


def colour_of(certificate):
    return CERTIFICATE_COLOURS[state_of(certificate)]


def standing(certificate):
    """The Certificate with what is printed on it, while the paper counts; None for a void one."""
    found = certificates_of(BatchRow.objects.filter(certificate=certificate, certificate__cancelled_at=None))
    return found[0] if found else None


def row_of(certificate):
    """The row that the certificate belongs to; None if it was replaced by another."""
    rows = BatchRow.objects.filter(certificate=certificate)
    related = ("batch__unit", "batch__decision", "engineer", "result__seat__post__unit", "result__grade")
    return rows.select_related(*related).first()


def without_scan(batch):
    """The papers of a batch's certificates that have no signed copy yet: one query."""
    rows = rows_with_certificates(batch).filter(certificate__scan="")
    return [row.certificate for row in rows.select_related("certificate")]


def document_awaited(batch, *, can_record):
    """While no document is recorded: with which date certificates are printed, and what is done first."""
    if batch.document_on:
        return ""
    facts = {"day": batch.day_of_meeting, "unit": batch.unit}
    if can_record:
        return (
            _(
                "The appointment document is not recorded yet: certificates printed now bear the day of the meeting, "
                "%(day)s. Record its number and date first, then print."
            )
            % facts
        )
    return (
        _(
            "The appointment document is not recorded yet: certificates printed now bear the day of the meeting, "
            "%(day)s. %(unit)s records its number and date first; print then."
        )
        % facts
    )


def outdated_because(certificate):
    """Of a printed Certificate that reads otherwise now: why, and what to do; else ""."""
    if not certificate.is_outdated:
        return ""
    if not certificate.bears_day_of_meeting:
        return _(
            "The words or the date of the certificate changed after it was last printed. Print it again and have it signed; "
            "replace it if it was given out."
        )
    return _(
        "The printed certificate bears the day of the meeting, %(day)s; the document is dated %(dated)s. Print it again and "
        "have it signed; replace it if it was given out."
    ) % {"day": certificate.row.batch.day_of_meeting, "dated": certificate.dated_on}


def never_printed(certificates):
    """Those among the papers that nobody printed here: one query."""
    printed = set(PaperPrint.objects.filter(paper__in=certificates).values_list("paper", flat=True))
    return [certificate for certificate in certificates if certificate.pk not in printed]


def numbers_of(certificates):
    """The numbers in one line; of many the first and the last."""
    numbers = sorted(certificate.number for certificate in certificates)
    return joined(numbers) if len(numbers) <= NUMBERS_SAID else f"{numbers[0]} … {numbers[-1]}"


def exchange_of(certificate, user):
    """(the certificate that it replaced, the one that replaced it), None where there is none in sight: two queries.

    No row points at what was replaced; the trail names both numbers, each of which is given once.
    """
    told = AuditEntry.objects.filter(verb="certificate.reissued")
    told = told.filter(Q(changes__certificate__0=certificate.number) | Q(changes__certificate__1=certificate.number))
    pairs = [entry.changes["certificate"] for entry in told]
    numbers = {number for pair in pairs for number in pair}
    seen = {paper.number: paper for paper in certificates_visible_to(user).filter(number__in=numbers)} if pairs else {}
    before = next((old for old, new in pairs if new == certificate.number), None)
    after = next((new for old, new in pairs if old == certificate.number), None)
    return seen.get(before), seen.get(after)


def certificates_of_appointments(user, appointments):
    """{appointment.pk: the certificate by which it was made}, as far as the user sees it: one query."""
    visible = certificates_visible_to(user).values("pk")
    rows = BatchRow.objects.filter(result__in=appointments, certificate__in=visible)
    return {row.result_id: row.certificate for row in rows.select_related("certificate")}
