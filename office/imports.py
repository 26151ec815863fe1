"""The register of units from a file, in any order of rows."""

from django import forms
from django.db.models import Max
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.bulk import write_back
from office.clock import today
from office.enums import Role, UnitKind
from office.forms import DateInput, UserForm
from office.intake.cells import Choice, Code, Date, Text, text_of
from office.intake.imports import Column
from office.intake.model_imports import ModelImport
from office.models import Unit, UnitPlacement

KIND_WORDS = {  # as HR's registers write them, whatever the language of the page
    "集团": UnitKind.GROUP,
    "子公司": UnitKind.SUBSIDIARY,
    "厂矿": UnitKind.PLANT,
    "部门": UnitKind.DEPARTMENT,
    "作业区": UnitKind.WORKSHOP,
    "总公司": UnitKind.GROUP,
    "分公司": UnitKind.SUBSIDIARY,
    "公司": UnitKind.SUBSIDIARY,
    "厂": UnitKind.PLANT,
    "矿": UnitKind.PLANT,
    "处室": UnitKind.DEPARTMENT,
    "科室": UnitKind.DEPARTMENT,
    "车间": UnitKind.WORKSHOP,
}


class UnitImportForm(UserForm):
    on = forms.DateField(
        label=gettext_lazy("Valid from"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("From this day the units stand where the file says; empty: today."),
    )


class UnitImport(ModelImport):
    code, label, model, key = "units", gettext_lazy("Register of units"), Unit, ("code",)
    roles = frozenset({Role.GROUP_ADMINISTRATOR})
    list_url = "office:unit_list"
    form_class = UnitImportForm
    guidance = (gettext_lazy("Columns: unit code, unit name, kind and code of the parent unit, in any order."),)
    lookups = {"parent": "parent__code"}
    columns = (
        Column(
            "code", gettext_lazy("unit code"), ("单位编码", "单位代码", "机构编码", "编码"), Code(32), required=True
        ),
        Column("name", gettext_lazy("unit name"), ("单位名称", "机构名称", "名称", "单位"), Text(100), required=True),
        Column(
            "kind", gettext_lazy("kind"), ("单位类型", "单位类别", "类型"), Choice(UnitKind, KIND_WORDS), required=True
        ),
        Column(
            "parent",
            gettext_lazy("code of the parent unit"),
            ("上级单位编码", "上级单位代码", "上级编码", "父级编码"),
            Code(32),
            required=True,
            may_be_empty=True,
        ),
        Column("short_name", gettext_lazy("short name"), ("单位简称", "简称"), Text(40)),
        Column("opened_on", gettext_lazy("opened on"), ("成立日期", "设立日期"), Date()),
    )

    def __init__(self, params=None, *, actor=None, on=None):
        super().__init__(params, actor=actor, on=on or parse_date((params or {}).get("on") or ""))

    @classmethod
    def may_load(cls, user):
        """The group's administrator; before there is a unit to hold a duty on, the first account."""
        return super().may_load(user) or (user.is_superuser and not Unit.objects.exists())

    def prepare(self):
        self.parents = dict(Unit.objects.values_list("code", "parent__code"))  # of what is on record
        self.closed = dict(Unit.objects.closed_by(today()).values_list("code", "closed_on"))
        placed = Unit.objects.annotate(placed_on=Max("placements__starts_on")).values_list("code", "name", "placed_on")
        self.placed = {code: (name, placed_on) for code, name, placed_on in placed}

    def existing(self, keys, *, lock=False):
        found = super().existing(keys, lock=lock)
        for _pk, values in found.values():
            values["parent"] = values["parent"] or ""
        return found

    # --- What the file says together ----------------------------------------------------------------
    def check(self, rows):
        parents = self.parents | {row["code"]: row["parent"] for row in self.rows}  # a spoiled row still names its unit
        for row in rows:
            self._check_code(row, parents)
            self._check_parent(row, parents)
            self._check_closed(row)
            self._check_later(row)
        self._check_circles([row for row in rows if not row.faulty], parents)
        self._check_names(rows)

    def _check_code(self, row, parents):
        """Excel turns 0101 into the number 101: then the unit would be founded a second time."""
        cell = row.cells[self.table_of[row.sheet].places["code"]]
        padded = next((code for code in (f"0{row['code']}", f"00{row['code']}") if code in parents), None)
        if isinstance(cell, float | int) and padded:
            self.problem(row, "code", _("is a number; did Excel drop a leading zero (%(code)s)?") % {"code": padded})

    def _check_parent(self, row, parents):
        parent = row["parent"]
        if not parent and row["kind"] != UnitKind.GROUP:
            self.problem(row, "parent", _("is empty; only the group has no parent unit"))
        elif parent and parent not in parents:
            padded = next((code for code in (f"0{parent}", f"00{parent}") if code in parents), None)
            hint = _("; did Excel drop a leading zero (%(code)s)?") % {"code": padded} if padded else ""
            self.problem(row, "parent", _("no unit has this code") + hint)

    def _check_closed(self, row):
        """A register older than a merger would take the unit away from its successor."""
        if row["parent"] == (self.parents.get(row["code"]) or ""):
            return
        for code in (row["code"], row["parent"]):
            if code in self.closed:
                self.problem(
                    row,
                    "parent",
                    _("%(code)s is closed since %(date)s: a closed unit keeps its place, and none is placed below it")
                    % {"code": code, "date": self.closed[code]},
                )

    def _check_later(self, row):
        """What the file says from its day on would not be so any more from the day of a later change."""
        name, placed_on = self.placed.get(row["code"], ("", None))
        if placed_on is None or placed_on <= self.on:
            return
        for field, there in (("name", name), ("parent", self.parents[row["code"]] or "")):
            if row[field] != there:
                self.problem(
                    row,
                    field,
                    _(
                        "the unit has its present name or place since %(date)s: enter that day or a later one as valid from"
                    )
                    % {"date": placed_on},
                )

    def _check_circles(self, rows, parents):
        """Every way up must end; what ended before need not be walked again."""
        ended = set()
        for row in rows:
            way, code = set(), row["code"]
            while code and code not in ended and code not in way:
                way.add(code)
                code = parents.get(code)
            if code in way:
                self.problem(row, "parent", _("the unit would stand below itself"))
            else:
                ended |= way

    def _check_names(self, rows):
        seen = {}
        for row in rows:
            twin = seen.setdefault((row["parent"], row["name"]), row)
            if twin is not row:
                self.warn(row, "name", _("row %(row)d has the same name below the same parent") % {"row": twin.number})

    # --- Writing -------------------------------------------------------------------------------------
    def create(self, rows):
        """First the units, then, when all have keys, where they stand."""
        fields = [name for name in self.compared if name != "parent"]
        made = Unit.objects.bulk_create([Unit(path="", **{name: row[name] for name in fields}) for row in rows])
        self._place({row["code"]: row["parent"] for row in rows})
        placed = Unit.objects.in_bulk([unit.pk for unit in made])
        self._write_placements(placed.values())
        self._audit((unit, {}) for unit in placed.values())

    def update(self, changes):
        moved = {change.row["code"]: change.row["parent"] for change in changes if "parent" in change.fields}
        units = self._fetched([change.pk for change in changes])
        fields = {name for change in changes for name in change.fields} - {"parent"}
        for change in changes:
            for name in fields & change.fields.keys():
                setattr(units[change.pk], name, change.row[name])
        if fields:
            write_back(list(units.values()), sorted(fields))
        if moved:
            self._place(moved)
        units = self._fetched([change.pk for change in changes])
        self._write_placements(units[change.pk] for change in changes if change.fields.keys() & {"parent", "name"})
        self._audit(
            (units[change.pk], {name: list(pair) for name, pair in change.fields.items()}) for change in changes
        )

    def _place(self, parents):
        """Set parents {code: code of the parent} and with them the paths of everything below."""
        units = {unit.pk: unit for unit in Unit.objects.select_for_update(of=("self",)).order_by("pk")}
        by_code = {unit.code: unit for unit in units.values()}
        for code, parent in parents.items():
            by_code[code].parent_id = by_code[parent].pk if parent else None
        paths = {pk: _path(unit, units) for pk, unit in units.items()}
        misplaced = [unit for unit in units.values() if unit.path != paths[unit.pk]]
        for unit in misplaced:
            unit.path = paths[unit.pk]
        write_back(misplaced, ["parent", "path"])

    def _write_placements(self, units):
        """One for each new, moved or renamed unit, from its opening or the day the file is valid from."""
        rows = [
            UnitPlacement(unit=unit, parent_id=unit.parent_id, starts_on=self._placed_on(unit), name=unit.name)
            for unit in units
        ]
        UnitPlacement.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["unit", "starts_on"], update_fields=["parent", "name"]
        )

    def _placed_on(self, unit):
        is_new = unit.code not in self.plan_made.compared
        return unit.opened_on if is_new and unit.opened_on else self.on

    def unit_pk_of(self, item):
        return item.pk

    def show(self, name, value):
        return text_of(value) if name == "parent" else super().show(name, value)


def _path(unit, units):
    way = [unit.pk]
    while unit.parent_id:
        unit = units[unit.parent_id]
        way.append(unit.pk)
    return "/" + "".join(f"{pk}/" for pk in reversed(way))
