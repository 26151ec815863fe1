"""Search by the beginning of a name, a pinyin or a number: a range of an indexed column in byte order.

``startswith`` is not answered from the index on SQLite, and on PostgreSQL only with a second one.
"""

from django.db.models import Q

LAST_CHARACTER = "\U0010ffff"


def begins(field, word):
    """The condition that `field` begins with `word`, letter case included."""
    return Q(**{f"{field}__gte": word, f"{field}__lt": word + LAST_CHARACTER})


def begins_any(fields, word):
    """The condition that one of the fields begins with the word as typed, in lower or in upper case."""
    condition = Q()
    for spelling in {word, word.lower(), word.upper()}:
        for field in fields:
            condition |= begins(field, spelling)
    return condition
