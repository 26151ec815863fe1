"""Past results: written when a result is published here and when history is loaded. A later one supersedes; none is lost."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from office import audit
from talent.enums import ResultKind, ResultSource
from talent.models import Engineer, PastResult

ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class ResultRow:
    """One person's result of a period (a year), grade and score as the rule of that time words them."""

    engineer_id: int
    period: int
    grade_label: str
    score: Decimal | None
    rulebook_label: str = ""
    kind: str = ResultKind.ANNUAL

    @property
    def key(self):
        return self.engineer_id, self.kind, self.period


@transaction.atomic
def record_published_results(rows, *, actor, reason=""):
    """Record results published here in bulk and supersede what stood for the same people, kind and period.

    A row equal to the published one that stands changes nothing. Returns the PastResults written.
    """
    return write_results(rows, source=ResultSource.PUBLISHED, verb="pastresult.published", reason=reason, actor=actor)


@transaction.atomic
def write_results(rows, *, source, verb, actor, reason=""):
    """The only writer of past results: a constant number of statements per 500 rows."""
    rows = list({row.key: row for row in rows}.values())
    people = _people({row.engineer_id for row in rows})
    standing = _standing(people)
    rows = [row for row in rows if not _same(standing.get(row.key), row, source)]
    _supersede([standing[row.key].pk for row in rows if row.key in standing])
    written = PastResult.objects.bulk_create(
        [
            PastResult(
                engineer=people[row.engineer_id],
                kind=row.kind,
                period=row.period,
                grade_label=row.grade_label,
                score=row.score,
                rulebook_label=row.rulebook_label,
                source=source,
            )
            for row in rows
        ],
        batch_size=500,
    )
    audit.record_many(
        actor=actor,
        verb=verb,
        rows=[(result, result.engineer.unit, _changes(standing.get(_key(result)), result)) for result in written],
        reason=reason,
    )
    return written


def _people(keys):
    """The people, locked in the order of their keys, so that two publications never write two results in force."""
    keys, people = sorted(keys), {}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        found = Engineer.objects.select_for_update(of=("self",)).select_related("unit")
        people |= found.order_by("pk").in_bulk(keys[start : start + ASKED_AT_ONCE])
    return people


def _standing(people):
    keys, standing = sorted(people), {}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        results = PastResult.objects.in_force().filter(engineer__in=keys[start : start + ASKED_AT_ONCE])
        standing |= {_key(result): result for result in results}
    return standing


def _key(result):
    return result.engineer_id, result.kind, result.period


def _same(standing, row, source):
    return standing is not None and (standing.source, *_words(standing)) == (source, *_words(row))


def _words(result):
    return result.grade_label, result.score, result.rulebook_label


def _supersede(keys):
    for start in range(0, len(keys), ASKED_AT_ONCE):
        PastResult.objects.filter(pk__in=keys[start : start + ASKED_AT_ONCE]).update(superseded_at=timezone.now())


def _changes(old, new):
    return {
        "grade_label": [old.grade_label if old else None, new.grade_label],
        "score": [old.score if old else None, new.score],
    }
