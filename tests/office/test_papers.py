import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.check_codes import check_code
from office.enums import PaperKind
from office.errors import DomainError
from office.models import AuditEntry
from office.services import papers
from office.services.papers import attach_scan, issue_paper, log_printing
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return office.hr(office.unit())


@pytest.fixture
def paper(hr):
    return issued(hr)


def issued(hr, **facts):
    unit = hr.current_duties[0].unit
    given = {"kind": PaperKind.SCORE_SUMMARY, "title": "评分汇总表", "unit": unit, "values": [18, "17.5", None]}
    return issue_paper(actor=hr, **(given | facts))


def test_a_check_code_stands_for_values_in_their_order():
    assert check_code([18, "17.5", None]) == check_code(["18", "17.5", ""])
    assert check_code([18, 17]) != check_code([17, 18])
    assert check_code(["1", "8"]) != check_code(["18"])
    assert len(check_code([])) == 8


def test_printing_again_with_other_values_renews_the_code(paper, hr):
    same = log_printing(paper, actor=hr, values=[18, "17.5", None])
    assert same.check_code == paper.check_code
    other = log_printing(paper, actor=hr, values=[19, "17.5", None])
    assert other.check_code == check_code([19, "17.5", None])
    assert list(other.prints.values_list("check_code", flat=True)) == [paper.check_code, other.check_code]
    entries = AuditEntry.objects.filter(verb="paper.printed").order_by("pk").values_list("changes", flat=True)
    assert list(entries) == [{}, {"check_code": [paper.check_code, other.check_code]}]


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"%PDF-1.4", ".pdf"), (b"\x89PNG\r\n", ".png"), (b"\xff\xd8\xff\xe0", ".jpg"), (b"II*\x00", ".tif")],
)
def test_a_scan_is_known_by_its_content(paper, hr, content, suffix):
    scanned = attach_scan(paper, SimpleUploadedFile("签字.exe", content), actor=hr)
    assert scanned.scan.name.endswith(suffix)
    assert (scanned.scan_name, scanned.scan_sha256) == ("签字.exe", hashlib.sha256(content).hexdigest())
    with scanned.scan.open("rb") as stored:
        assert stored.read() == content


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"MZ"])
def test_what_is_no_scan_is_refused(paper, hr, content):
    with pytest.raises(DomainError):
        attach_scan(paper, SimpleUploadedFile("签字.pdf", content), actor=hr)


def test_a_scan_too_large_is_refused(paper, hr, monkeypatch):
    monkeypatch.setattr(papers, "SCAN_LIMIT", 7)
    with pytest.raises(DomainError):
        attach_scan(paper, SimpleUploadedFile("签字.pdf", b"%PDF-1.4"), actor=hr)


def test_a_replaced_scan_leaves_its_digest_in_the_trail(paper, hr):
    first = attach_scan(paper, SimpleUploadedFile("一.pdf", b"%PDF one"), actor=hr)
    second = attach_scan(paper, SimpleUploadedFile("二.pdf", b"%PDF two"), actor=hr)
    entry = AuditEntry.objects.filter(verb="paper.scan_attached").first()
    assert entry.changes == {
        "scan_name": ["一.pdf", "二.pdf"],
        "scan_sha256": [first.scan_sha256, second.scan_sha256],
    }


def test_a_document_number_is_used_once_per_kind(hr):
    issued(hr, number="人〔2026〕1号")
    with pytest.raises(DomainError):
        issued(hr, number="人〔2026〕1号")
    issued(hr, number="人〔2026〕1号", kind=PaperKind.MINUTES)
    issued(hr)
    issued(hr)
