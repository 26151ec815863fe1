"""Keys as a request brings them: text that may be anything. Longer than this SQLite fails on them instead of finding nothing."""

MOST_DIGITS = 18


def is_key(text):
    return text.isdecimal() and len(text) <= MOST_DIGITS


def key_of(text):
    """The key that the text is, None if it is none."""
    return int(text) if is_key(text) else None
