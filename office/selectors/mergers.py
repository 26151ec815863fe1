"""What comes of merging a unit into another on a day: the ground floor's part; upper floors add theirs in their slots."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from office import slots
from office.clock import today
from office.enums import BUSINESS_ROLES
from office.models import Duty, Unit
from office.rules import units as rules
from office.rules.duties import can_list_duties
from office.scope import subtree
from office.sentences import listed, people


@dataclass(frozen=True)
class Merger:
    """`consequences` and `against` are sentences; `touched` what it reaches, wherever it goes."""

    consequences: list
    against: list
    touched: list

    @property
    def shown(self):
        """All that somebody who confirms it has read."""
        return [*self.consequences, *(f"{entry.label} {entry.count}" for entry in self.touched)]


def foresee_merger(user, unit, successor, on):
    against = [*rules.closing_obstacles(unit, on), *rules.merging_obstacles(unit, successor, on)]
    consequences = [] if against else list(_consequences(user, unit, successor, on))
    return Merger(consequences, against, slots.touched_by(user, unit))


def _consequences(user, unit, successor, on):
    named = {"unit": unit, "successor": successor, "former": unit.parent, "date": on}
    if unit.parent_id == successor.pk:
        yield _("From %(date)s on %(unit)s is dissolved into %(successor)s, under which it stands.") % named
    else:
        yield _("From %(date)s on %(unit)s is dissolved and stands under %(successor)s instead of %(former)s.") % named
    yield from _of_what_moves(unit)
    yield _("Its people, posts, holders and assessments stay on record where they are; running cycles go on.")
    yield from _of_sight(unit, successor)
    yield from _of_both(user, unit, successor)
    yield _("Duties on %(unit)s itself go on until they are ended.") % named
    yield from slots.notes_of_merger(user, unit, successor)
    yield (
        _("Reports as of an earlier day stay what they were; from %(date)s on the figures of %(successor)s include it.")
        % named
    )
    yield _("A merger is not taken back.")


def _of_what_moves(unit):
    below = Unit.objects.filter(subtree(unit.path)).exclude(pk=unit.pk).open_on(today())
    if names := list(below.order_by("path").values_list("name", flat=True)):
        yield _("With it move the units below it: %(units)s.") % {"units": listed(names)}


def _of_sight(unit, successor):
    """Who sees its people and posts from now on, and who no longer does: by the units that are above it, then and now."""
    before, after = set(unit.ancestor_ids[:-1]), set(successor.ancestor_ids)
    names = dict(Unit.objects.filter(pk__in=before ^ after).order_by("path").values_list("pk", "name"))
    duties = Duty.objects.active_on(today()).filter(role__in=BUSINESS_ROLES, unit__in=names)
    holders = {}
    for key, user in duties.values_list("unit", "user"):
        holders.setdefault(key in after, set()).add(user)
    for gains, changed, sentence in (
        (True, after - before, _("Whoever holds a duty on %(units)s sees it from now on: %(people)s.")),
        (False, before - after, _("Whoever holds a duty on %(units)s no longer sees it by that: %(people)s.")),
    ):
        if gains in holders:
            units = listed([name for key, name in names.items() if key in changed])
            yield sentence % {"units": units, "people": people(len(holders[gains]))}


def _of_both(user, unit, successor):
    """Who would hold a role twice: by a duty in the unit, and by one that now covers it too."""
    new_above = set(successor.ancestor_ids) - set(unit.ancestor_ids)
    duties = Duty.objects.active_on(today())
    above = set(duties.filter(unit__in=new_above).values_list("user", "role"))
    within = duties.filter(subtree(unit.path, "unit__path")).values_list("user", "role", "user__name")
    names = sorted({name for holder, role, name in within if (holder, role) in above})
    if names:
        who = listed(names) if can_list_duties(user) else people(len(names))
        yield (
            _("These hold the same role in both; their duty in %(unit)s is needed no longer: %(people)s.")
            % {"unit": unit, "people": who}
        )
