"""Makes meeting_paper.docx, the Word template of the 上会材料: `python -m posts.papers.meeting_template`.

The paper is HR's and in Chinese whatever the language of the screen; the words in braces are filled in by meeting.py.
"""

from pathlib import Path

from posts.papers import drawing

TEMPLATE = Path(__file__).with_name("meeting_paper.docx")
# (heading, name in the row, width in cm): 26.7 cm stand between the margins
PERSON = (
    ("序号", "no", 1),
    ("姓名", "name", 1.7),
    ("性别", "sex", 1),
    ("出生年月", "born", 1.7),
    ("所在单位", "unit", 2.6),
    ("职称", "title", 1.7),
    ("岗位", "post", 3.2),
    ("层级", "grade", 2.2),
)
VERDICT = ("任职条件", "verdict", 1.7)
REASON = ("理由", "reason", 5.9)
HELD = (
    *PERSON,
    ("现聘期起止", "present", 2.3),
    ("聘任方式", "mode", 1.5),
    ("拟聘期起止", "term", 2.3),
    VERDICT,
    ("理由", "reason", 3.8),
)
TABLES = (
    (
        "聘任",
        "appointed",
        (*PERSON, ("聘任方式", "mode", 1.7), ("拟聘期起止", "term", 2.3), VERDICT, REASON),
    ),
    ("续聘", "renewed", HELD),
    (
        "聘期顺延",
        "extended",
        (*PERSON, ("现聘期起止", "present", 2.3), ("顺延至", "term", 2.1), VERDICT, ("理由", "reason", 5.5)),
    ),
    ("低聘", "lowered", HELD),
    (
        "终止聘任",
        "ended",
        (
            *PERSON,
            ("现聘期起止", "present", 2.3),
            ("终止日期", "term", 2.1),
            ("终止原因", "mode", 2.2),
            ("理由", "reason", 5),
        ),
    ),
    ("撤销", "revoked", (*PERSON, ("撤销事项", "term", 5.8), ("理由", "reason", 5.8))),
)
POINTS = 4  # the row of what the meeting must know, across all columns
SIGNED = ("填报人：", "审核人：", "单位负责人（盖章）：", "日期：")


def build():
    """The template as a document."""
    document = drawing.landscape((1.6, 1.5, 1.6, 1.5))
    drawing.line(document, "上 会 材 料", size=18, bold=True, align="center", font="黑体", after=4)
    drawing.line(document, "{{ title }}", size=13, bold=True, align="center", after=6)
    drawing.line(document, "单位：{{ unit }}　　　拟生效日期：{{ effective }}　　　依据：{{ rulebooks }}", size=10.5)
    drawing.line(document, "事项 {{ total }} 项，{{ people }} 人：{{ counts }}", size=10.5, after=4)
    drawing.line(document, "{%p if explanation %}")
    drawing.line(document, "说明：{{ explanation }}", size=10.5, after=4)
    drawing.line(document, "{%p endif %}")
    for label, name, columns in TABLES:
        _act(document, label, name, columns)
    drawing.line(document, "　　　　　　　　　".join(SIGNED), size=10.5, before=22)
    drawing.foot(document.sections[0].footer.paragraphs[0])
    return document


def _act(document, label, name, columns):
    """The heading and the table of one act, where it has rows."""
    drawing.line(document, f"{{%p if {name} %}}")
    drawing.heading(document, f"{label}（{{{{ {name}|length }}}} 项）")
    made = drawing.listing(
        document, name, columns, "{%tr if row.points %}", "需说明事项：{{ row.points }}", "{%tr endif %}"
    )
    drawing.join(made.rows[POINTS])
    drawing.line(document, "{%p endif %}")


if __name__ == "__main__":
    build().save(TEMPLATE)
