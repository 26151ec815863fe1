"""What a condition asks for, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from office.sentences import joined
from rulebooks.enums import Comparison, Measure
from rulebooks.models.standard import THRESHOLDS

FILLED_FROM_BELOW = "filled_from_below"  # a limit of the grade, no measure of a standard
BOUNDS = {
    Comparison.AT_LEAST: gettext_lazy("at least %(amount)s"),
    Comparison.AT_MOST: gettext_lazy("at most %(amount)s"),
    Comparison.EQUALS: gettext_lazy("exactly %(amount)s"),
}
RANKS = {
    Comparison.AT_LEAST: gettext_lazy("%(amount)s or higher"),
    Comparison.AT_MOST: gettext_lazy("%(amount)s or lower"),
    Comparison.EQUALS: gettext_lazy("exactly %(amount)s"),
}
SPANS = {
    Measure.TITLE_YEARS: gettext_lazy("%(span)s since the title was obtained"),
    Measure.TECHNICAL_YEARS: gettext_lazy("%(span)s of technical work"),
    Measure.DISCIPLINE_YEARS: gettext_lazy("%(span)s in the discipline"),
    Measure.YEARS_TO_RETIREMENT: gettext_lazy("%(span)s to retirement"),
}


def asked(condition):
    """A part of a sentence: "at least 8 years of technical work"."""
    special = SPECIAL.get(condition.measure)
    if special:
        return special(condition)
    if condition.measure in THRESHOLDS:
        return _bound(condition, label(condition.measure, condition.threshold), RANKS)
    if condition.measure in SPANS:
        return SPANS[condition.measure] % {"span": _span(condition)}
    return condition.name


def label(measure, value):
    """The word for a value of an ordered measure; the value itself if the measure does not know it."""
    choices = THRESHOLDS[measure]
    return str(choices(value).label) if value in choices else value


def years(number):
    return ngettext("%(count)d year", "%(count)d years", number) % {"count": number}


def degree(is_full_time):
    return _("a full-time degree") if is_full_time else _("a degree that is not full-time")


def title_since(title, day):
    name = label(Measure.TITLE, title)
    return _("%(title)s, since %(date)s") % {"title": name, "date": day} if day else name


def grade_since(condition, code, day):
    name = condition.grade_names.get(code, code)
    return _("%(grade)s, since %(date)s") % {"grade": name, "date": day}


def until_retirement(left, day):
    """`left` in whole years, below zero once the day has gone by."""
    span = years(left) if left >= 0 else _("retirement has gone by")
    return _("%(years)s, retirement on %(date)s") % {"years": span, "date": day}


def results(found, *, is_whole):
    listed = joined(f"{result.period} {result.label}" for result in found)
    if not found:
        return _("not on record")
    return listed if is_whole else _("%(results)s; other years are not on record") % {"results": listed}


def grades(condition):
    codes = condition.parameters.get("grades", ())
    return joined(condition.grade_names.get(code, code) for code in codes) or _("any grade")


def _bound(condition, amount, table=BOUNDS):
    return table[condition.comparison] % {"amount": amount}


def _span(condition):
    text = condition.threshold
    return _bound(condition, years(int(text)) if text.isdecimal() else text)


def _title_years(condition):
    title = condition.parameters.get("title")
    if not title:
        return SPANS[Measure.TITLE_YEARS] % {"span": _span(condition)}
    return _("%(span)s as %(title)s or higher") % {"span": _span(condition), "title": label(Measure.TITLE, title)}


def _degree(condition):
    return degree(is_yes(condition.threshold))


def is_yes(threshold):
    return threshold.strip().lower() in {"true", "yes", "1", "是"}


def _age(condition):
    return _("an age of %(number)s") % {"number": _bound(condition, condition.threshold)}


def _grade_held(condition):
    return _("%(span)s as %(grades)s") % {"span": _span(condition), "grades": grades(condition)}


def _filled_from_below(condition):
    below = condition.parameters["grades"][0]
    return _("someone who holds or held the grade %(grade)s") % {"grade": condition.grade_names.get(below, below)}


def _past_results(condition):
    facts = {
        "number": _bound(condition, condition.threshold),
        "labels": joined(condition.parameters.get("labels", ())) or _("of any grade"),
        "span": years(condition.parameters.get("within_years", 0)),
    }
    if condition.parameters.get("within_years"):
        return _("%(number)s results “%(labels)s” in the last %(span)s") % facts
    return _("%(number)s results “%(labels)s”") % facts


def _achievements(condition):
    return _("%(number)s achievements") % {"number": _bound(condition, condition.threshold)}


SPECIAL = {
    Measure.TITLE_YEARS: _title_years,
    Measure.FULL_TIME_DEGREE: _degree,
    Measure.AGE: _age,
    Measure.GRADE_HELD_YEARS: _grade_held,
    Measure.PAST_RESULTS: _past_results,
    Measure.ACHIEVEMENTS: _achievements,
    FILLED_FROM_BELOW: _filled_from_below,
}
