"""A demand survey of the sample group, as the requests that the people's browsers send."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.enums import Role
from office.models import Decision, Unit
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.consolidation import state_of
from planning.selectors.returns import content_code
from rulebooks.models import Grade
from tests.acceptance import screens
from tests.factories import workbooks

WORKBOOK = "首席岗位需求填报.xlsx"
IRONWORKS, PRODUCTION = "010201", "010104"  # these two answer on the screen
SUBSIDIARIES = ("0102", "0103", "0104", "0105", "0106", "0107")
LIMITS = {"chief-engineer": 8, "expert-1": 6, "expert-2": 8}
QUESTIONS = (
    ("近三年有无因缺少首席而停滞的攻关项目", "yes_no", ""),
    ("最需要补充首席的时间", "choice", "今年\n明年\n后年"),
    ("对首席岗位设置的其他建议", "text", ""),
)
FIELDS = ("wanted", "problem_kind", "problem", "urgency", "consequence")
WORDS = {"难点": "hard", "堵点": "blocked", "痛点": "painful", "急需": "now", "年内需要": "year", "可延后": "later"}
SCAN = b"%PDF-1.4 stamped"


def url(name, *args):
    return reverse(f"planning:{name}", args=args)


def followed(answer):
    """An act that was done leads on; one that was refused says why."""
    assert answer.status_code == 302, screens.text(answer)[-4000:]
    return answer


# --- Whoever runs it -------------------------------------------------------------------------------------------
def prepare(client):
    """A draft with its questions and limits, without the headquarters as a whole; sent out as shown."""
    facts = {
        "title": "2026年首席岗位需求普查",
        "kinds": ["plant", "department"],
        "as_of": "2026-09-30",
        "opens_on": "2026-10-15",
        "closes_on": "2026-11-20",
        "guidance": "请对照生产中的难点、堵点、痛点填报。",
    }
    followed(client.post(url("survey_create"), facts | {"unit": "01", "form_key": "f" * 32}))
    survey = DemandSurvey.objects.latest("pk")
    seen = client.get(url("survey_update", survey.pk)).context["form"]["seen"].value()
    followed(client.post(url("survey_update", survey.pk), facts | {"seen": seen} | _limits() | _questions()))
    followed(client.post(url("survey_leave_out", survey.pk), {"unit": "0101"}))
    hidden = dict(client.get(url("survey_open", survey.pk)).context["hidden_fields"])
    followed(client.post(url("survey_open", survey.pk), hidden))
    return DemandSurvey.objects.get(pk=survey.pk)


def _limits():
    return {f"limit_{grade.pk}": LIMITS[grade.code] for grade in Grade.objects.filter(code__in=LIMITS)}


def _questions():
    rows = {"questions-TOTAL_FORMS": len(QUESTIONS), "questions-INITIAL_FORMS": 0}
    for number, (words, kind, choices) in enumerate(QUESTIONS):
        row = {"position": number + 1, "words": words, "kind": kind, "choices": choices}
        row |= {"required": "on"} if kind != "text" else {}
        rows |= {f"questions-{number}-{name}": value for name, value in row.items()}
    return rows


def staff(group):
    """Who works on it: human resources of the group and of each subsidiary, and three people in two units each."""
    group.grant("hr", "郑文静", Role.HR, "01")
    for code in SUBSIDIARIES:
        group.grant(f"hr-{code}", f"人事{code}", Role.HR, code)
    for code in (IRONWORKS, PRODUCTION):
        for role in (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD):
            group.grant(f"{role}-{code}", f"{role.label}{code}", role, code)


# --- What is asked for -----------------------------------------------------------------------------------------
def asked_for(sheet=0):
    """Rows of the sample workbook, without title and headings."""
    return screens.rows_of(WORKBOOK, sheet)[2 - sheet :]


def excel_of(codes):
    """The rows of some units as a workbook of its own."""
    sheets = []
    for sheet in (0, 1):
        heads = screens.rows_of(WORKBOOK, sheet)[1 - sheet]
        sheets.append([heads, *(row for row in asked_for(sheet) if row[0] in codes)])
    return workbooks.xlsx(sheets[0], "需求条目", 补充问题与备注=sheets[1])


def load(client, survey, codes):
    job = screens.upload(client, "demand", excel_of(codes), WORKBOOK, survey=survey.pk)
    assert job.result.get("problems") in (None, []), job.result["problems"]
    return screens.confirm(client, job)


def answer_of(survey, code):
    return DemandReturn.objects.get(survey=survey, unit__code=code)


def fill_on_screen(client, answer):
    """Every line and question by the page's own requests; lines that are not there yet are added first."""
    code = answer.unit.code
    for row in (row for row in asked_for() if row[0] == code):
        line = _line(answer, row) or _added(client, answer, row)
        values = [str(int(row[5])), WORDS.get(row[6], ""), row[7], WORDS.get(row[8], ""), row[9]]
        save(client, answer, {f"line:{line.pk}:{name}": value for name, value in zip(FIELDS, values, strict=True)})
        for person in filter(None, row[10].split("、")):
            address = url("return_candidates", answer.pk, line.pk)
            followed(client.post(address, {"engineer": person.split()[0]}))
    questions = {question.position: question for question in answer.survey.questions.all()}
    answers = {questions[int(row[2])].pk: row[4] for row in asked_for(1) if row[0] == code}
    save(
        client, answer, {f"answer:{key}": {"是": "yes", "否": "no"}.get(value, value) for key, value in answers.items()}
    )


def _line(answer, row):
    return answer.lines.filter(discipline__code=row[2], grade__name=row[4]).first()


def _added(client, answer, row):
    grade = Grade.objects.get(name=row[4])
    followed(client.post(url("return_line_add", answer.pk), {"grade": grade.pk, "discipline": row[2]}))
    return _line(answer, row)


def save(client, answer, values, base=""):
    """What the page's script sends as cells are left."""
    edits = [
        {"sheet": answer.pk, "criterion": name, "value": value, "base": base}
        for name, value in values.items()
        if value != base
    ]
    body = json.dumps({"epochs": {}, "edits": edits})
    found = client.post(url("return_cells"), body, content_type="application/json").json()["answers"]
    assert {one["state"] for one in found} <= {"saved", "same"}, found
    return found


def sign(group, answer):
    """Handed in, checked and approved on the screen."""
    for act, role in (("hand_in", Role.FILLER), ("check", Role.CHECKER), ("approve", Role.UNIT_HEAD)):
        client = group.browsers[f"{role}-{answer.unit.code}"]
        client.get(url(f"return_{act}", answer.pk))
        followed(client.post(url(f"return_{act}", answer.pk), {"seen": content_code(answer)}))


def stamp(client, answer):
    """Printed, signed and stamped by the head, and the scan attached by human resources."""
    page = client.post(url("return_print", answer.pk))
    assert page.status_code == 200
    answer.refresh_from_db()
    scan = SimpleUploadedFile("盖章件.pdf", SCAN)
    followed(
        client.post(url("return_paper", answer.pk), {"scan": scan, "code": answer.paper.check_code, "does": "approves"})
    )


# --- A subsidiary ----------------------------------------------------------------------------------------------
def consolidate(client, survey, code, *, numbers=(), merged=()):
    """Some numbers of its own, some lines merged, the others as wanted; then all up."""
    desk = (survey.pk, Unit.objects.get(code=code).pk)
    for line, number, reason in numbers:
        fields = {f"number-{line.pk}": number, f"reason-{line.pk}": reason, f"seen-{line.pk}": state_of(line)}
        followed(client.post(url("consolidation_save", *desk), fields))
    if merged:
        target, number, reason, *others = merged
        chosen = {"selected": [line.pk for line in (target, *others)]}
        shown = dict(client.post(url("consolidation_merge", *desk), chosen).context["hidden_fields"])
        facts = {"target": target.pk, "number": number, "reason": reason, "agreed": shown["agreed"]}
        followed(client.post(url("consolidation_merge", *desk), chosen | facts))
    taken = client.post(url("consolidation_take", *desk), {"all": "1"}).context["hidden_fields"]
    followed(client.post(url("consolidation_take", *desk), dict(taken)))
    ready = client.get(url("consolidation_pass_up", *desk)).context["ready"]
    passed = {"returns": [f"{going.demand_return.pk}:{going.code}" for going in ready]}
    followed(client.post(url("consolidation_pass_up", *desk), passed))
    return len(ready)


# --- Who decides -----------------------------------------------------------------------------------------------
def decide(client, survey, query, decision, **facts):
    """The lines that the desk finds, after the page that says what it comes to."""
    address = f"{url('survey_decide', survey.pk)}?{query}"
    given = {"how": "consolidated", "decision": decision.pk} | facts
    page = client.post(address, given)
    assert page.status_code == 200, page.url
    outcome = page.context["outcome"]
    followed(client.post(address, given | {"seen": outcome.code}))
    return outcome


def record_decision(client):
    screens.record_decision(client, "01", "首席岗位需求核定")
    return Decision.objects.latest("pk")


def line_of(survey, unit, discipline, grade="首席工程师"):
    lines = DemandLine.objects.filter(demand_return__survey=survey, demand_return__unit__code=unit)
    return lines.get(discipline__code=discipline, grade__name=grade)
