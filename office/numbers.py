"""Numbers as they are read on pages and papers, and as people type them."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(value):
    """Yuan with two decimals and thousands: 12,000.00."""
    return "" if value in (None, "") else f"{_to_the_cent(value):,}"


def score(value):
    """Points with two decimals; nothing for a missing score."""
    return "" if value in (None, "") else f"{_to_the_cent(value)}"


def points(value):
    """Points as they were entered: 17.5, 18."""
    return "" if value in (None, "") else f"{Decimal(value).normalize():f}"


def signed(number):
    """How many more or fewer: +2, −1, 0."""
    return "" if number in (None, "") else f"{number:+d}".replace("-", "−") if number else "0"


def signed_money(value):
    """Yuan more or less, with the sign: +36,000.00, −24,000.00, 0.00."""
    if value in (None, ""):
        return ""
    cents = _to_the_cent(value)
    return f"{cents:+,}".replace("-", "−") if cents else money(0)


def file_size(value):
    """Bytes as KB or MB."""
    return f"{value / 1_048_576:.1f} MB" if value >= 1_048_576 else f"{max(1, round(value / 1024))} KB"


def half_width(text):
    """Full-width digits and signs as the usual ones; the digit of a footnote (17²) stays what it is."""
    if text.isascii():
        return text
    wide = unicodedata.east_asian_width
    return "".join(unicodedata.normalize("NFKC", sign) if wide(sign) == "F" else sign for sign in text)


def _to_the_cent(value):
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)
