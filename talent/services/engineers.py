"""People's records: entered and corrected by human resources, with what follows from them kept in step."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import insert_rows
from office.changes import changes_since, state_of
from office.clock import today
from office.errors import DomainError, written_once
from office.models import Unit
from talent import naming, rules
from talent.models import Engineer
from talent.retirement import statutory_retirement
from talent.services.accounts import link_new_engineers

DERIVED = ("pinyin", "initials", "retires_on")


@transaction.atomic
def create_engineer(*, employee_number, actor, **facts):
    """Enter a person. `facts` are named as in rules.FACTS; without `syllables` the pinyin is derived from the name.

    An account that waits under the same number and name is linked. Raises DomainError for a number that is taken and
    for facts that cannot be.
    """
    if Engineer.objects.filter(employee_number=employee_number).exists():
        raise DomainError(_("The employee number %(number)s is taken.") % {"number": employee_number})
    engineer = Engineer(employee_number=employee_number, **facts)
    _derive(engineer, spelled=bool(facts.get("syllables")))
    _refuse(engineer)
    with written_once():
        engineer.save()
    audit.record(actor=actor, verb="engineer.created", target=engineer, unit=engineer.unit)
    link_new_engineers([employee_number], actor=actor)
    return engineer


@transaction.atomic
def update_engineer(engineer, *, seen, reason="", actor, **facts):
    """Correct facts of a record that was last changed at `seen`, the time its form was drawn with.

    Raises DomainError if somebody changed the record since (its `reasons` name both values of each field), if it is the
    actor's own, or for facts that cannot be.
    """
    current = Engineer.objects.select_for_update(of=("self",)).select_related("unit", "work_unit", "discipline")
    engineer = current.get(pk=engineer.pk)
    if actor is not None and engineer.user_id == actor.pk:
        raise DomainError(_("Nobody changes his or her own record. Ask a colleague."))
    if engineer.updated_at != seen:
        raise _changed_meanwhile(engineer, facts)
    before = state_of(engineer, (*rules.FACTS, *DERIVED))
    for name in facts:
        setattr(engineer, name, facts[name])
    _derive(engineer, spelled=_is_spelled(before, engineer))
    _refuse(engineer)
    changes = changes_since(before, engineer)
    if not changes:
        return engineer
    engineer.save(update_fields=[*changes, "updated_at"])
    audit.record(
        actor=actor,
        verb="engineer.updated",
        target=engineer,
        unit=engineer.unit,
        changes={name: pair for name, pair in changes.items() if name not in {"pinyin", "initials"}},
        reason=reason,
    )
    return engineer


def write_engineers(rows, *, actor, reason):
    """Insert people from mappings of attributes, derived ones included, with their audit entries: for the roster."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    names += [field.attname for field in Engineer._meta.concrete_fields if field.attname not in {"id", *names}]
    blank = vars(Engineer(updated_at=timezone.now()))
    insert_rows(Engineer, names, ([row.get(name, blank[name]) for name in names] for row in rows))
    units, numbers = Unit.objects.in_bulk(), {row["employee_number"] for row in rows}
    written = Engineer.objects.order_by("pk").values_list("employee_number", "pk", "name", "unit")
    entries = (
        (_Written(pk, name), units[unit], {}) for number, pk, name, unit in written.iterator() if number in numbers
    )
    audit.record_many(actor=actor, verb="engineer.loaded", rows=entries, reason=reason)
    link_new_engineers(numbers, actor=actor)


class _Written:
    """What the audit entry of a person needs, without the 30 other attributes of a record."""

    _meta = Engineer._meta
    __slots__ = ("name", "pk")

    def __init__(self, pk, name):
        self.pk, self.name = pk, name

    def __str__(self):
        return self.name


def _is_spelled(before, engineer):
    """Whether a person has said how the name is read: a new name is read anew unless its reading came with it."""
    return bool(engineer.syllables) and (engineer.name == before["name"] or engineer.syllables != before["syllables"])


def _derive(engineer, *, spelled):
    engineer.syllables = naming.clean(engineer.syllables) if spelled else naming.syllables(engineer.name)
    engineer.pinyin = naming.joined(engineer.syllables)
    engineer.initials = naming.initials(engineer.syllables)
    engineer.retires_on = engineer.retirement_override or statutory_retirement(
        engineer.born_on, engineer.sex, engineer.staff_category
    )


def _refuse(engineer):
    """The rules on facts that bind whoever calls."""
    found = [sentence for _field, sentence in rules.implausible(vars(engineer), today())]
    found += rules.override_faults(engineer)
    if engineer.work_unit_id and not engineer.work_unit_since:
        found.append(_("Say since when the person works at the other unit."))
    if found:
        raise DomainError(found[0], reasons=found[1:])


def _changed_meanwhile(engineer, facts):
    labels = {field.name: field for field in Engineer._meta.fields}
    reasons = [
        _("%(field)s: on record %(theirs)s, you entered %(yours)s.")
        % {
            "field": labels[name].verbose_name,
            "theirs": _shown(labels[name], getattr(engineer, name)),
            "yours": _shown(labels[name], value),
        }
        for name, value in facts.items()
        if getattr(engineer, name) != value
    ]
    sentence = _(
        "Somebody changed this record meanwhile. Look at the values below; saving again puts yours in their place."
    )
    return DomainError(sentence, reasons=reasons)


def _shown(field, value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return dict(field.flatchoices).get(value, value) or "—"
