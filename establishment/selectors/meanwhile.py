"""What was saved of a change or a fate since somebody's form was made, beside what stands in the form."""

from dataclasses import dataclass

from django.utils.text import capfirst

from establishment.checks.facts import BLANK, in_holder_keys, told_of_fate, whole_change
from establishment.models import HolderFate, PostChange
from office.changes import changes_to, differences
from office.models import AuditEntry

REVISED, FATES_SET = "postreview.change_revised", ("postreview.fate_set", "postreview.holders_kept")
OF_CHANGE = (
    *("kind", "code", "unit", "discipline", "grade", "authorised", "title", "duties"),
    *("successor", "successor_change", "reason"),
)  # as the form has them


@dataclass(frozen=True)
class Meanwhile:
    """`entry` of the audit trail says by whom and when, None where none does; `rows` are (label, saved, typed)."""

    entry: AuditEntry | None
    rows: list


def change_meanwhile(change, facts):
    """Of a change as it is now, with its post, beside the facts of a form; a query."""
    differing = changes_to(change, whole_change(facts, facts["kind"]))
    rows = [_row(PostChange, name, differing[name]) for name in OF_CHANGE if name in differing]
    said = AuditEntry.objects.of(change.review).filter(verb=REVISED, changes__change_key__1=change.pk)
    return Meanwhile(said.order_by("-pk").first(), rows)


def fate_meanwhile(change, fate, held, facts):
    """Of a fate as it is now, None if nothing is said, beside the facts of a form; a query."""
    differing = differences(told_of_fate(fate), told_of_fate(HolderFate(**(BLANK | facts))))
    rows = [_row(HolderFate, name, pair) for name, pair in differing.items() if any(pair)]
    of_holder = {"changes__holder_keys__1__icontains": in_holder_keys(held)}
    said = AuditEntry.objects.of(change.review).filter(verb__in=FATES_SET, **of_holder)
    return Meanwhile(said.order_by("-pk").first(), rows)


def _row(noun, name, pair):
    """(label, saved, typed), choices in their words."""
    field = noun._meta.get_field(name)
    words = dict(field.flatchoices)
    return capfirst(field.verbose_name), *(str(words.get(value, value) or "—") for value in pair)
