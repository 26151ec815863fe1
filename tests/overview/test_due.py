"""The board of what is due: every figure is the number of rows behind its link, within the reader's sight."""

import datetime

import pytest
from django.urls import reverse

from office.enums import PaperKind, Role
from overview.selectors.due import appointment_lines, batch_lines, board
from overview.selectors.waiting import waiting_for
from posts.enums import RETIREMENTS, AppointmentStatus, BatchAct, BatchDue, BatchStatus, Due, EndReason, LetterStatus
from rulebooks.enums import RulebookStatus
from rulebooks.models import Rulebook
from talent.enums import EngineerStatus
from tests.factories import batches, office, posts, rulebooks
from tests.factories.evaluations import decision

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)
LONG_AGO, FAR = datetime.date(2020, 1, 1), datetime.date(2040, 1, 1)
BOARD_QUERIES = 10


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = TODAY.isoformat()


@pytest.fixture
def group():
    rulebooks.example_rulebook()
    return office.unit(name="示例集团")


@pytest.fixture
def plant(group):
    return office.unit(group, name="炼铁厂")


@pytest.fixture
def administrator(group, client):
    user = office.user(Role.GROUP_ADMINISTRATOR, group)
    client.force_login(user)
    return user


def days(number):
    return TODAY + datetime.timedelta(number)


def holder(unit, *, number="", person=None, **fields):
    """Someone well within the term and far from retirement, unless told otherwise."""
    someone = posts.engineer(unit, **{"retires_on": FAR} | (person or {}))
    return posts.appointment(posts.post(unit), someone, **{"until": datetime.date(2031, 1, 1)} | fields)


def absent(unit, status, since=None, **fields):
    return holder(unit, person={"status": status, "absent_since": since} | fields)


def seconded(unit, since):
    return absent(unit, EngineerStatus.SECONDED, work_unit=unit, work_unit_since=since)


def certified(unit, *, scan="", cancelled=None):
    held, draft = holder(unit), batches.batch(unit)
    made = batches.paper(unit, scan=scan, cancelled_at=cancelled)
    batches.row(draft, BatchAct.APPOINT, certificate=made, carried_out_on=TODAY, result=held)
    batches.carried_out(draft)
    return held


def lettered(unit, status, **fields):
    held = holder(unit)
    batches.letter(held, status=status, **fields)
    return held


def rows_of(client, line):
    return client.get(line.url).context["page"].rows


# --- One test per line: those that count, and those that nearly do -----------------------------------
APPOINTMENTS = {
    Due.OVERDUE: (
        (lambda unit: holder(unit, until=TODAY), lambda unit: holder(unit, until=days(-400))),
        (lambda unit: holder(unit, until=days(1)),),
    ),
    Due.ENDS_30: (
        (lambda unit: holder(unit, until=days(1)), lambda unit: holder(unit, until=days(30))),
        (lambda unit: holder(unit, until=TODAY), lambda unit: holder(unit, until=days(31))),
    ),
    Due.ENDS_90: (
        (lambda unit: holder(unit, until=days(31)), lambda unit: holder(unit, until=days(90))),
        (lambda unit: holder(unit, until=days(30)), lambda unit: holder(unit, until=days(91))),
    ),
    Due.ENDS_180: (
        (lambda unit: holder(unit, until=days(91)), lambda unit: holder(unit, until=days(180))),
        (lambda unit: holder(unit, until=days(90)), lambda unit: holder(unit, until=days(181))),
    ),
    Due.STARTING: (
        (lambda unit: holder(unit, status=AppointmentStatus.PENDING, starts_on=TODAY),),
        (lambda unit: holder(unit, status=AppointmentStatus.PENDING, starts_on=days(1)),),
    ),
    Due.PAST_RETIREMENT: (
        (lambda unit: holder(unit, person={"retires_on": days(-1)}),),
        (
            lambda unit: holder(unit, person={"retires_on": TODAY}),
            lambda unit: holder(unit, person={"retires_on": days(-1)}, until=TODAY),
        ),
    ),
    Due.RETIRES_SOON: (
        (
            lambda unit: holder(unit, person={"retires_on": TODAY}),
            lambda unit: holder(unit, person={"retires_on": days(180)}, until=days(20)),
        ),
        (lambda unit: holder(unit, person={"retires_on": days(181)}),),
    ),
    Due.RETIRES_IN_TERM: (
        (lambda unit: holder(unit, person={"retires_on": days(399)}, until=days(400)),),
        (
            lambda unit: holder(unit, person={"retires_on": days(400)}, until=days(400)),
            lambda unit: holder(unit, person={"retires_on": days(180)}, until=days(400)),
        ),
    ),
    Due.ABSENT: (
        (
            lambda unit: absent(unit, EngineerStatus.SICK_LEAVE, datetime.date(2026, 8, 1)),
            lambda unit: absent(unit, EngineerStatus.ABROAD, LONG_AGO),
            lambda unit: seconded(unit, LONG_AGO),
            lambda unit: absent(unit, EngineerStatus.SECONDED, LONG_AGO),
        ),
        (
            lambda unit: absent(unit, EngineerStatus.SICK_LEAVE, datetime.date(2026, 8, 2)),
            lambda unit: absent(unit, EngineerStatus.ON_DUTY, LONG_AGO),
            lambda unit: seconded(unit, datetime.date(2026, 8, 2)),
            lambda unit: absent(unit, EngineerStatus.ABROAD),
        ),
    ),
    Due.ABSENT_UNDATED: (
        (lambda unit: absent(unit, EngineerStatus.SICK_LEAVE), lambda unit: absent(unit, EngineerStatus.SECONDED)),
        (
            lambda unit: absent(unit, EngineerStatus.ABROAD, TODAY),
            lambda unit: seconded(unit, TODAY),
            lambda unit: absent(unit, EngineerStatus.ON_DUTY),
        ),
    ),
    Due.GONE: (
        (lambda unit: absent(unit, EngineerStatus.RETIRED), lambda unit: absent(unit, EngineerStatus.LEFT)),
        (lambda unit: absent(unit, EngineerStatus.ABROAD),),
    ),
    Due.LETTER_MISSING: (
        (holder, lambda unit: lettered(unit, LetterStatus.SUPERSEDED), lambda unit: lettered(unit, LetterStatus.AGREED, until=TODAY)),
        (
            lambda unit: lettered(unit, LetterStatus.DRAFT),
            lambda unit: lettered(unit, LetterStatus.AGREED),
            lambda unit: holder(unit, until=TODAY),
        ),
    ),
    Due.LETTER_UNSIGNED: (
        (lambda unit: lettered(unit, LetterStatus.DRAFT),),
        (holder, lambda unit: lettered(unit, LetterStatus.AGREED)),
    ),
    Due.CERTIFICATE: (
        (certified,),
        (
            holder,
            lambda unit: certified(unit, scan="scan.pdf"),
            lambda unit: certified(unit, cancelled=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", Due, ids=str)
def test_a_figure_is_the_number_of_rows_behind_it(client, administrator, plant, kind):
    counting, others = APPOINTMENTS[kind]
    expected = {make(plant).get_absolute_url() for make in counting}
    for make in others:
        make(plant)
    over = {"status": AppointmentStatus.ENDED, "ended_on": TODAY, "end_reason": EndReason.EXPIRED}
    holder(plant, **over)
    line = appointment_lines(administrator, [kind])[kind]
    rows = rows_of(client, line)
    assert line.count == len(rows) == len(expected)
    assert all(any(url in row for row in rows) for url in expected)


@pytest.mark.parametrize("kind", Due, ids=str)
def test_a_figure_counts_only_what_is_in_sight(client, group, plant, kind):
    counting, _others = APPOINTMENTS[kind]
    counting[0](plant)
    stranger = office.user(Role.SUBSIDIARY_ADMINISTRATOR, office.unit(group))
    client.force_login(stranger)
    line = appointment_lines(stranger, [kind])[kind]
    assert (line.count, rows_of(client, line)) == (0, [])


def test_every_line_is_on_the_board_once(administrator, plant):
    for counting, _others in APPOINTMENTS.values():
        counting[0](plant)
    parts = board(administrator)
    kinds = [line.kind for part in parts for line in part.lines if not line.kind.startswith("vacant")]
    assert sorted(kinds) == sorted(Due.values)
    quiet = (BatchDue.DOCUMENT, BatchDue.DRAFT, BatchDue.PROPOSED, BatchDue.AWAITING, BatchDue.FILING)
    assert [what for part in parts for what in part.quiet] == [kind.label for kind in quiet]


def test_the_soonest_day_is_the_last_of_the_term(administrator, plant):
    holder(plant, until=days(20))
    holder(plant, until=days(10))
    assert appointment_lines(administrator)[Due.ENDS_30].soonest == days(9)


def test_a_retirement_date_is_for_human_resources(administrator, group, plant):
    holder(plant, person={"retires_on": days(100)})
    leader = office.user(Role.LEADER, group)
    assert appointment_lines(administrator)[Due.RETIRES_SOON].soonest == days(100)
    assert RETIREMENTS.isdisjoint(appointment_lines(leader))  # who asks of many days would find the date


def test_the_nearest_rulebook_says_how_long_one_may_be_away(administrator, group, plant):
    mine = Rulebook.objects.create(
        code="plant",
        version=1,
        name="厂办法",
        status=RulebookStatus.IN_FORCE,
        in_force_from=LONG_AGO,
        absence_months=12,
    )
    mine.units.add(plant)
    elsewhere = office.unit(group)
    four_months_ago = datetime.date(2026, 7, 1)
    for unit in (plant, elsewhere):
        absent(unit, EngineerStatus.SICK_LEAVE, four_months_ago)
    absent(plant, EngineerStatus.SICK_LEAVE, datetime.date(2025, 11, 1))
    assert appointment_lines(administrator)[Due.ABSENT].count == 2


def test_letters_are_counted_for_those_who_read_them(plant):
    """A filler sees holders, but not their letters: the register tells nothing of them by its filter either."""
    holder(plant)
    filler = office.user(Role.FILLER, plant)
    assert appointment_lines(filler, [Due.LETTER_MISSING])[Due.LETTER_MISSING].count == 0


# --- Vacant seats -------------------------------------------------------------------------------------
def test_vacant_seats_by_grade_lead_to_their_posts(client, administrator, plant):
    posts.appointment(posts.post(plant, authorised=3))
    posts.post(plant)
    posts.post(plant, grade=rulebooks.grade("expert-1"))
    posts.post(plant, status="frozen")
    posts.appointment(posts.post(plant))
    vacancies = board(administrator)[1].lines
    assert [line.count for line in vacancies] == [2, 1]
    assert [len(rows_of(client, line)) for line in vacancies] == [2, 1]
    assert "3" in vacancies[0].sentence
    assert [client.get(line.act_url).context["page"].count for line in vacancies] == [2, 1]


# --- Batches ------------------------------------------------------------------------------------------
def _with_document(unit, scan):
    paper = batches.paper(unit, PaperKind.APPOINTMENT_DOCUMENT, scan=scan)
    return batches.batch(unit, status=BatchStatus.DONE, decision=decision(unit), document=paper, document_on=TODAY)


def _awaiting(unit):
    draft = batches.batch(unit)
    batches.row(draft, BatchAct.END, holder(unit), starts_on=days(9))
    return batches.carried_out(draft)


def _carried_out(unit):
    draft = batches.batch(unit)
    batches.row(draft, BatchAct.END, holder(unit), starts_on=TODAY, carried_out_on=TODAY)
    return batches.carried_out(draft)


def _to_be_filed(unit, **fields):
    return batches.batch(unit, status=BatchStatus.DONE, to_be_filed=True, **fields)


BATCHES = {
    BatchDue.DRAFT: (batches.batch, lambda unit: batches.batch(unit, status=BatchStatus.WITHDRAWN)),
    BatchDue.PROPOSED: (lambda unit: batches.batch(unit, status=BatchStatus.PROPOSED), batches.batch),
    BatchDue.DOCUMENT: (lambda unit: _with_document(unit, ""), lambda unit: _with_document(unit, "scan.pdf")),
    BatchDue.FILING: (
        _to_be_filed,
        lambda unit: _to_be_filed(unit, filed_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
    ),
    BatchDue.AWAITING: (_awaiting, _carried_out),
}


@pytest.mark.parametrize("kind", BatchDue, ids=str)
def test_batches_are_counted_by_what_is_due_on_them(client, administrator, plant, kind):
    counting, other = BATCHES[kind]
    found = counting(plant)
    other(plant)
    line = batch_lines(administrator)[kind]
    (row,) = rows_of(client, line)
    assert line.count == 1
    assert found.get_absolute_url() in row
    assert batch_lines(office.user(Role.HR, office.unit()))[kind].count == 0


def test_a_document_that_was_never_entered_is_due(administrator, plant):
    batches.batch(plant, status=BatchStatus.DONE, decision=decision(plant))
    batches.batch(plant, status=BatchStatus.DONE)  # history has none
    assert batch_lines(administrator)[BatchDue.DOCUMENT].count == 1


def test_what_the_group_decides_is_no_act_of_a_subsidiary(administrator, plant):
    subsidiary = office.user(Role.SUBSIDIARY_ADMINISTRATOR, plant)
    acts = [{kind for kind, line in batch_lines(user).items() if not line.act} for user in (administrator, subsidiary)]
    assert acts == [set(), {BatchDue.PROPOSED, BatchDue.FILING}]


def test_a_unit_head_reads_no_batches(plant):
    head = office.user(Role.UNIT_HEAD, plant)
    assert batch_lines(head) == {}
    assert [str(part.label) for part in board(head)] == ["聘期", "空缺岗位", "不在岗", "文书"]


# --- The page -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("holders", [1, 3])
def test_the_board_costs_the_same_queries_however_much_is_due(
    client, administrator, plant, django_assert_num_queries, holders
):
    for _turn in range(holders):
        for counting, _others in APPOINTMENTS.values():
            counting[0](plant)
        for counting, _other in BATCHES.values():
            counting(plant)
        posts.post(plant)
    with django_assert_num_queries(BOARD_QUERIES):
        client.get(reverse("overview:due_board"))


def test_only_administrators_are_told_what_to_do(client, administrator, group, plant):
    holder(plant, until=TODAY)
    assert "续聘、顺延或终止" in client.get(reverse("overview:due_board")).content.decode()
    client.force_login(office.user(Role.LEADER, group))
    page = client.get(reverse("overview:due_board")).content.decode()
    assert "超期未续聘" in page
    assert "续聘、顺延或终止" not in page


def test_home_says_the_same_as_the_board(administrator, plant):
    for kind in (Due.OVERDUE, Due.PAST_RETIREMENT, Due.GONE):
        APPOINTMENTS[kind][0][0](plant)
    holder(plant, until=days(20))
    lines = appointment_lines(administrator)
    pressing = [line for kind, line in lines.items() if line.late and kind != Due.ENDS_30]
    expected = {(line.what, line.count, line.url) for line in pressing}
    assert len(expected) == 3
    assert {(line.what, line.count, line.url) for line in waiting_for(administrator)} == expected
