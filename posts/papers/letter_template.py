"""Makes letter.docx, the Word template of the 聘期目标责任书: `python -m posts.papers.letter_template`.

The paper is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by letter.py.
"""

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from posts.papers.letter import TEMPLATE

ABOUT = (
    (("姓名", "{{ name }}"), ("职工号", "{{ number }}")),
    (("所在单位", "{{ unit }}"), ("专业领域", "{{ discipline }}")),
    (("岗位", "{{ post }}"), ("岗位编号", "{{ code }}")),
    (("层级", "{{ grade }}"), ("聘期", "{{ term }}")),
)
COLUMNS = (("序号", 1.2), ("目标任务", 7), ("目标值", 2.2), ("计量单位", 2.2), ("权重（%）", 2), ("完成时限", 2.6))
GOAL = ("place", "content", "target", "measure", "weight", "due_on")
TERMS = (
    "一、本责任书是聘期考核和年度考核的依据。目标完成情况以统计、验收、鉴定等书面材料为准。",
    "二、责任期内岗位职责或生产经营条件发生重大变化的，经双方协商一致可另行签订，原责任书同时失效并存档。",
    "三、本责任书一式两份，聘任单位和受聘人各执一份，双方签字后生效。",
)
SIGNED = (("受聘人", "签字：", "{{ signed_by_holder }}"), ("聘任单位（盖章）", "负责人签字：", "{{ signed_for_unit }}"))
DAY = "　　　　年　　月　　日"


def build():
    """The template as a document."""
    document = Document()
    _page(document)
    _line(document, "聘期目标责任书", 18, bold=True)
    _line(document, "责任期：{{ period }}", 10.5)
    _about(document)
    _heading(document, "目标任务")
    _goals(document)
    _heading(document, "权利、责任与支持条件")
    _line(document, "{{ remarks|default('无', true) }}", 10.5, centred=False)
    _heading(document, "约定事项")
    for sentence in TERMS:
        _line(document, sentence, 10.5, centred=False)
    _gap(document)
    _signatures(document)
    return document


def _page(document):
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("{{ foot }}").font.size = Pt(9)


def _line(document, text, size, *, bold=False, centred=True):
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _heading(document, text):
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(11)


def _gap(document):
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _table(document, rows, widths):
    table = document.add_table(rows, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        _together(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _together(row):
    """A row is not torn apart at the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _height(row, centimetres):
    row.height, row.height_rule = Cm(centimetres), WD_ROW_HEIGHT_RULE.AT_LEAST


def _about(document):
    table = _table(document, len(ABOUT), (2.2, 6.2, 2.2, 6.6))
    for row, facts in zip(table.rows, ABOUT, strict=True):
        _height(row, 0.75)
        for place, (label, value) in enumerate(facts):
            row.cells[2 * place].text, row.cells[2 * place + 1].text = label, value


def _goals(document):
    table = _table(document, 5, [width for _label, width in COLUMNS])
    rows = (
        [label for label, _width in COLUMNS],
        ["{%tr for goal in goals %}"],
        [f"{{{{ goal.{name} }}}}" for name in GOAL],
        ["{%tr endfor %}"],
        ["", "合计", "", "", "{{ weight }}", ""],
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for place, text in enumerate(texts):
            row.cells[place].text = text
            if place != 1:
                row.cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))  # stands above the rows of every page


def _signatures(document):
    table = _table(document, len(SIGNED), (3.2, 14))
    for row, (label, line, on_screen) in zip(table.rows, SIGNED, strict=True):
        _height(row, 2.3)
        row.cells[0].text = label
        row.cells[1].text = f"{on_screen}\n\n{line}　　　　　　　　　　{DAY}"


if __name__ == "__main__":
    build().save(TEMPLATE)
