"""The cells of the filing grid. 200 people by 8 criteria are 1,600 of them: they are formatted, not rendered one by one."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import SheetStatus
from evaluations.rules.sheets import plain

register = template.Library()

OPEN_CELL = (
    '<td{mark}><input name="v{key}" aria-labelledby="n{sheet} c{criterion}" inputmode="decimal" value="{value}">'
    '<input type="hidden" name="b{key}" value="{base}">{both}</td>'
)
LOCKED_CELL = '<td><input data-cell="{key}" aria-labelledby="n{sheet} c{criterion}" value="{value}" data-base="{base}" readonly></td>'


@register.simple_tag
def grid_cells(row, answers):
    """One row's cells as HTML; where a form without JavaScript was answered, with what was typed and why it was not saved."""
    if row.locked:
        return mark_safe("".join(LOCKED_CELL.format_map(_facts(cell)) for cell in row.cells))
    return mark_safe("".join(_open_cell(cell, answers.get(cell.key)) for cell in row.cells))


def _facts(cell):
    sheet, criterion = cell.key
    return {
        "key": f"{sheet}-{criterion}",
        "sheet": sheet,
        "criterion": criterion,
        "value": cell.shown,
        "base": cell.base,
        "mark": "",
        "both": "",
    }


def _open_cell(cell, answer):
    facts = _facts(cell)
    if answer:
        facts |= {
            "value": escape(answer.edit.value or ""),
            "mark": ' class="refused"',
            "both": _explained(cell, answer),
        }
    return OPEN_CELL.format_map(facts)


@register.simple_tag
def explained(cell, answer):
    return _explained(cell, answer) if answer else ""


def _explained(cell, answer):
    """Both values of a conflict, or why a cell was refused, under the cell."""
    if answer.state != "conflict":
        return format_html('<span class="why">{}</span>', answer.reason)
    text = _("Someone else entered %(theirs)s meanwhile. Save again to keep yours.") % {
        "theirs": cell.text or _("empty cell")
    }
    return format_html('<span class="why">{}</span>', text)


@register.simple_tag
def sheet_state(sheet, complete, total):
    """The state of a sheet in words: verified, submitted, complete, or how many scores are there."""
    if sheet.verified_at:
        return format_html('<span class="status status-green">{}</span>', _("Verified"))
    if sheet.status == SheetStatus.SUBMITTED:
        return format_html('<span class="status status-blue">{}</span>', _("Submitted"))
    return format_html('<span class="done">{}/{}</span>', complete, total)


@register.simple_tag
def row_state(row):
    scored = [cell for cell in row.cells if cell.counts]
    return sheet_state(row.subject.sheet, sum(cell.value is not None for cell in scored), len(scored))


@register.filter
def number(value):
    return plain(value)


@register.simple_tag
def note_count(count):
    return ngettext("%(count)s note", "%(count)s notes", count) % {"count": count}
