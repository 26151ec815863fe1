"""The workbook in which units answered a survey, in again: lines by unit, discipline and grade, and answers to questions."""

from collections import Counter, defaultdict

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import audit
from office.errors import DomainError
from office.intake.cells import Integer, Reference, Text, Unreadable, plain_word
from office.intake.imports import Column, Import, outdated
from office.keys import is_key
from planning.checks.cells import answer_kind, line_kinds, read, remarks_kind
from planning.enums import ReturnStatus, SurveyStatus
from planning.forms.workbooks import DemandLoadForm
from planning.imports.cells import Answer, AsTyped
from planning.imports.people import Named, Staff
from planning.models import DemandReturn, DemandSurvey
from planning.papers.columns import ANSWERS, CANDIDATES_PARTED_BY, FACTS, LINES
from planning.rules import returns as rules
from planning.selectors.facts import Facts, facts_of
from planning.selectors.workbooks import ANSWER, BLANK, LINE, grade_words, on_record
from planning.services import loading
from planning.services.filing import Edit, save_cells
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.models import Discipline

REMARKS = {"备注", "remarks"}
OF_LINES = ({"grade", "discipline_code"}, {"grade", "discipline_name"})  # headings without which a sheet is not read
OF_ANSWERS = ({"answer", "question_number"}, {"answer", "question"})
UNTOLD = {*FACTS, "qualified", "last_wanted", "last_decided", "how", "question_number"}  # in the preview's tables


class DemandImport(Import):
    """One row is a line of a return, or the answer to a question. Of one return alone with `params["return"]`.

    What a row leaves out stays: a column that the file has not, and lines and answers without a row. An empty cell empties.
    """

    code, label, model = "demand", gettext_lazy("demand returns"), DemandReturn
    key = ("unit_name", "discipline_name", "grade", "question")
    list_url = "planning:return_list"
    roles = rules.FILLERS
    form_class = DemandLoadForm
    formulas = False
    guidance = (
        gettext_lazy("Take the workbook from the page of the return or of the survey, fill it in and load it here."),
        gettext_lazy("One row per unit, discipline and grade; rows for further lines are added below."),
        gettext_lazy("An empty cell empties what is there; what the file does not name stays as it is."),
        gettext_lazy(
            "Only returns that are still being filled in change. Facts on record are never changed by a file."
        ),
    )

    def __init__(self, params=None, **kwargs):
        super().__init__(params, **kwargs)
        if self.actor is None:
            raise DomainError(_("Say in whose name the returns are filled in."))
        self.survey = self._survey()
        self.only = self.params.get("return")
        if self.only:
            self._check_only()

    def _check_only(self):
        demand_return = self.returns.get(self.only)
        if demand_return is None:
            raise DomainError(_("This is not yours to fill in any more."))
        if demand_return.status != ReturnStatus.DRAFT:
            raise DomainError(
                _("The return is in the status “%(status)s”: only one that is being filled in takes a file.")
                % {"status": demand_return.get_status_display()}
            )

    def _survey(self):
        key = str(self.params.get("survey") or "")
        seen = DemandSurvey.objects.visible_to(self.actor).select_related("unit")
        survey = seen.filter(pk=key).first() if is_key(key) else None
        if survey is None:
            raise DomainError(_("Say which survey the returns belong to."))
        if survey.status != SurveyStatus.OPEN:
            raise DomainError(
                _("The survey is in the status “%(status)s”: it is not answered now.")
                % {"status": survey.get_status_display()}
            )
        return survey

    @classmethod
    def params_from_words(cls, words):
        """The survey by its title if only one of that title is answered now, else by its number in the address."""
        named = DemandSurvey.objects.filter(title=words.get("survey", ""), status=SurveyStatus.OPEN)
        found = list(named.values_list("pk", flat=True)[:2])
        return super().params_from_words(words | ({"survey": found[0]} if len(found) == 1 else {}))

    def done_url(self):
        return self.returns[self.only].get_absolute_url() if self.only else ""

    def upload_url(self):
        return reverse("planning:return_load", args=[self.only]) if self.only else super().upload_url()

    # --- What the file may speak of -------------------------------------------------------------------------
    @cached_property
    def returns(self):
        """{key: return} of those that this person may fill in."""
        seen = DemandReturn.objects.visible_to(self.actor).filter(survey=self.survey).select_related("unit", "survey")
        return {demand_return.pk: demand_return for demand_return in seen if rules.can_fill(self.actor, demand_return)}

    @cached_property
    def columns(self):
        kinds = {
            **line_kinds(),
            "unit_code": Reference(self._codes, _("you answer this survey for no unit of this code")),
            "discipline_code": Reference(self._discipline_codes, _("no discipline has this code")),
            "grade": Reference(self._grades, _("no grade has this name")),
            "question_number": Integer(1, 32_767),
            "candidates": Named(),
            "answer": AsTyped(),
        }
        return tuple(
            Column(
                heading.name,
                heading.label,
                heading.known_as,
                kinds.get(heading.name) or Text(400),
                required=heading.name == "unit_code",
                may_be_empty=True,
                stored=heading.name in BLANK,
                shown=heading.shown and heading.name not in UNTOLD,
            )
            for heading in {heading.name: heading for heading in (*LINES, *ANSWERS)}.values()
        )

    def _codes(self):
        some = [self.returns[self.only]] if self.only else self.returns.values()
        return {demand_return.unit.code: demand_return.pk for demand_return in some}

    def _discipline_codes(self):
        self.disciplines = Discipline.objects.in_bulk()
        return {discipline.code: discipline.pk for discipline in self.disciplines.values()}

    def _grades(self):
        self.grades = grade_words()
        return {word: key for key, word in self.grades.items()} | dict(Grade.objects.values_list("code", "pk"))

    def fits(self, table):
        return table.is_complete and any(group <= table.places.keys() for group in (*OF_LINES, *OF_ANSWERS))

    def prepare(self):
        self.namesakes = defaultdict(list)
        for discipline in self.disciplines.values():
            self.namesakes[plain_word(discipline.name)].append(discipline.pk)
        self.questions = list(self.survey.questions.all())
        self.kinds = {question.pk: answer_kind(question) for question in self.questions} | {None: remarks_kind()}

    # --- What a row is about --------------------------------------------------------------------------------
    def _rows_of(self, tables, report):
        """Added rows of a file that speaks of one return need not name its unit."""
        rows = super()._rows_of(tables, report)
        self.compared = tuple(BLANK)
        named = {row["unit_code"] for row in rows} - {None}
        alone = self.only or (named.pop() if len(named) == 1 else None)
        for row in rows:
            row["unit_code"] = row["unit_code"] or alone
        return rows

    def key_of(self, row):
        return row["key"]

    def key_cell(self, row):
        return "grade" if row["key"][0] == LINE else "question"

    def _check_keys(self, rows):
        super()._check_keys(row for row in self.rows if "key" in row)

    def complete(self, row):
        demand_return = self.returns.get(row["unit_code"])
        if demand_return is None:
            self.problem(row, "unit_code", _("is empty"))
            return
        self._check_origin(row, demand_return)
        if "grade" in row:
            self._complete_line(row, demand_return)
        else:
            self._complete_answer(row, demand_return)

    def _check_origin(self, row, demand_return):
        name, number = row.get("unit_name"), row.get("return_number")
        if name and plain_word(name) not in {
            plain_word(demand_return.unit.name),
            plain_word(demand_return.unit.short_name),
        }:
            self.problem(row, "unit_name", _("is called otherwise on record: %(name)s") % {"name": demand_return.unit})
        if number and number != str(demand_return.pk):
            self.problem(row, "unit_code", _("is the row of another survey's workbook: take this survey's"))
        row["unit_name"] = demand_return.unit.name

    def _complete_line(self, row, demand_return):
        discipline, grade = self._discipline(row), row["grade"]
        if grade is None:
            self.problem(row, "grade", _("is empty"))
        if discipline and grade:
            row["discipline_code"], row["discipline_name"] = discipline, self.disciplines[discipline].name
            row["key"] = (LINE, demand_return.pk, discipline, grade)

    def _discipline(self, row):
        """Its key by the code, else by the name if only one is called so; None once a problem is reported."""
        key, name = row.get("discipline_code"), row.get("discipline_name")
        found = [key] if key else self.namesakes[plain_word(name or "")]
        if not key and not name:
            self.problem(row, "discipline_code", _("is empty"))
        elif not found:
            self.problem(row, "discipline_name", _("no discipline has this name"))
        elif len(found) > 1:
            self.problem(row, "discipline_name", _("several disciplines have this name: give the code"))
        elif name and plain_word(name) != plain_word(self.disciplines[found[0]].name):
            on_file = {"name": self.disciplines[found[0]]}
            self.problem(row, "discipline_name", _("is called otherwise on record: %(name)s") % on_file)
        return found[0] if len(found) == 1 and not row.faulty else None

    def _complete_answer(self, row, demand_return):
        number, words = row.get("question_number"), plain_word(row.get("question") or "")
        found = [
            question
            for question in self.questions
            if number in (None, question.position) and (not words or words == plain_word(question.words))
        ]
        if not found and number is None and words in REMARKS:
            self._read_answer(row, demand_return, None)
        elif len(found) == 1 and (number or words):
            row["question"] = found[0].words
            self._read_answer(row, demand_return, found[0].pk)
        else:
            self.problem(row, "question" if words else "question_number", _("is no question of this survey"))

    def _read_answer(self, row, demand_return, question):
        row["key"] = (ANSWER, demand_return.pk, question)
        try:
            row["answer"] = self._answer(question, read(self.kinds[question], row["answer"]))
        except Unreadable as reason:
            self.problem(row, "answer", reason)

    def _answer(self, question, stored):
        return Answer(stored, self.kinds[question])

    # --- Compared with what is on record --------------------------------------------------------------------
    def check(self, rows):
        returns = {row["unit_code"] for row in self.rows} & self.returns.keys()
        self.found = on_record(self.survey, returns, self.questions)
        self.people = {person.pk: person for people in self.found.candidates.values() for person in people}
        self._name_people()
        added = [row for row in rows if row["key"][0] == LINE and row["key"] not in self.found.rows]
        self._check_added([row for row in added if not row.faulty])

    def _name_people(self):
        """Of rows with other faults, too, so that all that is wrong is told at once."""
        rows = [row for row in self.rows if row.get("candidates") and row["unit_code"] in self.returns]
        staff = Staff({word for row in rows for word in row["candidates"]}, self.actor)
        for row in rows:
            self._name_people_of(row, staff)

    def _name_people_of(self, row, staff):
        key = (LINE, row["unit_code"], row.get("discipline_code"), row.get("grade"))
        unit, already, meant = self.returns[row["unit_code"]].unit, self.found.candidates.get(key, ()), {}
        for word in row["candidates"]:
            try:
                person = staff.find(word, unit, already)
                meant[person.pk] = person
            except Unreadable as reason:
                self.problem(row, "candidates", reason)
        self.people |= meant
        row["candidates"] = tuple(sorted(meant))

    def _check_added(self, rows):
        """Lines that the return has not: of grades that the rules of its unit know, with the facts of the survey's day."""
        if not rows:
            return
        on_the_day = RulesOn(self.survey.as_of)
        known = {row["unit_code"] for row in rows}
        grades = {key: {rule.grade_id for rule in on_the_day.grade_rules(self.returns[key].unit)} for key in known}
        for row in rows:
            if row["grade"] not in grades[row["unit_code"]]:
                what = {"grade": self.grades[row["grade"]]}
                self.problem(row, "grade", _("The rules of this unit know no “%(grade)s”.") % what)
        self.facts = facts_of(self.survey, self._answering_units())

    def _answering_units(self):
        asked = DemandReturn.objects.filter(survey=self.survey).select_related("unit")
        return [demand_return.unit for demand_return in asked]

    def check_against(self, row, pk, old):
        for name, blank in BLANK.items():
            row.setdefault(name, old.get(name, blank))
        if row["key"][0] == LINE:
            self._compare_facts(row, old.get("facts") or self._facts_of(row))
        if pk is not None and all(row[name] == old[name] for name in BLANK):
            return
        demand_return = self.returns[row["unit_code"]]
        if demand_return.status != ReturnStatus.DRAFT:
            status = {"status": demand_return.get_status_display()}
            self.problem(row, "unit_code", _("The return is in the status “%(status)s”.") % status)
        elif self._typed_meanwhile(row, old):
            self.warn(row, "", _("was changed by somebody after this file was made: look at both values"))

    def _facts_of(self, row):
        _line, demand_return, discipline, grade = row["key"]
        there = self.facts[self.returns[demand_return].unit_id].get((grade, discipline), Facts())
        return {
            "authorised": there.authorised,
            "held": there.held,
            "vacant": max(there.authorised - there.held, 0),
            "retiring": there.retiring,
        }

    def _compare_facts(self, row, facts):
        for name in FACTS:
            if row.get(name) and row[name] != str(facts[name]):
                there = {"number": facts[name]}
                self.warn(row, name, _("is %(number)d on record, which a file does not change") % there)

    def _typed_meanwhile(self, row, old):
        """Of lines alone: whether they were filed by another person than this one since the file was made."""
        filed_at, filed_by = old.get("filed", ("", None))
        return "as_filed" in row and row["as_filed"] != filed_at and filed_by not in (None, self.actor.pk)

    def existing(self, keys, *, lock=False):
        """{key: (pk, {name: value})}: of a line its own key, of an answer its return's."""
        if lock:
            plan = self.plan_made
            changing = {row["key"][1] for row in (*plan.new, *(change.row for change in plan.changed))}
            loading.lock_drafts(self.survey, {key[1] for key in keys}, changing, actor=self.actor)
            self.found = on_record(self.survey, {key[1] for key in keys}, self.questions)
        return {key: self._told(key, *self.found.rows[key]) for key in keys if key in self.found.rows}

    def _told(self, key, pk, values):
        kind, _answer, *about = key
        return pk, values | {"answer": self._answer(about[0], values["answer"])} if kind == ANSWER else values

    # --- The act ---------------------------------------------------------------------------------------------
    def create(self, rows):
        lines = loading.add_lines([self._bare_line(row) for row in rows], actor=self.actor)
        self._write(
            (line.pk, row["key"], {name: (blank, row[name]) for name, blank in BLANK.items() if row[name] != blank})
            for line, row in zip(lines, rows, strict=True)
        )

    def _bare_line(self, row):
        _line, demand_return, discipline, grade = row["key"]
        facts = {name: number for name, number in self._facts_of(row).items() if name != "vacant"}
        return {"demand_return_id": demand_return, "discipline_id": discipline, "grade_id": grade} | facts

    def update(self, changes):
        self._write((change.pk, change.row["key"], change.fields) for change in changes)

    def _write(self, rows):
        """Through the same writer as the page's cells, with what the plan saw as their base."""
        edits, people = [], {}
        for pk, key, fields in rows:
            for name, (old, new) in fields.items():
                if name == "candidates":
                    people[pk] = ([self.people[person] for person in old], [self.people[person] for person in new])
                else:
                    edits.append(Edit(key[1], _cell_name(pk, key, name), _text(new), _text(old)))
        if not all(saved.is_stored for saved in save_cells(self.actor, edits)):
            raise outdated()
        loading.name_candidates(people, actor=self.actor)

    def _record(self, plan):
        super()._record(plan)
        counts = {"new": Counter(row["key"][1] for row in plan.new)}
        counts["changed"] = Counter(change.row["key"][1] for change in plan.changed)
        told = [
            (self.returns[key], self.returns[key].unit, {name: [None, found[key]] for name, found in counts.items()})
            for key in sorted(counts["new"] | counts["changed"])
        ]
        audit.record_many(actor=self.actor, verb="demandreturn.loaded", rows=told, reason=plan.name)

    # --- In words ----------------------------------------------------------------------------------------------
    def show(self, name, value):
        if name == "candidates":
            people = (self.people[key] for key in value or ())
            return CANDIDATES_PARTED_BY.join(f"{person.employee_number} {person.name}" for person in people)
        if name == "answer":
            return value.words if isinstance(value, Answer) else super().show(name, value)
        return super().show(name, value)


def _cell_name(pk, key, name):
    """The name of a cell, as the return's page has it."""
    if key[0] == LINE:
        return f"line:{pk}:{name}"
    return f"answer:{key[2]}" if key[2] else "remarks"


def _text(value):
    return "" if value is None else str(value)
