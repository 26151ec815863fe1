from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES
from office.intake.cells import Choice, Code, Decimal, Integer, Text, text_of
from office.intake.imports import Column, Import
from office.scope import any_subtree
from talent.enums import ResultKind, ResultSource
from talent.models import Engineer, PastResult
from talent.services.results import ResultRow, write_results

KINDS = {"年度": ResultKind.ANNUAL, "年度考核": ResultKind.ANNUAL, "聘期": ResultKind.TERM, "聘期考核": ResultKind.TERM}
ASKED_AT_ONCE = 500


class Year(Integer):
    def parse(self, value):
        return super().parse(text_of(value).removesuffix("度").removesuffix("年"))


class PastResultImport(Import):
    """Results of earlier years, kept as written: no line of today judges them."""

    code, label, model, key = "results", _("past results"), PastResult, ("employee_number", "kind", "period")
    list_url = "talent:past_result_list"
    guidance = (_("Grade and score are kept as written. The name must belong to the employee number."),)
    columns = (
        Column("employee_number", _("employee number"), ("工号", "职工编号"), Code(32), required=True, stored=False),
        Column("name", _("name"), ("姓名",), Text(60), stored=False),
        Column("period", _("year"), ("年度", "考核年度", "年份"), Year(1949, 2200), required=True, stored=False),
        Column("kind", _("kind"), ("考核类型", "考核类别"), Choice(ResultKind, KINDS), stored=False),
        Column("score", _("score"), ("得分", "考核得分", "成绩"), Decimal(2, 0, 9999)),
        Column("grade_label", _("result grade"), ("等次", "考核等次", "考核结果"), Text(20), required=True),
        Column("rulebook_label", _("under the rule"), ("考核办法", "依据"), Text(120)),
    )

    def prepare(self):
        people = Engineer.objects.order_by()
        if self.actor:
            people = people.filter(any_subtree(self.actor.paths_as(HR_ROLES), "unit__path"))
        self.people = {
            number: (pk, name, unit)
            for number, pk, name, unit in people.values_list("employee_number", "pk", "name", "unit")
        }

    def complete(self, row):
        row["kind"] = row.get("kind") or ResultKind.ANNUAL.value

    def check(self, rows):
        for row in rows:
            found = self.people.get(row["employee_number"])
            if found is None:
                self.problem(row, "employee_number", _("Nobody in your units has this number."))
            elif row.get("name") and row["name"] != found[1]:
                self.problem(row, "name", _("This number belongs to %(name)s.") % {"name": found[1]})
            if row["period"] > self.on.year:
                self.problem(row, "period", _("This year lies in the future."))

    def existing(self, keys, *, lock=False):
        numbers, found = sorted({number for number, _kind, _period in keys}), {}
        wanted = set(keys)
        names = ("pk", "source", *self.compared)
        for start in range(0, len(numbers), ASKED_AT_ONCE):
            results = PastResult.objects.in_force().filter(
                engineer__employee_number__in=numbers[start : start + ASKED_AT_ONCE]
            )
            if lock:
                results = results.select_for_update(of=("self",))
            rows = results.values_list("engineer__employee_number", "kind", "period", *names)
            for number, kind, period, *values in rows:
                if (number, kind, period) in wanted:
                    found[number, kind, period] = (values[0], dict(zip(names, values, strict=True)))
        return found

    def check_against(self, row, pk, old):
        if pk is None or old["source"] != ResultSource.PUBLISHED:
            return
        if any(old[name] != row[name] for name in self.compared):
            self.problem(row, "grade_label", _("A result published here stands; it is changed by a re-check only."))

    def create(self, rows):
        self._write(rows)

    def update(self, changes):
        self._write([change.row for change in changes])

    def _write(self, rows):
        write_results(
            [self._result(row) for row in rows],
            source=ResultSource.IMPORTED,
            verb="pastresult.loaded",
            reason=self.plan_made.name,
            actor=self.actor,
        )

    def _result(self, row):
        return ResultRow(
            engineer_id=self.people[row["employee_number"]][0],
            kind=row["kind"],
            period=row["period"],
            grade_label=row["grade_label"],
            score=row.get("score"),
            rulebook_label=row.get("rulebook_label", ""),
        )
