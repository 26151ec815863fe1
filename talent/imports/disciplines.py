from django.utils.translation import gettext_lazy as _

from office.enums import Role
from office.intake.cells import Code, Text
from office.intake.imports import Column
from office.intake.model_imports import ModelImport
from talent import rules
from talent.models import Discipline


class DisciplineImport(ModelImport):
    """The list of disciplines, parents and children in one file and in any order."""

    code, label, model, key = "disciplines", _("disciplines"), Discipline, ("code",)
    roles = frozenset({Role.GROUP_ADMINISTRATOR})
    list_url = "talent:discipline_list"
    guidance = (_("One row per discipline; the parent's code is empty for the upper level."),)
    columns = (
        Column("code", _("discipline code"), ("专业编码", "专业领域编码", "编码"), Code(32), required=True),
        Column("name", _("discipline"), ("专业名称", "专业领域", "专业", "名称"), Text(60), required=True),
        Column("parent", _("parent discipline code"), ("上级专业编码", "上级编码", "所属专业编码"), Code(32)),
    )

    @classmethod
    def may_load(cls, user):
        return rules.can_keep_disciplines(user)

    def prepare(self):
        self.parents = {code: parent or "" for code, parent in Discipline.objects.values_list("code", "parent__code")}

    def check(self, rows):
        """Two levels: a parent is there and has none itself."""
        self.parents |= {row["code"]: row["parent"] for row in rows if "parent" in row}
        for row in rows:
            parent = row.get("parent")
            if not parent:
                continue
            if parent not in self.parents:
                self.problem(row, "parent", _("There is no discipline with this code, neither here nor on record."))
            elif parent == row["code"] or self.parents[parent]:
                self.problem(
                    row, "parent", _("Disciplines have two levels; this one stands on the lower level itself.")
                )

    def existing(self, keys, *, lock=False):
        """The parent by its code, as in the file."""
        codes = dict(Discipline.objects.values_list("pk", "code"))
        found = super().existing(keys, lock=lock)
        for _pk, values in found.values():
            if "parent" in values:
                values["parent"] = codes.get(values["parent"], "")
        return found

    def create(self, rows):
        for upper in (True, False):
            level = [row for row in rows if upper is not bool(row.get("parent"))]
            if level:
                super().create(self._with_keys(level))

    def update(self, changes):
        keys = self._keys()
        for change in changes:
            if "parent" in change.fields:
                old, new = change.fields["parent"]
                change.fields["parent"] = (keys.get(old), keys.get(new))
        super().update(changes)

    def show(self, name, value):
        codes = {key: code for code, key in self._keys().items()} if name == "parent" else {}
        return codes.get(value, super().show(name, value))

    def _keys(self):
        return dict(Discipline.objects.values_list("code", "pk"))

    def _with_keys(self, rows):
        keys = self._keys()
        return [{**row, "parent": keys.get(row.get("parent"))} if "parent" in row else row for row in rows]
