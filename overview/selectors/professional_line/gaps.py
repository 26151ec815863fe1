"""What a professional line lacks, in words: read from the figures at each grade and level, and from nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overview.selectors.coverage import Figures


@dataclass(frozen=True)
class Gap:
    """`breaks`: the line is broken there; else it soon may be."""

    words: str
    breaks: bool = True


def gaps(found, grades, levels):
    """[Gap] of {(grade key, level): Figures}; `grades` from the highest to the lowest, `levels` from the group down."""
    if not any(figures.authorised or figures.held for figures in found.values()):
        return [Gap(_("No seat is authorised on this line."))]
    at_level = {level: _sum(found, (grade.pk for grade in grades), [level]) for level in levels}
    of_grade = {grade: _sum(found, [grade.pk], levels) for grade in grades}
    return [
        *(gap for level, figures in at_level.items() for gap in _of_level(level, figures)),
        *(gap for grade in grades for gap in _of_grade(grade, of_grade, grades)),
        *(gap for grade in grades for level in levels for gap in _at_place(grade, level, found, of_grade, at_level)),
    ]


def is_unbroken(named):
    return not any(gap.breaks for gap in named)


def _sum(found, grades, levels):
    levels = list(levels)
    return sum((found.get((grade, level), Figures()) for grade in grades for level in levels), Figures())


def _of_level(level, figures):
    if figures.held:
        return
    if not figures.authorised:
        yield Gap(_("%(level)s: no seat is authorised at this level.") % {"level": level.label})
    else:
        yield Gap(
            ngettext(
                "%(level)s: %(count)d seat is authorised at this level, nobody holds it.",
                "%(level)s: %(count)d seats are authorised at this level, nobody holds one.",
                figures.authorised,
            )
            % {"level": level.label, "count": figures.authorised}
        )


def _of_grade(grade, of_grade, grades):
    """A grade that nobody holds; where lower ones are held, the way up ends there."""
    figures = of_grade[grade]
    if figures.held:
        return
    below = sum(of_grade[lower].held for lower in grades[grades.index(grade) + 1 :])
    facts = {"grade": grade, "count": figures.authorised, "below": below}
    if not figures.authorised:
        words = (
            _("%(grade)s: no seat is authorised, so %(below)d holders of the grades below have none above them.")
            if below
            else _("%(grade)s: no seat is authorised.")
        )
    else:
        words = (
            _(
                "%(grade)s: of %(count)d seats none is held, so %(below)d holders of the grades below have none above them."
            )
            if below
            else _("%(grade)s: of %(count)d seats none is held.")
        )
    yield Gap(words % facts)


def _at_place(grade, level, found, of_grade, at_level):
    figures = found.get((grade.pk, level), Figures())
    facts = {"grade": grade, "level": level.label, "count": figures.authorised, "held": figures.held}
    if figures.authorised and not figures.held and of_grade[grade].held and at_level[level].held:
        yield Gap(_("%(level)s, %(grade)s: of %(count)d seats none is held.") % facts)
    if figures.held and figures.retiring == figures.held:
        words = ngettext(
            "%(level)s, %(grade)s: the only holder retires within three years.",
            "%(level)s, %(grade)s: all %(held)d holders retire within three years.",
            figures.held,
        )
        yield Gap(words % facts, breaks=False)
