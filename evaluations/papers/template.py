"""Makes registration_form.docx, the Word template of the 年度考核登记表: `python -m evaluations.papers.template`.

The form is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by word.py.
"""

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TEMPLATE = Path(__file__).with_name("registration_form.docx")
WIDTH = 17.4  # cm between the margins
PERSON = (
    (("姓名", "{{ name }}"), ("性别", "{{ sex }}"), ("出生年月", "{{ born }}")),
    (("职工号", "{{ number }}"), ("专业领域", "{{ discipline }}"), ("层级", "{{ grade_of_post }}")),
    (("单位", "{{ unit }}"), ("岗位", "{{ post }}"), ("聘期", "{{ term }}")),
)
OPINIONS = (("考核意见", "考核人签字："), ("单位意见", "负责人签字（盖章）："), ("委员会意见", "主任签字（盖章）："))
DAY = "　　　　年　　月　　日"


def build():
    """The template as a document."""
    document = Document()
    _page(document)
    _line(document, "专家、首席工程技术岗位年度考核登记表", 16, bold=True)
    _line(document, "考核年度：{{ year }}　　考核周期：{{ cycle }}", 10.5)
    _person(document)
    _gap(document)
    _parts(document)
    _gap(document)
    _opinions(document)
    _line(document, "{{ foot }}", 9)
    return document


def _page(document):
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(0)


def _line(document, text, size, *, bold=False):
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _gap(document):
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _table(document, rows, widths):
    table = document.add_table(rows, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _height(row, centimetres):
    row.height, row.height_rule = Cm(centimetres), WD_ROW_HEIGHT_RULE.AT_LEAST


def _person(document):
    table = _table(document, len(PERSON) + 1, (2, 3.8, 2, 3.8, 2, 3.8))
    for row, facts in zip(table.rows, PERSON, strict=False):
        _height(row, 0.8)
        for place, (label, value) in enumerate(facts):
            row.cells[2 * place].text, row.cells[2 * place + 1].text = label, value
    last = table.rows[-1]
    _height(last, 6)
    last.cells[0].text = "个人述职"
    last.cells[1].merge(last.cells[-1])


def _parts(document):
    table = _table(document, 5, (6.4, 3, 4, 4))
    rows = (
        ("考核构成", "权重（%）", "得分", "折算分"),
        ("{%tr for part in parts %}", "", "", ""),
        ("{{ part.name }}", "{{ part.weight }}", "{{ part.points }}", "{{ part.brings }}"),
        ("{%tr endfor %}", "", "", ""),
        ("综合得分", "{{ composite }}", "等次", "{{ grade }}"),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _opinions(document):
    table = _table(document, len(OPINIONS) + 1, (2.4, WIDTH - 2.4))
    for row, (label, signed) in zip(table.rows, OPINIONS, strict=False):
        _height(row, 2.6)
        row.cells[0].text = label
        row.cells[1].text = f"\n\n\n{signed}　　　　　　　　{DAY}"
    last = table.rows[-1]
    _height(last, 1.4)
    last.cells[0].text = "本人签字"
    last.cells[1].text = f"\n签字：　　　　　　　　{DAY}"


if __name__ == "__main__":
    build().save(TEMPLATE)
