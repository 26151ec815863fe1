"""The rows of the decision desk, drawn without templates: fifty of them, with their words, stand on a page."""

from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from office.listing.lists import CHECKBOX
from office.numbers import signed_money
from office.sentences import joined
from planning.enums import ProblemKind

ANY_KEY = 987654321


class DrawnRow(NamedTuple):
    """The line's row and, if there are words, the row of words below it."""

    pk: int
    html: SafeString


class DeskRows:
    """Draws lines; what all rows say is looked up once. `columns` are those of the page."""

    def __init__(self, columns, selectable):
        self.selectable = selectable
        self.openings = ['<td class="who">', *map(_opening, columns[1:])]
        self.html = {column.name: column.html() for column in columns}
        self.before, self.after = reverse("planning:line_detail", args=[ANY_KEY]).split(str(ANY_KEY))
        self.said = f'<tr class="said"><td colspan="{len(columns) + selectable}"><dl class="found">'
        self.kinds = {kind.value: _term(kind.label) for kind in ProblemKind}
        self.not_said, self.kept = escape(_("not said")), _("wanted %(wanted)s, keeps %(kept)s")
        self.problem, self.refused = _term(_("Production problem")), _term(_("If refused"))
        self.consolidated, self.decided = _term(_("Reason of the subsidiary")), _term(_("Reason of the decision"))
        self.decision, self.people = _term(_("Decision")), _term(_("Inside candidates"))
        self.merged = _term(_("Merged into it"))

    def drawn(self, line):
        words = "".join(f"{term}{escape(text)}</dd></div>" for term, text in self._words(line) if text)
        cells = [f"{opening}{content}</td>" for opening, content in zip(self.openings, self._cells(line), strict=True)]
        box = CHECKBOX % (line.pk, escape(f"{line.place} · {line.label}")) if self.selectable else ""
        row = f'<tr class="line{"" if words else " silent"}">{box}{"".join(cells)}</tr>'
        return DrawnRow(line.pk, mark_safe(f"{row}{self.said}{words}</dl></td></tr>" if words else row))

    def _cells(self, line):
        return (
            escape(line.place),
            f'<a href="{self.before}{line.pk}{self.after}">{escape(line.discipline)}</a>',
            escape(line.grade),
            self.html["urgency"](line.urgency),
            line.authorised,
            line.held,
            line.vacant,
            line.retiring,
            _or_dash(line.qualified),
            _or_dash(line.wanted),
            _compared(line.consolidated, line.wanted),
            "—" if line.decided is None else f"<b>{_compared(line.decided, line.consolidated)}</b>",
            _against_quota(line),
            self.not_said if line.money is None else signed_money(line.money),
        )

    def _words(self, line):
        """(term, text) of what stands below the numbers; those without a text are left out."""
        yield self.kinds.get(line.problem_kind, self.problem), line.problem
        yield self.refused, line.consequence
        yield self.consolidated, line.consolidated_reason
        yield self.decided, line.decided_reason
        yield self.decision, line.decision
        yield self.people, line.people and joined(line.people)
        for other in line.merged:
            yield self.merged, self._of_merged(other)

    def _of_merged(self, other):
        numbers = self.kept % {"wanted": other.wanted, "kept": other.kept}
        return " · ".join(filter(None, (other.place, other.discipline, other.grade, numbers, other.problem)))


def _opening(column):
    css = f' class="{column.cell_class}"' if column.cell_class else ""
    return f'<td{css} data-label="{escape(column.label)}">'


def _term(words):
    return f"<div><dt>{escape(words)}</dt><dd>"


def _or_dash(number):
    return "—" if number is None else number


def _compared(number, other):
    return number if number == other else f'<span class="differs">{number}</span>'


def _against_quota(line):
    if line.quota is None:
        return "—"
    seats = f"{line.seats} / {line.quota}"
    return f'<span class="status status-red">{seats}</span>' if line.is_beyond else seats
