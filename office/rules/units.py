from django.utils.translation import gettext as _

from office.clock import today
from office.enums import ADMINISTRATOR_ROLES, Role
from office.models import Unit
from office.scope import is_root


def can_create_unit(user, parent):
    """Administrators found units within their own subtree; the group's root comes from the unit register."""
    return user.holds(ADMINISTRATOR_ROLES, parent.path)


def can_update_unit(user, unit):
    return user.holds(ADMINISTRATOR_ROLES, unit.path)


def can_place_unit(user, unit):
    """Moving and merging change who sees what: the group administrator's act."""
    return user.holds({Role.GROUP_ADMINISTRATOR}, unit.path)


def can_merge_unit(user, unit):
    return can_place_unit(user, unit)


def can_close_unit(user, unit):
    """Who may found a unit there may close an empty one; nobody closes the unit that he or she administers."""
    return not is_root(unit.path) and user.holds(ADMINISTRATOR_ROLES, unit.path.removesuffix(f"{unit.pk}/"))


# --- What speaks against it, in sentences -------------------------------------------------------------
def closing_obstacles(unit, on):
    """Why the unit does not close on the day, whatever is in it."""
    if unit.is_closed_on(today()):
        yield _("%(unit)s is closed since %(date)s.") % {"unit": unit, "date": unit.closed_on}
    if unit.parent_id is None:
        yield _("%(unit)s is the group itself: it does not close.") % {"unit": unit}
    if on > today():
        yield _("A unit closes today or on a day gone by. Come back on %(date)s.") % {"date": on}
    if unit.opened_on and unit.opened_on >= on:
        yield _("%(unit)s opened on %(date)s; it closes after that.") % {"unit": unit, "date": unit.opened_on}


def dating_obstacles(unit, on):
    """Why the unit has no other name or place from the day on: it is to come, or a later one is on record."""
    if on > today():
        yield _("A unit is renamed or moved today or on a day gone by. Come back on %(date)s.") % {"date": on}
    yield from _placed_later(unit, on)


def placing_obstacles(unit, parent, on):
    """Why the unit is not placed below the parent on the day."""
    named = {"unit": unit, "parent": parent}
    yield from dating_obstacles(unit, on)
    if unit.is_closed_on(today()):
        yield _("%(unit)s is closed since %(date)s: it keeps its place.") % {"unit": unit, "date": unit.closed_on}
    if parent.is_closed_on(today()):
        yield _("%(unit)s is closed since %(date)s: no unit stands below it.") % {
            "unit": parent,
            "date": parent.closed_on,
        }
    elif not Unit.objects.open_on(on).filter(pk=parent.pk).exists():
        yield _("%(parent)s does not exist on that day: choose a later one.") % named
    if unit.covers(parent.path):
        yield _("%(unit)s cannot be placed below itself.") % named
    elif unit.parent_id == parent.pk:
        yield _("%(unit)s stands below %(parent)s already.") % named
    else:
        yield from _stood_below(unit, parent, on)


def merging_obstacles(unit, successor, on):
    """Why the unit is not merged into the successor on the day; `closing_obstacles` come first."""
    yield from _placed_later(unit, on)
    if not Unit.objects.open_on(on).open_on(today()).filter(pk=successor.pk).exists():
        yield _("%(unit)s does not exist on that day or today: choose another successor.") % {"unit": successor}
    if unit.covers(successor.path):
        yield _("%(unit)s cannot be merged into itself or into a unit below it.") % {"unit": unit}
    else:
        yield from _stood_below(unit, successor, on)


def _placed_later(unit, on):
    placed = unit.placements.filter(starts_on__lte=today()).order_by("-starts_on").first()
    if placed and placed.starts_on > on:
        yield _("%(unit)s has its present place or name since %(date)s: choose that day or a later one.") % {
            "unit": unit,
            "date": placed.starts_on,
        }


def _stood_below(unit, other, on):
    if Unit.objects.placed_below(unit, on).filter(pk=other.pk).exists():
        yield _("%(successor)s still stood below %(unit)s on that day: choose a later one.") % {
            "successor": other,
            "unit": unit,
        }
