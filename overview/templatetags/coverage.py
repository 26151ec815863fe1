"""The cells of the coverage map: rendered here, since a template loop over hundreds of them costs ten times as much."""

from functools import cache, lru_cache
from urllib.parse import quote, urlencode

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from overview.enums import Cover
from overview.navigation import CODE, url_of
from overview.selectors.coverage import Figures
from planning.enums import SurveyStatus
from posts.enums import SeatOccupancy

register = template.Library()
SIGNS = ("vacant", "beyond", "retiring", "wanted")
SEATS = {"held": SeatOccupancy.HELD, "vacant": SeatOccupancy.VACANT, "beyond": SeatOccupancy.BEYOND}


@register.simple_tag
def unit_head(entry, opening):
    """The head of a unit's row; `opening` is the address of the level below a unit, with CODE for its code."""
    name = _name(entry, opening)
    if entry.own:
        return format_html('<th scope="row">{} <small>{}</small></th>', name, _("itself, without the units below"))
    if not entry.standing:
        return format_html('<th scope="row">{} <small>{}</small></th>', name, _("not standing on this day"))
    return format_html('<th scope="row">{}</th>', name)


@register.simple_tag
def column_head(entry, opening):
    """The same of a discipline's or a grade's column."""
    name = _name(entry, opening)
    return format_html("{} <small>{}</small>", name, _("not of a part")) if entry.own else name


@register.simple_tag
def column_line(entry, line):
    """The way to the professional line of a discipline, whose address is `line` with CODE for its code."""
    return format_html("<small>{}</small>", _to(line, entry, pgettext("of a discipline", "line")))


def _name(entry, opening):
    return _to(opening, entry, entry.name) if entry.opens else escape(entry.name)


def _to(address, entry, words):
    return format_html('<a href="{}">{}</a>', address.replace(CODE, quote(entry.target.code)), words)


@register.simple_tag
def coverage_row(shown, look, row):
    """The cells of a unit and their sum."""
    cells = [*row.cells, row.total]
    listed = [*shown.totals, shown.total] if row.entry.own else cells
    return _cells(_drawing(shown, look, row.entry.target.code), shown, cells, listed)


@register.simple_tag
def coverage_totals(shown, look):
    """The sum of each discipline, and of all."""
    cells = [*shown.totals, shown.total]
    return _cells(_drawing(shown, look, shown.units.at.code if shown.units.at else ""), shown, cells, cells)


def _drawing(shown, look, unit):
    """No list shows seats as reviews will make them, so that cells of a day for which some are counted in lead nowhere."""
    return Drawing({} if shown.reviews else _lists(look, {"unit": unit} if unit else {}), look.survey)


@register.simple_tag
def pictured_cells(pair, side):
    """The cells of a row before or after a review; those that it changes are marked, in words as well."""
    language = get_language()
    return mark_safe(
        "".join(
            _pictured(language, (after if side == "after" else before).counts, changed=before != after)
            for before, after in pair.cells
        )
    )


@lru_cache(maxsize=4096)
def _pictured(_language, counts, *, changed):
    """Few cells of a map differ from all others, so each is drawn once."""
    return Drawing({}).cell(Figures(*counts), "", changed=changed)


@register.simple_tag
def held_pairs(line, heads):
    """The cells of a professional line before and after a review, by level and by grade."""
    return mark_safe("".join(map(_pair_of_held, heads, line.before.by_place, line.after.by_place)))


def _pair_of_held(head, before, after):
    was, will_be = (f"{figures.held}/{figures.authorised}" for figures in (before, after))
    if was == will_be:
        return _held_of_authorised(head, after)
    return format_html('<td class="num changed" data-label="{}">{} → {}</td>', head, was, will_be)


@register.simple_tag
def held_cells(summary, heads):
    """The cells of a professional line, by level and by grade; on a phone each stands behind its head."""
    cells = zip(heads, summary.by_place, strict=True)
    return mark_safe("".join(_held_of_authorised(head, figures) for head, figures in cells))


def _held_of_authorised(head, figures):
    if figures.held or figures.authorised:
        lacking = "" if figures.held else " lacking"
        written = f"{figures.held}/{figures.authorised}"
        return format_html('<td class="num{}" data-label="{}">{}</td>', lacking, head, written)
    return format_html(
        '<td class="num lacking" data-label="{}"><span aria-hidden="true">—</span><span class="visually-hidden">{}</span></td>',
        head,
        _("none authorised"),
    )


def _cells(drawing, shown, cells, listed):
    """The last is the sum. `listed` is what lists of the unit hold: they show it with all below it, and a discipline with
    its parts. An opened one by itself leads to them only where that is the same."""
    across = shown.across
    ends = [f"&amp;{across.noun}={escape(across.asked(column.target))}" for column in shown.columns]
    ends.append(f"&amp;{across.noun}={escape(across.asked(across.of))}" if across.of else "")
    behind = [listed[-1] if column.own else there for column, there in zip(shown.columns, listed, strict=False)]
    return mark_safe(
        "".join(
            drawing.cell(cell, end, linked=cell == there)
            for cell, end, there in zip(cells, ends, [*behind, listed[-1]], strict=True)
        )
    )


class Drawing:
    """Draws the cells of one unit: figures that lead to their rows, and words for what strikes the eye.

    `lists` are {figure: address of the unit's rows}; the `end` of a cell asks there for its column.
    """

    def __init__(self, lists, survey=None):
        self.lists = {name: escape(url) for name, url in lists.items()}
        self.words = words_of(survey)
        self.covers = _covers_in(get_language())
        self.changed = format_html('<span class="visually-hidden">{}</span>', _("changed: "))

    def cell(self, figures, end, *, linked=True, changed=False):
        cover = figures.cover
        also, told = (" changed", self.changed) if changed else ("", "")
        if cover == Cover.NONE:
            return f'<td class="cover none{also}">{told}{self.covers[cover]}<span aria-hidden="true">·</span></td>'

        def figure(name):
            number = getattr(figures, name)
            told = "compared" if name == "wanted" and figures.answered != figures.authorised else name
            words, url = self.words[told] % {"count": number, "of": figures.answered}, self.lists.get(name)
            return f'<a href="{url}{end}">{words}</a>' if linked and url and number else f"<span>{words}</span>"

        seats = f"{figure('held')}<i>/</i>{figure('authorised')}"
        signs = "".join(
            figure(name) for name in SIGNS if getattr(figures, name) or (name == "wanted" and figures.answered)
        )
        what = f"{told}{self.covers[cover]}"
        return f'<td class="cover {cover.value}{also}">{what}<div>{seats}</div><div class="signs">{signs}</div></td>'


def _lists(look, place):
    """{figure: address of its rows}; none of the holders who retire, whom no list shows by that."""
    grade = {"grade": look.grade.pk} if look.grade else {}
    seen = {"as_of": look.on.isoformat()} | grade | place
    found = {"authorised": f"{reverse('posts:establishment')}?{urlencode(seen)}"}
    for name, occupancy in SEATS.items():
        found[name] = f"{reverse('posts:ledger')}?{urlencode(seen | {'occupancy': occupancy.value})}"
    if look.survey and (lines := url_of("planning:line_list")):
        found["wanted"] = f"{lines}?{urlencode({'survey': look.survey.pk} | grade | place)}"
    return found


def words_of(survey):
    """{figure: what stands in a cell for it}; `compared` is what is wanted beside what is authorised where it is wanted."""
    return _words_in(get_language(), decided=bool(survey and survey.status == SurveyStatus.PUBLISHED))


@cache
def _covers_in(_language):
    return {cover: format_html('<span class="visually-hidden">{}</span>', cover.label) for cover in Cover}


@cache
def _words_in(_language, *, decided):
    """Once for each language instead of for each row of a map."""
    unseen = '<span class="visually-hidden">{}</span>%(count)d'
    if decided:
        wanted = pgettext("coverage cell", "set %(count)d"), pgettext("coverage cell", "set %(count)d (of %(of)d)")
    else:
        wanted = pgettext("coverage cell", "want %(count)d"), pgettext("coverage cell", "want %(count)d (of %(of)d)")
    return {
        "held": format_html(unseen, pgettext("coverage cell", "held ")),
        "authorised": format_html(unseen, pgettext("coverage cell", "authorised ")),
        "vacant": escape(pgettext("coverage cell", "vac. %(count)d")),
        "beyond": escape(pgettext("coverage cell", "over %(count)d")),
        "retiring": escape(pgettext("coverage cell", "ret. %(count)d")),
        "wanted": escape(wanted[0]),
        "compared": escape(wanted[1]),
    }


@register.simple_tag
def signs_of_cells(survey):
    """[(sign, what it means)] for the legend."""
    words, one = words_of(survey), {"count": 1}
    seats = [
        (words["vacant"] % one, _("vacant")),
        (words["beyond"] % one, _("beyond the authorised number")),
        (words["retiring"] % one, _("retiring within three years")),
    ]
    if survey is None:
        return seats
    example = {"count": 6, "of": 5}
    if survey.status == SurveyStatus.PUBLISHED:
        wanted = _("decided number"), _("6 seats decided for units that have 5 authorised")
    else:
        wanted = _("seats wanted"), _("6 seats wanted by units that have answered and have 5 authorised")
    return [*seats, (words["wanted"] % example, wanted[0]), (words["compared"] % example, wanted[1])]
