from django.db.models import Count, Q
from django.utils.translation import gettext as _

from office.clock import today
from posts.checks.decisions import fault_of_decision
from posts.checks.findings import BatchReview, RowReview
from posts.checks.ground import Ground, rows_of
from posts.checks.rows import findings_on
from posts.enums import BatchAct
from posts.models import AppointmentBatch, BatchRow
from talent.rules import can_see_birth_date


def review(batch, user=None):
    """All that is to be said of a batch before it is carried out, row by row: a constant number of queries.

    It is said as `user` may read it; to nobody in particular without what tells a date of birth.
    """
    rows = rows_of(batch)
    ground = Ground(batch, rows, today())
    seen = _batches_in_sight(user, ground) if user else set()
    return BatchReview(
        rows=[_review_of(row, ground, user, seen) for row in rows],
        general=[*_nothing_to_do(rows), *_shares(ground)],
        undecided=list(_undecided(batch, ground)),
        level=ground.level,
        to_be_filed=ground.to_be_filed,
    )


def _review_of(row, ground, user, seen):
    others = ground.elsewhere.get(row.engineer_id, [])
    in_sight = [other for other in others if other.batch_id in seen]
    return RowReview(
        row,
        list(findings_on(row, ground)),
        level=ground.level_of([row]),
        fit=ground.fits.get(row.pk),
        elsewhere=in_sight,
        elsewhere_unseen=len(in_sight) < len(others),
        sees_birth=bool(user) and can_see_birth_date(user, row.engineer.unit.path),
    )


def _batches_in_sight(user, ground):
    """Keys of the other open batches with people of this one that the user sees."""
    named = {row.batch_id for rows in ground.elsewhere.values() for row in rows}
    return set(AppointmentBatch.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))


def _nothing_to_do(rows):
    if not rows:
        yield _("The batch has no rows yet.")


def _undecided(batch, ground):
    """What is missing of the decision."""
    decision = batch.decision
    if decision is None:
        if not batch.historic:
            yield _("Cite the decision, or mark the batch as historic.")
    elif fault := fault_of_decision(decision, ground.level, batch.unit):
        yield fault


# --- Shares of the rulebook -------------------------------------------------------------------------------
def _shares(ground):
    """Of the holders of a grade so many may be appointed by waiver, so many be managers."""
    appointed = [row for row in ground.rows if row.act == BatchAct.APPOINT and ground.rule_of(row)]
    if not any(row.waived or row.engineer.is_manager for row in appointed):
        return
    rules = {rule.grade_id: rule for rule in map(ground.rule_of, appointed)}
    held = _held(ground, list(rules))
    for grade, rule in rules.items():
        rows = [row for row in appointed if ground.grade_of(row) == grade]
        holders = held[grade]["holders"] + len(rows)
        waived, managers = sum(row.waived for row in rows), sum(row.engineer.is_manager for row in rows)
        if waived and _beyond(held[grade]["waived"] + waived, holders, rule.rulebook.waiver_share):
            yield _("More than %(share)s %% of the holders of the grade %(grade)s would be appointed by waiver.") % {
                "share": _percent(rule.rulebook.waiver_share),
                "grade": rule.grade,
            }
        if managers and _beyond(held[grade]["managers"] + managers, holders, rule.rulebook.manager_share):
            yield _("More than %(share)s %% of the holders of the grade %(grade)s would be managers.") % {
                "share": _percent(rule.rulebook.manager_share),
                "grade": rule.grade,
            }


def _held(ground, grades):
    """{grade: {holders, managers, waived}} before the batch: one query."""
    waived = BatchRow.objects.standing().filter(waived=True, result__isnull=False)
    counted = (
        ground.holders(grades)
        .order_by()
        .values("grade")
        .annotate(
            holders=Count("engineer", distinct=True),
            managers=Count("engineer", distinct=True, filter=Q(engineer__is_manager=True)),
            waived=Count("engineer", distinct=True, filter=Q(pk__in=waived.values("result"))),
        )
    )
    nobody = {"holders": 0, "managers": 0, "waived": 0}
    return dict.fromkeys(grades, nobody) | {row["grade"]: row for row in counted}


def _beyond(count, holders, share):
    return count * 100 > holders * share


def _percent(share):
    return f"{share.normalize():f}"
