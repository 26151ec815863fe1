"""What people typed, fit for paper."""

import re

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]"
)  # a Word file breaks by some, and the page by a form feed


def plain(text):
    """A text that people typed, fit for a Word file."""
    return UNPRINTABLE.sub("", str(text))
