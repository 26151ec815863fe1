"""The shapes that every page is made of. A builtin of all templates; docs/developers/pages.md shows each in use.

None of these belongs into the rows of a long table: a list renders its cells in office.listing.
"""

import secrets

from django import template
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from office.history import LIMIT, NOTHING
from office.models import Unit
from office.models.unit import UnitQuerySet
from office.numbers import file_size, money, points, score, signed, signed_money
from office.sentences import counted, joined, labelled

NEWEST = 5  # entries of a history, unless the parameter WHOLE asks for more
WHOLE = "history"
register = template.Library()
for written in (joined, file_size, money, points, score, signed, signed_money):
    register.filter(written.__name__, written)
for composed in (labelled, counted):
    register.simple_tag(composed)


# --- Words -------------------------------------------------------------------------------------
@register.filter
def word(row, name):
    """What `get_…_display` says of a choice. That one builds a table of all labels at each call: a third of a long page."""
    value = getattr(row, name)
    return next((label for key, label in row._meta.get_field(name).flatchoices if key == value), value)


@register.simple_tag
def status(target, label=None):
    """The status of an object as a coloured word; `target` has `colour` and get_status_display, or is the colour itself."""
    if label is None:
        label = target.get_status_display()
    return format_html(
        '<span class="status status-{}">{}</span>', target if isinstance(target, str) else target.colour, label
    )


@register.simple_tag
def fact(label, value, url="", hint=""):
    """One entry of a definition list; a missing value is a dash."""
    shown = "—" if value in (None, "") else _("Yes") if value is True else _("No") if value is False else value
    content = format_html('<a href="{}">{}</a>', url, shown) if url and shown != "—" else shown
    note = format_html('<span class="hint">{}</span>', hint) if hint else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, content, note)


@register.simple_block_tag
def facts(content):
    """The definition list around facts."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def card(content, title="", tight=False):
    """A framed part of a page; `tight` lets a table reach its edges."""
    heading = format_html('<div class="card-header"><h2 class="card-title">{}</h2></div>', title) if title else ""
    body = content if tight else format_html('<div class="card-body">{}</div>', content)
    return format_html('<section class="card">{}{}</section>', heading, body)


@register.simple_block_tag
def scroller(content, label):
    """Around a wide table: it scrolls sideways by itself, by keyboard too."""
    return format_html('<div class="scroller" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.simple_tag
def blockers(sentences, title=None):
    """Why something is not possible yet, one sentence each; nothing if nothing stands in the way."""
    if not sentences:
        return ""
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html(
        '<section class="blockers" aria-label="{0}"><h2>{0}</h2><ul>{1}</ul></section>', title or _("Not yet"), items
    )


@register.simple_tag
def empty(text, url="", label=""):
    """What an empty place says, and what to do about it."""
    button = format_html('<a class="btn btn-primary" href="{}">{}</a>', url, label) if url else ""
    return format_html('<div class="empty"><p>{}</p>{}</div>', text, button)


@register.simple_tag
def progress_bar(done, total, label):
    """A bar with its figures: colour and length are never the only sign."""
    return format_html(
        '<div class="bar"><progress max="{}" value="{}" aria-label="{}"></progress><span>{} / {}</span></div>',
        total or 1,
        done,
        label,
        done,
        total,
    )


@register.simple_tag(takes_context=True)
def crumbs(context, unit, label="", url=""):
    """The unit, those above and a last link, e.g. to the list; units out of the reader's sight are plain words. A query at most."""
    above = Unit.objects.filter(pk__in=unit.ancestor_ids[:-1]).order_by("path")
    seen = tuple(context["user"].paths_as(UnitQuerySet.seen_by))
    steps = [(step.name, step.get_absolute_url() if step.path.startswith(seen) else "") for step in (*above, unit)]
    return trail([*steps, (label, url)] if label else steps)


@register.simple_tag
def trail(steps):
    """A breadcrumb of (label, url) pairs; a step without url is plain text."""
    items = format_html_join(
        "",
        "<li>{}</li>",
        ((format_html('<a href="{}">{}</a>', url, label) if url else label,) for label, url in steps),
    )
    return format_html('<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Where this is"), items)


# --- Acts --------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def act(context, label, url, style="", **fields):
    """A button that does something: a POST form of its own. Extra arguments become hidden fields."""
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
    return format_html(
        '<form method="post" action="{}" class="act">{}{}<button class="btn {}">{}</button></form>',
        url,
        _csrf(context),
        hidden,
        f"btn-{style}" if style else "",
        label,
    )


@register.simple_tag
def link_button(label, url, style=""):
    """A button that only leads somewhere, e.g. to a confirm page."""
    return format_html('<a class="btn {}" href="{}">{}</a>', f"btn-{style}" if style else "", url, label)


def _csrf(context):
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])


@register.simple_tag
def element_id(prefix="e"):
    """An id no other element of the page has."""
    return f"{prefix}-{secrets.token_hex(4)}"


# --- Parts with a template of their own ----------------------------------------------------------
@register.inclusion_tag("ui/tabs.html")
def tabs(entries, current=""):
    """Tabs of a detail page: objects with label, url and count; `current` is the url or label of the open one."""
    return {"entries": [(entry, current in {entry.url, entry.label}) for entry in entries]}


@register.inclusion_tag("ui/history.html", takes_context=True)
def history(context, entries):
    """The history beside an object, its newest entries or as many as are shown at all; a History of office.history."""
    asked = context["request"].GET
    whole = WHOLE in asked
    lines, more = entries.newest(LIMIT if whole else NEWEST)
    others = asked.copy()
    others[WHOLE] = "all"
    return {"lines": lines, "more": more, "whole": whole, "older": others.urlencode()}


@register.simple_tag
def history_lines(lines):
    """Drawn here: of an object with a long history they cost more than the rest of its page."""
    return mark_safe("".join(map(_history_line, lines)))


@register.simple_tag
def export_columns(choices):
    """The entries of an export menu: drawn here, since in a template twenty of them cost as much as ten rows of their list."""
    return mark_safe("".join(_export_column(place, choice) for place, choice in enumerate(choices, 1)))


def _export_column(place, choice):
    name, checked = escape(choice.name), " checked" if choice.chosen else ""
    box = f'<input type="checkbox" class="form-check-input" name="columns" value="{name}"{checked}>'
    number = f'<input class="place" type="number" name="place_{name}" value="{place}" min="1" max="999"'
    label, place_label = escape(choice.label), escape(choice.place_label)
    return f'<li><label>{box} {label}</label> {number} aria-label="{place_label}"></li>'


def _history_line(line):
    at = timezone.localtime(line.at)
    changes = f"<ul>{''.join(map(_changed, line.changes))}</ul>" if line.changes else ""
    reason = f"<q>{escape(line.reason)}</q>" if line.reason else ""
    when = f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M}</time>'
    return f"<li>{when} <b>{escape(line.actor)}</b> {escape(line.words)}{changes}{reason}</li>"


def _changed(change):
    label, old, new = change
    before = "" if old in NOTHING else f"<del>{escape(localize(old))}</del> → "
    after = "—" if new in NOTHING else escape(localize(new))
    return f"<li>{escape(labelled(label, ''))}{before}<ins>{after}</ins></li>"


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(context):
    """The foot of a list: which rows are shown and the way to the others."""
    return {"page": context["page"], "base_query": context["base_query"]}
