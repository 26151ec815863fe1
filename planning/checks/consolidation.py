"""What stands in the way of a subsidiary's entries: a number without its reason, lines or returns that do not go together."""

from django.utils.translation import gettext as _

from office.sentences import joined
from planning.checks.cells import MOST_SEATS
from planning.enums import ReturnStatus
from planning.models import DemandLine

LONGEST_KEPT = DemandLine._meta.get_field("consolidated_reason").max_length


# --- One number ------------------------------------------------------------------------------------------------
def objection_to_status(line):
    """Why the numbers of its return are not the subsidiary's to change, or ""."""
    demand_return = line.demand_return
    if demand_return.status == ReturnStatus.SUBMITTED:
        return ""
    said = {"unit": demand_return.unit, "status": demand_return.get_status_display()}
    return _("The return of %(unit)s is in the status “%(status)s”.") % said


def objection_to_setting(line):
    """Why no number is set at this line, or "". Of lines with their return, unit and the line they were merged into."""
    if line.merged_into is None or line.demand_return.status != ReturnStatus.SUBMITTED:
        return objection_to_status(line)
    said = {"unit": line.demand_return.unit, "line": line, "other": line.merged_into.demand_return.unit}
    return _("%(unit)s, %(line)s: merged into the line of %(other)s. Separate it first.") % said


def objection_of_own(line):
    """Why nobody whom a line concerns consolidates it."""
    said = {"unit": line.demand_return.unit, "line": line}
    return _("%(unit)s, %(line)s: it concerns you yourself. Somebody else consolidates it.") % said


def objection_to_entry(line, number, reason, *, own, targets):
    """Why somebody does not set the number, or ""; `own` are keys of lines that concern him, `targets` of those that took
    others in: they are not opened again, since what the others asked for stands in their number alone.
    """
    if line.pk in own:
        return objection_of_own(line)
    if number is None and line.pk in targets:
        return objection_of_target(line)
    return objection_to_setting(line) or objection_to_number(line, number, reason)


def objection_of_target(line):
    """Why a line that others were merged into is neither merged nor opened again."""
    said = {"unit": line.demand_return.unit, "line": line}
    return _("%(unit)s, %(line)s: others were merged into it. Separate them first.") % said


def objection_to_number(line, number, reason):
    """Why the number cannot stand beside what the unit wants, or ""; None takes back what was consolidated."""
    if number is None:
        return _("Enter the number, too.") if reason else ""
    if not 0 <= number <= MOST_SEATS:
        return _("A number of seats lies between 0 and %(most)d.") % {"most": MOST_SEATS}
    return "" if number == line.wanted or reason else _("Say why the consolidated number is another.")


def told_as_it_is(line):
    """What somebody entered meanwhile."""
    if line.consolidated is None:
        return _("Meanwhile it is open again; the unit wants %(wanted)s.") % {"wanted": line.wanted}
    said = {"number": line.consolidated, "reason": line.consolidated_reason or "—"}
    return _("Somebody entered %(number)s meanwhile, reason: %(reason)s.") % said


# --- Duplicates ------------------------------------------------------------------------------------------------
def merged_number(target, lines):
    """The seats of a line once the further ones of others are asked for by it, as far as the numbers are known now."""
    return max(0, _standing(target) + sum(map(further_seats, lines)))


def further_seats(line):
    """What a line asks for beyond what it keeps when it is merged, as far as its number is known now."""
    return _standing(line) - line.authorised


def separated_number(line):
    """What is left to the line that another one was merged into, once that one stands for itself again."""
    into = line.merged_into
    return into.wanted if into.consolidated is None else max(0, into.consolidated - line.merged_extra)


def reason_of_merged(target, reason):
    """What is kept at a line that was merged into the target."""
    return _("Merged into %(unit)s: %(reason)s") % {"unit": target.demand_return.unit, "reason": reason}


def longest_reason(target):
    """How many characters say why others are merged into the target: what is kept at those names its unit, too."""
    return LONGEST_KEPT - len(reason_of_merged(target, ""))


def objection_to_length(target, reason):
    """Why the reason of a merger is too long, or ""."""
    if len(reason_of_merged(target, reason)) <= LONGEST_KEPT:
        return ""
    return _("The reason is too long: %(most)d characters at most.") % {"most": longest_reason(target)}


def _standing(line):
    return line.wanted if line.consolidated is None else line.consolidated


def objections_to_merging(target, lines, *, targets):
    """Sentences; `targets` are the keys of lines that others were merged into already."""
    if not lines:
        yield _("Choose two lines at least.")
    if target in lines:
        yield _("A line is not merged into itself.")
    yield from filter(None, map(objection_to_setting, [target, *lines]))
    for line in lines:
        said = {"unit": line.demand_return.unit, "line": line}
        if (line.grade_id, line.discipline_id) != (target.grade_id, target.discipline_id):
            yield _("%(unit)s, %(line)s: only lines of one grade and discipline are merged.") % said
        if line.pk in targets:
            yield objection_of_target(line)
        if line.extra <= 0:
            yield _("%(unit)s, %(line)s: it asks for no further seats.") % said


# --- Up and back ----------------------------------------------------------------------------------------------
def lacks_of_passing(going, others):
    """Why a return cannot go up yet, as sentences; `others` are the keys of those that go with it."""
    if going.open:
        yield _("%(unit)s: %(count)d lines were not looked at.") % {"unit": going.unit, "count": going.open}
    for key in sorted(going.partners.keys() - others):
        said = {"unit": going.unit, "other": going.partners[key]}
        yield _("%(unit)s: merged with a line of %(other)s. Both go up together.") % said
    for name in going.elsewhere:
        said = {"unit": going.unit, "other": name}
        yield (
            _("%(unit)s: merged with a line of %(other)s, which is not consolidated here. Separate them first.") % said
        )


def objection_to_going_back(demand_return, partners):
    """Why a return does not go back to its unit alone, whose lines are merged with those of the units named, or ""."""
    if not partners:
        return ""
    said = {"units": joined(partners)}
    if demand_return.status == ReturnStatus.SUBMITTED:
        return (
            _("Its lines are merged with those of %(units)s: let the subsidiary separate them, then send it back.")
            % said
        )
    return (
        _("Its lines are merged with those of %(units)s: send it back to the subsidiary first, which separates them.")
        % said
    )
