"""The organisation's only writers, besides the import of the unit register."""

import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from office import audit
from office.changes import changes_to
from office.clock import today
from office.errors import DomainError
from office.models import Unit, UnitPlacement
from office.rules import units as rules
from office.scope import subtree
from office.selectors.units import what_keeps_open

DESCRIPTIVE = ("name", "short_name", "kind", "opened_on")
A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def create_unit(*, actor, parent, code, name, kind, short_name="", opened_on=None):
    """Found a unit below `parent`, placed there from its opening (or today) on.

    Raises DomainError for a taken code or a closed parent.
    """
    _one_after_another()
    if parent:
        parent = Unit.objects.get(pk=parent.pk)
        _refuse_closed(parent)
    if Unit.objects.filter(code=code).exists():
        raise DomainError(_("The unit code %(code)s is taken.") % {"code": code})
    unit = Unit.objects.create(
        code=code, name=name, short_name=short_name, kind=kind, parent=parent, opened_on=opened_on
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    UnitPlacement.objects.create(unit=unit, parent=parent, starts_on=opened_on or today(), name=name)
    audit.record(actor=actor, verb="unit.created", target=unit, unit=unit, changes={"code": [None, code]})
    return unit


@transaction.atomic
def update_unit(unit, *, actor, seen, on=None, decision=None, reason="", **facts):
    """Correct descriptive facts. `seen` are the values the form was drawn with, as text: a newer one refuses the whole.

    A new name holds from the day `on` (today, or a day gone by) in a placement row of its own, so that the old one stays
    in the record. Raises DomainError also with all that speaks against that day.
    """
    _one_after_another()
    unit, on = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk), on or today()
    _refuse_stale(unit, seen)
    changes = changes_to(unit, facts)
    if not changes:
        return unit
    _refuse_opened_after_closing(unit, facts.get("opened_on", unit.opened_on))
    if "name" in changes:
        _refuse(_("%(unit)s cannot be renamed this way.") % {"unit": unit}, rules.dating_obstacles(unit, on))
    for name, (_old, value) in changes.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(changes))
    if "name" in changes:
        _keep_first_place(unit, on)
        _note_placement(unit, on)
        changes |= _dated(on, decision)
    audit.record(actor=actor, verb="unit.updated", target=unit, unit=unit, changes=changes, reason=reason)
    return unit


@transaction.atomic
def place_unit(unit, parent, *, actor, reason, on=None, decision=None):
    """Move a unit with all below it under another parent from the day `on` (today, or a day gone by); its people and posts
    move in sight with it. Raises DomainError with all that speaks against it.
    """
    _one_after_another()
    unit, parent, on = _as_it_is(unit), _as_it_is(parent), on or today()
    _refuse(_("%(unit)s cannot be moved this way.") % {"unit": unit}, rules.placing_obstacles(unit, parent, on))
    changes = {"parent": [unit.parent, parent]} | _dated(on, decision)
    _put_below(unit, parent, on=on)
    audit.record(actor=actor, verb="unit.moved", target=unit, unit=unit, changes=changes, reason=reason)
    return unit


@transaction.atomic
def merge_unit(unit, successor, *, actor, on, reason, decision=None):
    """Close the unit from the day `on` and place it, with all below it, under its successor.

    People, posts, holders and assessments stay on record where they are; the successor's staff see them from now on.
    `on` is today or a day gone by. Raises DomainError with all that speaks against it.
    """
    _one_after_another()
    unit, successor = _as_it_is(unit), _as_it_is(successor)
    against = [*rules.closing_obstacles(unit, on), *rules.merging_obstacles(unit, successor, on)]
    _refuse(_("%(unit)s cannot be merged this way.") % {"unit": unit}, against)
    changes = {"successor": [None, successor], "closed_on": [unit.closed_on, on], "parent": [unit.parent, successor]}
    changes |= _cited(decision)
    _put_below(unit, successor, on=on)
    unit.closed_on, unit.successor = on, successor
    unit.save(update_fields=["closed_on", "successor"])
    audit.record(actor=actor, verb="unit.merged", target=unit, unit=unit, changes=changes, reason=reason)
    return unit


@transaction.atomic
def close_unit(unit, *, actor, on, reason, decision=None):
    """Close an empty unit from the day `on`, today or a day gone by. Raises DomainError with all that is still in it."""
    _one_after_another()
    unit = _as_it_is(unit)
    against = [*rules.closing_obstacles(unit, on), *what_keeps_open(unit)]
    _refuse(_("%(unit)s cannot be closed.") % {"unit": unit}, against)
    changes = {"closed_on": [unit.closed_on, on]} | _cited(decision)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record(actor=actor, verb="unit.closed", target=unit, unit=unit, changes=changes, reason=reason)
    return unit


def _as_it_is(unit):
    return Unit.objects.select_related("parent").get(pk=unit.pk)


def _one_after_another():
    """Lock the roots: two moves at a time could put each unit below the other, two foundings could take one code."""
    list(Unit.objects.select_for_update(of=("self",)).filter(parent=None).order_by("pk"))


def _refuse(sentence, obstacles):
    if reasons := list(obstacles):
        raise DomainError(sentence, reasons=reasons)


def _dated(on, decision):
    return {"effective_from": [None, on]} | _cited(decision)


def _cited(decision):
    return {"decision": [None, f"{decision} {decision.subject}"]} if decision else {}


def _refuse_closed(parent):
    if parent.is_closed_on(today()):
        raise DomainError(
            _("%(unit)s is closed since %(date)s: no unit stands below it.")
            % {"unit": parent, "date": parent.closed_on}
        )


def _refuse_opened_after_closing(unit, opened_on):
    if opened_on and unit.closed_on and opened_on >= unit.closed_on:
        raise DomainError(
            _("%(unit)s was closed on %(date)s; it opened before that.") % {"unit": unit, "date": unit.closed_on}
        )


def _refuse_stale(unit, seen):
    now = {name: str(getattr(unit, name) or "") for name in DESCRIPTIVE if name in seen}
    newer = [name for name, value in now.items() if value != str(seen[name] or "")]
    if newer:
        reasons = [
            _("Meanwhile somebody set “%(field)s” to “%(value)s”. Save again if your values are to stand.")
            % {"field": Unit._meta.get_field(name).verbose_name, "value": _shown(unit, name)}
            for name in newer
        ]
        raise DomainError(" ".join(reasons), reasons=reasons)


def _shown(unit, name):
    return unit.get_kind_display() if name == "kind" else getattr(unit, name) or "—"


def _put_below(unit, parent, *, on):
    """Place the unit with all below it under the parent, from the day on."""
    unit.parent = parent
    unit.save(update_fields=["parent"])
    _move_paths(unit.path, f"{parent.path}{unit.pk}/")
    unit.refresh_from_db()
    _keep_first_place(unit, on)
    _note_placement(unit, on)


def _move_paths(old, new):
    """Rewrite the beginning of every path in the subtree in one statement."""
    Unit.objects.filter(subtree(old)).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def _keep_first_place(unit, on):
    """Where a unit stood that the register knows since the very day only: it stood there before, and stays on record."""
    first = unit.placements.order_by("starts_on").first()
    if first and first.starts_on == on and unit.opened_on != on:
        first.starts_on = min(unit.opened_on or on, on - A_DAY)
        first.save(update_fields=["starts_on"])


def _note_placement(unit, on):
    """The unit's present parent and name hold from the day on, or from its opening if that is still to come."""
    latest = unit.placements.order_by("-starts_on").values_list("starts_on", flat=True).first()
    UnitPlacement.objects.update_or_create(
        unit=unit,
        starts_on=max(on, latest or on),
        defaults={"parent_id": unit.parent_id, "name": unit.name},
    )
