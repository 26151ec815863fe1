"""The code printed on a paper that shows later whether its values are still the same."""

import hashlib

LENGTH = 8


def check_code(values):
    """Eight letters and digits that stand for an ordered sequence of printed values; other values give another code."""
    return digest(values)[:LENGTH].upper()


def digest(values):
    """The same for forms, which nobody types: long enough that nobody finds other values with the same one."""
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()
