"""上会材料 of a demand survey as a Word file, and the example with which a new template is tried."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.numbers import signed, signed_money
from office.papers.words import plain
from office.sentences import labelled

_SEATS = {"authorised": "12", "wanted": "16", "consolidated": "15", "extra": "+3", "money": "+108,000.00"}
SAMPLE = {
    "title": "2026年首席岗位需求普查",
    "unit": "示例集团",
    "as_of": "2026-09-30",
    "sentences": [
        {"words": "应填报 33 家，已汇总上报 33 家，其中逾期 2 家；子公司汇总中 0 家，未上报 0 家。"},
        {"words": "首席工程师：核定 12 个，需求 16 个，汇总 15 个（+3），年津贴增减 +108,000.00 元。"},
    ],
    "by_discipline": [{"discipline": "炼铁", "grade": "首席工程师"} | _SEATS],
    "by_subsidiary": [{"unit": "板材公司", "asked": "8", "here": "8", "late": "1"} | _SEATS],
    "lines": [
        {
            "no": "1",
            "unit": "板材公司 · 第一炼铁厂",
            "discipline": "炼铁",
            "grade": "首席工程师",
            "authorised": "1",
            "held": "1",
            "wanted": "2",
            "consolidated": "2",
            "problem": "难点：高炉炉缸侧壁温度升高，制约长周期稳定运行。",
            "urgency": "急需",
            "consequence": "炉役后期无法保证安全生产。",
            "reason": "与第二炼铁厂合并设置。",
        },
        {
            "no": "",
            "unit": "并入本条：板材公司 · 第二炼铁厂",
            "discipline": "炼铁",
            "grade": "首席工程师",
            "authorised": "0",
            "held": "0",
            "wanted": "1",
            "consolidated": "0",
            "problem": "堵点：煤气波动，高炉利用系数长期偏低。",
            "urgency": "一般",
            "consequence": "",
            "reason": "并入第一炼铁厂：合并设置。",
        },
    ],
    "more_lines": "",
    "foot": "校验码 7KQF-2MXA-9TPD　李敏打印，2026-10-20 09:30",
}
PLACEHOLDERS = {
    "title": _("Title of the survey"),
    "unit": _("Unit of the survey"),
    "as_of": _("Day of the facts"),
    "sentences": _("The sentences that explain the result, a line each"),
    "sentences.words": _("The sentence"),
    "by_discipline": _("Sums by discipline and grade, a row each"),
    "by_discipline.discipline": _("Discipline"),
    "by_discipline.grade": _("Grade"),
    "by_discipline.authorised": _("Authorised seats"),
    "by_discipline.wanted": _("Seats wanted"),
    "by_discipline.consolidated": _("Consolidated seats"),
    "by_discipline.extra": _("Consolidated seats beyond those authorised, with their sign"),
    "by_discipline.money": _("What these cost a year in allowances, in yuan"),
    "by_subsidiary": _("Sums by subsidiary, a row each; the same names of seats and money within the row"),
    "by_subsidiary.unit": _("Subsidiary"),
    "by_subsidiary.asked": _("Units asked"),
    "by_subsidiary.here": _("Returns passed up"),
    "by_subsidiary.late": _("Returns that were late"),
    "lines": _(
        "The lines that ask for further seats, a row each, those merged into one below it; names of seats as above"
    ),
    "lines.no": _("Number of the row, empty for a merged line"),
    "lines.unit": _("Unit, behind its subsidiary"),
    "lines.held": _("Seats held"),
    "lines.problem": _("Kind and words of the production problem"),
    "lines.urgency": _("Urgency"),
    "lines.consequence": _("What happens if refused"),
    "lines.reason": _("Reason of the subsidiary"),
    "more_lines": _("How many lines are not printed; empty if all are"),
    "foot": _("Check code, who printed it and when"),
}


def meeting_document(paper, template, foot):
    """The bytes of the Word file of a MeetingPaper, made in the language of the house."""
    survey = paper.survey
    return template.fill(
        {
            "title": plain(survey.title),
            "unit": plain(survey.unit.name),
            "as_of": str(survey.as_of),
            "sentences": [{"words": plain(sentence)} for sentence in paper.sentences],
            "by_discipline": [
                {"discipline": plain(discipline), "grade": grade} | _seats(sums)
                for discipline, grade, sums in paper.disciplines
            ],
            "by_subsidiary": [
                {"unit": plain(branch.label), "asked": str(branch.asked), "here": str(branch.here)}
                | {"late": str(branch.late)}
                | _seats(branch.sums)
                for branch in paper.branches
            ],
            "lines": list(_lines(paper)),
            "more_lines": str(paper.more_lines or ""),
            "foot": foot,
        }
    )


def _seats(sums):
    counts = {name: str(getattr(sums, name)) for name in ("authorised", "wanted", "consolidated")}
    said = _("not said") if sums.unpriced else signed_money(sums.money)
    return counts | {"extra": signed(sums.extra), "money": str(said)}


def _lines(paper):
    """Each with those merged into it below, which have no number of their own."""
    for number, line in enumerate(paper.lines, 1):
        yield _line(str(number), line.place(), line)
        for merged in line.merged.all():
            yield _line("", labelled(gettext("Merged into it"), merged.place()), merged)


def _line(number, place, line):
    kind = line.get_problem_kind_display()
    return {
        "no": number,
        "unit": plain(place),
        "discipline": plain(line.discipline.name),
        "grade": str(line.grade),
        **{name: str(getattr(line, name)) for name in ("authorised", "held", "wanted", "consolidated")},
        "problem": plain(f"{kind}：{line.problem}" if kind else line.problem),
        "urgency": line.get_urgency_display(),
        "consequence": plain(line.consequence),
        "reason": plain(line.consolidated_reason),
    }
