"""The ledger of posts and the register of holders as of any day, and that what was exported changes nothing when loaded."""

import csv
import datetime
import io
from itertools import pairwise
from operator import itemgetter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from office.enums import PaperKind
from office.intake import reading
from posts.enums import BatchAct, BatchStatus, PostStatus, SeatState
from posts.imports import AppointmentImport, PostImport
from posts.models import Appointment, AppointmentBatch, Seat
from posts.selectors import ledger as selectors
from posts.selectors.posts import establishment
from posts.services import posts as services
from tests.factories import batches, rulebooks
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories.evaluations import decision

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(1)
CHANGE = datetime.date(2026, 3, 1)
MARK = "孪生标记"
HOLDER_COLUMNS = ("岗位编号", "席位", "工号", "姓名", "聘期起", "聘期止")
POST_COLUMNS = ("岗位编号", "单位编码", "单位", "专业领域", "层级", "核定职数")


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.fixture
def house():
    """Two posts of a plant: three seats of which one is held within the term, and one beyond its term; and a twin."""

    class House:
        top = make.unit()
        plant = make.unit(top, name="炼铁总厂", code="LT")
        other = make.unit(top, name="炼钢厂", code="LG")
        elsewhere = make.unit(name=MARK)

    House.wide = of.post(House.plant, code="P-1", authorised=3)
    House.single = of.post(House.plant, code="P-2")
    House.within = of.appointment(House.wide, of.engineer(House.plant, name="郭凤兰"), seat=2)
    House.overdue = of.appointment(
        House.single,
        of.engineer(House.plant, name="刘兵"),
        starts_on=datetime.date(2023, 1, 1),
        until=datetime.date(2026, 1, 1),
    )
    of.appointment(of.post(House.elsewhere, code="P-9"), of.engineer(House.elsewhere, name=MARK))
    return House


@pytest.fixture
def hr(client, house):
    actor = make.hr(house.top)
    client.force_login(actor)
    return actor


def rows(user, on=of.AS_OF):
    """[(post, seat, holder, state)] in the order of the ledger."""
    seats = selectors.ledger(Seat.objects.visible_to(user), on).order_by("post__code", "number")
    return list(seats.values_list("post__code", "number", "holder__engineer__name", "state"))


def page(client, name="ledger", **query):
    return client.get(reverse(f"posts:{name}", query=query or None))


def exported(client, name, columns, kind="xlsx", **query):
    """The file as a browser would save it."""
    address = reverse(f"posts:{name}", query=query or None)
    places = {f"place_{column}": str(place) for place, column in enumerate(columns)}
    answer = client.post(address, {"format": kind, "columns": columns, **places})
    return b"".join(answer.streaming_content)


def done(batch):
    """Carried out: from now on its rows are guarded."""
    AppointmentBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.DONE, done_at=timezone.now(), historic=True)


def book_of(content):
    return reading.read(SimpleUploadedFile("ledger.xlsx", content))


# --- As of a day ---------------------------------------------------------------------------------------
def test_a_row_per_seat_with_its_holder_or_none(house, hr):
    assert rows(hr) == [
        ("P-1", 1, None, SeatState.VACANT),
        ("P-1", 2, "郭凤兰", SeatState.WITHIN),
        ("P-1", 3, None, SeatState.VACANT),
        ("P-2", 1, "刘兵", SeatState.OVERDUE),
    ]
    assert rows(hr, of.FIRST_DAY - DAY) == []
    assert [state for *_row, state in rows(hr, of.FIRST_DAY)] == ["vacant"] * 3 + ["within"]


def test_the_day_before_and_the_day_of_a_change(house, hr):
    services.revise_post(house.wide, actor=None, starts_on=CHANGE, historic=True, authorised=1, unit=house.other)
    before, after = rows(hr, CHANGE - DAY), rows(hr, CHANGE)
    assert [row[:2] for row in before] == [("P-1", 1), ("P-1", 2), ("P-1", 3), ("P-2", 1)]
    assert [row[:2] for row in after] == [("P-1", 1), ("P-1", 2), ("P-2", 1)]  # the second is held beyond the number
    seats = selectors.ledger(Seat.objects.filter(post=house.wide, number=2), CHANGE)
    assert seats.values_list("version__unit__name", "version__authorised").get() == ("炼钢厂", 1)


def test_a_post_that_came_again_is_there_again(house, hr):
    house.overdue.delete()
    for number, status in enumerate((PostStatus.ABOLISHED, PostStatus.ACTIVE, PostStatus.FROZEN)):
        services.revise_post(house.single, actor=None, starts_on=CHANGE + number * DAY, historic=True, status=status)
    there = [sum(code == "P-2" for code, *_row in rows(hr, CHANGE + number * DAY)) for number in range(-1, 3)]
    assert there == [1, 0, 1, 1]


def test_posts_of_today_are_read_as_their_versions_say(house):
    """Of every seat, whatever became of its post; posts of a day gone by are read from the versions themselves."""
    mixed = of.post(house.other, code="P-3", authorised=2)
    steps = (
        (house.wide, {"authorised": 1, "unit": house.other}),
        (house.single, {"grade": mixed.grade, "discipline": mixed.discipline}),
        (mixed, {"status": PostStatus.FROZEN}),
    )
    for post, said in steps:
        services.revise_post(post, actor=None, starts_on=CHANGE, historic=True, **said)
    house.overdue.delete()
    services.revise_post(house.single, actor=None, starts_on=of.AS_OF, historic=True, status=PostStatus.ABOLISHED)
    names = ("unit", "discipline", "grade", "authorised")
    for on in (CHANGE - DAY, CHANGE, of.AS_OF, of.AS_OF + DAY):
        as_read = [f"{selectors.post_lookup(on)}__{name}" for name in names]
        seats = selectors.seats_on(Seat.objects.all(), on).values_list("pk", "holder", *as_read)
        said = selectors.ledger(Seat.objects.all(), on).values_list(
            "pk", "holder", *(f"version__{name}" for name in names)
        )
        assert sorted(seats, key=itemgetter(0)) == sorted(said, key=itemgetter(0)), on
    assert {selectors.post_lookup(CHANGE), selectors.post_lookup(of.AS_OF)} == {"version", "post"}


def test_who_held_a_seat_on_the_day_and_until_when(house, hr):
    Appointment.objects.filter(pk=house.within.pk).update(status="ended", ended_on=CHANGE, end_reason="resigned")
    successor = of.appointment(house.wide, of.engineer(house.plant, name="范欢"), seat=2, starts_on=CHANGE)
    of.appointment(house.wide, seat=1, status="pending", starts_on=of.AS_OF + DAY)
    assert [row[2] for row in rows(hr, CHANGE - DAY)] == [None, "郭凤兰", None, "刘兵"]
    assert [row[2] for row in rows(hr, CHANGE)] == [None, successor.engineer.name, None, "刘兵"]


def test_an_extension_counts_from_its_day_on(client, house, hr):
    """The register of holders shows the end that held on the day, and so does the ledger."""
    Appointment.objects.filter(pk=house.overdue.pk).update(until=datetime.date(2027, 1, 1))
    batch = batches.batch(house.top)
    batches.row(
        batch,
        BatchAct.EXTEND,
        house.overdue,
        starts_on=CHANGE,
        until=datetime.date(2027, 1, 1),
        previous_until=datetime.date(2026, 1, 1),
        carried_out_on=CHANGE,
    )
    done(batch)
    for name in ("ledger", "appointment_list"):
        for day, last_day, word in ((CHANGE - DAY, "2025-12-31", "超期未续聘"), (CHANGE, "2026-12-31", "聘期内")):
            (row,) = [row for row in page(client, name, as_of=day).context["page"].rows if "刘兵" in row]
            assert (last_day in row, word in row) == (True, True), (name, day)


@pytest.mark.parametrize(
    ("name", "as_of", "unit"),
    [
        *((name, CHANGE - DAY, "炼铁厂") for name in ("ledger", "establishment", "appointment_list")),
        *((name, CHANGE, "炼铁总厂") for name in ("ledger", "establishment", "appointment_list")),
        *((name, CHANGE + 9 * DAY, "炼钢厂") for name in ("ledger", "establishment", "appointment_list")),
        *((name, of.AS_OF, "炼钢厂") for name in ("ledger", "establishment", "appointment_list")),
    ],
)
def test_units_are_called_as_on_the_day_on_the_page_and_in_the_file(client, house, hr, name, as_of, unit):
    """Renamed on a day, and a post moved to another unit later."""
    for starts_on, known_as in ((of.FIRST_DAY, "炼铁厂"), (CHANGE, "炼铁总厂")):
        house.plant.placements.create(parent=house.top, starts_on=starts_on, name=known_as)
    services.revise_post(house.wide, actor=None, starts_on=CHANGE + 9 * DAY, historic=True, unit=house.other)
    code = "post" if name == "appointment_list" else "code"
    rows = [row for row in page(client, name, as_of=as_of).context["page"].rows if "P-1" in row]
    assert rows and all(f">{unit}<" in row for row in rows)
    text = exported(client, name, [code, "unit"], kind="csv", as_of=as_of).decode("utf-8-sig")
    assert {called for post, called in csv.reader(io.StringIO(text)) if post == "P-1"} == {unit}


def test_overdue_says_the_same_as_the_end_of_the_term_however_often_it_was_extended(house):
    """The condition asks once for all rows, the end of the term row by row."""
    ends = [datetime.date(2026, month, 1) for month in (1, 4, 7, 10)]
    for before, after in pairwise(ends):
        batches.row(
            batches.batch(house.top),
            BatchAct.EXTEND,
            house.overdue,
            starts_on=before + 30 * DAY,  # each a month late
            until=after,
            previous_until=before,
        )
    Appointment.objects.filter(pk=house.overdue.pk).update(until=ends[-1])
    for day in sorted(end + late * DAY for end in ends for late in (-1, 0, 29, 30)):
        row = Appointment.objects.with_term_on(day).get(pk=house.overdue.pk)
        overdue = Appointment.objects.overdue_on(day).filter(pk=house.overdue.pk).exists()
        assert overdue is (row.until_then <= day), day
        assert overdue is (day >= ends[-1] or any(end <= day < end + 30 * DAY for end in ends))


# --- The page --------------------------------------------------------------------------------------------
def test_the_page_shows_ones_own_in_words(client, house, hr):
    answer = page(client)
    text = answer.content.decode()
    assert answer.context["title"] == "2026-11-01 的岗位台账"
    assert [MARK in text, "P-9" in text] == [False, False]
    assert sum("空缺" in row for row in answer.context["page"].rows) == 2
    client.force_login(make.hr(house.plant))
    assert len(page(client).context["page"].rows) == 4


@pytest.mark.parametrize(
    ("query", "seats"),
    [
        ({}, 4),
        ({"occupancy": "vacant"}, 2),
        ({"occupancy": "held"}, 2),
        ({"occupancy": "overdue"}, 1),
        ({"occupancy": "beyond"}, 0),
        ({"unit": "LT"}, 4),
        ({"unit": "LG"}, 0),
        ({"unit": "LG", "as_of": "2025-06-01"}, 0),
        ({"unit": "LT", "as_of": "2025-06-01"}, 4),
        ({"as_of": "2022-12-31"}, 0),
        ({"occupancy": "overdue", "as_of": "2025-12-31"}, 0),
        ({"occupancy": "overdue", "as_of": "2026-01-01"}, 1),
    ],
)
def test_the_ledger_is_filtered_as_of_any_day(client, house, hr, query, seats):
    for unit in (house.plant, house.other):
        unit.placements.create(parent=house.top, starts_on=of.FIRST_DAY, name=unit.name)
    assert len(page(client, **query).context["page"].rows) == seats


def test_by_discipline_and_grade(client, house, hr):
    assert len(page(client, discipline=house.wide.discipline.code).context["page"].rows) == 3
    assert len(page(client, grade=house.wide.grade_id).context["page"].rows) == 4


@pytest.mark.parametrize("on", [CHANGE - DAY, CHANGE, of.AS_OF])
def test_figures_and_rows_add_up(client, house, hr, on):
    """Also where a seat is held beyond the authorised number, and where the page is one of several."""
    of.appointment(house.wide, seat=3)
    services.revise_post(house.single, actor=None, starts_on=CHANGE, historic=True, authorised=60)
    services.revise_post(house.wide, actor=None, starts_on=CHANGE, historic=True, authorised=2)
    figures, there = establishment(hr, on), rows(hr, on)
    held = sum(holder is not None for _post, _seat, holder, _state in there)
    overdue = sum(state == SeatState.OVERDUE for *_row, state in there)
    assert (figures.rows, figures.held, figures.overdue) == (len(there), held, overdue)
    assert page(client, as_of=on).context["page"].count == len(there)


def test_filters_ask_of_the_version_of_the_day_and_of_no_other(client, house, hr):
    """A post that grew, moved and was graded anew stands where it stands, once."""
    former = {"unit": "LT", "discipline": house.single.discipline.code, "grade": house.single.grade.pk}
    now = {"unit": house.other, "discipline": of.discipline(), "grade": rulebooks.grade("expert-1")}
    services.revise_post(house.single, actor=None, starts_on=CHANGE, historic=True, authorised=2, **now)
    of.appointment(house.single, seat=2, starts_on=CHANGE)
    present = {"unit": "LG", "discipline": now["discipline"].code, "grade": now["grade"].pk}

    def counted(**query):
        return sum("P-2" in row for row in page(client, **query).context["page"].rows)

    assert [counted(**{name: value}) for name, value in present.items()] == [2, 2, 2]
    assert [counted(**{name: value}) for name, value in former.items()] == [0, 0, 0]
    assert [counted(as_of=CHANGE - DAY, **{name: value}) for name, value in former.items()] == [1, 1, 1]
    assert (counted(**present), counted(occupancy="beyond", **present)) == (2, 0)


def test_both_views_keep_the_day_and_the_unit(client, house, hr):
    tabs = page(client, as_of="2025-06-01", unit="LT", occupancy="held").context["tab_entries"]
    assert [tab.url for tab in tabs] == ["/posts/ledger/", "/posts/ledger/by-post/?as_of=2025-06-01&unit=LT"]


# --- Out and in again -----------------------------------------------------------------------------------
def test_the_title_line_says_as_of_when(client, house, hr):
    for name, column, title in (
        ("ledger", "code", "2025-06-01 的岗位台账"),
        ("establishment", "code", "2025-06-01 的岗位设置"),
        ("appointment_list", "post", "2025-06-01 的在聘台账"),
    ):
        (sheet,) = book_of(exported(client, name, [column], as_of="2025-06-01")).sheets
        assert sheet.rows[0][0] == title


def test_exported_registers_change_nothing_when_they_are_loaded(client, house, hr):
    holder = ["post", "seat", "employee_number", "name", "starts_on", "last_day"]
    of_seat = ["code", "number", "employee_number", "name", "starts_on", "last_day"]
    posts = ["code", "unit_code", "unit", "discipline", "grade", "authorised"]
    for kind, headings, content in (
        (AppointmentImport, HOLDER_COLUMNS, exported(client, "appointment_list", holder)),
        (AppointmentImport, HOLDER_COLUMNS, exported(client, "ledger", of_seat, occupancy="held")),
        (PostImport, POST_COLUMNS, exported(client, "establishment", posts)),
        (PostImport, POST_COLUMNS, exported(client, "post_list", posts)),
    ):
        book = book_of(content)
        assert tuple(book.sheets[0].rows[1]) == headings
        _run, plan = of.plan_of(kind, book, actor=hr)
        counts = plan.counts()
        assert (counts["new"], counts["changed"], counts["errors"], counts["same"]) == (0, 0, 0, 2), plan.errors


def test_the_ledger_names_the_decision_and_the_document(client, house, hr):
    decided = of.appointment(house.wide, seat=1, historic=False, decision=decision(house.top, meeting_number="第7号"))
    paper = batches.paper(house.top, PaperKind.APPOINTMENT_DOCUMENT, number="聘〔2026〕3号")
    batch = batches.batch(house.top, document=paper, document_on=CHANGE)
    batches.row(batch, BatchAct.APPOINT, engineer=decided.engineer, seat=decided.seat, result=decided)
    done(batch)
    text = exported(client, "ledger", ["code", "number", "decision", "document"], kind="csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["岗位编号", "席位", "议定事项", "文号"],
        ["P-1", "1", "党委会 第7号", "聘〔2026〕3号"],
        ["P-1", "2", "历史数据", ""],
        ["P-1", "3", "", ""],
        ["P-2", "1", "历史数据", ""],
    ]
