"""The two registers as human resources keep them: loaded as they are, again without effect, and refused row by row."""

import datetime
from collections import Counter

import pytest
from django.conf import settings

from office.errors import DomainError
from office.imports import UnitImport
from office.models import AuditEntry, Unit
from posts.enums import AppointmentMode, TermState
from posts.imports import AppointmentImport, PostImport
from posts.models import Appointment, Post, PostVersion, Seat
from posts.selectors.posts import establishment
from talent.imports import DisciplineImport, EngineerImport
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks

pytestmark = pytest.mark.django_db
POST_HEADINGS = ["岗位编号", "单位编码", "单位", "专业领域", "层级", "核定职数"]
HOLDER_HEADINGS = ["岗位编号", "席位", "工号", "姓名", "聘期起", "聘期止"]
BOOKS = settings.BASE_DIR / "fixtures" / "workbooks"
START, END = datetime.date(2025, 1, 1), datetime.date(2027, 12, 31)


def words(plan):
    return Counter((problem.row, problem.column) for problem in plan.errors)


# --- The sample workbooks ------------------------------------------------------------------------
@pytest.fixture
def group():
    """The sample group with its people, by the importers of the floors below."""
    rulebooks.example_rulebook()
    of.load(UnitImport, BOOKS / "单位目录.xlsx")
    of.load(DisciplineImport, BOOKS / "专业领域.xlsx")
    of.load(EngineerImport, BOOKS / "技术人员花名册.xlsx")


def test_sample_registers_load_as_they_are(group):
    posts = of.load(PostImport, BOOKS / "首席岗位台账.xlsx")
    holders = of.load(AppointmentImport, BOOKS / "在聘人员台账.xlsx")
    assert (posts.counts()["new"], posts.counts()["errors"]) == (83, 0)
    assert (holders.counts()["new"], holders.counts()["errors"]) == (71, 0)
    assert (Post.objects.count(), Seat.objects.count()) == (83, 95)
    appointments = Appointment.objects.all()
    assert appointments.held_on(of.AS_OF).count() == 71
    assert appointments.within_term_on(of.AS_OF).count() == 52
    assert appointments.overdue_on(of.AS_OF).count() == 19
    assert set(appointments.values_list("mode", "historic", "ended_on")) == {(AppointmentMode.IMPORTED, True, None)}
    assert appointments.get(engineer__employee_number="B101659").last_day == END
    retiring = appointments.retiring_in_term_on(of.AS_OF).count()
    assert retiring == sum(problem.column == "聘期止" for problem in holders.warnings) > 0

    for kind, file in ((PostImport, "首席岗位台账.xlsx"), (AppointmentImport, "在聘人员台账.xlsx")):
        entries = AuditEntry.objects.count()
        again = of.load(kind, BOOKS / file)
        assert (again.counts()["new"], again.counts()["changed"], AuditEntry.objects.count()) == (0, 0, entries)

    viewer = make.user("leader", Unit.objects.get(code="01"))
    figures = establishment(viewer, of.AS_OF)
    assert (figures.posts, figures.seats, figures.held, figures.overdue, figures.vacant) == (83, 95, 71, 19, 24)
    assert establishment(viewer, datetime.date(2022, 12, 31)).seats == 0


# --- Posts -----------------------------------------------------------------------------------------
@pytest.fixture
def plants():
    """Two subsidiaries, each with a steel plant of the same name."""
    rulebooks.example_rulebook()
    top = make.unit(code="01")
    subsidiaries = [make.unit(top, kind="subsidiary", code=code) for code in ("0102", "0103")]
    plants = [make.unit(parent, name="炼钢厂", code=f"{parent.code}03") for parent in subsidiaries]
    of.discipline(code="02", name="炼钢")
    return top, *plants


def post_row(**changes):
    row = {"code": "P-1", "unit": "010203", "name": "炼钢厂", "discipline": "炼钢", "grade": "首席工程师", "seats": 2}
    return list((row | changes).values())


def posts_file(*rows):
    return of.sheet(["首席工程技术岗位台账"], POST_HEADINGS, *rows)


def test_the_unit_code_tells_namesakes_apart(plants):
    of.load(PostImport, posts_file(post_row(), post_row(code="P-2", unit="010303")))
    assert list(Post.objects.values_list("code", "unit__code")) == [("P-1", "010203"), ("P-2", "010303")]


def test_posts_begin_when_the_rules_came_in_force_unless_said(plants):
    of.load(PostImport, posts_file(post_row()))
    of.load(PostImport, posts_file(post_row(code="P-2")), starts_on="2024-05-01")
    versions = PostVersion.objects.order_by("post__code").values_list("starts_on", "historic")
    assert list(versions) == [(datetime.date(2023, 1, 1), True), (datetime.date(2024, 5, 1), True)]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"code": ""}, "岗位编号"),
        ({"unit": "9999"}, "单位编码"),
        ({"unit": ""}, "单位"),
        ({"unit": "", "name": ""}, "单位编码"),
        ({"discipline": "炼丹"}, "专业领域"),
        ({"grade": "总工程师"}, "层级"),
        ({"seats": 0}, "核定职数"),
        ({"seats": 1.5}, "核定职数"),
        ({"seats": "两个"}, "核定职数"),
    ],
)
def test_a_spoiled_post_is_named_and_nothing_is_loaded(plants, changes, place):
    run, plan = of.plan_of(PostImport, posts_file(post_row(code="P-0"), post_row(**changes)))
    assert words(plan) == {(4, place): 1}
    with pytest.raises(DomainError):
        run.apply(plan)
    assert not Post.objects.exists()


def test_another_name_than_the_codes_is_a_warning(plants):
    _run, plan = of.plan_of(PostImport, posts_file(post_row(name="炼铁厂")))
    assert [(problem.row, problem.column) for problem in plan.warnings] == [(3, "单位")]
    assert plan.can_apply


def test_a_code_that_stands_twice_is_named_twice(plants):
    _run, plan = of.plan_of(PostImport, posts_file(post_row(), post_row()))
    assert words(plan) == {(3, "岗位编号"): 1, (4, "岗位编号"): 1}


def test_a_changed_post_changes_on_the_day_of_the_load(plants):
    of.load(PostImport, posts_file(post_row()))
    plan = of.load(PostImport, posts_file(post_row(seats=3)))
    assert plan.counts()["changed"] == 1
    assert list(PostVersion.objects.values_list("starts_on", "authorised")) == [
        (datetime.date(2023, 1, 1), 2),
        (of.AS_OF, 3),
    ]
    assert Seat.objects.count() == 3
    of.load(PostImport, posts_file(post_row(seats=1)))
    assert PostVersion.objects.count() == 2
    assert list(Seat.objects.values_list("number", flat=True)) == [
        1,
        2,
    ]  # the second one for the ledger of earlier days


def test_a_post_keeps_a_seat_for_each_holder(plants):
    held = of.post(plants[1], code="P-1", authorised=2)
    for number in (1, 2):
        of.appointment(held, seat=number)
    _run, plan = of.plan_of(PostImport, posts_file(post_row(seats=1)))
    assert words(plan) == {(3, "核定职数"): 1}


def test_human_resources_load_posts_of_their_own_units_only(plants):
    _top, own, other = plants
    theirs = of.post(other, code="P-9")
    actor = make.hr(own)
    for row in (post_row(code="P-2", unit="010303"), post_row(code=theirs.code)):
        _run, plan = of.plan_of(PostImport, posts_file(row), actor=actor)
        assert sum(words(plan).values()) == 1
    of.load(PostImport, posts_file(post_row()), actor=actor)
    assert AuditEntry.objects.get(verb="post.loaded").unit == own


# --- Holders -----------------------------------------------------------------------------------------
@pytest.fixture
def desk(plants):
    """A post of two seats, another of one, and two people."""
    _top, plant, _other = plants
    of.post(plant, code="P-1", authorised=2)
    of.post(plant, code="P-2")
    of.engineer(plant, employee_number="B1", name="郭凤兰")
    of.engineer(plant, employee_number="B2", name="范欢")
    return plant


def holder_row(**changes):
    row = {"post": "P-1", "seat": 1, "number": "B1", "name": "郭凤兰", "from": START, "until": END}
    return list((row | changes).values())


def holders_file(*rows):
    return of.sheet(["在聘人员台账"], HOLDER_HEADINGS, *rows)


def test_the_last_day_of_a_term_belongs_to_it(desk):
    of.load(AppointmentImport, holders_file(holder_row()))
    loaded = Appointment.objects.get()
    assert (loaded.until, loaded.last_day) == (datetime.date(2028, 1, 1), END)
    assert (loaded.state_on(END), loaded.state_on(loaded.until)) == (TermState.WITHIN, TermState.OVERDUE)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"post": "P-7"}, "岗位编号"),
        ({"seat": 3}, "席位"),
        ({"seat": ""}, "席位"),
        ({"number": "B7"}, "工号"),
        ({"name": "范欢"}, "姓名"),
        ({"from": "2025-13-01"}, "聘期起"),
        ({"from": ""}, "聘期起"),
        ({"until": datetime.date(2024, 12, 30)}, "聘期止"),
        ({"until": "永久"}, "聘期止"),
        ({"from": datetime.date(2026, 11, 2)}, "聘期起"),
    ],
)
def test_a_spoiled_holder_is_named_and_nobody_is_loaded(desk, changes, place):
    good = holder_row(post="P-2", number="B2", name="范欢")
    run, plan = of.plan_of(AppointmentImport, holders_file(good, holder_row(**changes)))
    assert words(plan) == {(4, place): 1}
    with pytest.raises(DomainError):
        run.apply(plan)
    assert not Appointment.objects.exists()


def test_a_seat_takes_one_person_and_a_person_one_seat(desk):
    of.appointment(Post.objects.get(code="P-2"))
    for rows, places in (
        ([holder_row(), holder_row(number="B2", name="范欢")], {(3, "席位"): 1, (4, "席位"): 1}),
        ([holder_row(), holder_row(seat=2)], {(3, "工号"): 1, (4, "工号"): 1}),
        ([holder_row(post="P-2")], {(3, "席位"): 1}),
    ):
        _run, plan = of.plan_of(AppointmentImport, holders_file(*rows))
        assert words(plan) == places
    of.load(AppointmentImport, holders_file(holder_row()))
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row(seat=2)))
    assert words(plan) == {(3, "工号"): 1}


def test_a_loaded_term_is_corrected_by_the_file_a_decided_one_is_not(desk):
    of.load(AppointmentImport, holders_file(holder_row()))
    later = holder_row(until=datetime.date(2028, 12, 31))
    assert of.load(AppointmentImport, holders_file(later)).counts()["changed"] == 1
    Appointment.objects.update(mode=AppointmentMode.COMPETITION)
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row()))
    assert words(plan) == {(3, "聘期止"): 1}


def test_a_term_does_not_overlap_with_one_that_ended(desk):
    of.appointment(
        Post.objects.get(code="P-1"), status="ended", ended_on=datetime.date(2025, 6, 1), end_reason="resigned"
    )
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row()))
    assert words(plan) == {(3, "聘期起"): 1}
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row(**{"from": datetime.date(2025, 6, 1)})))
    assert words(plan) == {}


def test_retirement_within_the_term_is_due_not_refused(desk):
    of.engineer(desk, employee_number="B3", name="刘兵", retires_on=datetime.date(2026, 12, 1))
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row(number="B3", name="刘兵")))
    assert [(problem.row, problem.column) for problem in plan.warnings] == [(3, "聘期止")]
    assert plan.can_apply


def test_a_holder_proves_that_the_post_was_there(desk):
    early = holder_row(**{"from": datetime.date(2021, 1, 1)})
    of.load(AppointmentImport, holders_file(early))
    assert PostVersion.objects.get(post__code="P-1").starts_on == datetime.date(2021, 1, 1)
    assert PostVersion.objects.get(post__code="P-2").starts_on == of.FIRST_DAY


def test_human_resources_load_holders_of_their_own_posts_only(desk, plants):
    outsider, insider = make.hr(plants[2]), make.hr(desk)
    _run, plan = of.plan_of(AppointmentImport, holders_file(holder_row()), actor=outsider)
    assert words(plan) == {(3, "岗位编号"): 1}
    of.load(AppointmentImport, holders_file(holder_row()), actor=insider)
    assert AuditEntry.objects.get(verb="appointment.loaded").unit == desk


def test_a_seat_taken_meanwhile_keeps_the_plan_from_being_applied(desk):
    run, plan = of.plan_of(AppointmentImport, holders_file(holder_row()))
    of.appointment(Post.objects.get(code="P-1"))
    with pytest.raises(DomainError):
        run.apply(plan)
    assert Appointment.objects.count() == 1
