"""The rows of a review's changes: drawn here, since fifty of them in templates cost four times as much."""

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from office.templatetags.ui import status, word

register = template.Library()
ANY_KEY, OTHER_KEY = "987654321", "987654322"


@register.simple_tag(takes_context=True)
def change_rows(context):
    """The body of the page's table, each change with what is to be said of it below."""
    drawing = Drawing(context["review"], drafts=context["drafts"])
    return mark_safe("".join(map(drawing.row, context["page"].rows)))


class Drawing:
    """`drafts`: whether the reader may change the review now."""

    def __init__(self, review, *, drafts):
        self.drafts = drafts
        self.urls = {
            name: reverse(f"establishment:{name}", args=[review.pk, ANY_KEY])
            for name in ("change_update", "change_remove", "holders_keep")
        }
        self.post_url, self.line_url = (
            reverse(name, args=[ANY_KEY]) for name in ("posts:post_detail", "planning:line_detail")
        )
        self.fate_url = reverse("establishment:holder_fate", args=[review.pk, ANY_KEY, OTHER_KEY])
        self.labels = {
            name: escape(label)
            for name, label in {
                "unit": _("Unit"),
                "discipline": _("Discipline"),
                "grade": _("Grade"),
                "seats": _("Authorised seats"),
                "holders": _("Holders"),
                "why": _("Why"),
            }.items()
        }
        self.take_out, self.not_said = escape(_("Take out…")), escape(_("not said yet"))
        self.to_settle = status("red", _("To be settled"))
        self.succeeded_by, self.all_stay = escape(_("Succeeded by")), escape(_("All stay to the end of the term…"))

    def row(self, change):
        cells = (
            f'<td class="num">{change.number}</td>',
            f'<td class="act">{self._act(change)}</td>',
            f'<td class="who">{self._post(change)}</td>',
            self._cell("unit", escape(change.told["unit"])),
            self._cell("discipline", escape(change.told["discipline"])),
            self._cell("grade", escape(change.told["grade"])),
            self._cell("seats", f"<span>{escape(change.seats)}</span>", "num"),
            self._cell("holders", f"<span>{self._holders(change)}</span>", "wrap"),
            self._cell("why", f"<span>{self._why(change)}</span>", "wrap"),
        )
        return f'<tr id="change-{change.pk}">{"".join(cells)}</tr>{self._findings(change)}'

    def _cell(self, name, content, look=""):
        of_class = f' class="{look}"' if look else ""
        return f'<td{of_class} data-label="{self.labels[name]}">{content}</td>'

    def _act(self, change):
        kind = escape(word(change, "kind"))
        if not self.drafts:
            return kind
        revising, removing = self._url("change_update", change), self._url("change_remove", change)
        return f'<a href="{revising}">{kind}</a> <small><a href="{removing}">{self.take_out}</a></small>'

    def _url(self, name, change):
        return _at(self.urls[name], change.pk)

    def _post(self, change):
        code, post = escape(change.code or change.post.code), change.post_id or change.result_id
        told = [f'<a href="{_at(self.post_url, post)}">{code}</a>' if post else code]
        if change.title:
            told.append(f"<small>{escape(change.title)}</small>")
        if successor := change.successor or change.successor_change:
            told.append(f"<small>{self.succeeded_by} {escape(successor.code)}</small>")
        return " ".join(told)

    def _holders(self, change):
        told = [self._holder(change, held, fate) for held, fate in change.holders] or ["—"]
        if self.drafts and change.all_may_stay:
            told.append(f'<a href="{self._url("holders_keep", change)}">{self.all_stay}</a>')
        return " ".join(told)

    def _holder(self, change, held, fate):
        name = escape(held.engineer.name)
        if self.drafts:
            url = _at(self.fate_url, change.pk).replace(OTHER_KEY, str(held.pk))
            name = f'<a href="{url}">{name}</a>'
        return f"{name} <small>{escape(fate) or self.not_said}</small>"

    def _why(self, change):
        reason = escape(change.reason)
        if line := change.line:
            words = f"{line.demand_return.unit} · {line.problem or line}"
            return f'<a href="{_at(self.line_url, line.pk)}">{escape(words)}</a> {reason}'
        return reason

    def _findings(self, change):
        told = [f"<li>{escape(change.outcome)}</li>"] if change.outcome else []
        told += [f"<li>{self.to_settle} {escape(sentence)}</li>" for sentence in change.obstacles]
        told += [f'<li class="hint">{escape(sentence)}</li>' for sentence in change.notes]
        return f'<tr class="findings"><td colspan="9"><ul>{"".join(told)}</ul></td></tr>' if told else ""


def _at(url, key):
    return url.replace(ANY_KEY, str(key))
