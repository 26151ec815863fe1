"""Makes letter.docx, the Word template of the 岗位变动告知书: `python -m establishment.papers.letter_template`.

The paper is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by letter.py.
"""

from pathlib import Path

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm, Pt

from posts.papers import drawing

TEMPLATE = Path(__file__).with_name("letter.docx")
PLACES = (
    ("岗位", "{{ row.post }}", "{{ row.new_post }}"),
    ("岗位编号", "{{ row.seat }}", "{{ row.new_seat }}"),
    ("所在单位", "{{ row.unit }}", "{{ row.new_unit }}"),
    ("专业领域", "{{ row.discipline }}", "{{ row.new_discipline }}"),
    ("层级", "{{ row.grade }}", "{{ row.new_grade }}"),
)
SIZE = 14


def build():
    """The template as a document: a page for each person."""
    document = Document()
    _page(document)
    drawing.line(document, "{%p for row in letters %}")
    title = drawing.line(document, "岗 位 变 动 告 知 书", size=22, bold=True, align="center", font="黑体", after=18)
    title.paragraph_format.page_break_before = True
    _words(document, "{{ row.name }} 同志（工号 {{ row.number }}）：")
    _words(
        document,
        "　　根据{{ row.decision }}（{{ row.decided_on }}），“{{ row.review }}”自{{ row.effective }}起施行。"
        "现将涉及您所任岗位的变动告知如下：",
        after=8,
    )
    rows = (("事项", "变动前", "变动后"), *PLACES)
    for row in drawing.table(document, rows, (2.8, 6.6, 6.6), size=12).rows:
        row.height, row.height_rule = Cm(0.9), WD_ROW_HEIGHT_RULE.AT_LEAST
    _words(document, "　　{{ row.what }}", before=10)
    _words(document, "　　如有疑问，请向{{ row.asked }}咨询。", after=18)
    _words(document, "{{ row.issuer }}（盖章）", align="right")
    _words(document, "{{ row.dated_on }}", align="right", after=24)
    _words(document, "本人已知悉。　签字：　　　　　　　　日期：　　　年　　月　　日", after=18)
    drawing.line(document, "{{ row.foot }}", size=9)
    drawing.line(document, "{%p endfor %}")
    return document


def _page(document):
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2)
    style = document.styles["Normal"]
    style.font.size = Pt(SIZE)
    drawing.set_font(style, "Times New Roman", "仿宋")
    style.paragraph_format.space_after = Pt(0)


def _words(document, text, **distances):
    paragraph = drawing.line(document, text, **{"align": "left"} | distances)
    paragraph.paragraph_format.line_spacing = Pt(2 * SIZE)


if __name__ == "__main__":
    build().save(TEMPLATE)
