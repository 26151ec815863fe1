"""Makes meeting_paper.docx and report.docx, the Word templates of a review's 上会材料 and of its 梳理报告:
`python -m establishment.papers.meeting_template`.

Both are HR's and in Chinese whatever the language of the screen; the words in braces are filled in by meeting.py.
"""

from pathlib import Path

from posts.papers import drawing

TEMPLATE = Path(__file__).with_name("meeting_paper.docx")
REPORT = Path(__file__).with_name("report.docx")
TABLES = (  # (label, name of the list, columns of (heading, name in the row, width in cm)): 26.7 cm stand between the margins
    (
        "分调整类型汇总",
        "sums",
        (
            ("调整类型", "kind", 10.7),
            ("岗位数", "posts", 4),
            ("调整前职数", "before", 4),
            ("调整后职数", "after", 4),
            ("增减", "extra", 4),
        ),
    ),
    (
        "岗位调整明细",
        "changes",
        (
            ("序号", "no", 1),
            ("调整类型", "kind", 1.9),
            ("岗位编号", "code", 2.6),
            ("岗位名称", "title", 3.6),
            ("单位", "unit", 2.9),
            ("专业领域", "discipline", 2.2),
            ("层级", "grade", 2.4),
            ("核定职数", "seats", 1.6),
            ("岗位状态", "status", 2.1),
            ("承接岗位", "successor", 2.2),
            ("理由", "why", 4.2),
        ),
    ),
    (
        "任职人员去向",
        "holders",
        (
            ("序号", "no", 1),
            ("姓名", "name", 1.9),
            ("工号", "number", 2.2),
            ("单位", "unit", 3.4),
            ("现任岗位", "seat", 3),
            ("聘期止", "until", 2.3),
            ("人员去向", "fate", 4.2),
            ("转任岗位", "to_seat", 3),
            ("离岗首日", "ends_on", 2.3),
            ("理由", "why", 3.4),
        ),
    ),
)
SIGNED = ("起草人：", "审核人：", "单位负责人（盖章）：", "日期：")


def build():
    """The template of the paper for the meeting as a document."""
    document = _headed("岗 位 梳 理 上 会 材 料")
    drawing.line(document, "{%p if obstacles %}")
    drawing.heading(document, "尚待解决事项")
    drawing.line(document, "{%p for row in obstacles %}")
    drawing.line(document, "{{ row.words }}", size=10.5)
    drawing.line(document, "{%p endfor %}")
    drawing.line(document, "{%p endif %}")
    return _signed(document)


def build_report():
    """The same of the report, which tells how it was decided and carried out."""
    document = _headed("岗 位 梳 理 报 告")
    drawing.heading(document, "议定与实施")
    drawing.line(document, "状态：{{ status }}　　　议定事项：{{ decision }}　　　人员聘任批次：{{ batch }}", size=10.5)
    drawing.line(document, "{%p for row in steps %}")
    drawing.line(document, "{{ row.step }}：{{ row.who }}（{{ row.at }}）", size=10.5)
    drawing.line(document, "{%p endfor %}")
    return _signed(document)


def _headed(title):
    document = drawing.landscape((1.6, 1.5, 1.6, 1.5))
    drawing.line(document, title, size=18, bold=True, align="center", font="黑体", after=4)
    drawing.line(document, "{{ title }}", size=13, bold=True, align="center", after=6)
    drawing.line(document, "单位：{{ unit }}　　　生效日期：{{ effective }}", size=10.5, after=4)
    drawing.line(document, "{%p if explanation %}")
    drawing.line(document, "说明：{{ explanation }}", size=10.5, after=4)
    drawing.line(document, "{%p endif %}")
    drawing.line(document, "{%p for row in sentences %}")
    drawing.line(document, "{{ row.words }}", size=10.5)
    drawing.line(document, "{%p endfor %}")
    for label, name, columns in TABLES:
        _table(document, label, name, columns)
    return document


def _signed(document):
    drawing.line(document, "　　　　　　　　　".join(SIGNED), size=10.5, before=22)
    drawing.foot(document.sections[0].footer.paragraphs[0])
    return document


def _table(document, label, name, columns):
    """With its heading, where the list has rows."""
    drawing.line(document, f"{{%p if {name} %}}")
    drawing.heading(document, label)
    drawing.listing(document, name, columns)
    drawing.line(document, "{%p endif %}")


if __name__ == "__main__":
    build().save(TEMPLATE)
    build_report().save(REPORT)
