"""The report of a review as a workbook: its changes, its holders, the sums and how it went."""

import io

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from office.listing.export import A3, ACTIVE, LONGEST_TEXT, page_foot

CONTENT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
LOOKS = {
    "heading": {"bold": True, "bg_color": "#E8EDF2", "align": "center", "valign": "vcenter"},
    "text": {"valign": "top"},
    "guarded": {"valign": "top", "quote_prefix": True},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
}


def review_workbook(paper, user):
    """The bytes of an .xlsx of a ReviewPaper, in the language of the screen."""
    stream = io.BytesIO()
    book = Workbook(stream, CONTENT)
    frame = {"border": 1, "border_color": "#C8CED6", "text_wrap": True}
    styles = {name: book.add_format(frame | look) for name, look in LOOKS.items()}
    for name, columns, rows in _sheets(paper):
        _write(book.add_worksheet(name), styles, columns, rows, user)
    book.set_properties({"title": paper.review.title, "author": user.name})
    book.close()
    return stream.getvalue()


def _sheets(paper):
    """(name, [(heading, width)], rows)"""
    yield _("Changes of posts"), _change_columns(), map(_change, paper.changes)
    yield _("Holders"), _holder_columns(), map(_holder, paper.holders)
    yield _("Sums"), _sum_columns(), map(_sum, [*paper.sums, paper.total])
    yield _("The review"), [(_("What"), 26), (_("In words"), 70)], _course(paper)


def _change_columns():
    sides = [
        (_("post title"), 20),
        (_("unit"), 18),
        (_("discipline"), 14),
        (_("grade"), 14),
        (_("authorised seats"), 9),
        (_("status"), 10),
    ]
    before = [(_("%(fact)s before") % {"fact": capfirst(label)}, width) for label, width in sides]
    after = [(_("%(fact)s after") % {"fact": capfirst(label)}, width) for label, width in sides]
    first = [(_("No."), 6), (_("Kind of change"), 14), (_("Post code"), 18)]
    return [*first, *before, *after, (_("More or fewer"), 9), (_("Succeeded by"), 18), (_("Why"), 50)]


def _change(row):
    sides = [*_side(row.before), *_side(row.after, is_gone=row.is_gone)]
    return [row.number, row.kind, row.code, *sides, row.more, row.successor, row.why]


def _side(side, *, is_gone=False):
    """The values of a Side in the order of the columns; of a post that is gone its status alone."""
    if side is None or is_gone:
        return [*[""] * 5, side.status if side else ""]
    return [side.title, side.unit, side.discipline, side.grade, side.seats, side.status]


def _holder_columns():
    return [
        (_("No."), 6),
        (_("Name"), 12),
        (_("Employee number"), 14),
        (_("Unit"), 18),
        (_("Present seat"), 18),
        (_("Last day of the term"), 13),
        (_("What becomes of the holder"), 26),
        (_("To the seat"), 18),
        (_("First day without the post"), 13),
        (_("Why"), 40),
    ]


def _holder(row):
    return [
        row.number, row.name, row.employee_number, row.unit, row.seat, row.last_day, row.fate, row.to_seat,
        row.ends_on, row.why,
    ]  # fmt: skip


def _sum_columns():
    return [
        (_("Kind of change"), 24),
        (_("Posts"), 10),
        (_("Seats before"), 12),
        (_("Seats after"), 12),
        (_("More or fewer"), 12),
    ]


def _sum(row):
    return [row.label, row.posts, row.before, row.after, row.after - row.before]


def _course(paper):
    """What stands above the tables of the Word file."""
    review = paper.review
    yield [_("Title of the review"), review.title]
    yield [_("Unit"), paper.unit]
    yield [_("Takes effect on"), review.effective_on]
    yield [_("Status"), review.get_status_display()]
    if review.decision:
        yield [_("Decision"), f"{review.decision} {review.decision.held_on}"]
    if review.batch:
        yield [_("Batch of its holders"), str(review.batch)]
    for label, person, at in paper.steps:
        yield [label, f"{person or '—'} {timezone.localtime(at):%Y-%m-%d %H:%M}"]
    if review.explanation:
        yield [_("Explanation for the meeting"), review.explanation]
    for sentence in paper.sentences:
        yield [_("What it comes to"), sentence]
    for sentence in paper.obstacles:
        yield [_("Not yet"), sentence]


def _write(sheet, styles, columns, rows, user):
    for place, (heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, styles["heading"])
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _cell(sheet, styles, number, place, value)
    sheet.freeze_panes(1, 0)
    _set_up(sheet, user)


def _cell(sheet, styles, number, place, value):
    if value in (None, ""):
        sheet.write_blank(number, place, None, styles["text"])
    elif isinstance(value, int):
        sheet.write_number(number, place, value, styles["text"])
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(number, place, value, styles["day"])
    else:
        text = str(value)[:LONGEST_TEXT]
        sheet.write_string(number, place, text, styles["guarded" if text.startswith(ACTIVE) else "text"])


def _set_up(sheet, user):
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(page_foot(user))
