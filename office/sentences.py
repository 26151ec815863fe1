"""Parts of sentences that every floor says in the same way."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

NAMES_SHOWN = 10


def joined(items):
    """All of them in a row."""
    return pgettext("between names", ", ").join(map(str, items))


def strung(clauses):
    """Clauses one after the other in a sentence."""
    return pgettext("between things", "; ").join(map(str, clauses))


def sentence(clause):
    """A clause that stands alone, e.g. why a cell is refused."""
    return _("%(clause)s.") % {"clause": clause}


def listed(items):
    """The first ten of them, and how many more there are."""
    shown = joined(items[:NAMES_SHOWN])
    if len(items) <= NAMES_SHOWN:
        return shown
    return _("%(names)s and %(more)d more") % {"names": shown, "more": len(items) - NAMES_SHOWN}


def labelled(label, text):
    """What the text is, before it."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def counted(label, count):
    """A heading with how many there are of what it names."""
    return _("%(label)s (%(count)d)") % {"label": label, "count": count}


def people(count):
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
