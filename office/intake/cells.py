"""The types of cells: each turns what stands in a cell into a value, or says in a sentence why it cannot.

A type's ``parse`` gets text without outer spaces, a number, a date or a truth value, never an empty cell, and raises
``Unreadable``. ``empty`` is the value of an empty cell; ``show`` gives a value back as text for previews and the audit trail.
"""

import datetime
import decimal
import re
import unicodedata

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from office.intake.reading import ErrorCell, FormulaCell
from office.numbers import half_width
from office.sentences import joined


class Unreadable(Exception):
    """The sentence why a cell cannot be read, for the person who filled it in."""


def text_of(value):
    """A cell as the person sees it: 10201.0 is 10201, a date is 2026-11-22."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.time() != datetime.time() else f"{value:%Y-%m-%d}"
    return str(value).strip()


def plain_word(word):
    """A word as it is compared: half-width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", str(word)).lower().split())


class CellType:
    empty = None

    def prepare(self):
        """Called once by each plan, before the first cell."""

    def parse(self, value):
        raise NotImplementedError

    def show(self, value):
        return "" if value is None else str(value)


class Text(CellType):
    """Text of at most `longest` characters; line breaks become spaces unless `lines`. Numbers lose their ".0"."""

    empty = ""

    def __init__(self, longest=200, lines=False):
        self.longest, self.lines = longest, lines

    def parse(self, value):
        text = text_of(value)
        if not self.lines:
            text = " ".join(text.split())
        if len(text) > self.longest:
            raise Unreadable(
                _("has %(length)d characters; at most %(limit)d fit") % {"length": len(text), "limit": self.longest}
            )
        return text


class Code(Text):
    """Text that identifies something: full-width letters and digits count as the usual ones, inner spaces do not count."""

    def parse(self, value):
        return super().parse("".join(unicodedata.normalize("NFKC", text_of(value)).split()))


DATE = re.compile(
    r"(\d{4})\s*[-/.．年]\s*(\d{1,2})(?:\s*[-/.．月]\s*(\d{1,2})?\s*日?)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
PACKED_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?")


class Date(CellType):
    """A day. A month alone ("2026.11") is its first day unless `whole`."""

    def __init__(self, whole=False, earliest=datetime.date(1900, 1, 1), latest=datetime.date(2200, 1, 1)):
        self.whole, self.earliest, self.latest = whole, earliest, latest

    def parse(self, value):
        if isinstance(value, datetime.datetime):
            value = value.date()
        day = value if isinstance(value, datetime.date) else self._from_text(text_of(value))
        if not self.earliest <= day <= self.latest:
            raise Unreadable(_("is not a plausible date"))
        return day

    def _from_text(self, text):
        text = unicodedata.normalize("NFKC", text)
        found = PACKED_DATE.fullmatch(text) or DATE.fullmatch(text)
        if not found or (self.whole and not found[3]):
            raise Unreadable(_("is not a date; write 2026-11-22"))
        try:
            return datetime.date(int(found[1]), int(found[2]), int(found[3] or 1))
        except ValueError:
            raise Unreadable(_("is not a date: there is no such day")) from None


LARGEST = 10**15  # that Excel tells from its neighbours
NUMBER = re.compile(r"[+-]?(([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|\.[0-9]+)")


class Decimal(CellType):
    """A number with at most `places` decimals within [minimum, maximum]; what Excel stored inexactly is rounded back first.

    Text is one if it has digits alone, full-width ones too, and thousands by commas: neither 1e2 nor the digit of a footnote.
    """

    def __init__(self, places=2, minimum=None, maximum=None):
        self.places, self.minimum, self.maximum = places, minimum, maximum

    def parse(self, value):
        number = self._number(value)
        if abs(number) >= LARGEST:
            raise Unreadable(_("is not a number"))
        if number != number.quantize(decimal.Decimal(1).scaleb(-self.places)):
            raise Unreadable(_("has more than %(places)d decimals") % {"places": self.places})
        if self.minimum is not None and number < self.minimum:
            raise Unreadable(_("is below the minimum of %(limit)s") % {"limit": self.minimum})
        if self.maximum is not None and number > self.maximum:
            raise Unreadable(_("is above the maximum of %(limit)s") % {"limit": self.maximum})
        return number.quantize(decimal.Decimal(1).scaleb(-self.places))

    def _number(self, value):
        if isinstance(value, float) and abs(value) < LARGEST:
            return round(decimal.Decimal(repr(value)), 10)
        text = half_width(text_of(value))
        if not NUMBER.fullmatch(text):
            raise Unreadable(_("is not a number"))
        return decimal.Decimal(text.replace(",", ""))


class Integer(Decimal):
    def __init__(self, minimum=None, maximum=None):
        super().__init__(0, minimum, maximum)

    def parse(self, value):
        return int(super().parse(value))


YES = {"是", "有", "y", "yes", "1", "true", "√", "对"}
NO = {"否", "无", "n", "no", "0", "false", "×", "非"}


class YesNo(CellType):
    def parse(self, value):
        word = text_of(value).lower()
        if word in YES:
            return True
        if word in NO:
            return False
        raise Unreadable(_("is neither yes nor no"))

    def show(self, value):
        return "" if value is None else _("Yes") if value else _("No")


class Choice(CellType):
    """One value of a TextChoices, named by itself or by its label in any of the product's languages.

    `names` maps further words to values, e.g. {"本科": Education.BACHELOR}.
    """

    empty = ""

    def __init__(self, choices, names=None):
        self.choices, self.further = choices, names or {}

    def prepare(self):
        self.names = {plain_word(word): str(value) for word, value in self.further.items()}
        for choice in self.choices:
            self.names[plain_word(choice.value)] = choice.value
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    self.names[plain_word(choice.label)] = choice.value

    def parse(self, value):
        found = self.names.get(plain_word(text_of(value)))
        if found is None:
            known = joined(choice.label for choice in self.choices)
            raise Unreadable(_("is not one of: %(known)s") % {"known": known})
        return found

    def show(self, value):
        return str(self.choices(value).label) if value in self.choices else str(value or "")


class Reference(CellType):
    """Something on record, named by its code or name: `load()` gives {code or name: primary key} in one query.

    `outside` (optional) gives the keys that exist but lie outside the loader's scope. A code whose leading zeros Excel
    has swallowed is answered with the code it probably was.
    """

    def __init__(self, load, unknown, outside=frozenset, outside_reason=None):
        self.load, self.unknown, self.outside, self.outside_reason = load, unknown, outside, outside_reason

    def prepare(self):
        """Fetch what may be referred to; called once by each plan."""
        self.keys = self.load()
        self.names = {key: name for name, key in reversed(self.keys.items())}
        self.closed = self.outside()

    def parse(self, value):
        word = " ".join(text_of(value).split())
        key = self.keys.get(word)
        if key is None:
            raise Unreadable(str(self.unknown) + self._hint(word))
        if key in self.closed:
            raise Unreadable(str(self.outside_reason or _("lies outside your scope")))
        return key

    def _hint(self, word):
        padded = next((f"{zeros}{word}" for zeros in ("0", "00", "000") if f"{zeros}{word}" in self.keys), None)
        if not (word.isdecimal() and padded):
            return ""
        return _("; did Excel drop a leading zero (%(code)s)?") % {"code": padded}

    def show(self, value):
        return "" if value is None else str(self.names.get(value, value))


def is_blank(value):
    return value is None or (isinstance(value, str) and not isinstance(value, ErrorCell) and not value.strip())


def read_column(kind, cells):
    """(values, faults) of a column of cells: equal cells are read once, and `faults` is {index: sentence}."""
    memo, values, faults = {}, [], {}
    tell_apart = bool in set(map(type, cells))  # True and 1.0 are one key of a dict
    for index, cell in enumerate(cells):
        key = (type(cell), cell) if tell_apart else cell
        if isinstance(cell, ErrorCell):
            key = (type(cell), cell)
        found = memo.get(key)
        if found is None:
            found = memo[key] = _read_cell(kind, cell)
        value, fault = found
        values.append(value)
        if fault:
            faults[index] = fault
    return values, faults


def _read_cell(kind, cell):
    if isinstance(cell, FormulaCell):
        return kind.empty, _("is a formula; type the value itself")
    if isinstance(cell, ErrorCell):
        return kind.empty, _("the formula of this cell failed")
    if is_blank(cell):
        return kind.empty, ""
    try:
        return kind.parse(cell.strip() if isinstance(cell, str) else cell), ""
    except Unreadable as reason:
        return kind.empty, str(reason)
