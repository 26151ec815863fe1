"""The administrator's job on the sample group: the 19 overdue holders settled by one batch, three vacancies by another."""

import csv
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.models import Counter, Decision, Paper
from posts.models import Appointment, AppointmentBatch
from posts.services import due
from tests.acceptance import screens

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "2026-10-31", "2026-11-01"
RENEWED = (
    "B100042", "B100517", "B102355", "B102320", "B100508", "B100026", "B100451", "B100130", "B100273", "B100518",
    "B100469", "B102005", "B100744",
)  # fmt: skip
EXTENDED = {  # until when, and why although a condition is not met or the person is away
    "B101816": ("2027-03-11", "顺延至退休"),
    "B102158": ("2028-02-03", "顺延至退休"),
    "B100873": ("2027-12-31", "铸造工艺攻关未结题"),
    "B100640": ("2026-12-31", "病假期间顺延"),
}
ENDED = {"B102156": "moved", "B100921": "resigned"}
UNQUALIFIED = {"B101816", "B102158", "B100873", "B102156"}
FILLED = (  # post, seat, person
    ("010201-0603-1", 1, "B100019"),
    ("010210-0602-2", 1, "B100004"),
    ("010211-0902-1", 1, "B100047"),
)
RENEWED_UNTIL, FILLED_UNTIL = "2028-12-31", "2029-10-31"
SCAN = b"%PDF-1.4 signed and stamped"


def url(name, *args):
    return reverse(f"posts:{name}", args=args)


def scan():
    return SimpleUploadedFile("签章扫描.pdf", SCAN)


def decide(group, batch, subject):
    screens.record_decision(group.administrator, "01", subject)
    decision = Decision.objects.get(subject=subject)
    address = url("batch_decision", batch.pk)
    seen = group.administrator.get(address).context["form"]["seen"].value()
    group.administrator.post(address, {"decision": decision.pk, "seen": seen})


def change(client, batch, numbers, **facts):
    keys = list(batch.rows.filter(engineer__employee_number__in=numbers).values_list("pk", flat=True))
    given = {"selected": keys, "last_day": "", "starts_on": "", "act": "", "end_reason": "", "reason": ""}
    assert client.post(url("rows_update", batch.pk), given | facts).status_code == 302


def carry_out(client, batch):
    """Confirm exactly what the page shows."""
    seen = dict(client.get(url("batch_carry_out", batch.pk)).context["hidden_fields"])["seen"]
    client.post(url("batch_carry_out", batch.pk), {"seen": seen})


def holders_on(client, day):
    """{employee number: (post, seat, term from, term until, state)} as the register of holders is exported."""
    columns = ("employee_number", "post", "seat", "starts_on", "last_day", "state")
    answer = client.post(f"{url('appointment_list')}?as_of={day}", {"format": "csv", "columns": columns})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row[0]: tuple(row[1:]) for row in list(csv.reader(io.StringIO(text)))[1:]}


def seats_on(client, day):
    """{(post, seat): employee number} as the post ledger is exported."""
    columns = ("code", "number", "employee_number")
    answer = client.post(f"{url('ledger')}?as_of={day}", {"format": "csv", "columns": columns})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {(row[0], row[1]): row[2] for row in list(csv.reader(io.StringIO(text)))[1:]}


def words_of(docx):
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


@pytest.fixture(scope="module")
def loaded(group):
    group.before = holders_on(group.administrator, BEFORE)
    group.seats_before = seats_on(group.administrator, BEFORE)
    return group


@pytest.fixture(scope="module")
def settled(loaded):
    """One batch, from the list of the overdue to the scans of its certificates."""
    client = loaded.administrator
    overdue = Appointment.objects.overdue_on(due.today()).values_list("pk", flat=True)
    facts = {"title": "2026年超期人员处理", "unit": "01", "effective_on": AFTER, "act": "renew"}
    facts |= {"starts_on": AFTER, "last_day": RENEWED_UNTIL, "selected": list(overdue)}
    assert client.post(url("batch_collect"), facts).status_code == 302
    batch = loaded.batch = AppointmentBatch.objects.get()
    loaded.findings = client.get(batch.get_absolute_url()).context["review"]
    for number, (last_day, reason) in EXTENDED.items():
        change(client, batch, [number], act="extend", last_day=last_day, reason=reason)
    for number, why in ENDED.items():
        change(client, batch, [number], act="end", starts_on=AFTER, end_reason=why)
    loaded.meeting_paper = client.post(url("batch_meeting_paper_word", batch.pk)).content
    decide(loaded, batch, "超期未续聘人员处理")
    carry_out(client, batch)
    client.post(url("batch_document", batch.pk), {"number": "钢组〔2026〕31号", "dated_on": AFTER, "scan": scan()})
    loaded.certificates = client.post(url("batch_certificates", batch.pk)).content
    client.post(url("batch_certificate_scan", batch.pk), {"scan": scan()})
    batch.refresh_from_db()
    return loaded


@pytest.fixture(scope="module")
def filled(settled):
    """Three vacancies by another batch."""
    client, facts = settled.administrator, {"title": "2026年补聘", "unit": "01", "effective_on": AFTER}
    for post, seat, person in FILLED:
        given = {"post": post, "number": seat, "engineer": person, "mode": "competition"}
        answer = client.post(url("seat_fill"), facts | given | {"starts_on": AFTER, "last_day": FILLED_UNTIL})
        assert answer.status_code == 302, answer.context["form"].errors
        facts = {"batch": AppointmentBatch.objects.latest("pk").pk}
    batch = settled.second = AppointmentBatch.objects.latest("pk")
    decide(settled, batch, "补聘三名首席")
    carry_out(client, batch)
    batch.refresh_from_db()
    return settled


def test_the_four_who_fail_a_condition_are_named_before(settled):
    unmet = {line.row.engineer.employee_number for line in settled.findings.rows if line.fit.unmet}
    assert unmet == UNQUALIFIED


def test_all_is_done_under_one_decision(settled):
    batch = settled.batch
    assert (batch.status, batch.decision.subject, batch.rows.count()) == ("done", "超期未续聘人员处理", 19)
    assert Appointment.objects.overdue_on(due.today()).count() == 0


def test_the_ledger_of_the_day_before_is_what_it_was(filled):
    assert len(filled.before) == 71
    assert holders_on(filled.administrator, BEFORE) == filled.before
    assert seats_on(filled.administrator, BEFORE) == filled.seats_before
    overdue = {number for number, row in filled.before.items() if row[2:] == ("2023-01-01", "2025-12-31", "超期未续聘")}
    assert overdue == {*RENEWED, *EXTENDED, *ENDED}


def test_the_ledger_of_the_day_after(filled):
    expected = dict(filled.before)
    for number in RENEWED:
        expected[number] = (*expected[number][:2], AFTER, RENEWED_UNTIL, "聘期内")
    for number, (last_day, _reason) in EXTENDED.items():
        expected[number] = (*expected[number][:3], last_day, "聘期内")
    for number in ENDED:
        del expected[number]
    for post, seat, person in FILLED:
        expected[person] = (post, str(seat), AFTER, FILLED_UNTIL, "聘期内")
    assert holders_on(filled.administrator, AFTER) == expected
    assert len(expected) == 72


def test_the_post_ledger_of_the_day_after(filled):
    expected = dict(filled.seats_before)
    for number in ENDED:
        (place,) = [place for place, holder in expected.items() if holder == number]
        expected[place] = ""
    expected |= {(post, str(seat)): person for post, seat, person in FILLED}
    assert seats_on(filled.administrator, AFTER) == expected
    assert len(expected) == 95


def test_certificates_are_numbered_without_a_gap(filled):
    numbers = Paper.objects.filter(kind="certificate").order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"聘字〔2026〕{number:04}号" for number in range(1, 17)]
    assert Counter.objects.get(series="certificate").value == 16


def test_the_papers_say_what_was_decided(settled):
    meeting, certificates = words_of(settled.meeting_paper), words_of(settled.certificates)
    for row in settled.batch.rows.select_related("engineer", "certificate"):
        assert row.engineer.name in meeting
        assert (row.engineer.name in certificates) == (row.engineer.employee_number in RENEWED)
        if row.certificate:
            assert row.certificate.number in certificates


def test_scans_are_on_record(settled):
    certificates = Paper.objects.filter(certified_row__batch=settled.batch)
    assert (certificates.count(), certificates.exclude(scan="").count()) == (13, 13)
    with settled.batch.document.scan.open() as stored:
        assert stored.read() == SCAN


@pytest.mark.parametrize("number", [RENEWED[0], *EXTENDED, *ENDED, FILLED[0][2]])
def test_each_fact_stands_on_the_thread(filled, number):
    row = filled.batch.rows.filter(engineer__employee_number=number).first()
    row = row or filled.second.rows.get(engineer__employee_number=number)
    page = filled.administrator.get(reverse("overview:person_thread", args=[row.engineer_id])).content.decode()
    wanted = [row.batch.decision.meeting_number, AFTER]
    if row.batch == filled.batch:
        wanted.append("钢组〔2026〕31号")
    if row.certificate:
        wanted.append(row.certificate.number)
    assert [words for words in wanted if words not in page] == []


def test_time_finds_nothing_more_to_do(filled):
    done = due.run()
    assert (done.begun, done.ended, done.extended, done.lapsed) == (0, 0, 0, 0)
