from collections import Counter, defaultdict
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.clock import day_after, last_day
from office.enums import HR_ROLES
from office.intake.cells import Date, Integer, Reference, Text
from office.intake.imports import Column
from office.intake.model_imports import ModelImport
from office.locks import lock_rows
from posts.enums import AppointmentMode, AppointmentStatus, PostStatus
from posts.models import Appointment, Post, Seat
from posts.services import posts as services
from talent.models import Engineer

ASKED_AT_ONCE = 500


class LastDay(Date):
    """聘期止: the file says the last day of the term, the record the day after it."""

    def parse(self, value):
        return day_after(super().parse(value))

    def show(self, value):
        return super().show(last_day(value))


class AppointmentImport(ModelImport):
    """The register of those who hold posts today: each person one seat, each seat one person.

    They are recorded as serving and historic, with the term as written; a term that is over is shown as overdue, and a
    retirement within the term is reported as due.
    """

    code, label, model, key = "appointments", gettext_lazy("appointments"), Appointment, ("engineer",)
    list_url = "posts:appointment_list"
    guidance = (
        gettext_lazy("One row per holder. The last day of the term counts as a day of it."),
        gettext_lazy("People are recognised by their employee number; the name must be theirs."),
    )
    defaults = {
        "mode": AppointmentMode.IMPORTED,
        "status": AppointmentStatus.SERVING,
        "historic": True,
    }
    derived = ("seat", "grade")

    @cached_property
    def columns(self):
        return (
            Column(
                "post",
                gettext_lazy("post code"),
                ("岗位编号", "岗位编码"),
                Reference(
                    lambda: dict(Post.objects.values_list("code", "pk")),
                    unknown=gettext_lazy("no post has this code"),
                    outside=self._posts_outside,
                    outside_reason=gettext_lazy("this post lies outside your scope"),
                ),
                required=True,
                stored=False,
            ),
            Column("number", gettext_lazy("seat"), ("席位", "职数序号"), Integer(1), stored=False),
            Column(
                "engineer",
                gettext_lazy("employee number"),
                ("工号", "职工编号", "员工编号"),
                Reference(
                    lambda: dict(Engineer.objects.values_list("employee_number", "pk")),
                    unknown=gettext_lazy("nobody on record has this employee number"),
                ),
                required=True,
            ),
            Column("name", gettext_lazy("name"), ("姓名",), Text(60), stored=False),
            Column(
                "starts_on",
                gettext_lazy("term from"),
                ("聘期起", "聘任起始日期", "聘期开始"),
                Date(True),
                required=True,
            ),
            Column(
                "until",
                gettext_lazy("term until"),
                ("聘期止", "聘任终止日期", "聘期结束"),
                LastDay(True),
                required=True,
            ),
        )

    def _posts_outside(self):
        if not self.actor:
            return frozenset()
        reach = tuple(self.actor.paths_as(HR_ROLES))
        posts = Post.objects.values_list("pk", "unit__path")
        return frozenset(pk for pk, path in posts if not (reach and path.startswith(reach)))

    # --- The plan ------------------------------------------------------------------------------------
    def prepare(self):
        self.seats, self.seats_of, self.people = {}, defaultdict(dict), {}
        held = set(Appointment.objects.serving().values_list("seat", flat=True))
        for seat in Seat.objects.select_related("post"):
            self.seats[seat.pk] = seat
            if seat.number <= seat.post.authorised or seat.pk in held:  # others are kept for earlier days only
                self.seats_of[seat.post_id][seat.number] = seat

    def complete(self, row):
        """The seat and, from its post, the grade."""
        seats, number = self.seats_of[row["post"]], row.get("number")
        if number is None and len(seats) > 1:
            self.problem(row, "number", _("The post has several seats; say which."))
            return
        seat = seats.get(number or 1)
        if seat is None:
            self.problem(row, "number", _("The post has no seat of this number."))
            return
        row["seat"], row["grade"] = seat.pk, seat.post.grade_id

    def check(self, rows):
        self._fetch_people({row["engineer"] for row in rows})
        self.on_seat, self.past = self._on_record({row["seat"] for row in rows}, self.people)
        twice = Counter(row["seat"] for row in rows)
        moving = {row["engineer"] for row in rows}
        for row in rows:
            self._check_term(row)
            self._check_person(row)
            if twice[row["seat"]] > 1:
                self.problem(row, "number", _("This seat stands in several rows of the file."))
            self._check_seat(row, moving)

    def _check_term(self, row):
        if row["until"] <= row["starts_on"]:
            self.problem(row, "until", _("A term ends after it starts."))
        if row["starts_on"] > self.on:
            self.problem(row, "starts_on", _("This term has not begun; the register holds those who serve."))

    def _check_person(self, row):
        person = self.people[row["engineer"]]
        if row.get("name") and row["name"] != person.name:
            self.problem(row, "name", _("This employee number belongs to someone of another name."))
        elif row["starts_on"] <= person.retires_on < row["until"]:
            self.warn(row, "until", _("reaches retirement within the term; the seat falls due then"))
        elif person.retires_on < row["starts_on"]:
            self.warn(row, "starts_on", _("had reached retirement before the term began"))

    def _check_seat(self, row, moving):
        seat = self.seats[row["seat"]]
        if seat.post.status != PostStatus.ACTIVE:
            self.problem(row, "post", _("This post is not active."))
        seats, people = self.promised
        if row["engineer"] not in self.on_seat.values() and (row["seat"] in seats or row["engineer"] in people):
            self.problem(
                row, "number", _("A batch has decided who is to hold this seat, or what this person is to hold.")
            )
        holder = self.on_seat.get(row["seat"])
        if holder is not None and holder != row["engineer"]:
            self.problem(row, "number", _("Someone else holds this seat."))
        for seat_id, engineer_id, ended_on in self.past:
            if row["starts_on"] < ended_on and (seat_id == row["seat"] or engineer_id == row["engineer"]):
                self.problem(
                    row, "starts_on", _("The term overlaps with one that ended on %(date)s.") % {"date": ended_on}
                )

    def _on_record(self, seats, people):
        """({seat: engineer} of those who serve, [(seat, engineer, ended on)] of those who did)."""
        rows = [
            row
            for field, keys in (("seat", list(seats)), ("engineer", list(people)))
            for start in range(0, len(keys), ASKED_AT_ONCE)
            for row in Appointment.objects.filter(**{f"{field}__in": keys[start : start + ASKED_AT_ONCE]}).values_list(
                "seat_id", "engineer_id", "ended_on", "status", "starts_on"
            )
        ]
        promised = [row for row in rows if row[3] == AppointmentStatus.PENDING]
        self.promised = {row[0] for row in promised}, {row[1] for row in promised}
        serving = {row[0]: row[1] for row in rows if row[3] == AppointmentStatus.SERVING}
        return serving, {
            (seat, engineer, ended) for seat, engineer, ended, _status, begun in rows if ended and ended > begun
        }

    def _fetch_people(self, keys):
        keys = list(keys)
        for start in range(0, len(keys), ASKED_AT_ONCE):
            self.people |= Engineer.objects.in_bulk(keys[start : start + ASKED_AT_ONCE])

    def check_against(self, row, pk, old):
        if pk is None:
            return
        if old["seat"] != row["seat"]:
            reason = _("This person holds the seat %(seat)s already.") % {"seat": self.seats[old["seat"]]}
            self.problem(row, "engineer", reason)
        elif pk not in self.loaded and any(old[name] != row[name] for name in ("starts_on", "until")):
            self.problem(row, "until", _("This appointment was decided here; its term is changed by a decision only."))

    def on_record(self):
        return Appointment.objects.serving().order_by("pk")

    def existing(self, keys, *, lock=False):
        """Those who serve, by person. The lock takes seats before people, in the order of the house."""
        found = super().existing(keys, lock=False)
        self.loaded = set(
            Appointment.objects.serving().filter(mode=AppointmentMode.IMPORTED).values_list("pk", flat=True)
        )
        if lock:
            rows = [*self.plan_made.new, *(change.row for change in self.plan_made.changed)]
            lock_rows(Seat, {row["seat"] for row in rows})
            lock_rows(Engineer, {row["engineer"] for row in rows})
            found = super().existing(keys, lock=True)
        return found

    # --- The act -------------------------------------------------------------------------------------
    def after_create(self, objects, rows):
        earliest = {}
        for item in objects:
            item.seat, item.engineer = self.seats[item.seat_id], self.people[item.engineer_id]
            post = item.seat.post_id
            earliest[post] = min(item.starts_on, earliest.get(post, item.starts_on))
        services.stretch_versions(earliest)

    def after_update(self, pairs):
        self.after_create([item for item, _change in pairs], [])

    def unit_pk_of(self, item):
        return item.seat.post.unit_id

    def show(self, name, value):
        if name == "seat":
            return "" if value is None else str(self.seats[value])
        return super().show(name, value)
