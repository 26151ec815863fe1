import datetime
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.clock import today
from office.enums import DecisionBody, Role
from office.errors import DomainError
from office.models import AuditEntry, Decision, Paper
from office.pickers import DecisionPicker
from office.services.decisions import attach_minutes, record_decision
from tests.factories import office

pytestmark = pytest.mark.django_db
FACTS = {
    "body": DecisionBody.PARTY_COMMITTEE,
    "body_name": "",
    "meeting_number": "〔2026〕12号",
    "held_on": datetime.date(2026, 1, 20),
    "subject": "2025年度考核等次",
    "outcome": "同意。",
    "attendees": "甲、乙",
    "recused": "",
}


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def hr(group):
    return office.hr(group)


def scan(name="会议纪要.pdf", content=b"%PDF-1.7 minutes"):
    return SimpleUploadedFile(name, content)


def record(hr, group, minutes=None, **facts):
    return record_decision(actor=hr, unit=group, minutes=minutes, **(FACTS | facts))


def test_recording_a_decision_with_its_minutes(hr, group):
    decision = record(hr, group, scan())
    assert (decision.recorded_by, decision.minutes.scan_name) == (hr, "会议纪要.pdf")
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs == {"decision.recorded", "paper.issued", "paper.scan_attached", "decision.minutes_attached"}


def test_the_picker_names_who_decided_and_under_which_number_newest_first(hr, group):
    record(hr, group)
    record(hr, group, body_name="总经理办公会", meeting_number="〔2026〕31号", held_on=datetime.date(2026, 3, 2))
    record(hr, group, meeting_number="〔2026〕13号")
    found = DecisionPicker.found(hr, "")
    assert [option["text"] for option in found] == [
        f"〔2026〕31号 · {group} · 总经理办公会 · 2025年度考核等次",
        f"〔2026〕13号 · {group} · 党委会 · 2025年度考核等次",
        f"〔2026〕12号 · {group} · 党委会 · 2025年度考核等次",
    ]
    assert [option["note"] for option in found] == ["2026-03-02", "2026-01-20", "2026-01-20"]


def test_minutes_that_are_no_scan_leave_no_decision(hr, group):
    with pytest.raises(DomainError):
        record(hr, group, scan("纪要.docx", b"PK\x03\x04"))
    assert (Decision.objects.count(), Paper.objects.count()) == (0, 0)


def test_minutes_are_replaced_on_the_same_paper(hr, group):
    decision = record(hr, group, scan())
    again = attach_minutes(decision, scan("签字版.pdf", b"%PDF-1.7 signed"), actor=hr)
    assert (again.minutes.pk, again.minutes.scan_name) == (decision.minutes.pk, "签字版.pdf")
    entry = AuditEntry.objects.filter(verb="decision.minutes_attached").first()
    assert entry.changes == {"minutes": ["会议纪要.pdf", "签字版.pdf"]}


@pytest.mark.parametrize(
    "facts",
    [
        {"meeting_number": "  "},
        {"held_on": today() + datetime.timedelta(days=1)},
        {"body": DecisionBody.OTHER, "body_name": ""},
    ],
)
def test_a_decision_that_cannot_be_so_is_refused(hr, group, facts):
    with pytest.raises(DomainError):
        record(hr, group, **facts)


def test_the_same_decision_is_recorded_once(hr, group):
    record(hr, group)
    with pytest.raises(DomainError):
        record(hr, group)
    record(hr, group, subject="2025年度考核等次（补充）")


# --- pages ---------------------------------------------------------------------------------------
def posted(unit, **facts):
    return FACTS | {"unit": unit.code, "held_on": "2026-01-20"} | facts


def test_recording_on_the_page_and_downloading_the_minutes(client, hr, group):
    client.force_login(hr)
    url = reverse("office:decision_create")
    assert client.get(url).status_code == 200
    assert client.post(url, posted(group, minutes=scan())).status_code == 302
    decision = Decision.objects.get()
    page = client.get(decision.get_absolute_url())
    assert FACTS["outcome"] in page.content.decode()
    answer = client.get(reverse("office:decision_minutes_file", args=[decision.pk]))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (
        b"%PDF-1.7 minutes",
        "application/octet-stream",
    )
    assert answer["Content-Disposition"].startswith("attachment")
    again = client.post(url, posted(group))
    assert (again.status_code, Decision.objects.count()) == (200, 1)


def test_attaching_minutes_later(client, hr, group):
    decision = record(hr, group)
    client.force_login(hr)
    assert client.get(reverse("office:decision_minutes_file", args=[decision.pk])).status_code == 404
    url = reverse("office:decision_minutes", args=[decision.pk])
    refused = client.post(url, {"scan": scan("纪要.txt", b"text")})
    assert refused.context["form"].errors["scan"]
    assert client.post(url, {"scan": scan()}).status_code == 302
    decision.refresh_from_db()
    assert decision.minutes.scan_name == "会议纪要.pdf"


def test_who_comes_to_cite_a_decision_goes_back_with_the_one_recorded(client, hr, group):
    client.force_login(hr)
    url = f"{reverse('office:decision_create')}?back=/somewhere/&subject=聘任"
    assert client.get(url).context["form"]["subject"].value() == "聘任"
    answer = client.post(url, posted(group))
    assert answer.url == f"/somewhere/?decision={Decision.objects.get().pk}"


@pytest.mark.parametrize(
    ("back", "led_to"),
    [
        ("/somewhere/?selected=3&selected=4", "/somewhere/?selected=3&selected=4&decision=%d"),
        ("/somewhere/?q=%E9%AB%98%E7%82%89&decision=7", "/somewhere/?q=%%E9%%AB%%98%%E7%%82%%89&decision=%d"),
        ("/somewhere/?q=1#list", "/somewhere/?q=1&decision=%d#list"),
    ],
)
def test_the_address_back_keeps_what_it_says(client, hr, group, back, led_to):
    client.force_login(hr)
    url = f"{reverse('office:decision_create')}?{urlencode({'back': back})}"
    assert client.get(url).context["cancel_url"] == back
    assert client.post(url, posted(group)).url == led_to % Decision.objects.get().pk


def test_the_unit_that_a_page_names_is_filled_in(client, hr, group):
    client.force_login(hr)
    page = client.get(reverse("office:decision_create"), {"unit": group.code})
    assert page.context["form"]["unit"].value() == group.code
    assert f'data-picked="{group}"' in page.content.decode()


def test_a_unit_out_of_sight_is_not_filled_in(client, hr):
    elsewhere = office.unit(code="99", name="别家集团")
    client.force_login(hr)
    page = client.get(reverse("office:decision_create"), {"unit": elsewhere.code})
    assert page.context["form"]["unit"].value() is None
    assert "别家集团" not in page.content.decode()


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "//elsewhere.example?x=/",
        "/\t/elsewhere.example",
        "/\t//elsewhere.example/x",
        "/\n//elsewhere.example/x",
        "///elsewhere.example?q=1",
        "javascript:alert(1)",
        "/\\x",
        "/\\elsewhere.example?q=1",
        "?q=1",
        "x",
    ],
)
def test_nobody_is_led_out_of_the_house(client, hr, group, back):
    client.force_login(hr)
    url = f"{reverse('office:decision_create')}?{urlencode({'back': back})}"
    assert client.get(url).context["cancel_url"] == reverse("office:decision_list")
    assert client.post(url, posted(group)).url == Decision.objects.get().get_absolute_url()


@pytest.mark.parametrize("name", ["decision_detail", "decision_minutes", "decision_minutes_file"])
def test_another_units_decision_is_out_of_sight(client, hr, group, name):
    decision = record(hr, group, scan())
    client.force_login(office.hr(office.unit(group)))
    assert client.get(reverse(f"office:{name}", args=[decision.pk])).status_code == 404


def test_inspection_reads_and_records_nothing(client, hr, group):
    decision = record(hr, group)
    client.force_login(office.user(Role.INSPECTION, group))
    assert client.get(decision.get_absolute_url()).status_code == 200
    assert client.get(reverse("office:decision_create")).status_code == 403
    assert client.post(reverse("office:decision_minutes", args=[decision.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, hr, group, count, django_assert_num_queries):
    for number in range(count):
        record(hr, group, subject=f"议题{number}")
    client.force_login(hr)
    with django_assert_num_queries(4):
        assert client.get(reverse("office:decision_list")).context["page"].count == count
