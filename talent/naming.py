"""Names in pinyin, with the readings that a surname has and its character elsewhere has not.

A name is spelled in syllables, "shan tian fang": lists sort by them, so that 陈 and 程 stay apart. Without the spaces
it is what people type to search, and the first letters are the initials.
"""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

LONGEST = 120  # characters of the syllables that a record holds
INITIALS = 20
NOT_LETTERS = re.compile(r"[^a-z]+")
FIRST_CHARACTER = "\u2e80"  # what lies before is an alphabet

COMPOUND_SURNAMES = {  # two characters, which pypinyin takes for one and a given name
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "令狐": "ling hu",
    "宰父": "zai fu",
    "乐正": "yue zheng",
    "亓官": "qi guan",
    "子车": "zi ju",
    "谷梁": "gu liang",
}
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "曾": "zeng",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "盖": "ge",
    "乐": "yue",
    "召": "shao",
    "种": "chong",
    "缪": "miao",
    "折": "she",
    "黑": "he",
    "秘": "bi",
    "员": "yun",
    "洗": "xian",
    "覃": "qin",
    "卜": "bu",
    "翟": "zhai",
    "牟": "mu",
    "句": "gou",
    "阚": "kan",
    "隗": "wei",
    "薄": "bo",
    "祭": "zhai",
    "佴": "nai",
    "乜": "nie",
    "重": "chong",
    "都": "du",
    "藏": "zang",
    "郇": "xun",
    "颉": "xie",
    "适": "kuo",
    "会": "gui",
}


@lru_cache(maxsize=65_536)
def syllables(name):
    """The name's syllables in small letters, e.g. "yu chi gong"; empty for a name without readable characters."""
    surname, given = _parted(name.strip())
    reading = COMPOUND_SURNAMES.get(surname) or SURNAMES.get(surname)
    return clean(" ".join([*([reading] if reading else _read(surname)), *_read(given)]))


def clean(spelling):
    """Syllables as typed by a person, in the form that is stored."""
    return " ".join(NOT_LETTERS.sub(" ", spelling.lower().replace("ü", "v")).split())[:LONGEST]


def joined(spelling):
    """What is typed in a search: "yuchigong"."""
    return spelling.replace(" ", "")


def initials(spelling):
    """The first letters: "ycg"."""
    return "".join(part[0] for part in spelling.split())[:INITIALS]


def _parted(name):
    """The surname alone, or its reading would depend on the character that follows it."""
    length = 2 if name[:2] in COMPOUND_SURNAMES else 1 if name[:1] >= FIRST_CHARACTER else 0
    return name[:length], name[length:]


def _read(characters):
    return lazy_pinyin(characters, errors=_letters) if characters else []


def _letters(characters):
    """Letters stay, everything else only separates."""
    return NOT_LETTERS.sub(" ", characters.lower())
