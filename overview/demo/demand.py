"""The demo's demand surveys: a subsidiary's, published; and the group's, at every stage on its way."""

from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from office.clock import today
from office.enums import DecisionBody, Role, UnitKind
from office.models import Duty, Unit, User
from office.services.accounts import create_account
from office.services.decisions import record_decision
from office.services.duties import grant_duties
from overview.demo.files import apply, read
from overview.demo.personas import GROUP, HEADQUARTERS, IRONWORKS, PLATE
from planning.enums import QuestionKind
from planning.models import DemandLine, DemandReturn, SurveyLimit, SurveyQuestion
from planning.selectors.consolidation import code_of_taking, goings_of, lines_of, not_looked_at, returns_of
from planning.selectors.deciding import outcome_of
from planning.selectors.previews import preview_of
from planning.selectors.publishing import code_of_publishing
from planning.selectors.returns import content_code
from planning.services import consolidation, returns, surveys
from planning.services.deciding import decide_lines
from rulebooks.models import Grade

WORKBOOK = "首席岗位需求填报.xlsx"
GUIDANCE = (
    "请各单位对照生产中的难点、堵点、痛点，逐专业、逐层级填报首席岗位需求职数（含现有职数）。\n"
    "增设职数须写明所要解决的生产难题、紧迫程度和不设置的影响，并列出本单位可参与竞聘的人选。"
)
LIMITS = {"chief-engineer": 8, "expert-1": 6, "expert-2": 8}
QUESTIONS = (
    {"words": "近三年有无因缺少首席而停滞的攻关项目", "kind": QuestionKind.YES_NO, "required": True},
    {"words": "最需要补充首席的时间", "kind": QuestionKind.CHOICE, "choices": "今年\n明年\n后年", "required": True},
    {"words": "对首席岗位设置的其他建议", "kind": QuestionKind.TEXT, "required": False},
)
STAFF = {  # who fills in, checks and approves below these units
    HEADQUARTERS: ("贺思源", "甘棠", "宋临川"),
    PLATE: ("乐言", "祝青山", "舒望"),
    "0103": ("岳清", "陆远帆", "柏文涛"),
    "0104": ("穆晓岚", "闻笛", "裴长河"),
    "0105": ("桑榆", "苗雨", "盛怀安"),
    "0106": ("尹若水", "黎夏", "景行之"),
    "0107": ("虞歌", "展云飞", "骆宾"),
}
SIGNING = (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)
HALF = IRONWORKS  # filled in half: the persona of its filler goes on
CHECKING, APPROVING, UNTOUCHED = "010202", "010203", ("010107", "010211", "010503")
PASSED_UP = ("0103", "0106", "0107")
DECIDED = "0107"


def prepare_surveys():
    _grant_staff()
    _publish_small_one()
    survey = _survey(
        GROUP,
        "2026年首席岗位需求普查",
        [UnitKind.PLANT, UnitKind.DEPARTMENT],
        as_of=date(2026, 9, 30),
        opens_on=date(2026, 10, 15),
        closes_on=date(2026, 11, 20),
    )
    _load(survey, set(_codes(survey)) - set(UNTOUCHED))
    for demand_return in _answers(survey).exclude(unit__code__in=(HALF, *UNTOUCHED)):
        _sign(demand_return, {CHECKING: 1, APPROVING: 2}.get(demand_return.unit.code, 3))
    for code in PASSED_UP:
        _pass_up(survey, code)
    _decide(survey, DECIDED, "administrator", GROUP, "〔2026〕29号")
    return survey


def _publish_small_one():
    """What the plate company asked its own plants before, so that there is something to compare with."""
    days = {"as_of": date(2026, 8, 31), "opens_on": date(2026, 9, 1), "closes_on": today()}
    survey = _survey(PLATE, "板材公司首席岗位摸底", [UnitKind.PLANT], **days)
    _load(survey, set(_codes(survey)))
    for demand_return in _answers(survey):
        _sign(demand_return, 3)
    _decide(survey, PLATE, "administrator-plate", PLATE, "〔2026〕25号")
    actor = User.objects.get(username="administrator-plate")
    surveys.close_survey(survey, actor=actor)
    surveys.publish_survey(survey, actor=actor, seen=code_of_publishing(survey))


# --- Asked -----------------------------------------------------------------------------------------------------
def _survey(unit, title, kinds, **days):
    actor = User.objects.get(username="hr" if unit == GROUP else "hr-plate")
    survey = surveys.create_survey(actor=actor, unit=_unit(unit), title=title, kinds=kinds, guidance=GUIDANCE, **days)
    SurveyLimit.objects.bulk_create(
        SurveyLimit(survey=survey, grade=grade, most=LIMITS[grade.code])
        for grade in Grade.objects.filter(code__in=LIMITS)
    )
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, position=position, **question) for position, question in enumerate(QUESTIONS, 1)
    )
    if unit == GROUP:
        surveys.leave_out(survey, _unit(HEADQUARTERS), actor=actor)
    return surveys.open_survey(survey, actor=actor, seen=preview_of(survey).code)


def _grant_staff():
    duties = []
    for code, names in STAFF.items():
        for role, name in zip(SIGNING, names, strict=True):
            user = create_account(username=f"{role}-{code}".replace("_", "-"), name=name, actor=None)
            duties.append(Duty(user=user, role=role, unit=_unit(code), starts_on=date(2026, 1, 1)))
    grant_duties(duties, actor=None)


# --- Answered --------------------------------------------------------------------------------------------------
def _load(survey, codes):
    """The rows of these units from HR's workbook; of the half-filled one only some of its lines."""
    workbook = read(WORKBOOK)
    for sheet in workbook.sheets:
        heads = 2 if sheet is workbook.sheets[0] else 1
        rows = [row for row in sheet.rows[heads:] if row[0] in codes]
        if HALF in codes and survey.unit.code == GROUP:
            rows = [row for row in rows if row[0] != HALF or (heads == 2 and row[2] in ("0102", "0503"))]
        sheet.rows = [*sheet.rows[:heads], *rows]
    loader = import_string(settings.IMPORTS["demand"])
    apply(loader({"survey": survey.pk}, actor=survey.created_by, on=today()), workbook)


def _sign(demand_return, steps):
    """Handed in, checked, approved: as many of these steps."""
    names = next(names for code, names in STAFF.items() if demand_return.unit.code.startswith(code))
    for act, name in list(zip((returns.hand_in, returns.check, returns.approve), names, strict=True))[:steps]:
        act(demand_return, actor=User.objects.get(name=name), seen=content_code(demand_return))


def _pass_up(survey, code):
    subsidiary, actor = _unit(code), User.objects.get(username="hr")
    demand_returns = returns_of(survey, subsidiary)
    waiting = {line.pk: line for line in not_looked_at(lines_of(demand_returns))}
    consolidation.take_as_wanted(survey, subsidiary, waiting, actor=actor, seen=code_of_taking(waiting.values()))
    going = {key: one.code for key, one in goings_of(demand_returns).items()}
    consolidation.pass_up(survey, subsidiary, going, actor=actor)


# --- Decided ---------------------------------------------------------------------------------------------------
def _decide(survey, code, username, unit, meeting_number):
    """Half of the further seats are refused for this year, as it goes."""
    actor = User.objects.get(username=username)
    decision = record_decision(
        actor=actor,
        unit=_unit(unit),
        body=DecisionBody.EXECUTIVE_MEETING,
        meeting_number=meeting_number,
        held_on=date(2026, 10, 28),
        subject=f"{survey.title}：{_unit(code)}",
        outcome="同意所列核定结果，待岗位梳理后执行。",
        attendees="办公会成员",
    )
    lines = DemandLine.objects.filter(
        demand_return__survey=survey, demand_return__unit__path__startswith=_unit(code).path
    )
    granted = {line.pk: line.authorised if line.extra > 0 and line.pk % 2 else line.consolidated for line in lines}
    reasons = {"reason": "本年度职数从紧，暂缓增设", "quota_reason": "专业人员集中，经会议同意"}
    seen = outcome_of(survey, granted, decision).code
    decide_lines(survey, granted, decision=decision, actor=actor, seen=seen, **reasons)


def _answers(survey):
    return DemandReturn.objects.filter(survey=survey).select_related("unit", "survey__unit").order_by("unit__code")


def _codes(survey):
    return survey.returns.values_list("unit__code", flat=True)


def _unit(code):
    return Unit.objects.get(code=code)
