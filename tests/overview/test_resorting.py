"""Before and after a review: every figure counted by hand, foretold and then on record."""

import csv
import datetime
import io

import pytest
from django.urls import reverse

from establishment.models import PostReview
from establishment.selectors.chairs import coming_reviews, counting_at
from office.models import AuditEntry
from overview.selectors.coverage import Figures, Look, coverage_map, establishment_map
from overview.selectors.professional_line import Gap, professional_line
from overview.selectors.resorting import line_of_review, lines_of_review, maps_of_review
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office, posts

pytestmark = pytest.mark.django_db
TODAY = EFFECTIVE_ON
TOMORROW = TODAY + datetime.timedelta(1)
MAPS_QUERIES, LINES_QUERIES, LINE_QUERIES = 14, 19, 22


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = TODAY.isoformat()


@pytest.fixture
def sorting():
    """A post that grows, one that goes to the other plant with its holder, one that is abolished: its holders move and leave.

    Somebody moves to the new post; another one sits on a post that no change touches.
    """
    sorting = Sorting()
    sorting.furnace = posts.discipline(sorting.discipline, name="炉前")
    sorting.rolling = posts.discipline(name="轧制")
    sorting.untouched = sorting.post(code="P0", discipline=sorting.rolling)
    sorting.holder(sorting.untouched)
    grown = sorting.post(code="P1", discipline=sorting.discipline)
    moved = sorting.post(code="P2", discipline=sorting.furnace)
    abolished = sorting.post(code="P3", discipline=sorting.rolling, authorised=2)
    sorting.mover, sorting.held = sorting.holder(grown), sorting.holder(moved)
    sorting.leaver = sorting.holder(abolished)
    sorting.taker = sorting.holder(abolished, seat=2)
    new = sorting.set_up(authorised=2, discipline=sorting.discipline, unit=sorting.other, grade=sorting.lower)
    change = sorting.add("revise", grown, authorised=3)
    sorting.fate(change, sorting.mover, "move", to_change=new, number=2)
    sorting.add("move", moved, unit=sorting.other)
    change = sorting.add("abolish", abolished)
    sorting.fate(change, sorting.leaver, "end", ends_on=EFFECTIVE_ON, end_reason="moved")
    sorting.fate(change, sorting.taker, "move", to_change=sorting.review.changes.get(post=grown), number=1)
    return sorting


def maps(sorting, **choice):
    review = PostReview.objects.get(pk=sorting.review.pk)
    return maps_of_review(review, sorting.administrator, at=choice.pop("at", sorting.group), **choice)


def cells(shown, side):
    """{(unit's name or what is left out, discipline's name): (authorised, held, vacant)}"""
    names = [column.name for column in shown.columns] + (["rest"] if shown.other_columns else []) + ["sum"]
    rows = [(pair.entry.name, pair) for pair in shown.pairs] + ([("rest", shown.rest)] if shown.rest else [])
    return {
        (unit, name): (figures.authorised, figures.held, figures.vacant)
        for unit, pair in [*rows, ("sum", shown.total)]
        for name, figures in zip(names, getattr(pair, side), strict=True)
        if figures != Figures()
    }


BEFORE = {
    ("炼铁厂", "高炉"): (2, 2, 0),
    ("炼铁厂", "轧制"): (3, 3, 0),
    ("炼铁厂", "sum"): (5, 5, 0),
    ("sum", "高炉"): (2, 2, 0),
    ("sum", "轧制"): (3, 3, 0),
    ("sum", "sum"): (5, 5, 0),
}
AFTER = {
    ("炼铁厂", "高炉"): (3, 1, 2),
    ("炼铁厂", "轧制"): (1, 1, 0),
    ("炼铁厂", "sum"): (4, 2, 2),
    ("炼钢厂", "高炉"): (3, 2, 1),
    ("炼钢厂", "sum"): (3, 2, 1),
    ("sum", "高炉"): (6, 3, 3),
    ("sum", "轧制"): (1, 1, 0),
    ("sum", "sum"): (7, 4, 3),
}


def test_the_maps_show_what_there_is_and_what_the_review_would_make_of_it(sorting):
    shown = maps(sorting)
    assert (cells(shown, "before"), cells(shown, "after")) == (BEFORE, AFTER)
    assert (shown.day_before, shown.day_after) == (TODAY, TODAY)


def test_once_it_is_applied_the_record_shows_what_was_foretold(sorting):
    sorting.carry_through()
    shown = maps(sorting)
    assert (cells(shown, "before"), cells(shown, "after")) == (BEFORE, AFTER)
    assert (shown.day_before, shown.day_after) == (TODAY - datetime.timedelta(1), TODAY)


def test_the_record_is_what_the_coverage_map_says_of_both_days(sorting):
    sorting.carry_through()
    for day, expected in ((TODAY - datetime.timedelta(1), BEFORE), (TODAY, AFTER)):
        shown = coverage_map(Look(sorting.administrator, day), sorting.group)
        total = shown.total
        assert (total.authorised, total.held, total.vacant) == expected["sum", "sum"]


def test_what_does_not_change_is_summed_up_unless_it_is_asked_for(sorting):
    idle = office.unit(sorting.group, name="动力厂")
    posts.post(idle, discipline=posts.discipline(name="能源"), grade=sorting.grade)
    shown = maps(sorting)
    assert [pair.entry.name for pair in shown.pairs] == ["炼铁厂", "炼钢厂"]
    assert cells(shown, "after")["rest", "rest"] == cells(shown, "before")["rest", "rest"] == (1, 0, 1)
    assert cells(shown, "after")["sum", "rest"] == (1, 0, 1)
    everything = maps(sorting, everything=True)
    assert (everything.rest, everything.other_columns) == (None, 0)
    assert {pair.entry.name for pair in everything.pairs} >= {"炼铁厂", "炼钢厂", "动力厂"}
    assert everything.sums == shown.sums


def test_a_level_is_opened_by_unit_and_by_discipline(sorting):
    shown = maps(sorting, at=sorting.plant, of=sorting.discipline)
    assert [column.name for column in shown.columns] == ["高炉", "炉前"]
    assert cells(shown, "after")["炼铁厂", "高炉"] == (3, 1, 2)
    assert ("炼铁厂", "炉前") not in cells(shown, "after")


def test_a_holder_of_whom_nothing_is_said_stays_while_the_seat_is_there(sorting):
    sorting.review.changes.get(post__code="P1").fates.all().delete()
    assert cells(maps(sorting), "after")["炼铁厂", "高炉"] == (3, 1, 2)


def test_who_leaves_with_the_post_though_nothing_is_said_is_told_of_on_each_page(sorting, client):
    """Not of whoever stays while the seat is there, nor once it was said."""
    sorting.review.changes.get(post__code="P1").fates.all().delete()
    assert maps(sorting).unsaid == 0
    sorting.review.changes.get(post__code="P3").fates.get(fate="end").delete()
    assert maps(sorting).unsaid == 1
    assert cells(maps(sorting), "after")["炼铁厂", "轧制"] == (1, 1, 0)
    for name, *keys in (("resorting",), ("resorting_lines",), ("resorting_line", sorting.rolling.pk)):
        assert "本方案尚有 1 名任职人员未说明去向" in page_of(sorting, client, name, *keys).text


def test_of_a_post_that_waits_for_its_last_holder_nobody_leaves_unsaid():
    sorting = Sorting()
    post = sorting.post(authorised=2)
    sorting.holder(post, seat=2)
    sorting.fate(sorting.add("abolish", post), sorting.holder(post), "keep")
    assert maps(sorting).unsaid == 0


def test_who_leaves_later_is_there_on_the_day(sorting):
    later = EFFECTIVE_ON + datetime.timedelta(30)
    moved = sorting.review.changes.get(post__code="P2")
    sorting.fate(moved, sorting.held, "end", ends_on=later, end_reason="moved")
    assert cells(maps(sorting), "after") == AFTER


# --- The lines -------------------------------------------------------------------------------------------------
def test_lines_that_change_tell_gaps_closed_and_new(sorting):
    shown = lines_of_review(PostReview.objects.get(), sorting.administrator)
    assert [line.discipline.name for line in shown.lines] == ["高炉", "轧制"]
    assert sorting.lower in shown.grades
    furnace = shown.lines[0]
    held = [[(one.held, one.authorised) for one in side.by_grade] for side in (furnace.before, furnace.after)]
    assert held == [[(2, 2), (0, 0), (0, 0)], [(2, 4), (1, 2), (0, 0)]]
    assert {gap.words for gap in furnace.closed}.isdisjoint({gap.words for gap in furnace.opened})


def gaps_of(line):
    """The words of the gaps closed, left and new."""
    return [[gap.words for gap in gaps] for gaps in (line.closed, line.left, line.opened)]


def test_of_a_line_whose_last_post_goes_no_gap_is_closed():
    sorting = Sorting()
    sorting.add("abolish", sorting.post(discipline=sorting.discipline))
    (line,) = lines_of_review(PostReview.objects.get(), sorting.administrator).lines
    assert len(line.before.gaps) > 1
    assert gaps_of(line) == [[], [], ["本专业未设岗。"]]


def test_a_line_that_is_set_up_closes_that_there_is_none_and_what_it_lacks_is_left():
    sorting = Sorting()
    sorting.set_up()
    (line,) = lines_of_review(PostReview.objects.get(), sorting.administrator).lines
    closed, left, opened = gaps_of(line)
    assert (closed, opened) == (["本专业未设岗。"], [])
    assert left == [gap.words for gap in line.after.gaps]


@pytest.mark.parametrize(
    ("gap", "other", "covered"),
    [
        (Gap("", of=("a",)), Gap("", of=("a", "b")), True),
        (Gap("", of=("a", "b")), Gap("", of=("a",)), False),
        (Gap("", of=("a",)), Gap("", of=("b",)), False),
        (Gap("", of=("a",)), Gap("", of=("a",), breaks=False), True),
        (Gap("", of=("a",), breaks=False), Gap("", of=("a",)), False),
    ],
)
def test_a_gap_covers_those_of_its_place_and_within(gap, other, covered):
    assert gap.covers(other) is covered


def test_a_line_names_who_holds_what_before_and_after(sorting):
    review = PostReview.objects.get()

    def named(line):
        return {
            (rung.grade, place.level): ({holder.name for holder in place.holders}, place.vacant)
            for rung in line.rungs
            for place in rung.places
            if place.figures != Figures()
        }

    _look, before, after, _unsaid = line_of_review(review, sorting.administrator, sorting.discipline)
    (chief_before,) = named(before).values()
    assert chief_before == ({sorting.mover.engineer.name, sorting.held.engineer.name}, {})
    found = {grade: place for (grade, _level), place in named(after).items()}
    assert found[sorting.grade] == ({sorting.taker.engineer.name, sorting.held.engineer.name}, {"炼铁厂": 2})
    assert found[sorting.lower] == ({sorting.mover.engineer.name}, {"炼钢厂": 1})
    sorting.carry_through()
    review.refresh_from_db()
    assert named(line_of_review(review, sorting.administrator, sorting.discipline)[2]) == named(after)


# --- A day to come ---------------------------------------------------------------------------------------------
@pytest.fixture
def approved(sorting):
    PostReview.objects.update(effective_on=TOMORROW)
    for fate in sorting.review.changes.get(post__code="P3").fates.filter(fate="end"):
        fate.ends_on = TOMORROW
        fate.save()
    sorting.propose()
    sorting.approve()
    return sorting


def seats(shown):
    return {row.entry.name: [(cell.held, cell.authorised) for cell in row.cells] for row in shown.rows}


def test_a_day_to_come_counts_in_what_was_approved_for_it(approved):
    shown = establishment_map(Look(approved.administrator, TOMORROW), approved.group)
    assert [column.name for column in shown.columns][:2] == [approved.grade.name, approved.lower.name]
    assert seats(shown) == {"炼铁厂": [(2, 4), (0, 0), (0, 0)], "炼钢厂": [(1, 1), (1, 2), (0, 0)]}
    assert shown.reviews == [approved.review]
    today = establishment_map(Look(approved.administrator, TODAY), approved.group)
    assert (seats(today)["炼铁厂"][0], today.reviews) == ((5, 5), [])


def test_a_day_to_come_names_what_counts_at_the_unit_that_is_shown(approved, client, django_assert_num_queries):
    """A review of its own or of a unit below it, and one of a unit above it if it touches a post there."""
    first = approved.review
    mill = office.unit(approved.group, name="轧钢厂")
    approved.another("轧钢方案", unit=mill, effective_on=TOMORROW)
    approved.add("freeze", approved.post(mill))
    approved.propose()
    approved.approve()
    own, idle = approved.review, office.unit(approved.group, name="动力厂")
    look = Look(approved.administrator, TOMORROW)
    named = {unit: establishment_map(look, unit).reviews for unit in (approved.group, approved.other, mill, idle)}
    assert named == {approved.group: [first, own], approved.other: [first], mill: [own], idle: []}
    client.force_login(approved.administrator)
    for page in ("establishment", "coverage", "professional_line"):
        asked = {"as_of": TOMORROW.isoformat(), "discipline": approved.discipline.code, "at": mill.code}
        text = client.get(reverse(f"overview:{page}"), asked).text
        assert (own.get_absolute_url() in text, first.get_absolute_url() in text) == (True, False)
    coming = coming_reviews(approved.administrator, TOMORROW)
    with django_assert_num_queries(0):
        assert counting_at(coming, approved.group) == [first, own]
    with django_assert_num_queries(1):
        assert counting_at(coming, approved.other) == [first]


def test_map_and_line_of_a_day_to_come_say_the_same(approved):
    look = Look(approved.administrator, TOMORROW)
    assert coverage_map(look, approved.group).total.authorised == 7
    line = professional_line(look, approved.discipline)
    assert sum(rung.total.authorised for rung in line.rungs) == 6


def test_a_review_out_of_sight_is_not_counted_in(approved):
    reader = office.user("unit_head", approved.plant)
    shown = establishment_map(Look(reader, TOMORROW), approved.plant)
    assert (shown.total.authorised, shown.reviews) == (5, [])


def test_once_it_has_come_the_day_before_is_as_it_was_and_the_day_as_it_was_foretold(approved, settings):
    def shown_on(day):
        return seats(establishment_map(Look(approved.administrator, day), approved.group))

    before, foretold = shown_on(TODAY), shown_on(TOMORROW)
    settings.AS_OF_DATE = TOMORROW.isoformat()
    approved.apply()
    assert (shown_on(TODAY), shown_on(TOMORROW)) == (before, foretold)


# --- Pages -----------------------------------------------------------------------------------------------------
def page_of(sorting, client, name="resorting", *keys, **query):
    client.force_login(sorting.administrator)
    return client.get(reverse(f"overview:{name}", args=[sorting.review.pk, *keys]), query)


def test_the_page_marks_what_changes(sorting, client):
    page = page_of(sorting, client).content.decode()
    assert page.count('class="cover none changed"') == 2  # before and after, what there is on the other side only
    assert page.count("变更：") == 16


def test_the_page_says_of_which_days_it_tells(sorting, client):
    assert "现状" in page_of(sorting, client).content.decode()
    sorting.carry_through()
    page = page_of(sorting, client).content.decode()
    assert f"其他岗位均截至 {TODAY}。" in page
    assert "梳理前" in page


def test_a_unit_outside_of_the_review_is_not_found(sorting, client):
    elsewhere = office.unit(None, name="外部")
    office.duty(sorting.administrator, "group_administrator", elsewhere)
    assert page_of(sorting, client, at=elsewhere.code).status_code == 404


@pytest.mark.parametrize("role", ["hr", "subsidiary_administrator", "leader", "inspection"])
def test_who_sees_the_review_sees_its_units_down_from_its_own(sorting, client, role):
    """Whether the duty is on the unit of the review, above it, or on several units of which one lies elsewhere."""
    sorting.another(unit=sorting.plant)
    workshop = office.unit(sorting.plant, name="高炉车间", kind="workshop")
    grown = sorting.post(workshop, code="W1", discipline=sorting.discipline)
    sorting.holder(grown)
    sorting.add("revise", grown, authorised=3)
    scattered = office.user(role, sorting.plant)
    office.duty(scattered, role, office.unit(None, name="外部"))
    for reader in (office.user(role, sorting.plant), office.user(role, sorting.group), scattered):
        client.force_login(reader)
        address = reverse("overview:resorting", args=[sorting.review.pk])
        way = [("炼铁厂", sorting.plant.code), ("高炉车间", workshop.code)]
        for query, units in (({}, way[:1]), ({"at": workshop.code}, way)):
            page = client.get(address, query).context
            assert (page["units"], page["several"]) == (units, False)
            assert page["map"].sums[1].authorised - page["map"].sums[0].authorised == 2
        for name, *keys in (("lines",), ("line", sorting.discipline.pk)):
            assert client.get(reverse(f"overview:resorting_{name}", args=[sorting.review.pk, *keys])).status_code == 200


@pytest.mark.parametrize(
    ("role", "place"), [("unit_head", "plant"), ("filler", "group"), ("leader", "other"), ("hr", "workshop")]
)
def test_who_reads_posts_but_not_the_review_finds_none_of_its_pages(sorting, client, role, place):
    """Heads and fillers read no reviews; others none of a unit beside or above their own."""
    sorting.another(unit=sorting.plant)
    places = {"plant": sorting.plant, "group": sorting.group, "other": sorting.other}
    places["workshop"] = office.unit(sorting.plant, kind="workshop")
    client.force_login(office.user(role, places[place]))
    for name, *keys in (("resorting",), ("resorting_lines",), ("resorting_line", sorting.discipline.pk)):
        assert client.get(reverse(f"overview:{name}", args=[sorting.review.pk, *keys])).status_code == 404


def test_a_level_is_exported(sorting, client):
    client.force_login(sorting.administrator)
    answer = client.post(reverse("overview:resorting", args=[sorting.review.pk]), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    found = {(row[1], row[3]): row[4:10] for row in rows[1:]}
    assert found["炼铁厂", "高炉"] == ["2", "3", "2", "1", "0", "2"]


def test_the_lines_are_exported_with_their_gaps(sorting, client):
    client.force_login(sorting.administrator)
    answer = client.post(reverse("overview:resorting_lines", args=[sorting.review.pk]), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    found = {(row[1], row[2]): row[3:] for row in rows[1:]}
    line = lines_of_review(PostReview.objects.get(), sorting.administrator).lines[0]
    gaps = [" ".join(gap.words for gap in gaps) for gaps in (line.closed, line.left, line.opened)]
    assert found["高炉", "整条专业线"] == ["2", "6", "2", "3", "0", "3", *gaps]
    assert found["高炉", sorting.grade.name] == ["2", "4", "2", "2", "0", "2", "", "", ""]
    (entry,) = AuditEntry.objects.filter(verb="list.exported")
    assert entry.changes["rows"] == [None, len(rows) - 1]


def test_lines_lead_from_all_to_one(sorting, client):
    page = page_of(sorting, client, "resorting_lines").content.decode()
    assert reverse("overview:resorting_line", args=[sorting.review.pk, sorting.discipline.pk]) in page
    one = page_of(sorting, client, "resorting_line", sorting.discipline.pk).content.decode()
    assert one.count(sorting.held.get_absolute_url()) == 2
    assert page_of(sorting, client, "resorting_line", 0).status_code == 404


def test_queries_do_not_grow_with_posts_and_changes(sorting, django_assert_max_num_queries):
    def look_at_all():
        review = PostReview.objects.get()
        with django_assert_max_num_queries(MAPS_QUERIES):
            maps_of_review(review, sorting.administrator, at=sorting.group)
        with django_assert_max_num_queries(LINES_QUERIES):
            lines_of_review(review, sorting.administrator)
        with django_assert_max_num_queries(LINE_QUERIES):
            line_of_review(review, sorting.administrator, sorting.discipline)

    look_at_all()
    for number in range(10, 20):
        post = sorting.post(code=f"Q{number}", discipline=sorting.discipline)
        held = sorting.holder(post)
        new = sorting.set_up(code=f"M{number}")
        sorting.fate(sorting.add("revise", post, authorised=2), held, "move", to_change=new, number=1)
    look_at_all()
