"""上会材料 and 梳理报告 of a review as Word files, in the language of the house."""

from django.conf import settings
from django.utils import timezone, translation

from office.papers.words import plain


def review_document(paper_of, template, foot):
    """The bytes of the Word file of the ReviewPaper that `paper_of()` makes, of the template of one kind or the other."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = paper_of()
        return template.fill(_context(paper) | _way(paper) | {"foot": foot()})


def _context(paper):
    review = paper.review
    return {
        "title": plain(review.title),
        "unit": plain(paper.unit),
        "effective": str(review.effective_on),
        "explanation": plain(review.explanation),
        "sentences": _lines(paper.sentences),
        "sums": [_sum(row) for row in [*paper.sums, paper.total]],
        "changes": [_change(row) for row in paper.changes],
        "holders": [_holder(row) for row in paper.holders],
        "obstacles": _lines(paper.obstacles),
    }


def _way(paper):
    """How it was decided and carried out."""
    review = paper.review
    return {
        "status": review.get_status_display(),
        "decision": f"{review.decision} {review.decision.held_on}" if review.decision else "—",
        "batch": plain(review.batch or "—"),
        "steps": [
            {"step": label, "who": plain(person or "—"), "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
            for label, person, at in paper.steps
        ],
    }


def _lines(sentences):
    return [{"words": plain(sentence)} for sentence in sentences]


def _sum(row):
    return {"kind": row.label, "posts": str(row.posts), "before": str(row.before), "after": str(row.after)} | {
        "extra": row.extra
    }


def _change(row):
    texts = {name: plain(getattr(row, name)) for name in ("kind", "code", "title", "unit", "discipline", "grade")}
    return texts | {
        "no": str(row.number),
        "seats": row.seats,
        "status": row.status,
        "successor": row.successor,
        "why": plain(row.why),
    }


def _holder(row):
    return {
        "no": str(row.number),
        "name": plain(row.name),
        "number": row.employee_number,
        "unit": plain(row.unit),
        "seat": row.seat,
        "until": str(row.last_day),
        "fate": row.fate,
        "to_seat": row.to_seat,
        "ends_on": str(row.ends_on or ""),
        "why": plain(row.why),
    }
