"""What was typed into a page is kept while another page is visited; a word in the address finds it again.

Each way out has a word of its own, so that several tabs, even with the same lines, keep apart.
"""

from django.utils.crypto import get_random_string

KEPT = "typed"  # of the session
MOST = 5  # ways out at a time: the oldest makes room
MOST_SIGNS = 30_000  # of one of them: reasons that a form takes have fewer


def is_too_long(texts):
    return sum(map(len, texts.values())) > MOST_SIGNS


def keep(session, texts):
    """Keep {name of a field: text}; gives the word."""
    word = get_random_string(8)
    session[KEPT] = dict([*session.get(KEPT, {}).items(), (word, texts)][-MOST:])
    return word


def kept(session, word):
    return session.get(KEPT, {}).get(word, {})


def forget(session, word):
    if kept(session, word):
        session[KEPT] = {other: texts for other, texts in session[KEPT].items() if other != word}
