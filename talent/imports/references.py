"""What rows of people refer to: units and disciplines, by code or by an unambiguous name."""

from collections import defaultdict

from django.utils.translation import gettext as _

from office.intake.cells import Reference, Unreadable, text_of
from office.models import Unit
from office.scope import any_subtree
from office.sentences import joined
from talent.models import Discipline


class DisciplineReference(Reference):
    """By code or by name; a name that two disciplines bear is refused, naming both."""

    def __init__(self):
        super().__init__(self._by_code, "")

    def _by_code(self):
        self.by_name = defaultdict(list)
        rows = list(Discipline.objects.order_by("code").values_list("code", "name", "pk"))
        for code, name, key in rows:
            self.by_name[name].append((code, key))
        return {code: key for code, _name, key in rows}

    def parse(self, value):
        word = " ".join(text_of(value).split())
        if word in self.keys:
            return self.keys[word]
        bearers = self.by_name.get(word, [])
        if len(bearers) == 1:
            return bearers[0][1]
        if bearers:
            codes = joined(code for code, _key in bearers)
            raise Unreadable(_("is the name of several disciplines (%(codes)s); write the code") % {"codes": codes})
        raise Unreadable(_("is no discipline on record") + self._hint(word))


class UnitDirectory:
    """The open units within someone's reach, found by code or name; without `paths`, all of them."""

    def __init__(self, on, paths=None):
        units = Unit.objects.open_on(on).order_by("code")
        if paths is not None:
            units = units.filter(any_subtree(paths))
        self.by_code, self.names, self.by_name = {}, {}, defaultdict(list)
        for key, code, name, short, parent in units.values_list("pk", "code", "name", "short_name", "parent__name"):
            self.by_code[code] = key
            self.names[key] = {name, short} - {""}
            for word in self.names[key]:
                self.by_name[word].append((key, f"{code} {parent or ''} › {name}"))

    def named(self, word):
        """(primary key, "") of the one unit of that name or code, or (None, the sentence why there is not one)."""
        if word in self.by_code:
            return self.by_code[word], ""
        bearers = self.by_name.get(word, [])
        if len(bearers) == 1:
            return bearers[0][0], ""
        if bearers:
            candidates = "; ".join(text for _key, text in bearers)
            return None, _("Several units bear this name (%(candidates)s); give the unit code.") % {
                "candidates": candidates
            }
        return None, _("There is no such unit, or it lies outside your scope.")


class UnitReference(Reference):
    """By code, within the directory that `directory()` gives when the plan is made."""

    def __init__(self, directory):
        super().__init__(lambda: directory().by_code, "")

    def parse(self, value):
        word = "".join(text_of(value).split())
        if word in self.keys:
            return self.keys[word]
        raise Unreadable(_("is no unit code on record, or lies outside your scope") + self._hint(word))
