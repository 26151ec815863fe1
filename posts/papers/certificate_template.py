"""Makes certificate.docx, the Word template of the 聘书: `python -m posts.papers.certificate_template`.

Each certificate fills one page within a double frame. The loop stands around the page; its first line begins a new page.
"""

from pathlib import Path

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from posts.papers import drawing

TEMPLATE = Path(__file__).with_name("certificate.docx")
RED, GREY = RGBColor(0xB0, 0x1E, 0x23), RGBColor(0x70, 0x70, 0x70)
WORDS = (
    ("　　兹聘任 ", False),
    (" {{ row.name }} ", True),
    (" 同志为{{ row.unit }}", False),
    ("{{ row.post }}", True),
    ("，聘期自 {{ row.starts_on }} 起至 {{ row.last_day }} 止（含当日）。", False),
)


def build():
    """The template as a document."""
    document = drawing.landscape((2.6, 4.2, 2.2, 4.2), size=20)
    drawing.line(document, "{%p for row in certificates %}")
    title = drawing.line(
        document, "聘　书", size=54, bold=True, align="center", font="黑体", before=8, after=6, colour=RED
    )
    title.paragraph_format.page_break_before = True
    drawing.line(document, "编号：{{ row.number }}", size=14, align="right", font="仿宋", after=26)
    _words(document)
    drawing.line(document, "　　特发此证。", font="楷体", after=40)
    drawing.line(document, "{{ row.issuer }}（盖章）", align="right", font="楷体", after=6)
    drawing.line(document, "{{ row.date }}", align="right", font="楷体", after=14)
    drawing.line(document, "校验码 {{ row.code }}", size=9, font="仿宋", colour=GREY)
    drawing.line(document, "{%p endfor %}")
    _frame(document.sections[0])
    return document


def _words(document):
    paragraph = drawing.line(document, "", align="justify", after=10)
    paragraph.paragraph_format.line_spacing = Pt(38)
    for text, strong in WORDS:
        drawing.write(paragraph, text, font="楷体", bold=strong)


def _frame(section):
    """A double line around the page."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "thinThickSmallGap"), ("sz", "24"), ("space", "24"), ("color", "B01E23")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    section._sectPr.find(qn("w:pgMar")).addnext(borders)


if __name__ == "__main__":
    build().save(TEMPLATE)
