"""What a professional line lacks, in words: read from the figures at each grade and level, and from nothing else."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overview.selectors.coverage import Figures


@dataclass(frozen=True)
class Gap:
    """`breaks`: the line is broken there; else it soon may be. `of` is what it is about: a level, a grade, or both."""

    words: str
    breaks: bool = True
    of: tuple = ()

    def covers(self, other):
        """Whether it tells of the place of the other one, in whatever figures, or of a larger part of the line around it.

        A risk covers no break.
        """
        return set(self.of) <= set(other.of) and self.breaks >= other.breaks


def gaps(found, grades, levels):
    """[Gap] of {(grade key, level): Figures}; `grades` from the highest to the lowest, `levels` from the group down."""
    if not any(figures.authorised or figures.held for figures in found.values()):
        return [Gap(_("No seat is authorised on this line."))]
    at_level = {level: _sum(found, (grade.pk for grade in grades), [level]) for level in levels}
    of_grade = {grade: _sum(found, [grade.pk], levels) for grade in grades}
    return [
        *(replace(gap, of=(level,)) for level, figures in at_level.items() for gap in _of_level(level, figures)),
        *(
            replace(gap, of=(grade.pk,))
            for grade in grades
            for gap in _of_grade(grade, of_grade[grade], found, grades, levels)
        ),
        *(
            replace(gap, of=(grade.pk, level))
            for grade in grades
            for level in levels
            for gap in _at_place(grade, level, found, of_grade, at_level)
        ),
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


def _of_grade(grade, figures, found, grades, levels):
    """A grade that nobody holds, and what that means for the holders of the grades below it."""
    if figures.held:
        return
    place = grades.index(grade)
    led = _led_from(found, grades[:place], levels)
    lower = [[_held(found, one, level) for level in levels] for one in grades[place + 1 :]]
    unled = [sum(held[:led]) for held in lower]
    below = sum(unled)
    facts = {"grade": grade, "count": figures.authorised, "below": below}
    if below:
        yield Gap(_nobody_above(figures, only_next=below == unled[0]) % facts)
    elif any(map(any, lower)):
        yield Gap(_between(figures) % facts)
    elif figures.authorised:
        yield Gap(_("%(grade)s: of %(count)d seats none is held.") % facts)
    else:
        yield Gap(_("%(grade)s: no seat is authorised.") % facts)


def _led_from(found, grades, levels):
    """The place of the highest level at which one of the grades is held: there and further down somebody is above."""
    held = (place for place, level in enumerate(levels) if any(_held(found, grade, level) for grade in grades))
    return next(held, len(levels))


def _held(found, grade, level):
    figures = found.get((grade.pk, level))
    return figures.held if figures else 0


def _nobody_above(figures, *, only_next):
    if figures.authorised and only_next:
        return _(
            "%(grade)s: of %(count)d seats none is held, so %(below)d holders of the next grade have none above them."
        )
    if figures.authorised:
        return _(
            "%(grade)s: of %(count)d seats none is held, so %(below)d holders of the grades below have none above them."
        )
    if only_next:
        return _("%(grade)s: no seat is authorised, so %(below)d holders of the next grade have none above them.")
    return _("%(grade)s: no seat is authorised, so %(below)d holders of the grades below have none above them.")


def _between(figures):
    if figures.authorised:
        return _("%(grade)s is missing in between: of %(count)d seats none is held, while grades above and below are.")
    return _("%(grade)s is missing in between: no seat is authorised, while grades above and below are held.")


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
