"""Makes meeting_paper.docx, the Word template of a survey's 上会材料: `python -m planning.papers.meeting_template`.

The paper is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by meeting.py.
"""

from pathlib import Path

from posts.papers import drawing

TEMPLATE = Path(__file__).with_name("meeting_paper.docx")
SEATS = (  # (heading, name in the row, width in cm): 26.7 cm stand between the margins
    ("核定职数", "authorised", 2.4),
    ("需求职数", "wanted", 2.4),
    ("汇总职数", "consolidated", 2.4),
    ("增减职数", "extra", 2.4),
    ("年津贴增减（元）", "money", 4),
)
TABLES = (
    ("分专业领域、层级汇总", "by_discipline", (("专业领域", "discipline", 8), ("层级", "grade", 5.1), *SEATS)),
    (
        "分子公司汇总",
        "by_subsidiary",
        (("单位", "unit", 6.1), ("应填报", "asked", 2.3), ("已上报", "here", 2.3), ("逾期", "late", 2.4), *SEATS),
    ),
    (
        "要求增加职数的条目",
        "lines",
        (
            ("序号", "no", 1),
            ("单位", "unit", 3),
            ("专业领域", "discipline", 2.4),
            ("层级", "grade", 2),
            ("核定职数", "authorised", 1.1),
            ("在聘", "held", 1.1),
            ("需求职数", "wanted", 1.1),
            ("汇总职数", "consolidated", 1.1),
            ("生产难题", "problem", 6.4),
            ("紧迫程度", "urgency", 1.7),
            ("不予设置的后果", "consequence", 3.7),
            ("汇总理由", "reason", 2.1),
        ),
    ),
)
SIGNED = ("填报人：", "审核人：", "单位负责人（盖章）：", "日期：")


def build():
    """The template as a document."""
    document = drawing.landscape((1.6, 1.5, 1.6, 1.5))
    drawing.line(document, "需 求 普 查 上 会 材 料", size=18, bold=True, align="center", font="黑体", after=4)
    drawing.line(document, "{{ title }}", size=13, bold=True, align="center", after=6)
    drawing.line(document, "单位：{{ unit }}　　　现状截止日期：{{ as_of }}", size=10.5, after=4)
    drawing.line(document, "{%p for row in sentences %}")
    drawing.line(document, "{{ row.words }}", size=10.5)
    drawing.line(document, "{%p endfor %}")
    for label, name, columns in TABLES:
        drawing.heading(document, label)
        drawing.listing(document, name, columns)
    drawing.line(document, "{%p if more_lines %}")
    drawing.line(document, "另有 {{ more_lines }} 条，详见核定工作台导出的清单。", size=10.5)
    drawing.line(document, "{%p endif %}")
    drawing.line(document, "　　　　　　　　　".join(SIGNED), size=10.5, before=22)
    drawing.foot(document.sections[0].footer.paragraphs[0])
    return document


if __name__ == "__main__":
    build().save(TEMPLATE)
