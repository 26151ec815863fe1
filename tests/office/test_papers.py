import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from office.check_codes import check_code, digest, read_code
from office.enums import PaperKind
from office.errors import DomainError
from office.models import AuditEntry, Counter, Paper, PaperPrint
from office.selectors.papers import printing_with
from office.services import papers
from office.services.papers import (
    NewPaper,
    attach_scan,
    attach_scan_to_many,
    cancel_paper,
    issue_paper,
    issue_papers,
    log_printing,
    log_printings,
    renumber_paper,
)
from tests import races
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


def test_a_check_code_is_of_sixty_bits_in_letters_that_are_not_misread():
    code = check_code(["18"])
    assert (len(code), len(code.replace("-", "")) * 5) == (14, 60)
    assert re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-?){3}", code)


@pytest.mark.parametrize("typed", ["7kqf-0m1a-9tpd", " ７ＫＱＦ０Ｍ１Ａ９ＴＰＤ ", "7KQF OMLA 9TPD", "7KQF–OMIA–9TPD"])
def test_a_code_is_read_as_somebody_types_it(typed):
    assert read_code(typed) == "7KQF-0M1A-9TPD"


def test_a_code_of_eight_is_read_as_it_was_printed():
    assert read_code(" 1a2b 3c4d ") == "1A2B3C4D"


def test_a_paper_knows_its_values_by_the_whole_digest(paper, hr):
    """Two contents with one code are found by trying."""
    assert paper.says([18, "17.5", None])
    Paper.objects.update(digest=digest(["another content"]))
    paper.refresh_from_db()
    assert not paper.says([18, "17.5", None])


def test_what_was_printed_before_whole_digests_were_kept_stays_valid(paper):
    short = digest([18, "17.5", None])[:8].upper()
    Paper.objects.update(digest="", check_code=short)
    paper.refresh_from_db()
    printing = PaperPrint.objects.create(paper=paper, check_code=short)
    assert (paper.says([18, "17.5", None]), paper.says([19])) == (True, False)
    assert printing_with(paper, short.lower()) == printing
    assert (printing.says([18, "17.5", None]), printing.says([19])) == (True, False)


def test_one_code_of_a_paper_stands_for_one_content(paper, hr):
    taken = PaperPrint.objects.create(paper=paper, check_code=check_code([19]), digest=digest(["another content"]))
    with pytest.raises(DomainError):
        log_printing(paper, actor=hr, values=[19])
    assert list(paper.prints.all()) == [taken]
    log_printing(issued(hr), actor=hr, values=[19])


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


# --- Many at once -----------------------------------------------------------------------------------
def certificates(hr, count=3, **facts):
    unit = hr.current_duties[0].unit
    rows = [NewPaper(f"聘书{place}", unit, (place, "首席")) for place in range(count)]
    given = {"kind": PaperKind.CERTIFICATE, "series": "聘书", "year": 2026, "number_of": number_of}
    return issue_papers(rows, actor=hr, **(given | facts))


def number_of(number):
    return f"聘〔2026〕{number:03d}号"


def test_numbers_follow_one_another_in_the_order_of_the_rows(hr):
    first, second = certificates(hr), certificates(hr, 2, template_version="3")
    assert [paper.number for paper in [*first, *second]] == [number_of(number) for number in range(1, 6)]
    assert [paper.title for paper in second] == ["聘书0", "聘书1"]
    kept = Paper.objects.get(pk=second[1].pk)
    assert (kept.number, kept.template_version, kept.issued_by) == (number_of(5), "3", hr)
    assert kept.check_code == check_code((1, "首席"))
    entries = AuditEntry.objects.filter(verb="paper.issued").order_by("pk")
    assert [entry.target_id for entry in entries] == [paper.pk for paper in [*first, *second]]


def test_nothing_to_issue_takes_no_number(hr):
    assert certificates(hr, 0) == []
    assert Counter.objects.count() == 0


def test_a_number_written_by_hand_before_gives_all_numbers_back(hr):
    issued(hr, number=number_of(2), kind=PaperKind.CERTIFICATE)
    with pytest.raises(DomainError):
        certificates(hr)
    assert (Counter.objects.count(), Paper.objects.count()) == (0, 1)


def test_many_cost_the_same_as_one(hr, django_assert_num_queries):
    certificates(hr, 1)  # the counter is there
    for count in (1, 3):
        with django_assert_num_queries(10):
            found = certificates(hr, count)
        with django_assert_num_queries(7):
            log_printings(found, actor=hr, values_of=lambda paper: [paper.number])
        with django_assert_num_queries(5):
            attach_scan_to_many(found, SimpleUploadedFile("聘书.pdf", b"%PDF"), actor=hr)


def test_printings_are_noted_in_the_order_given(hr):
    third, first = certificates(hr)[2], Paper.objects.order_by("pk")[0]
    printed = log_printings([third, first], actor=hr, values_of=lambda paper: [paper.title, "x"])
    assert [paper.check_code for paper in printed] == [check_code(["聘书2", "x"]), check_code(["聘书0", "x"])]
    assert Paper.objects.get(pk=third.pk).check_code == check_code(["聘书2", "x"])
    assert list(PaperPrint.objects.order_by("pk").values_list("paper", flat=True)) == [third.pk, first.pk]


def test_one_scan_stands_for_all(hr):
    found = certificates(hr, 2)
    attach_scan(found[0], SimpleUploadedFile("旧.pdf", b"%PDF old"), actor=hr)
    attach_scan_to_many(found, SimpleUploadedFile("全部.pdf", b"%PDF all"), actor=hr)
    first, second = Paper.objects.filter(kind=PaperKind.CERTIFICATE).order_by("pk")
    assert (first.scan.name, first.scan_name, first.scanned_by) == (second.scan.name, "全部.pdf", hr)
    assert first.scan_sha256 == second.scan_sha256 == hashlib.sha256(b"%PDF all").hexdigest()
    changes = AuditEntry.objects.filter(verb="paper.scan_attached").order_by("pk").values_list("changes", flat=True)
    assert [entry["scan_name"] for entry in changes] == [["", "旧.pdf"], ["旧.pdf", "全部.pdf"], ["", "全部.pdf"]]


# --- Given up ---------------------------------------------------------------------------------------
def test_a_cancelled_paper_keeps_its_number_and_says_why(hr):
    paper = certificates(hr)[1]
    cancel_paper(paper, actor=hr, reason="姓名有误")
    kept = Paper.objects.get(pk=paper.pk)
    assert (kept.number, kept.cancel_reason, kept.cancelled_by) == (number_of(2), "姓名有误", hr)
    assert kept.cancelled_at is not None
    assert certificates(hr, 1)[0].number == number_of(4)
    assert AuditEntry.objects.get(verb="paper.cancelled").reason == "姓名有误"


@pytest.mark.parametrize("reason", ["", "  "])
def test_cancelling_needs_a_reason(paper, hr, reason):
    with pytest.raises(DomainError):
        cancel_paper(paper, actor=hr, reason=reason)


def test_a_cancelled_paper_is_neither_printed_nor_signed_nor_cancelled_again(hr):
    good, bad = certificates(hr, 2)
    cancel_paper(bad, actor=hr, reason="姓名有误")
    scan = SimpleUploadedFile("聘书.pdf", b"%PDF")
    for act in (
        lambda: log_printing(bad, actor=hr, values=[1]),
        lambda: log_printings([good, bad], actor=hr, values_of=lambda _paper: [1]),
        lambda: attach_scan(bad, scan, actor=hr),
        lambda: attach_scan_to_many([good, bad], scan, actor=hr),
        lambda: cancel_paper(bad, actor=hr, reason="再次"),
    ):
        with pytest.raises(DomainError, match=bad.number):
            act()
    assert PaperPrint.objects.count() == 0
    assert Paper.objects.exclude(scan="").count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_batches_issued_at_once_leave_no_gap():
    """Half of them fail after they took their numbers; each batch that stands has consecutive ones."""
    hr = office.hr(office.unit())

    def failing():
        with transaction.atomic():
            certificates(hr)
            raise DomainError("x")

    answers = races.at_once(*[lambda: certificates(hr), failing] * 5)
    given = [[paper.number for paper in answer] for answer in answers if isinstance(answer, list)]
    assert sorted(number for numbers in given for number in numbers) == [number_of(each) for each in range(1, 16)]
    assert sorted(given) == [[number_of(each) for each in range(start, start + 3)] for start in range(1, 16, 3)]
    assert Counter.objects.get().value == 15


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_cancel_at_once_one_is_told():
    hr = office.hr(office.unit())
    paper = issued(hr)
    answers = races.at_once(*[lambda: cancel_paper(paper, actor=hr, reason="重复")] * 2)
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert AuditEntry.objects.filter(verb="paper.cancelled").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_number_at_once_one_is_told():
    hr = office.hr(office.unit())
    other = issued(hr, number="党〔2026〕9号")
    facts = {"actor": hr, "kind": other.kind, "title": "x", "unit": other.unit, "number": "党〔2026〕1号"}
    answers = races.at_once(
        lambda: issue_paper(**facts), lambda: issue_paper(**facts), lambda: renumber_paper(other, facts["number"])
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True, True]
    assert Paper.objects.filter(number=facts["number"]).count() == 1
