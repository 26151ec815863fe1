"""The rows of the consolidation desk: drawn here, since fifty of them in nested templates cost three times as much."""

from itertools import repeat
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from office.numbers import signed
from office.sentences import labelled
from office.templatetags.ui import status
from planning.checks.cells import MOST_SEATS
from planning.enums import RETURN_COLOURS, URGENCY_COLOURS, ProblemKind, ReturnStatus, Urgency

register = template.Library()
ANY_KEY = 987654321
WORDS_SHOWN = 80  # characters of a merged line's problem


@register.simple_tag(takes_context=True)
def consolidation_rows(context):
    """The rows of the page's table, each with the lines that were merged into it."""
    drawing = Drawing(context["survey"], context["subsidiary"], context["query"], selects=context["consolidates"])
    return mark_safe("".join(map(drawing.row, context["page"].rows)))


@register.simple_tag
def consolidation_state(row):
    """What stands beside the fields of a line that was just saved or refused."""
    return mark_safe(States().state(row))


@register.simple_tag
def printed_rows(groups):
    """The body of the printed table: a group of rows for each unit."""
    urgencies = {value: escape(label) for value, label in Urgency.choices}
    return mark_safe("".join(_printed_unit(unit, lines, urgencies) for unit, lines in groups))


def _printed_unit(unit, lines, urgencies):
    heads = [f'<th scope="rowgroup" rowspan="{len(lines)}">{escape(unit)}</th>', *[""] * (len(lines) - 1)]
    return f"<tbody>{''.join(map(_printed_line, heads, lines, repeat(urgencies)))}</tbody>"


def _printed_line(head, line, urgencies):
    few = "".join(f'<td class="few">{line[name]}</td>' for name in ("authorised", "held", "retiring", "wanted"))
    own = "" if line["consolidated"] is None else line["consolidated"]
    said = "".join(f"<td>{escape(line[name])}</td>" for name in ("problem", "consolidated_reason"))
    soon = f"<td>{urgencies.get(line['urgency'], '')}</td>"
    what = f"{escape(line['of_discipline'])}<br>{escape(line['of_grade'])}"
    return f'<tr>{head}<td>{what}</td>{few}<td class="few"><b>{own}</b></td>{soon}{said}</tr>'


class States:
    """How far a line is, in words."""

    def __init__(self):
        self.unlooked = status("secondary", _("Not looked at"))
        self.merged = status("secondary", _("Merged"))
        self.other, self.same = status("orange", _("Other number")), status("green", _("As wanted"))
        self.own = format_html("<small>{}</small>", _("It concerns you yourself: somebody else sets its number."))
        self.results = {
            "saved": format_html("<small>{}</small>", _("saved")),
            "conflict": format_html(
                "<small>{}</small>", _("Yours is still in the fields: save again to let it stand.")
            ),
        }

    def state(self, row):
        line, key = row.line, row.line.pk
        seen = f'<input type="hidden" name="seen-{key}" value="{row.seen}" form="desk-form">' if row.editable else ""
        result = self.results.get(row.typed.result, "") if row.typed else ""
        return f"{seen}{self._said(row, line)}{self.own if row.own else ''}{result}"

    def _said(self, row, line):
        if row.typed and row.typed.wrong:
            return f'<span class="error">{escape(row.typed.sentence)}</span>'
        if line.into:
            return f"{self.merged} <small>{escape(line.into)}</small>"
        if line.consolidated is None:
            return self.unlooked
        return self.same if line.consolidated == line.wanted else self.other


class Drawing(States):
    """Draws the rows of one page: its words and addresses are made once for all of them."""

    def __init__(self, survey, subsidiary, query, *, selects):
        super().__init__()
        self.selects, self.desk, self.query = selects, (survey.pk, subsidiary.pk), escape(query)
        self.from_desk = escape(urlencode({"desk": query}))
        self.save = f"{reverse('planning:consolidation_save', args=self.desk)}?{self.query}"
        self.demand_return, self.line, self.send_back = (
            reverse(f"planning:{name}", args=[ANY_KEY]).replace(str(ANY_KEY), "%d")
            for name in ("return_detail", "line_detail", "return_send_back")
        )
        self.heads = [
            (name, escape(label))
            for name, label in (
                ("authorised", _("Authorised")),
                ("held", _("Held")),
                ("vacant", _("Vacant")),
                ("retiring", _("Retiring")),
                ("qualified", _("Qualified")),
            )
        ]
        self.wanted, self.number, self.reason = map(escape, (_("Wanted"), _("Consolidated number"), _("Reason")))
        self.number_of, self.reason_of = (labelled(label, "") for label in (self.number, self.reason))
        self.unexplained = escape(_("Other than wanted: say why."))
        self.repeated = status("purple", _("Wanted by several units"))
        self.late = format_html("<small>{}</small>", _("handed in late"))
        self.back, self.sends_back = escape(_("Sent back:")), escape(_("Send the return of this unit back…"))
        self.further, self.refused = escape(_("If refused, inside candidates")), escape(_("If refused"))
        self.candidates, self.separate = escape(_("Inside candidates")), escape(_("Separate…"))
        self.stages = {value: status(RETURN_COLOURS[value], label) for value, label in ReturnStatus.choices}
        self.urgencies = {value: status(URGENCY_COLOURS[value], label) for value, label in Urgency.choices}
        self.kinds = {value: format_html("<b>{}</b>", label) for value, label in ProblemKind.choices}

    def row(self, row):
        marks = " ".join(filter(None, (row.repeated and "repeated", row.editable and "open")))
        cells = f"{self._select(row)}{self._what(row, row.line)}{self._figures(row.line)}{self._why(row, row.line)}"
        entry = self._fields(row) if row.editable else self._numbers(row)
        return (
            f'<tr class="{marks}" id="line-{row.line.pk}">{cells}{entry}</tr>{self._below(row) if row.folded else ""}'
        )

    # --- What the unit says --------------------------------------------------------------------------------------
    def _select(self, row):
        if not self.selects:
            return ""
        box = (
            f'<input type="checkbox" class="form-check-input" name="selected" value="{row.line.pk}" form="desk-form" '
            f'aria-label="{escape(row.name)}">'
        )
        return f'<td class="select">{box if row.editable else ""}</td>'

    def _what(self, row, line):
        address = self.demand_return % line.demand_return
        parts = [f'<b>{escape(str(line))}</b> <a href="{address}">{escape(line.unit)}</a>']
        if row.repeated:
            parts.append(self.repeated)
        if line.late:
            parts.append(self.late)
        if line.here and line.sent_back_reason:
            parts.append(f"<small>{self.back} {escape(line.sent_back_reason)}</small>")
        if not line.here:
            parts.append(f"<small>{self.stages[line.status]}</small>")
        elif self.selects and row.first:
            address = self.send_back % line.demand_return
            parts.append(f'<small><a href="{address}?{self.from_desk}">{self.sends_back}</a></small>')
        return f'<td class="what">{" ".join(parts)}</td>'

    def _figures(self, line):
        cells = [
            f'<td class="num" data-label="{label}">{_figure(getattr(line, name))}</td>' for name, label in self.heads
        ]
        extra = f"<small>{signed(line.extra)}</small>" if line.extra else ""
        link = f'<a href="{self.line % line.pk}">{_figure(line.wanted)}</a>'
        return f'{"".join(cells)}<td class="num" data-label="{self.wanted}">{link}{extra}</td>'

    def _why(self, row, line):
        parts = [self.urgencies.get(line.urgency, "")]
        if line.problem:
            parts.append(f"{self.kinds.get(line.problem_kind, '')} {escape(line.problem)}")
        if line.consequence or row.people:
            parts.append(self._further(line.consequence, row.people))
        return f'<td class="why">{" ".join(filter(None, parts))}</td>'

    def _further(self, consequence, people):
        said = ((self.refused, consequence), (self.candidates, people))
        told = "".join(f"<p>{label}：{escape(text)}</p>" for label, text in said if text)
        return f"<details><summary>{self.further}</summary>{told}</details>"

    # --- What the subsidiary says --------------------------------------------------------------------------------
    def _fields(self, row):
        key, name = row.line.pk, escape(row.name)
        number = "" if row.number is None else escape(row.number)
        sent = (
            f'form="desk-form" hx-post="{self.save}" hx-trigger="change" hx-target="#state-{key}" '
            f'hx-sync="closest tr:queue last" hx-params="csrfmiddlewaretoken,number-{key},reason-{key},seen-{key}"'
        )
        return (
            f'<td class="own" data-label="{self.number}">'
            f'<input type="number" min="0" max="{MOST_SEATS}" id="number-{key}" name="number-{key}" '
            f'value="{number}" data-wanted="{_figure(row.line.wanted)}" aria-label="{self.number_of}{name}" {sent}></td>'
            f'<td class="own" data-label="{self.reason}"><input type="text" maxlength="500" id="reason-{key}" name="reason-{key}" '
            f'value="{escape(row.reason)}" aria-label="{self.reason_of}{name}" {sent}>'
            f'<div class="state" id="state-{key}" role="status">{self.state(row)}</div>'
            f'<div class="unexplained error" role="alert" hidden>{self.unexplained}</div></td>'
        )

    def _numbers(self, row):
        line = row.line
        return (
            f'<td class="num" data-label="{self.number}">{_figure(line.consolidated)}</td>'
            f'<td class="why">{escape(line.consolidated_reason)}<div class="state">{self.state(row)} '
            f"{self._apart(line) if row.separable else ''}</div></td>"
        )

    def _below(self, row):
        items = "".join(
            f"<li>{self._merged(other)}{self._apart(other) if row.editable else ''}</li>" for other in row.folded
        )
        return f'<tr class="folded">{"<td></td>" if self.selects else ""}<td colspan="10"><ul>{items}</ul></td></tr>'

    def _merged(self, other):
        said = _("Merged into it: %(unit)s, wanted %(wanted)s, keeps %(kept)s.") % other._asdict()
        return escape(f"{said} {Truncator(other.problem).chars(WORDS_SHOWN)} ")

    def _apart(self, other):
        address = reverse("planning:consolidation_separate", args=[*self.desk, other.pk])
        return f'<a href="{address}?{self.query}">{self.separate}</a>'


def _figure(number):
    return "—" if number is None else number
