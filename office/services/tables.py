"""Named tables are kept, changed and deleted here. What everyone of a unit uses leaves a trail; one's own is one's own."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.changes import differences, state_of
from office.errors import DomainError
from office.models import NamedTable, Unit, User

LOOKS = ("title", "columns", "headings", "paper", "footer")


@transaction.atomic
def keep_table(*, actor, unit, list_code, name, **looks):
    """Keep a table for the actor, or with a `unit` for everyone there; one of the same name is replaced.

    `looks` are LOOKS. Answers (table, whether it was there before); raises DomainError without a column.
    """
    _check(looks["columns"])
    _lock_keeper(actor, unit)
    kept_by = {"owner": None if unit else actor, "unit": unit}
    same = NamedTable.objects.select_for_update(of=("self",)).filter(list_code=list_code, name=name, **kept_by)
    table = same.first()
    if table is None:
        table = NamedTable.objects.create(list_code=list_code, name=name, **kept_by, **looks)
        _record(actor, "namedtable.shared", table, table.unit, {"columns": [None, _words(table.columns)]})
        return table, False
    _write(table, actor, looks)
    return table, True


@transaction.atomic
def change_table(table, *, actor, unit, name, **looks):
    """Rename it, share it with a `unit` or no longer (None: it becomes the actor's own), and change how it looks.

    Raises DomainError if the name is taken there, or without a column.
    """
    _check(looks["columns"])
    _lock_keeper(actor, unit)
    table = _locked(table)
    kept_by = {"owner": None if unit else actor, "unit": unit}
    same = NamedTable.objects.filter(list_code=table.list_code, name=name, **kept_by).exclude(pk=table.pk)
    if same.exists():
        raise DomainError(_("There is a table of this name already. Choose another name."))
    if table.unit_id and table.unit != unit:
        _record(actor, "namedtable.withdrawn", table, table.unit, {})
    shared_anew = bool(unit) and table.unit != unit
    _write(table, actor, {"name": name, **kept_by, **looks}, shared_anew=shared_anew)
    return table


@transaction.atomic
def delete_table(table, *, actor):
    """Raises DomainError if somebody deleted it meanwhile."""
    table = _locked(table)
    _record(actor, "namedtable.deleted", table, table.unit, {"columns": [_words(table.columns), None]})
    table.delete()


def _check(columns):
    if not columns:
        raise DomainError(_("Choose at least one column."))


def _lock_keeper(actor, unit):
    """Two who keep a table of one name at a time wait here for each other."""
    keeper = unit or actor
    model = Unit if unit else User
    model.objects.select_for_update(of=("self",)).get(pk=keeper.pk)


def _locked(table):
    found = NamedTable.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=table.pk).first()
    if found is None:
        raise DomainError(_("The table “%(name)s” was deleted meanwhile.") % {"name": table})
    return found


def _write(table, actor, values, *, shared_anew=False):
    told = {name: value for name, value in values.items() if name not in {"owner", "unit"}}
    before = _in_words(state_of(table, told))
    for name, value in values.items():
        setattr(table, name, value)
    table.save(update_fields=[*values, "updated_at"])
    changes = differences(before, _in_words(told))
    _record(actor, "namedtable.shared" if shared_anew else "namedtable.changed", table, table.unit, changes)


def _record(actor, verb, table, unit, changes):
    if unit:
        audit.record(actor=actor, verb=verb, target=table, unit=unit, changes=changes)


def _in_words(values):
    return {name: _words(value) for name, value in values.items()}


def _words(value):
    """Columns and headings as the trail shows them."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {words}" for name, words in value.items())
    return ", ".join(value) if isinstance(value, list | tuple) else value
