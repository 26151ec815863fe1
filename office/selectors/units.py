"""What a unit holds, and what an act on it reaches: the ground floor's part; upper floors add theirs in their slots."""

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import slots
from office.clock import today
from office.models import Duty, Unit, UnitPlacement
from office.prefixes import begins_any
from office.rules.duties import can_list_duties
from office.slots import Touched


def what_keeps_open(unit):
    """Why the unit cannot be closed yet, in sentences, whoever asks."""
    return [entry.obstacle for entry in slots.touched_by(None, unit) if entry.obstacle]


def move_consequences(unit):
    """What an act on the unit means, in sentences."""
    return [
        _("From that day on %(unit)s and everything below it stands under the unit you choose.") % {"unit": unit},
        _(
            "Whoever holds a duty there sees its people, posts and assessments; those of the former parent no longer do."
        ),
        _("Reports as of an earlier day stay what they were."),
    ]


def close_consequences(unit):
    return [
        _("%(unit)s is not offered any more where a unit is chosen; it stays on record.") % {"unit": unit},
        _("Duties on %(unit)s itself go on until they are ended.") % {"unit": unit},
        _("Reports as of an earlier day stay what they were."),
    ]


def rename_consequences(unit):
    return [
        _("A new name counts from its day on. The former one stays on record, and the search finds the unit by both."),
        _("Lists as of an earlier day show the name the unit had then."),
    ]


def list_url(name, unit, **query):
    """The address of a list narrowed to the unit and what stands below it."""
    return reverse(name, query={"unit": unit.code, **query})


def under_any_name(units, word):
    """Units whose code or name, present or former, begins with the word; annotates the `former` name found that way."""
    former = UnitPlacement.objects.filter(begins_any(("name",), word))
    newest = former.filter(unit=OuterRef("pk")).exclude(name=OuterRef("name")).order_by("-starts_on")
    named = begins_any(("code", "name", "short_name"), word)
    return units.filter(named | Q(pk__in=former.values("unit"))).annotate(former=Subquery(newest.values("name")[:1]))


@slots.touched("office.unit")
def open_units(user, units):
    counts = slots.in_sight(Unit.objects, user).open_on(today()).counts_in(units, "pk")
    return {unit.pk: [_units_below(unit, counts[unit.pk].total() - counts[unit.pk][unit.pk])] for unit in units}


def _units_below(unit, below):
    """The list behind the number shows the unit itself as well."""
    obstacle = ngettext(
        "%(count)s unit below it is open: close, merge or move it first.",
        "%(count)s units below it are open: close, merge or move them first.",
        below,
    )
    return Touched(
        _("Units below it"),
        below,
        reverse("office:unit_list", query={"below": unit.code, "closed": "false"}),
        obstacle % {"count": below} if below else "",
    )


@slots.touched("office.unit")
def duties_in_force(user, units):
    """A number and no name for whoever does not keep the duties, as whoever grants them reads a number of people."""
    counts = Duty.objects.active_on(today()).counts_in(units)
    shown = user is not None and can_list_duties(user)
    return {
        unit.pk: [
            Touched(
                _("Duties in force"),
                counts[unit.pk].total(),
                list_url("office:duty_list", unit, on=today()) if shown else "",
            )
        ]
        for unit in units
    }
