"""The desk of a subsidiary on screen: who opens it, what is saved, what comes back, and what it costs."""

import re

import pytest
from django.urls import reverse

from office.enums import Role
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandReturn
from planning.selectors.consolidation import state_of
from tests.factories import office, posts
from tests.planning.desks import ConsolidationDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return ConsolidationDesk()


@pytest.fixture
def browser(desk, client):
    """The browser of the subsidiary's human resources."""
    client.force_login(desk.hr)
    return Browser(desk, client)


class Browser:
    def __init__(self, desk, client):
        self.desk, self.client = desk, client

    def address(self, name="consolidation", *more, query=""):
        return reverse(f"planning:{name}", args=[self.desk.survey.pk, self.desk.ours.pk, *more]) + query

    def get(self, name="consolidation", *more, query=""):
        return self.client.get(self.address(name, *more, query=query))

    def text(self, *given, **how):
        return self.get(*given, **how).content.decode()

    def post(self, name, data, *more, query="", **how):
        return self.client.post(self.address(name, *more, query=query), data, **how)

    def fields(self, line, number="", reason="", seen=None):
        seen = state_of(self.desk.read(line)) if seen is None else seen
        return {f"number-{line.pk}": number, f"reason-{line.pk}": reason, f"seen-{line.pk}": seen}


# --- Who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.HR, "ours", 200),
        (Role.SUBSIDIARY_ADMINISTRATOR, "ours", 200),
        (Role.HR, "group", 200),
        (Role.LEADER, "ours", 200),
        (Role.INSPECTION, "group", 200),
        (Role.HR, "theirs", 404),
        (Role.HR, "plant", 404),
        (Role.UNIT_HEAD, "plant", 404),
    ],
)
def test_the_desk_is_read_by_who_sees_all_its_returns(desk, client, role, where, status):
    places = {"ours": desk.ours, "group": desk.group, "theirs": desk.theirs, "plant": desk.plants[0]}
    desk.line(office.unit(desk.theirs))
    client.force_login(office.user(role, places[where]))
    opened = Browser(desk, client)
    assert opened.get().status_code == status
    changes = 404 if status == 404 else 302 if role not in {Role.LEADER, Role.INSPECTION} else 403
    assert opened.post("consolidation_save", opened.fields(desk.lines[0], "2")).status_code == changes


def test_only_a_subsidiary_within_the_survey_has_a_desk(desk, client):
    client.force_login(office.hr(desk.group))
    for unit in (desk.group, desk.plants[0]):
        assert client.get(reverse("planning:consolidation", args=[desk.survey.pk, unit.pk])).status_code == 404


def test_readers_get_no_fields(desk, client):
    client.force_login(office.user(Role.LEADER, desk.ours))
    assert 'name="number-' not in Browser(desk, client).text()


def test_nothing_is_entered_once_the_survey_is_published(browser):
    type(browser.desk.survey).objects.update(status=SurveyStatus.PUBLISHED)
    assert 'name="number-' not in browser.text()


# --- Numbers ------------------------------------------------------------------------------------------------------
def test_a_page_is_saved_as_one_form(browser):
    first, second, third = browser.desk.lines
    data = browser.fields(first, "1", "统筹") | browser.fields(second, "2") | browser.fields(third)
    answer = browser.post("consolidation_save", data, query="?grade=1")
    assert answer.headers["Location"] == browser.address(query="?grade=1")
    assert browser.desk.numbers() == [(1, False), (2, False), (None, False)]


def test_what_is_refused_comes_back_as_typed_and_the_rest_is_saved(browser):
    first, second, third = browser.desk.lines
    data = browser.fields(first, "7") | browser.fields(second, "2") | browser.fields(third, "1000", "许多")
    text = browser.post("consolidation_save", data).content.decode()
    assert browser.desk.numbers() == [(None, False), (2, False), (None, False)]
    assert f'name="number-{first.pk}" value="7"' in text
    assert f'name="number-{third.pk}" value="1000"' in text and 'value="许多"' in text
    assert f'name="number-{second.pk}"' not in text


def test_a_conflict_shows_the_other_value_and_can_be_overridden(browser):
    line = browser.desk.lines[0]
    data = browser.fields(line, "3", "我的")
    browser.desk.set((line, 1, "别人的"))
    text = browser.post("consolidation_save", data).content.decode()
    assert "别人的" in text and 'value="我的"' in text
    seen = re.search(f'name="seen-{line.pk}" value="(\\w+)"', text)[1]
    browser.post("consolidation_save", data | {f"seen-{line.pk}": seen})
    assert browser.desk.read(line).consolidated == 3


def test_a_line_that_is_left_is_saved_by_itself(browser):
    line = browser.desk.lines[0]
    answer = browser.post("consolidation_save", browser.fields(line, "1", "统筹"), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200 and f'name="seen-{line.pk}"' in text and 'id="totals"' in text
    assert "<html" not in text
    assert browser.desk.read(line).consolidated == 1


def test_a_line_of_another_subsidiary_is_refused_without_a_word_of_it(browser):
    foreign = browser.desk.line(office.unit(browser.desk.theirs, name="机密厂"), problem="机密")
    text = browser.post("consolidation_save", browser.fields(foreign, "2")).content.decode()
    assert "机密" not in text
    assert browser.desk.read(foreign).consolidated is None


# --- Many ---------------------------------------------------------------------------------------------------------
def confirmed(text):
    """The hidden fields of a confirm browser."""
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


def test_all_that_the_filters_leave_is_taken_as_wanted_after_it_is_confirmed(browser):
    first, _second, _third = browser.desk.lines
    browser.desk.set((first, 1, "统筹"))
    query = f"?unit={browser.desk.plants[1].code}"
    text = browser.post("consolidation_take", {"all": "1"}, query=query).content.decode()
    assert browser.desk.numbers()[1] == (None, False)
    browser.post("consolidation_take", confirmed(text), query=query)
    assert browser.desk.numbers() == [(1, False), (2, False), (None, False)]


def test_what_changed_before_it_was_confirmed_is_shown_again(browser):
    first, second, _third = browser.desk.lines
    text = browser.post("consolidation_take", {"selected": [first.pk, second.pk]}).content.decode()
    browser.desk.set((first, 1, "统筹"))
    again = browser.post("consolidation_take", confirmed(text))
    assert (again.status_code, browser.desk.numbers()[1]) == (200, (None, False))
    browser.post("consolidation_take", confirmed(again.content.decode()))
    assert browser.desk.numbers()[1] == (2, False)


def test_selected_lines_are_merged_and_separated(browser):
    first, second, _third = browser.desk.lines
    text = browser.post("consolidation_merge", {"selected": [first.pk, second.pk]}).content.decode()
    data = confirmed(text) | {"target": first.pk, "number": "3", "reason": "合并"}
    assert browser.post("consolidation_merge", data).status_code == 302
    assert browser.desk.numbers() == [(3, False), (1, True), (None, False)]
    assert browser.address("consolidation_separate", second.pk) in browser.text()
    text = browser.text("consolidation_separate", second.pk)
    assert 'value="2"' in text
    browser.post("consolidation_separate", confirmed(text) | {"number": "2", "reason": "分开"}, second.pk)
    assert browser.desk.numbers() == [(2, False), (None, False), (None, False)]


def test_each_line_to_be_merged_shows_its_sentence(browser):
    first, second, _third = browser.desk.lines
    for line, kind, problem in ((first, "hard", "炉缸侧壁温度高"), (second, "", "炉缸<侵蚀>")):
        line.problem_kind, line.problem = kind, problem
        line.save()
    text = browser.post("consolidation_merge", {"selected": [first.pk, second.pk]}).content.decode()
    told = [" ".join(cell.split()) for cell in re.findall(r'<td class="wrap">(.*?)</td>', text, re.DOTALL)]
    assert told == ["<b>难点</b> 炉缸侧壁温度高", "炉缸&lt;侵蚀&gt;"]


def test_what_cannot_be_merged_is_said_at_once(browser):
    other = browser.desk.line(browser.desk.plants[1], discipline=posts.discipline())
    for chosen in ([browser.desk.lines[0].pk], [browser.desk.lines[0].pk, other.pk], []):
        answer = browser.post("consolidation_merge", {"selected": chosen}, follow=True)
        assert 'class="alert alert-error"' in answer.content.decode()


def test_units_are_passed_up_after_their_totals_are_shown(browser):
    first, second, _third = browser.desk.lines
    browser.desk.take(first, second)
    text = browser.text("consolidation_pass_up")
    boxes = re.findall(r'name="returns" value="([\w:]+)"', text)
    assert len(boxes) == 2 and "炼铁3厂" in text
    browser.post("consolidation_pass_up", {"returns": boxes[:1]})
    statuses = DemandReturn.objects.filter(status=ReturnStatus.CONSOLIDATED)
    assert [answer.unit for answer in statuses] == browser.desk.plants[:1]


def test_passing_nothing_up_says_so(browser):
    assert browser.post("consolidation_pass_up", {}).status_code == 200


def test_a_return_is_sent_back_from_the_desk_and_leads_back_to_its_filters(browser):
    first, _second, _third = browser.desk.lines
    browser.desk.line(browser.desk.plants[0], discipline=posts.discipline())
    addresses = re.findall(r'href="([^"]*send-back/[^"]*)"', browser.text(query="?extra=more&unit="))
    assert len(addresses) == 3  # once for each unit
    assert addresses[0] == reverse("planning:return_send_back", args=[first.demand_return_id]) + (
        "?desk=extra%3Dmore%26unit%3D"
    )
    shown = confirmed(browser.client.get(addresses[0]).content.decode())
    answer = browser.client.post(addresses[0], shown | {"reason": "请核实"})
    assert answer.headers["Location"] == browser.address(query="?extra=more&unit=")
    assert DemandReturn.objects.get(pk=first.demand_return_id).status == ReturnStatus.DRAFT


def test_readers_send_nothing_back(desk, client):
    client.force_login(office.user(Role.LEADER, desk.ours))
    assert "send-back" not in Browser(desk, client).text()


# --- What is shown ------------------------------------------------------------------------------------------------
def test_the_same_wish_of_several_units_stands_together_and_is_marked(browser):
    browser.desk.line(browser.desk.plants[0], discipline=posts.discipline(code="zzz"))
    assert browser.text().count('class="repeated') == 3
    assert browser.text(query="?look=repeated").count('class="what"') == 3


def test_filters_leave_the_lines_they_name(browser):
    first, second, third = browser.desk.lines
    browser.desk.set((first, 1, "统筹"))
    browser.desk.merge(second, third)
    counts = {
        "": 2,
        "look=open": 0,
        "look=otherwise": 2,
        "look=merged": 1,
        "extra=more": 2,
        "extra=none": 0,
        "stage=passed_up": 0,
    }
    found = {query: browser.text(query=f"?{query}").count('class="what"') for query in counts}
    assert found == counts


def test_the_table_is_printed_with_a_check_code_that_changes_with_its_numbers(browser):
    assert "统筹" not in browser.text("consolidation_print")
    browser.desk.set((browser.desk.lines[0], 1, "统筹"))
    codes = []
    for number in (1, 3):
        browser.desk.set((browser.desk.lines[0], number, "统筹"))
        page = browser.post("consolidation_print", {"paper": "a3"}).content.decode()
        codes.append(re.search(r"\b([0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", page)[0])
    assert codes[0] != codes[1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_line_and_for_three(browser, count, django_assert_num_queries):
    DemandReturn.objects.exclude(pk__in=[line.demand_return_id for line in browser.desk.lines[:count]]).delete()
    browser.get()
    with django_assert_num_queries(22):
        browser.get()
    assert browser.get(query="?page=9").context["page"].number == 1
