"""Inside candidates as a cell names them: by employee number, by name, or by both, several in one cell."""

import re
import unicodedata
from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from office.intake.cells import CellType, Unreadable, plain_word, text_of
from talent.models import Engineer

PARTED = re.compile(r"[、,，;；/\n]")
BRACKETS = str.maketrans("()[]【】", "      ")
NUMBER_FIRST = re.compile(r"([0-9A-Za-z_-]+)\s*([^0-9A-Za-z_-].*)")
NUMBER_LAST = re.compile(r"(.*[^0-9A-Za-z_-])\s*([0-9A-Za-z_-]+)")


class Named(CellType):
    """Each as it is written."""

    empty = ()

    def parse(self, value):
        found = (" ".join(part.split()) for part in PARTED.split(text_of(value)))
        return tuple(dict.fromkeys(part for part in found if part))


class Staff:
    """The people whom the cells of a file may mean; one query."""

    def __init__(self, words, user):
        readings = [reading for word in words for reading in (*_readings(word), ("", word))]
        named = Q(employee_number__in={number for number, _name in readings})
        named |= Q(name__in={"".join(name.split()) for _number, name in readings} | set(words))
        people = Engineer.objects.visible_to(user).employed().filter(named).select_related("unit")
        self.by_number, self.by_name = {}, defaultdict(list)
        for person in people if readings else ():
            self.by_number[person.employee_number] = person
            self.by_name[plain_word(person.name)].append(person)

    def find(self, word, unit, named=()):
        """Who of the unit is meant, or of those that are `named` already. Raises Unreadable with the sentence why nobody is."""
        already = {person.employee_number: person for person in named}
        for number, name in _readings(word):
            person = already.get(number) or self._of(unit, number)
            if person and (not name or plain_word(name) == plain_word(person.name)):
                return person
            if person:
                raise Unreadable(_("“%(word)s”: this number belongs to someone of another name") % {"word": word})
        return self._called(word, unit, already.values())

    def _of(self, unit, number):
        person = self.by_number.get(number)
        return person if person and unit.covers(person.unit.path) else None

    def _called(self, name, unit, already):
        found = {person for person in self.by_name[plain_word(name)] if unit.covers(person.unit.path)}
        found |= {person for person in already if plain_word(person.name) == plain_word(name)}
        if len(found) > 1:
            raise Unreadable(
                _("“%(word)s”: %(count)d people of the unit are called so; write the employee number")
                % {"word": name, "count": len(found)}
            )
        if not found:
            raise Unreadable(_("“%(word)s”: nobody employed in the unit has this number or name") % {"word": name})
        return found.pop()


def _readings(word):
    """(number, name) as which a word may be read: 10001, 10001 张三, 张三 (10001), 10001张三."""
    text = " ".join(unicodedata.normalize("NFKC", word).translate(BRACKETS).split())
    yield text, ""
    if found := NUMBER_FIRST.fullmatch(text):
        yield found[1], found[2].strip()
    if found := NUMBER_LAST.fullmatch(text):
        yield found[2], found[1].strip()
