"""What people do on the pages, as the requests that their browsers send."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

from office.enums import JobStatus
from office.intake.reading import read
from office.models import AuditEntry, Decision, Duty, Job, Unit, User
from posts.models import Appointment, Post, PostVersion, Seat
from rulebooks.models import Regime
from talent.models import Discipline, Engineer, PastResult

WORKBOOKS = Path("fixtures/workbooks")
UNITS = "单位目录.xlsx"
REGISTERS = {
    "disciplines": "专业领域.xlsx",
    "engineers": "技术人员花名册.xlsx",
    "posts": "首席岗位台账.xlsx",
    "appointments": "在聘人员台账.xlsx",
    "results": "历年考核结果.xlsx",
}
SHEETS = "2025年度考核评分汇总.xlsx"
NOUNS = (Unit, Discipline, Engineer, Post, Seat, Appointment, PastResult)


def signed_in(user):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(user)
    return client


def upload(client, code, content, name, **fields):
    """Upload a file; the answer is the job that has read it."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("office:import_upload", args=[code]), {"file": file, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return Job.objects.get(pk=resolve(answer.url).kwargs["pk"])


def confirm(client, job):
    client.post(reverse("office:import_apply", args=[job.pk]))
    job.refresh_from_db()
    return job


def load(client, code, name, **fields):
    """Upload a workbook of the fixtures and confirm what the preview shows; the answer is the finished job."""
    job = upload(client, code, (WORKBOOKS / name).read_bytes(), name, **fields)
    assert job.status == JobStatus.READY, (name, job.message, job.result.get("problems"))
    job = confirm(client, job)
    assert job.status == JobStatus.DONE, (name, job.message)
    return job


def first_account():
    return User.objects.create_superuser("root", name="首个账号", password=None)


def load_units(client):
    return load(client, "units", UNITS)


def grant(client, username, name, role, code):
    """Open an account with its first duty, as the account form does."""
    form = {"username": username, "name": name, "language": "zh-hans", "role": role, "unit": code}
    answer = client.post(reverse("office:user_create"), form)
    assert "form" not in answer.context, answer.context["form"].errors
    User.objects.filter(username=username).update(password_is_temporary=False)  # chosen anew at the first sign-in
    return User.objects.get(username=username)


def load_registers(client):
    return {code: load(client, code, name) for code, name in REGISTERS.items()}


def create_cycle(client):
    form = {
        "name": "2025年度考核",
        "regime": Regime.objects.get().pk,
        "unit": "01",
        "year": 2025,
        "as_of": "2025-12-31",
        "filing_ends_on": "2026-11-30",
    }
    answer = client.post(reverse("evaluations:cycle_create"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def record_decision(client, unit, subject):
    form = {
        "unit": unit,
        "body": "executive_meeting",
        "meeting_number": "2026-21",
        "held_on": "2026-10-30",
        "subject": subject,
        "outcome": "同意。",
        "attendees": "秦朗、郑文静",
    }
    answer = client.post(reverse("office:decision_create"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Decision.objects.latest("pk")


# --- What is on record -------------------------------------------------------------------------------------
def rows_of(name, sheet=0):
    return [list(row) for row in read(WORKBOOKS / name).sheets[sheet].rows]


def counts():
    return [noun.objects.count() for noun in NOUNS]


def everything(*further):
    """Every row of every register, with its times, and the number of entries in the trail."""
    nouns = (*NOUNS, PostVersion, Duty, *further)
    return {noun: sorted(noun.objects.values_list(), key=repr) for noun in nouns} | {AuditEntry: trail()}


def trail():
    return AuditEntry.objects.count()


def text(answer):
    return answer.content.decode()
