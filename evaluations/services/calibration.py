"""Settling grades on the calibration board. Every act locks the cycle, so that two people never share the last place."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.enums import CycleStatus
from evaluations.models import Assessment, CapOverride
from evaluations.rules.assessments import is_own
from evaluations.selectors.calibration import caps_of
from evaluations.services.cycles import lock, require_status
from office import audit
from office.errors import DomainError


@transaction.atomic
def set_grades(cycle, keys, grade, *, actor, reason=""):
    """Give the assessments with these keys a grade. All of them or none.

    A grade other than the one by the lines needs a reason. A change that makes a pool exceed a cap, or exceed it more,
    is refused: a pool above its cap only goes down. Nobody settles his or her own. Returns how many changed.
    """
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.CALIBRATING)
    rows = list(cycle.assessments.active().filter(pk__in=keys).select_related("engineer", "unit", "grade", "forecast"))
    if len(rows) < len(set(keys)) or grade.regime_id != cycle.regime_id:
        raise DomainError(_("Somebody chosen does not take part any more. Load the board again."))
    _check_rows(rows, grade, actor, reason)
    changed = [row for row in rows if _reason_of(row, grade, reason) != row.grade_reason or row.grade_id != grade.pk]
    _check_caps(cycle, changed, grade)
    return _write(changed, grade, actor, reason)


def _check_rows(rows, grade, actor, reason):
    for row in rows:
        if is_own(actor, row):
            raise DomainError(_("Nobody settles his or her own grade. Another administrator does."))
    against = [row for row in rows if row.forecast_id != grade.pk]
    if against and not reason.strip():
        raise DomainError(
            _("Say why: by the lines %(name)s has the grade “%(grade)s”.")
            % {"name": against[0].engineer, "grade": against[0].forecast}
        )


def _check_caps(cycle, rows, grade):
    coming = [row for row in rows if row.grade_id != grade.pk]
    for pool in dict.fromkeys(row.pool_id for row in coming):
        added = sum(row.pool_id == pool for row in coming)
        for cap in caps_of(cycle, pool):
            if cap.grade == grade and added > cap.room:
                raise DomainError(_refusal(cap, added))


def _refusal(cap, added):
    facts = {"sentence": cap.sentence, "added": added, "grade": cap.grade, "room": cap.room}
    return _("%(sentence)s There is room for %(room)s more, not for %(added)s. Lower someone first.") % facts


def _reason_of(row, grade, reason):
    return reason.strip() if row.forecast_id != grade.pk else ""


def _write(rows, grade, actor, reason):
    entries = []
    for row in rows:
        entries.append((row, row.unit, {"grade": [row.grade and row.grade.name, grade.name]}))
        row.grade, row.grade_reason = grade, _reason_of(row, grade, reason)
    Assessment.objects.bulk_update(rows, ["grade", "grade_reason"], batch_size=400)
    audit.record_many(actor=actor, verb="assessment.graded", rows=entries, reason=reason)
    return len(rows)


@transaction.atomic
def grant_override(cycle, pool, grade, *, actor, allowed, reason, decision):
    """Let a pool exceed a grade's cap: an act with a reason and the decision behind it. A second one replaces the first."""
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.CALIBRATING)
    cap = next((cap for cap in caps_of(cycle, pool.pk) if cap.grade == grade), None)
    _check_override(cap, pool, allowed, reason)
    before = cap.override
    override, _created = CapOverride.objects.update_or_create(
        cycle=cycle,
        pool=pool,
        grade=grade,
        defaults={"allowed": allowed, "reason": reason, "decision": decision, "granted_by": actor},
    )
    changes = {"allowed": [cap.allowed if before is None else before, allowed], "decision": [None, str(decision)]}
    audit.record(actor=actor, verb="cap.overridden", target=cycle, unit=pool, changes=changes, reason=reason)
    return override


def _check_override(cap, pool, allowed, reason):
    if cap is None:
        raise DomainError(_("This grade has no cap."))
    if not cap.size:
        raise DomainError(_("%(pool)s has no pool in this cycle.") % {"pool": pool})
    if not cap.allowed < allowed <= cap.size:
        raise DomainError(
            _("An override allows more than %(allowed)s and at most the %(size)s people of the pool.")
            % {"allowed": cap.allowed, "size": cap.size}
        )
    if not reason.strip():
        raise DomainError(_("Say why the pool may exceed the cap."))
