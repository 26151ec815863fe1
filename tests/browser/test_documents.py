"""The papers of a batch as they come out of LibreOffice and of the printer: page by page, and what is said on them."""

import datetime
import io
import re
import subprocess
import zlib
from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document

from office.papers import templates
from posts.enums import BatchAct
from posts.models import Goal, TargetLetter
from posts.papers.certificate import certificates_document, template_for
from posts.papers.letter import letter_document
from posts.papers.meeting import meeting_document
from posts.selectors.certificates import certificates_of, rows_with_certificates
from posts.services import letters
from posts.services.documents import print_meeting_paper
from tests.factories import batches as of
from tests.factories import office as make
from tests.factories import posts, talent

pytestmark = pytest.mark.django_db(transaction=True)
A4_LANDSCAPE, A3_LANDSCAPE = (842, 595), (1191, 842)
SINCE, UNTIL = datetime.date(2023, 1, 1), datetime.date(2026, 1, 1)
LONG_UNIT, LONG_POST = (
    "示例特种钢铁集团第二炼钢事业部连铸作业区",
    "大方坯连铸凝固末端动态轻压下与内部质量控制首席工程师",
)


@pytest.fixture
def convert(tmp_path):
    """A .docx read by LibreOffice and written as another kind of file."""

    def converted(content, kind, ending):
        source = tmp_path / "paper.docx"
        source.write_bytes(content)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", kind]
        subprocess.run([*command, "--outdir", tmp_path, source], check=True, capture_output=True, timeout=120)
        return (tmp_path / f"paper.{ending}").read_bytes()

    return converted


@pytest.fixture
def house():
    unit = make.unit(name="示例集团")
    return unit, make.user("group_administrator", unit)


def held(unit, count, **facts):
    place = make.unit(unit, name=facts.pop("unit_name", "炼铁厂"), kind="plant")
    people = [talent.engineer(place, name=f"王建{number}") for number in range(1, count + 1)]
    return [posts.appointment(posts.post(place, **facts), person, starts_on=SINCE, until=UNTIL) for person in people]


def certified(unit, count, **facts):
    """A batch by which so many were appointed."""
    batch = of.batch(unit, title="首席工程师聘任")
    for number, appointment in enumerate(held(unit, count, **facts), 1):
        of.row(
            batch, BatchAct.APPOINT, result=appointment, seat=appointment.seat, starts_on=SINCE, until=UNTIL,
            certificate=of.paper(unit, number=f"聘字〔2026〕{number:04}号"),
        )  # fmt: skip
    return of.carried_out(batch)


def proposed(unit, count):
    batch = of.batch(unit, title="续聘事项", explanation="经考核，提请审议。")
    for appointment in held(unit, count, title="高炉工艺首席工程师"):
        of.row(
            batch, BatchAct.RENEW, appointment, seat=appointment.seat, mode="renewal",
            starts_on=datetime.date(2026, 11, 1), until=datetime.date(2029, 11, 1), reason="聘期考核称职，工作需要。",
        )  # fmt: skip
    return batch


def certificates_file(batch):
    found = certificates_of(rows_with_certificates(batch))
    return certificates_document(found, template_for(found))


def pages_in(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("count", [1, 30])
def test_each_certificate_fills_one_page(house, convert, count):
    file = certificates_file(certified(house[0], count, title="高炉工艺首席工程师"))
    assert pages_in(convert(file, "pdf", "pdf")) == count


def test_a_long_post_stays_on_the_page(house, convert):
    file = certificates_file(certified(house[0], 2, title=LONG_POST, unit_name=LONG_UNIT))
    assert pages_in(convert(file, "pdf", "pdf")) == 2


def test_a_certificate_reads_right(house, convert):
    file = certificates_file(certified(house[0], 1, title="高炉工艺首席工程师"))
    text = convert(file, "txt:Text (encoded):UTF8", "txt").decode("utf-8-sig")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    assert lines[:2] == ["聘 书", "编号：聘字〔2026〕0001号"]
    assert lines[2].startswith("兹聘任 王建1 同志为炼铁厂高炉工艺首席工程师")
    assert lines[2].endswith("，聘期自 2023年1月1日 起至 2025年12月31日 止（含当日）。")
    assert lines[3:6] == ["特发此证。", "示例集团（盖章）", "2026年11月1日"]


def test_the_paper_for_the_meeting_reads_right(house, convert):
    batch = print_meeting_paper(proposed(house[0], 12), actor=house[1])
    file = meeting_document(batch, templates.opened("meeting_paper"), user=house[1])
    text = convert(file, "txt:Text (encoded):UTF8", "txt").decode("utf-8-sig")
    for said in (
        "上 会 材 料",
        "续聘（12 项）",
        "说明：经考核，提请审议。",
        "王建12",
        "1980-04",
        "2025-12-31",
        "需说明事项：自 2026-01-01 起至本聘期之前为超期未续聘。",
        "填报人：",
    ):
        assert said in text, said
    assert 1 <= pages_in(convert(file, "pdf", "pdf")) <= 3


def pages_with_words(pdf):
    """How many pages say anything: those whose drawing shows text."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = (zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")
    return sum(bool(re.search(rb"\bBT\b.*\bT[jJ]\b", page, re.DOTALL)) for page in drawn)


def test_the_foot_stands_on_each_printed_page(house, open_as):
    unit, user = house
    (appointment,) = held(unit, 1, title="高炉工艺首席工程师")
    letter = of.letter(appointment)
    Goal.objects.bulk_create(
        Goal(letter=letter, position=place, content=f"目标{place}", weight=Decimal(2)) for place in range(1, 51)
    )
    batch = proposed(unit, 40)
    for address in (
        reverse("posts:letter_print", args=[letter.pk]),
        reverse("posts:batch_meeting_paper", args=[batch.pk]),
    ):
        page = open_as(user, address)
        page.evaluate("document.querySelector('.leaf').style.visibility = 'hidden'")
        page.evaluate("document.querySelector('.leaf .foot').style.visibility = 'visible'")
        pdf = page.pdf(prefer_css_page_size=True)
        assert pages_in(pdf) > 1
        assert pages_with_words(pdf) == pages_in(pdf)


@pytest.mark.parametrize(("paper", "size"), [("a4", A4_LANDSCAPE), ("a3", A3_LANDSCAPE)])
def test_the_page_prints_on_its_paper(house, open_as, paper, size):
    batch = proposed(house[0], 3)
    page = open_as(house[1], f"{reverse('posts:batch_meeting_paper', args=[batch.pk])}?paper={paper}")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [size]


def test_a_target_letter_reads_right(house, convert):
    unit, user = house
    (appointment,) = held(unit, 1, title="高炉工艺首席工程师")
    (letter,) = letters.draft_letters([appointment], actor=user)
    letter.refresh_from_db()
    goal = {"content": "焦比降低", "target": Decimal(355), "measure": "kg/t", "weight": Decimal(100), "due_on": None}
    letters.revise_letter(letter, seen=letter.updated_at, goals=[goal], remarks="课题经费优先", actor=user)
    letter = letters.print_letter(TargetLetter.objects.get(pk=letter.pk), actor=user)
    content = letter_document(letter, user=user)
    text = convert(content, "txt:Text", "txt").decode("utf-8-sig")
    for said in ("聘期目标责任书", "王建1", "焦比降低", "355", "2023年1月1日至2025年12月31日"):
        assert said in text, said
    footer = Document(io.BytesIO(content)).sections[0].footer
    assert letter.paper.check_code in footer.paragraphs[0].text
