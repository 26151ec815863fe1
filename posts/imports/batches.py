"""Rows of a batch from HR's own workbook: a row per person and act, as the table for the meeting lists them."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.errors import DomainError
from office.intake.cells import Choice, Code, Date, Integer, Text, YesNo
from office.intake.imports import Column, Import
from office.keys import is_key
from posts.enums import OPEN_APPOINTMENTS, AppointmentMode, BatchAct, BatchStatus, EndReason
from posts.forms.batch_import import BatchLoadForm
from posts.imports.appointments import LastDay
from posts.models import Appointment, AppointmentBatch, BatchRow, Post, Seat
from posts.rules.batches import can_prepare
from posts.services import batches as services
from posts.services import row_facts
from rulebooks.models import Grade
from talent.models import Engineer

ACTS = {
    "聘任": BatchAct.APPOINT,
    "新聘": BatchAct.APPOINT,
    "续聘": BatchAct.RENEW,
    "顺延": BatchAct.EXTEND,
    "聘期顺延": BatchAct.EXTEND,
    "低聘": BatchAct.LOWER,
    "解聘": BatchAct.END,
    "终止": BatchAct.END,
}
FACTS = tuple(row_facts.BLANK)
NAMED = ("seat", "grade")  # facts that are shown by name
FACTS_MADE = "facts"  # under which a row keeps what it will consist of


class BatchImport(Import):
    """One row is one person's line in a draft. Rows that the file does not name stay in the batch as they are."""

    code, label, model, key = "batch-rows", gettext_lazy("rows of a batch"), BatchRow, ("act", "number")
    list_url = "posts:batch_list"
    form_class = BatchLoadForm
    guidance = (
        gettext_lazy("One row per person and act: appoint, renew, extend, lower or end."),
        gettext_lazy(
            "The last day of a term counts. What stands in the way of a row is said on the page of the batch."
        ),
    )
    columns = (
        Column("act", gettext_lazy("act"), ("事项", "办理事项", "聘任事项"), Choice(BatchAct, ACTS), required=True),
        Column("number", gettext_lazy("employee number"), ("工号", "职工编号", "员工编号"), Code(32), required=True),
        Column("name", gettext_lazy("name"), ("姓名",), Text(60), stored=False),
        Column("post", gettext_lazy("post code"), ("岗位编号", "岗位编码"), Code(40), stored=False),
        Column("seat_number", gettext_lazy("seat"), ("席位", "职数序号"), Integer(1), stored=False),
        Column("new_grade", gettext_lazy("grade"), ("层级", "低聘层级"), Text(60), stored=False),
        Column("how", gettext_lazy("mode"), ("聘任方式",), Choice(AppointmentMode), stored=False),
        Column(
            "first_day",
            gettext_lazy("term from"),
            ("聘期起", "起始日期", "终止日期", "解聘日期"),
            Date(True),
            stored=False,
        ),
        Column("last_day", gettext_lazy("term until"), ("聘期止", "顺延至"), LastDay(True), stored=False),
        Column("why_ended", gettext_lazy("end reason"), ("终止原因", "解聘原因"), Choice(EndReason), stored=False),
        Column("by_waiver", gettext_lazy("conditions waived"), ("破格", "是否破格"), YesNo(), stored=False),
        Column("because", gettext_lazy("reason"), ("理由", "说明", "备注"), Text(500), stored=False),
    )
    columns_of = {
        "seat": "seat_number",
        "grade": "new_grade",
        "mode": "how",
        "starts_on": "first_day",
        "until": "last_day",
        "end_reason": "why_ended",
        "reason": "because",
        "waived": "by_waiver",
    }

    def __init__(self, params=None, **kwargs):
        super().__init__(params, **kwargs)
        batches = AppointmentBatch.objects.select_related("unit")
        batches = batches.visible_to(self.actor) if self.actor else batches
        key = str(self.params.get("batch") or "")
        self.batch = batches.filter(pk=key, status=BatchStatus.DRAFT).first() if is_key(key) else None
        if self.batch is None or (self.actor and not can_prepare(self.actor, self.batch.unit)):
            raise DomainError(_("Say into which draft the rows go."))

    def _rows_of(self, tables, report):
        rows = super()._rows_of(tables, report)
        self.compared = FACTS
        return rows

    def prepare(self):
        grades = list(Grade.objects.all())
        self.grades = {name: grade for grade in grades for name in (grade.name, grade.code)}
        self.names = {"seat": {}, "grade": {grade.pk: str(grade) for grade in grades}}

    # --- What a row is about -----------------------------------------------------------------------------
    def check(self, rows):
        """People, present appointments and posts are fetched for all rows together."""
        people = self._in_scope(Engineer).filter(employee_number__in={row["number"] for row in rows})
        self.people = {person.employee_number: person for person in people}
        held = Appointment.objects.filter(engineer__in=self.people.values(), status__in=OPEN_APPOINTMENTS)
        held = held.in_unit(self.batch.unit).select_related("engineer", "seat__post", "grade").order_by("status")
        self.held = {one.engineer.employee_number: one for one in held}  # the last counts: serving, not pending
        self.posts = self._posts({row["post"] for row in rows if row.get("post")})
        for row in rows:
            self._check_person(row)
            if not row.faulty:
                self._settle(row)

    def _in_scope(self, model):
        return model.objects.visible_to(self.actor) if self.actor else model.objects.all()

    def _posts(self, codes):
        """{code: (Post, {number: Seat}, keys of seats that are taken)}"""
        posts = {post.code: post for post in self._in_scope(Post).filter(code__in=codes)}
        seats, taken = {}, set()
        for seat in Seat.objects.filter(post__in=posts.values()).select_related("post__grade").order_by("number"):
            seats.setdefault(seat.post.code, {})[seat.number] = seat
        held = Q(appointments__status__in=OPEN_APPOINTMENTS)
        taken |= set(Seat.objects.filter(held, post__in=posts.values()).values_list("pk", flat=True))
        return {code: (post, seats.get(code, {}), taken) for code, post in posts.items()}

    def _check_person(self, row):
        person = self.people.get(row["number"])
        if person is None:
            self.problem(row, "number", _("nobody in your units has this employee number"))
        elif row.get("name") and row["name"] != person.name:
            self.problem(row, "name", _("This employee number belongs to someone of another name."))
        elif row["act"] == BatchAct.REVOKE:
            self.problem(row, "act", _("Revoking is done from the page of the batch that is corrected."))
        elif row["act"] != BatchAct.APPOINT and row["number"] not in self.held:
            self.problem(row, "number", _("This person holds no post of %(unit)s.") % {"unit": self.batch.unit})

    def _settle(self, row):
        """Set what the row of the batch will consist of."""
        given = {
            "starts_on": row.get("first_day"),
            "until": row.get("last_day"),
            "reason": row.get("because") or "",
        }
        seat = self._seat(row)
        if row.faulty:
            return
        if row["act"] == BatchAct.APPOINT:
            mode, waived = row.get("how") or "", bool(row.get("by_waiver"))
            facts = row_facts.appoint(self.people[row["number"]], seat, mode=mode, waived=waived, **given)
        else:
            grade, ended = self._grade(row), row.get("why_ended") or ""
            held, effective_on = self.held[row["number"]], self.batch.effective_on
            extra = {"seat": seat, "grade": grade, "end_reason": ended, "effective_on": effective_on}
            facts = row_facts.on_present(row["act"], held, **given, **extra)
        row[FACTS_MADE] = facts
        row.update({name: getattr(facts[name], "pk", facts[name]) for name in FACTS})
        self._name_seat(facts["seat"])

    def _name_seat(self, seat):
        if seat:
            self.names["seat"][seat.pk] = str(seat)

    def _seat(self, row):
        """The seat named; of an appointment without a number the first free one, else None."""
        if not row.get("post"):
            if row["act"] == BatchAct.APPOINT:
                self.problem(row, "post", _("is empty"))
            return None
        post, seats, taken = self.posts.get(row["post"], (None, {}, set()))
        if post is None:
            self.problem(row, "post", _("no post has this code"))
            return None
        number = row.get("seat_number")
        free = [seat for seat in seats.values() if seat.pk not in taken and seat.number <= post.authorised]
        found = seats.get(number) if number else (free[0] if free else None)
        if row["act"] in {BatchAct.EXTEND, BatchAct.END, BatchAct.RENEW}:
            return None
        if found is None:
            self.problem(row, "seat_number", _("The post has no such seat, or none is free."))
        elif not number:
            taken.add(found.pk)
        return found

    def _grade(self, row):
        word = row.get("new_grade")
        if word and word not in self.grades and row["act"] == BatchAct.LOWER:
            self.problem(row, "new_grade", _("is no grade of the rules"))
        return self.grades.get(word) if row["act"] == BatchAct.LOWER else None

    # --- Compared and written -----------------------------------------------------------------------------
    def existing(self, keys, *, lock=False):
        if lock:
            services.lock_draft(self.batch, self.actor)
        found = {}
        for row in self.batch.rows.select_related("engineer", "seat__post"):
            facts = {name: getattr(row, f"{name}_id" if name in NAMED else name) for name in FACTS}
            found[row.act, row.engineer.employee_number] = (row.pk, facts)
            self._name_seat(row.seat)
        return {key: found[key] for key in keys if key in found}

    def create(self, rows):
        services.add_rows(self.batch, [row[FACTS_MADE] for row in rows], actor=self.actor)

    def update(self, changes):
        services.rewrite_rows(self.batch, {change.pk: change.row[FACTS_MADE] for change in changes}, actor=self.actor)

    def show(self, name, value):
        if name in NAMED:
            return self.names[name].get(value, "")
        return super().show(name, value)
