"""Makes letter.docx, the Word template of the 聘期目标责任书: `python -m posts.papers.letter_template`.

The paper is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by letter.py.
"""

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt

from posts.papers.drawing import ALIGNMENTS, line, set_font, table
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
SIGNED = (
    ("受聘人", "签字：", "{{ signed_by_holder }}"),
    ("聘任单位\n（盖章）", "负责人签字：", "{{ signed_for_unit }}"),
)
DAY = "　　　　年　　月　　日"


def build():
    """The template as a document."""
    document = Document()
    _page(document)
    line(document, "聘期目标责任书", size=18, bold=True, align="center", after=4)
    line(document, "责任期：{{ period }}", align="center", after=4)
    _about(document)
    _heading(document, "目标任务")
    _goals(document)
    _heading(document, "权利、责任与支持条件")
    line(document, "{{ remarks|default('无', true) }}", after=4)
    _heading(document, "约定事项")
    for sentence in TERMS:
        line(document, sentence, after=4)
    _gap(document)
    _signatures(document)
    return document


def _page(document):
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.6)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    set_font(style, "Times New Roman", "宋体")
    style.paragraph_format.space_after = Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = ALIGNMENTS["center"]
    foot.add_run("{{ foot }}").font.size = Pt(9)


def _heading(document, text):
    line(document, text, size=11, bold=True, before=8, after=4).paragraph_format.keep_with_next = True


def _gap(document):
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _framed(document, rows, widths):
    framed = document.add_table(rows, len(widths), style="Table Grid")
    framed.alignment, framed.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(framed.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width, cell.vertical_alignment = Cm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return framed


def _height(row, centimetres):
    row.height, row.height_rule = Cm(centimetres), WD_ROW_HEIGHT_RULE.AT_LEAST


def _about(document):
    framed = _framed(document, len(ABOUT), (2, 5.4, 2, 7.8))
    for row, facts in zip(framed.rows, ABOUT, strict=True):
        _height(row, 0.75)
        for place, (label, value) in enumerate(facts):
            row.cells[2 * place].text, row.cells[2 * place + 1].text = label, value


def _goals(document):
    labels, widths = zip(*COLUMNS, strict=True)
    blank = [""] * (len(COLUMNS) - 1)
    rows = (
        labels,
        ["{%tr for goal in goals %}", *blank],
        [f"{{{{ goal.{name} }}}}" for name in GOAL],
        ["{%tr endfor %}", *blank],
        ["", "合计", "", "", "{{ weight }}", ""],
    )
    made = table(document, rows, widths, size=10.5)
    for row in (made.rows[2], made.rows[4]):
        _height(row, 0.8)
        for place, cell in enumerate(row.cells):
            if place != 1:
                cell.paragraphs[0].alignment = ALIGNMENTS["center"]


def _signatures(document):
    framed = _framed(document, len(SIGNED), (3.2, 14))
    for row, (label, line_of, on_screen) in zip(framed.rows, SIGNED, strict=True):
        _height(row, 2.3)
        row.cells[0].text = label
        row.cells[1].text = f"{on_screen}\n\n{line_of}　　　　　　　　　　{DAY}"


if __name__ == "__main__":
    build().save(TEMPLATE)
