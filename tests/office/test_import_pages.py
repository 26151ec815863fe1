"""Loading a file on screen: upload, preview, confirm; and by command."""

import errno
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from office import jobs
from office.enums import JobStatus, Role
from office.intake import reading
from office.models import AuditEntry, Job, Unit
from tests.factories import office, workbooks

pytestmark = pytest.mark.django_db
DIRECTORY = Path("fixtures/workbooks/单位目录.xlsx")
HEADINGS = ["单位编码", "单位名称", "单位类型", "上级单位编码"]
UPLOAD = "/load/units/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def client(client):
    """The first account, in an empty house."""
    client.force_login(office.user(is_superuser=True, language="en"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def administrator(client):
    user = office.user(Role.GROUP_ADMINISTRATOR, office.unit(code="00", name="集团"))
    client.force_login(user)
    return user


def upload(client, content, name="单位目录.xlsx", **fields):
    answer = client.post(
        reverse("office:import_upload", args=["units"]), {"file": SimpleUploadedFile(name, content), **fields}
    )
    return answer if answer.status_code == 200 else Job.objects.latest("pk")


def text(answer):
    return answer.content.decode()


def stored_files():
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_the_register_goes_in_by_upload_preview_and_confirmation(client):
    job = upload(client, DIRECTORY.read_bytes(), on="2026-11-01")
    assert (job.status, job.result["counts"]["new"]) == (JobStatus.READY, 78)
    assert Unit.objects.count() == 0
    page = text(client.get(job.get_absolute_url()))
    assert "炼铁总厂" in page
    client.post(reverse("office:import_apply", args=[job.pk]))
    job.refresh_from_db()
    assert (job.status, job.message) == (JobStatus.DONE, "The file was loaded.")
    assert Unit.objects.count() == 78
    assert (bool(job.input), job.result["loaded"]) == (False, True)
    assert reverse("office:unit_list") in text(client.get(job.get_absolute_url()))


def test_confirming_twice_loads_once(client):
    job = upload(client, DIRECTORY.read_bytes())
    for _click in range(2):
        client.post(reverse("office:import_apply", args=[job.pk]))
    assert AuditEntry.objects.filter(verb="file.loaded").count() == 1


def test_what_is_on_record_already_ends_without_a_question(client, administrator):
    job = upload(client, workbooks.xlsx([HEADINGS, ["00", "集团", "集团", ""]]))
    assert (job.status, job.result["counts"]["same"]) == (JobStatus.DONE, 1)
    assert "digest" not in job.result


def test_a_spoiled_file_names_its_places_and_offers_them_as_a_workbook(client):
    rows = [HEADINGS, ["1", "集团", "集团", ""], ["2", "厂", "星球", "1"], ["3", "厂", "厂矿", "9"]]
    job = upload(client, workbooks.xlsx(rows))
    assert (job.status, job.result["counts"]["errors"]) == (JobStatus.FAILED, 2)
    page = text(client.get(job.get_absolute_url()))
    assert "no unit has this code" in page
    answer = client.get(reverse("office:job_output", args=[job.pk]))
    (sheet,) = reading.read(io.BytesIO(b"".join(answer.streaming_content))).sheets
    assert sheet.rows[0] == ["Sheet", "Row", "Column", "Value", "What is wrong", "Severity"]
    assert [row[:4] for row in sheet.rows[1:]] == [
        ["Sheet1", 3, "单位类型", "星球"],
        ["Sheet1", 4, "上级单位编码", "9"],
    ]
    client.post(reverse("office:import_apply", args=[job.pk]))
    assert Unit.objects.count() == 0


def test_unknown_headings_are_assigned_on_a_page(client):
    job = upload(client, workbooks.xlsx([["甲", "乙", "丙", "丁"], ["1", "集团", "集团", ""]]))
    assert job.status == JobStatus.READY
    url = reverse("office:import_map", args=[job.pk])
    assert url in text(client.get(job.get_absolute_url()))
    incomplete = client.post(url, {"heading-0": "code", "heading-1": "name"})
    assert "Still to be assigned" in text(incomplete)
    client.post(url, {"heading-0": "code", "heading-1": "name", "heading-2": "kind", "heading-3": "parent"})
    job.refresh_from_db()
    assert (job.status, job.result["counts"]["new"]) == (JobStatus.READY, 1)
    client.post(reverse("office:import_apply", args=[job.pk]))
    assert Unit.objects.get().name == "集团"


def test_a_record_changed_since_the_preview_is_not_overwritten(client, administrator):
    job = upload(client, workbooks.xlsx([HEADINGS, ["00", "新集团", "集团", ""]]))
    Unit.objects.update(name="别的集团")
    client.post(reverse("office:import_apply", args=[job.pk]))
    job.refresh_from_db()
    assert (job.status, Unit.objects.get().name) == (JobStatus.FAILED, "别的集团")
    client.post(reverse("office:import_replan", args=[job.pk]))
    client.post(reverse("office:import_apply", args=[job.pk]))
    assert Unit.objects.get().name == "新集团"


def test_a_cancelled_import_changes_nothing_and_its_file_goes(client, django_capture_on_commit_callbacks):
    job = upload(client, DIRECTORY.read_bytes())
    stored = job.input.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("office:job_cancel", args=[job.pk]))
    client.post(reverse("office:import_apply", args=[job.pk]))
    assert Unit.objects.count() == 0
    assert not default_storage.exists(stored)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7", "of the kind PDF"), (b"", "empty"), (workbooks.xlsx([]), "empty"), (b"PK\x03\x04...", "damaged")],
)
def test_what_cannot_be_read_is_said(client, content, sentence):
    answer = upload(client, content)
    page = text(answer) if not isinstance(answer, Job) else text(client.get(answer.get_absolute_url()))
    assert sentence in page


@override_settings(UPLOAD_LIMIT_MB=1)
def test_too_large_an_upload_is_refused_while_it_comes_and_leaves_nothing(client):
    before = stored_files()
    assert "at most 1 MB" in text(upload(client, b"x" * 3_000_000))
    assert (Job.objects.count(), stored_files()) == (0, before)


@pytest.mark.parametrize("where", ["office.storage.PrivateStorage._save", "tempfile._TemporaryFileWrapper.write"])
def test_a_full_disk_is_said_and_leaves_nothing(client, monkeypatch, where):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = stored_files()
    owner, name = where.rsplit(".", 1)
    if owner.startswith("tempfile"):
        monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile.write", full, raising=False)
    else:
        monkeypatch.setattr(f"{owner}.{name}", full)
    assert "disk is full" in text(upload(client, DIRECTORY.read_bytes()))
    assert (Job.objects.count(), stored_files()) == (0, before)


def test_an_export_on_a_full_disk_says_so(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    reader = office.hr(office.unit())
    params = {"page": "office.views.units.UnitListPage", "kwargs": {}, "query": "", "columns": [], "format": "csv"}
    monkeypatch.setattr("office.storage.PrivateStorage._save", full)
    job = jobs.enqueue("export", params, actor=reader, label="单位")
    jobs.run(job.pk)  # where the queue has not done so at once
    job.refresh_from_db()
    assert (job.status, job.output.name) == (JobStatus.FAILED, "")
    assert "磁盘" in job.message or "disk is full" in job.message


def test_who_may_load_nothing_finds_no_such_page(client):
    group = office.unit()
    client.force_login(office.user(Role.LEADER, group))
    assert client.get(reverse("office:import_upload", args=["units"])).status_code == 403
    client.force_login(office.user(Role.GROUP_ADMINISTRATOR, group))
    assert client.get(reverse("office:import_upload", args=["units"])).status_code == 200
    assert client.get(reverse("office:import_upload", args=["secrets"])).status_code == 404


# --- The command ------------------------------------------------------------------------------------
def load(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("load", *map(str, args), "--language", "en", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_says_what_it_would_do_and_does_it():
    assert "78 new, 0 changed, 0 unchanged, 0 errors" in load("units", DIRECTORY, "--dry-run")[0]
    assert Unit.objects.count() == 0
    assert "Loaded." in load("units", DIRECTORY, "--on", "2026-11-01")[0]
    assert "Nothing to change." in load("units", DIRECTORY)[0]


def test_the_command_names_changes_in_the_words_of_the_file(tmp_path):
    file = tmp_path / "单位.csv"
    for name in ("集团", "集团公司"):
        file.write_bytes(workbooks.comma_separated([HEADINGS, ["1", name, "集团", ""]]))
        said, _wrong = load("units", file)
    assert "2 1: unit name: 集团 → 集团公司" in said


def test_the_command_names_what_is_wrong_and_fails(tmp_path):
    file = tmp_path / "单位.csv"
    file.write_bytes(workbooks.comma_separated([HEADINGS, ["1", "集团", "星球", ""]], "gbk"))
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load", "units", file, "--language", "en", stdout=io.StringIO(), stderr=err)
    assert "2 单位类型 '星球': is not one of" in err.getvalue()
    with pytest.raises(CommandError):
        load("units", file, "--dry-run")


def test_the_command_takes_columns_and_an_account(tmp_path):
    group = office.unit(code="00")
    administrator = office.user(Role.GROUP_ADMINISTRATOR, group, username="zhang")
    office.user(Role.LEADER, group, username="li")
    file = tmp_path / "a.csv"
    file.write_bytes("甲,单位名称,单位类型,上级单位编码\n1,厂,厂矿,00\n".encode())
    with pytest.raises(CommandError):
        load("units", file)
    with pytest.raises(CommandError):
        load("units", file, "--map", "甲=code", "--as", "li")
    load("units", file, "--map", "甲=code", "--as", "zhang")
    assert AuditEntry.objects.get(verb="file.loaded").actor == administrator


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="No such file"):
        load("units", "/nowhere.xlsx")
