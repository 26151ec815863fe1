"""What crosses the desk of one subsidiary: units that move, people who are concerned, reasons that are too long."""

import re

import pytest
from django.utils import translation

from office.clock import today
from office.errors import DomainError
from office.models import Unit
from office.services.units import merge_unit
from planning.checks import consolidation as checks
from planning.models import DemandCandidate, DemandLine
from planning.services import consolidation as services
from tests.factories import office, talent
from tests.planning.desks import ConsolidationDesk
from tests.planning.test_consolidation import refused
from tests.planning.test_consolidation_pages import Browser, confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return ConsolidationDesk()


@pytest.fixture
def browser(desk, client):
    client.force_login(desk.hr)
    return Browser(desk, client)


# --- Units that move ----------------------------------------------------------------------------------------------
@pytest.fixture
def moved(desk):
    """The second line was merged into the first, then its plant into one of the other subsidiary."""
    desk.merge(*desk.lines[:2])
    merge_unit(desk.plants[1], office.unit(desk.theirs), actor=None, on=today(), reason="整合")
    return desk


@pytest.mark.parametrize(("side", "query"), [("ours", ""), ("theirs", "?look=merged")])
def test_a_line_whose_unit_moved_is_separated_by_either_subsidiary(moved, client, side, query):
    subsidiary = getattr(moved, side)
    client.force_login(office.hr(subsidiary))
    page = f"/demand/surveys/{moved.survey.pk}/consolidation/{subsidiary.pk}/"
    address = f"{page}separate/{moved.lines[1].pk}/"
    assert address in client.get(page + query).content.decode()
    shown = confirmed(client.get(address).content.decode())
    assert client.post(address, shown | {"number": "2", "reason": "各归各"}).status_code == 302
    assert moved.numbers() == [(2, False), (None, False), (None, False)]


def test_a_third_subsidiary_does_not_separate_them(moved):
    other = office.unit(moved.group, kind=moved.ours.kind)
    refused(moved.separate, moved.lines[1], subsidiary=other)


# --- Into which line ----------------------------------------------------------------------------------------------
def test_only_lines_that_can_take_others_in_are_offered(browser):
    first, second, third = browser.desk.lines
    browser.desk.merge(first, second)
    text = browser.post("consolidation_merge", {"selected": [first.pk, third.pk]}).content.decode()
    offered = re.findall(r'<input type="radio" name="target" value="(\d+)"', text)
    assert (offered, f'data-together="{third.pk}"' in text) == ([str(first.pk)], False)


def test_a_number_that_is_left_empty_is_added_up(browser):
    first, second, _third = browser.desk.lines
    text = browser.post("consolidation_merge", {"selected": [first.pk, second.pk]}).content.decode()
    browser.post("consolidation_merge", confirmed(text) | {"target": second.pk, "number": "", "reason": "合并"})
    assert browser.desk.numbers()[:2] == [(1, True), (3, False)]


def test_nothing_is_merged_that_was_not_shown(browser):
    first, second, _third = browser.desk.lines
    data = {"selected": [first.pk, second.pk], "target": first.pk, "number": "3", "reason": "合并"}
    for unseen in ({}, {"agreed": ""}):
        assert browser.post("consolidation_merge", data | unseen).status_code == 200
    assert browser.desk.numbers()[1] == (None, False)


# --- Out of which line --------------------------------------------------------------------------------------------
@pytest.fixture
def taken_in(browser):
    """The first line stands at four seats: its own two, and a further one of each of the others."""
    browser.desk.merge(*browser.desk.lines)
    return browser


def separating(browser, line):
    """The text of the page, and what it sends if nothing is changed but the reason."""
    text = browser.text("consolidation_separate", line.pk)
    number = re.search(r'name="number" value="(\d+)"', text)[1]
    return text, confirmed(text) | {"number": number, "reason": "各归各"}


def test_of_two_who_separate_lines_of_one_the_later_sees_what_is_left(taken_in):
    first, second, third = taken_in.desk.lines
    _text, shown = separating(taken_in, second)
    taken_in.post("consolidation_separate", separating(taken_in, third)[1], third.pk)
    again = taken_in.post("consolidation_separate", shown, second.pk)
    text = again.content.decode()
    assert (again.status_code, taken_in.desk.read(first).consolidated) == (200, 3)
    assert "职数刚被他人修改" in text and 'name="number" value="2"' in text and "各归各" in text
    taken_in.post("consolidation_separate", confirmed(text) | {"number": "2", "reason": "各归各"}, second.pk)
    assert taken_in.desk.numbers() == [(2, False), (None, False), (None, False)]


def test_nothing_is_separated_that_was_not_shown(taken_in):
    second = taken_in.desk.lines[1]
    for unseen in ({}, {"agreed": ""}):
        answer = taken_in.post("consolidation_separate", {"number": "3", "reason": "各归各"} | unseen, second.pk)
        assert answer.status_code == 200
    assert taken_in.desk.numbers()[1] == (1, True)


def test_who_clicks_twice_is_told_that_it_is_done(taken_in):
    second = taken_in.desk.lines[1]
    _text, shown = separating(taken_in, second)
    taken_in.post("consolidation_separate", shown, second.pk)
    for ask in (
        lambda: taken_in.post("consolidation_separate", shown, second.pk),
        lambda: taken_in.get("consolidation_separate", second.pk),
    ):
        assert ask().headers["Location"] == taken_in.address()
        assert "该条目已不在合并状态。" in taken_in.text()


def test_who_would_open_a_line_that_took_others_in_is_told_why_not(taken_in):
    first = taken_in.desk.lines[0]
    answer = taken_in.post("consolidation_save", taken_in.fields(first))
    assert "请先拆分" in answer.content.decode()
    assert taken_in.desk.read(first).consolidated == 4


def test_the_page_says_so_where_the_other_line_has_no_number(taken_in):
    first, second, _third = taken_in.desk.lines
    type(first).objects.filter(pk=first.pk).update(consolidated=None, consolidated_reason="")
    text, shown = separating(taken_in, second)
    assert "尚无汇总职数" in text and shown["number"] == "2"
    taken_in.post("consolidation_separate", shown, second.pk)
    assert taken_in.desk.numbers()[:2] == [(2, False), (None, False)]


# --- Reasons ------------------------------------------------------------------------------------------------------
@pytest.fixture(params=["zh-hans", "en"])
def long_named(desk, request):
    """The units' names are as long as names can be, and the sentences in either language."""
    longest = Unit._meta.get_field("name").max_length
    Unit.objects.filter(pk__in=[plant.pk for plant in desk.plants]).update(name="炼" * longest)
    with translation.override(request.param):
        yield desk


def test_the_longest_reason_of_a_merger_fits_beside_the_longest_name(long_named):
    first, second, _third = map(long_named.read, long_named.lines)
    most = checks.longest_reason(first)
    (said,) = refused(long_named.merge, first, second, reason="长" * (most + 1))
    assert str(most) in said
    long_named.merge(first, second, reason="长" * most)
    kept = long_named.read(second).consolidated_reason
    assert len(kept) == DemandLine._meta.get_field("consolidated_reason").max_length
    assert kept.endswith("长" * most)


def test_the_form_takes_what_fits_beside_the_longest_name_that_can_be_chosen(browser):
    first, second, third = browser.desk.lines
    Unit.objects.filter(pk=browser.desk.plants[2].pk).update(name="炼" * 100)
    asked = {"selected": [first.pk, second.pk, third.pk]}
    text = browser.post("consolidation_merge", asked).content.decode()
    most = int(re.search(r'name="reason"[^>]*maxlength="(\d+)"', text)[1])
    assert most == checks.longest_reason(browser.desk.read(third))
    data = confirmed(text) | {"target": third.pk, "number": "4"}
    assert browser.post("consolidation_merge", data | {"reason": "长" * (most + 1)}).status_code == 200
    assert browser.desk.numbers()[1] == (None, False)
    assert browser.post("consolidation_merge", data | {"reason": "长" * most}).status_code == 302
    assert browser.desk.numbers() == [(1, True), (1, True), (4, False)]


# --- Who is concerned ---------------------------------------------------------------------------------------------
@pytest.fixture
def concerned(desk):
    """The human resources of the subsidiary are named as a candidate of the first line."""
    engineer = talent.engineer(desk.plants[0], user=desk.hr)
    DemandCandidate.objects.create(line=desk.lines[0], engineer=engineer)
    return desk


def test_who_is_named_sets_no_number(concerned):
    first, second, _third = concerned.lines
    assert concerned.set((first, 2, ""), (second, 2, "")) == ["refused", "saved"]
    assert concerned.take(*concerned.lines) == 1
    assert concerned.numbers() == [(None, False), (2, False), (2, False)]
    assert concerned.set((first, 2, ""), actor=office.hr(concerned.ours)) == ["saved"]


def test_who_typed_what_came_on_paper_sets_its_number(desk):
    desk.lines[0].filed_by = desk.hr
    desk.lines[0].save()
    assert desk.set((desk.lines[0], 2, "")) == ["saved"]


def test_who_is_named_neither_merges_nor_separates(concerned):
    first, second, third = concerned.lines
    for target, merged in ((first, second), (second, first)):
        assert "与您本人有关" in refused(concerned.merge, target, merged)[0]
    keys, given = [second.pk], {"number": 3, "reason": "合并设置", "seen": concerned.seen(first, second)}
    services.merge_lines(concerned.survey, concerned.ours, first.pk, keys, actor=office.hr(concerned.ours), **given)
    assert "与您本人有关" in refused(concerned.separate, second)[0]
    assert concerned.set((third, 2, "")) == ["saved"]


def test_the_desk_shows_no_fields_at_ones_own_line_and_bulk_acts_name_it(concerned, browser):
    first, second, _third = concerned.lines
    text = browser.text()
    assert f'name="number-{second.pk}"' in text and f'name="number-{first.pk}"' not in text
    assert "与您本人有关" in text
    asked = browser.post("consolidation_take", {"all": "1"}).content.decode()
    assert "炼铁1厂" in asked and "与您本人有关" in asked


def test_what_is_ones_own_alone_is_not_taken(concerned):
    assert concerned.take(concerned.lines[0]) == 0
    with pytest.raises(DomainError):
        concerned.merge(concerned.lines[1], concerned.lines[0])
