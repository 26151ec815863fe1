"""The demo: HR's own sample workbooks through the real importers, then one year's work half done."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from evaluations.models import AssessmentSheet, Cycle
from evaluations.selectors.cells import by_sheet, cells_of, revision
from evaluations.services import cycles, opening, sheets
from evaluations.services.notes import add_note
from office.clock import today
from office.errors import DomainError
from office.models import Duty, Unit, User
from office.services.accounts import create_account
from office.services.duties import grant_duties
from overview.demo.demand import prepare_surveys
from overview.demo.files import apply, read
from overview.demo.personas import GROUP, PERSONAS, PLATE, RATER_SLOT
from overview.demo.reviews import prepare_reviews
from posts.enums import AppointmentMode, BatchAct
from posts.models import Appointment, Post
from posts.services import batches, row_facts
from rulebooks.models import Regime
from talent.enums import EngineerStatus
from talent.models import Engineer
from talent.services.accounts import link_account

REGISTERS = (
    ("units", "单位目录.xlsx"),
    ("disciplines", "专业领域.xlsx"),
    ("engineers", "技术人员花名册.xlsx"),
    ("posts", "首席岗位台账.xlsx"),
    ("appointments", "在聘人员台账.xlsx"),
    ("results", "历年考核结果.xlsx"),
)
SHEETS = "2025年度考核评分汇总.xlsx"
DUTIES_FROM = date(2026, 1, 1)
NOTES = (
    (date(2025, 3, 18), True, "", "牵头完成高炉休风后快速恢复方案，恢复时间比计划缩短六小时。"),
    (date(2025, 6, 9), True, "", "组织青年技术人员技术讲座三次，参加一百二十人次。"),
    (date(2025, 9, 22), False, "", "月度技术报告两次迟交，已提醒。"),
)
RENEWED_UNTIL = date(2029, 1, 1)
SUBMITTED, HALF = ("专家评委1", "专家评委2"), "专家评委3"


@transaction.atomic
def build(report):
    """Fill an empty database. `report` is told each step as it begins."""
    if Unit.objects.exists():
        raise DomainError("The demo is built into an empty database only.")
    for kind, name in REGISTERS:
        report(name)
        load(kind, name)
    report("accounts")
    create_people()
    report(SHEETS)
    fill_cycle(open_cycle())
    report("appointments")
    prepare_batches()
    report("demand surveys")
    prepare_surveys()
    report("post reviews")
    prepare_reviews()


def load(kind, name):
    """Load one workbook as the system itself; any error in it stops the build."""
    loader = import_string(settings.IMPORTS[kind])(on=today())
    apply(loader, read(name))


def create_people():
    """One account per persona, with its duties and, for engineers, the link to the person on record."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    duties = []
    for persona in PERSONAS:
        user = create_account(
            username=persona.username, name=persona.name, employee_number=persona.employee_number, actor=None
        )
        if persona.employee_number:
            link_account(Engineer.objects.get(employee_number=persona.employee_number), user, actor=None)
        duties += [Duty(user=user, role=role, unit=units[code], starts_on=DUTIES_FROM) for role, code in persona.duties]
    grant_duties(duties, actor=None)


def open_cycle():
    administrator, rater = (User.objects.get(username=username) for username in ("administrator", "rater"))
    cycle = cycles.create_cycle(
        actor=administrator,
        name="2025年度考核",
        regime=Regime.objects.get(),
        unit=Unit.objects.get(code=GROUP),
        year=2025,
        as_of=date(2025, 12, 31),
        filing_ends_on=date(2026, 11, 30),
    )
    slot = cycle.slots.get(name=RATER_SLOT)
    opening.revise_slots(cycle, actor=administrator, slots={slot.pk: (slot.name, rater)})
    opening.open_cycle(cycle, actor=administrator)
    opening.write_opening(cycle, actor=administrator)
    return Cycle.objects.get(pk=cycle.pk)


def fill_cycle(cycle):
    """Two raters' sheets in full, submitted, one of them verified; half of the third rater's; a few routine notes."""
    filer, checker = (User.objects.get(username=username) for username in ("hr", "hr-checker"))
    workbook = read(SHEETS)
    shown = {sheet.name: sheet for sheet in workbook.sheets}
    half = shown[HALF].rows
    shown[HALF].rows = half[: len(half) // 2 + 1]
    workbook.sheets = [shown[name] for name in (*SUBMITTED, HALF)]
    apply(import_string(settings.IMPORTS["sheets"])({"cycle": cycle.pk}, actor=filer, on=today()), workbook)
    for slot in SUBMITTED:
        submit(cycle, slot, actor=filer)
    sheets.verify_sheets(keys_of(cycle, SUBMITTED[0]), actor=checker)
    write_notes(cycle, actor=filer)


def prepare_batches():
    """A subsidiary proposes to renew some of those beyond their term; the group has begun to fill a vacancy."""
    overdue = Appointment.objects.overdue_on(today()).in_unit(Unit.objects.get(code=PLATE))
    overdue = overdue.select_related("seat", "grade", "engineer").filter(engineer__retires_on__gt=RENEWED_UNTIL)
    facts = {"until": RENEWED_UNTIL, "starts_on": today(), "effective_on": today()}
    proposed = _batch("administrator-plate", PLATE, "板材公司超期人员续聘")
    rows = [row_facts.on_present(BatchAct.RENEW, held, reason=_reason(held), **facts) for held in overdue]
    batches.add_rows(proposed, rows, actor=proposed.created_by)
    batches.propose_batch(proposed, actor=proposed.created_by)
    draft = _batch("administrator", GROUP, "2026年补聘")
    person, post = Engineer.objects.get(employee_number="B100004"), Post.objects.get(code="010210-0602-2")
    term = {"mode": AppointmentMode.COMPETITION, "starts_on": today(), "until": RENEWED_UNTIL}
    batches.add_rows(draft, [row_facts.appoint(person, post.seats.get(), **term)], actor=draft.created_by)


def _batch(username, unit, title):
    actor, unit = User.objects.get(username=username), Unit.objects.get(code=unit)
    return batches.create_batch(actor=actor, unit=unit, title=title, effective_on=today())


def _reason(held):
    return "病休期间，恢复后继续承担攻关任务" if held.engineer.status != EngineerStatus.ON_DUTY else ""


def keys_of(cycle, slot):
    rows = AssessmentSheet.objects.filter(assessment__cycle=cycle, slot__name=slot)
    return list(rows.order_by("sheet").values_list("sheet", flat=True))


def submit(cycle, slot, *, actor):
    keys = keys_of(cycle, slot)
    seen = {key: revision(cells) for key, cells in by_sheet(cells_of(keys)).items()}
    sheets.submit_sheets(keys, actor=actor, seen=seen)


def write_notes(cycle, *, actor):
    holders = Appointment.objects.filter(assessments__cycle=cycle).order_by("seat__post__code", "seat__number")
    for appointment, (noted_on, praise, criterion, text) in zip(holders, NOTES, strict=False):
        add_note(appointment, actor=actor, noted_on=noted_on, praise=praise, criterion_code=criterion, text=text)
