"""What each person sees of posts and holders; a twin of another subsidiary carries a marker that must appear nowhere."""

import datetime

import pytest
from django.urls import reverse

from office.clock import today
from office.models import AuditEntry
from posts.enums import PostStatus, TermState
from posts.models import Appointment, Post
from tests.factories import office as make
from tests.factories import posts as of

pytestmark = pytest.mark.django_db
MARK = "孪生标记"
OVERDUE = {"starts_on": datetime.date(2020, 1, 1), "until": datetime.date(2023, 1, 1)}


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.fixture
def house():
    """A plant with a post and its holder, and their twins elsewhere."""

    class House:
        top = make.unit()
        plant = make.unit(top, name="本单位")
        elsewhere = make.unit(top, name=MARK)

    House.post = of.post(House.plant, code="P-1", title="炼钢首席", authorised=2)
    House.twin = of.post(House.elsewhere, code="P-2", title=MARK, duties=MARK)
    House.held = of.appointment(House.post, of.engineer(House.plant, name="郭凤兰", pinyin="guofenglan"))
    House.twin_held = of.appointment(House.twin, of.engineer(House.elsewhere, name=MARK))
    return House


@pytest.fixture
def hr(client, house):
    actor = make.hr(house.plant)
    client.force_login(actor)
    return actor


def url(name, *args, **query):
    return reverse(f"posts:{name}", args=args, query=query or None)


LISTS = ("post_list", "ledger", "establishment", "appointment_list")


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_ones_own_and_no_trace_of_the_twin(client, hr, house, name):
    page = client.get(url(name)).content.decode()
    assert "P-1" in page
    assert MARK not in page
    assert "P-2" not in page
    for kind in ("csv", "xlsx"):
        columns = ["code", "post", "unit", "title", "name"]
        answer = client.post(url(name), {"format": kind, "columns": columns})
        exported = b"".join(answer.streaming_content)
        assert (b"P-1" in exported) or kind == "xlsx"
        assert MARK.encode() not in exported
    assert AuditEntry.objects.filter(verb="list.exported").count() == 2


@pytest.mark.parametrize("word", ["郭凤兰", "guofeng", "GUOFENG", "P-1", "炼钢"])
def test_posts_are_found_by_code_title_and_holder(client, hr, house, word):
    assert "P-1" in client.get(url("post_list", q=word)).content.decode()


def test_the_twin_is_not_found_by_its_holder(client, hr, house):
    page = client.get(url("post_list", q=MARK)).content.decode()
    assert "P-2" not in page


def test_pages_out_of_sight_are_not_there(client, hr, house):
    for name, pk in (
        ("post_detail", house.twin.pk),
        ("post_update", house.twin.pk),
        ("appointment_detail", house.twin_held.pk),
        ("engineer_appointments", house.twin_held.engineer_id),
    ):
        assert client.get(url(name, pk)).status_code == 404, name
    assert client.get(url("post_pick", q="P")).json()["options"] == [
        {"value": "P-1", "text": "炼钢首席", "note": f"P-1 · 本单位 · {house.post.discipline} · 首席工程师"}
    ]


def test_pages_in_sight_open(client, hr, house):
    for name, pk in (
        ("post_detail", house.post.pk),
        ("post_update", house.post.pk),
        ("appointment_detail", house.held.pk),
        ("engineer_appointments", house.held.engineer_id),
    ):
        page = client.get(url(name, pk))
        assert page.status_code == 200, name
        assert MARK not in page.content.decode(), name


def test_a_holder_sees_the_own_appointment_and_nothing_else(client, house):
    holder = make.user()
    house.held.engineer.user = holder
    house.held.engineer.save()
    client.force_login(holder)
    page = client.get(url("appointment_detail", house.held.pk))
    assert page.status_code == 200
    assert house.post.get_absolute_url() not in page.content.decode()
    assert client.get(url("appointment_detail", house.twin_held.pk)).status_code == 404
    assert client.get(url("post_detail", house.post.pk)).status_code == 404


def test_retirement_dates_are_for_human_resources(client, house):
    house.held.engineer.retires_on = datetime.date(2027, 3, 14)
    house.held.engineer.save()
    for role, shown in (("hr", True), ("leader", False), ("inspection", False)):
        client.force_login(make.user(role, house.plant))
        page = client.get(url("appointment_detail", house.held.pk)).content.decode()
        assert ("2027-03-14" in page) is shown, role
        answer = client.post(url("appointment_list"), {"format": "csv", "columns": ["name", "retires_on"]})
        assert (b"2027-03-14" in b"".join(answer.streaming_content)) is shown, role


def listed(client, **query):
    rows = client.get(url("appointment_list", **query)).context["page"].rows
    return sorted(name for name in ("甲", "乙", "丙", "丁") if any(name in row for row in rows))


@pytest.fixture
def four(house):
    """Within the term for long; over within 60 days; overdue; ended."""
    people = {
        "甲": {"until": datetime.date(2030, 1, 1)},
        "乙": {"until": datetime.date(2026, 12, 31)},
        "丙": OVERDUE,
        "丁": OVERDUE | {"status": "ended", "ended_on": datetime.date(2024, 1, 1), "end_reason": "resigned"},
    }
    for name, term in people.items():
        of.appointment(of.post(house.plant), of.engineer(house.plant, name=name, pinyin=name), **term)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "甲乙丙"),
        ({"state": TermState.WITHIN}, "甲乙"),
        ({"state": TermState.OVERDUE}, "丙"),
        ({"state": TermState.ENDED}, "丁"),
        ({"state": TermState.PENDING}, ""),
        ({"ends_within": 60}, "乙"),
        ({"ends_within": 59}, ""),
        ({"follows": "decided"}, ""),
        ({"follows": "undecided"}, "甲乙丙"),
        ({"retiring": "yes"}, ""),
        ({"retiring": "no"}, "甲乙丙"),
        ({"as_of": "2022-06-01"}, "丙丁"),
        ({"as_of": "2023-06-01", "state": TermState.OVERDUE}, "丙丁"),
        ({"q": "甲"}, "甲"),
    ],
)
def test_the_register_is_filtered_as_of_any_day(client, hr, four, query, names):
    assert listed(client, **query) == sorted(names)


def test_a_day_that_cannot_be_read_answers_today(client, hr, house):
    for day in ("2026-02-30", "soon", ""):
        assert client.get(url("ledger", as_of=day)).status_code == 200
        assert client.get(url("establishment", as_of=day)).status_code == 200
        assert client.get(url("appointment_list", as_of=day)).status_code == 200


@pytest.mark.parametrize("day", ["1890-01-01", "2300-01-01", "2026-02-30"])
@pytest.mark.parametrize("name", ["ledger", "establishment", "appointment_list"])
def test_a_day_that_is_refused_is_refused_on_the_page(client, hr, house, name, day):
    context = client.get(url(name, as_of=day)).context
    assert list(context["filterset"].errors) == ["as_of"]
    assert (context["filterset"].on, context["page"].rows) == (today(), [])
    assert str(today()) in context["title"]


def test_an_abolished_post_has_no_vacancy(house, client):
    gone = of.post(house.plant, code="P-9", status=PostStatus.ABOLISHED)
    client.force_login(make.hr(house.top))
    assert client.get(gone.get_absolute_url()).context["post"].vacant == 0
    listed = client.get(reverse("posts:post_list"), {"occupancy": "vacant", "status": "abolished"}).context["page"].rows
    assert list(listed) == []


@pytest.mark.parametrize(
    "occupancy", [("vacant", {"P-1", "P-3"}), ("held", {"P-1"}), ("empty", {"P-3"}), ("overdue", set())]
)
def test_posts_by_how_their_seats_are_taken(client, hr, house, occupancy):
    of.post(house.plant, code="P-3")
    chosen, codes = occupancy
    rows = client.get(url("post_list", occupancy=chosen)).context["page"].rows
    assert {code for code in ("P-1", "P-3") if any(code in row for row in rows)} == codes


HELD_ONLY = {"ledger": {"occupancy": "held"}}  # the post of the house has a vacant seat besides


# --- Queries ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("further", [0, 2])
def test_a_list_costs_the_same_for_one_row_and_for_three(client, hr, house, name, further, django_assert_num_queries):
    for _number in range(further):
        of.appointment(of.post(house.plant))
    with django_assert_num_queries({"post_list": 5, "ledger": 7, "establishment": 7, "appointment_list": 5}[name]):
        assert len(client.get(url(name, **HELD_ONLY.get(name, {}))).context["page"].rows) == 1 + further


@pytest.mark.parametrize("seats", [1, 3])
def test_a_post_costs_the_same_for_one_holder_and_for_three(client, hr, house, seats, django_assert_num_queries):
    post = of.post(house.plant, authorised=3)
    for number in range(seats):
        of.appointment(post, seat=number + 1)
    with django_assert_num_queries(15):
        client.get(post.get_absolute_url())


# --- Editing ---------------------------------------------------------------------------------------
def change(client, post, **fields):
    form = client.get(url("post_update", post.pk)).context["form"]
    given = {"title": "新名称", "duties": "新职责", "seen": form["seen"].value(), "reason": ""} | fields
    return client.post(url("post_update", post.pk), given)


def test_a_description_is_corrected_with_its_history(client, hr, house):
    assert change(client, house.post).status_code == 302
    house.post.refresh_from_db()
    assert (house.post.title, house.post.duties) == ("新名称", "新职责")
    assert house.post.versions.get().title == "新名称"
    entry = AuditEntry.objects.get(verb="post.described")
    assert entry.changes["title"] == ["炼钢首席", "新名称"]
    assert entry.unit == house.plant


def test_the_second_of_two_browsers_is_told(client, hr, house):
    seen = client.get(url("post_update", house.post.pk)).context["form"]["seen"].value()
    change(client, house.post, title="第一个")
    answer = change(client, house.post, title="第二个", seen=seen)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    house.post.refresh_from_db()
    assert house.post.title == "第一个"


def test_only_human_resources_of_the_unit_edit(client, house):
    for role in ("filler", "checker", "unit_head", "leader", "inspection"):
        client.force_login(make.user(role, house.plant))
        assert client.get(url("post_update", house.post.pk)).status_code == 403, role
        assert client.post(url("post_update", house.post.pk), {}).status_code == 403, role
    client.force_login(make.user("subsidiary_administrator", house.top))
    assert change(client, house.post).status_code == 302


def test_a_form_without_its_token_changes_nothing(client, hr, house):
    for seen in ("", "yesterday", "2026-99-99T00:00:00"):
        assert change(client, house.post, seen=seen).status_code == 200
    assert Post.objects.get(pk=house.post.pk).title == "炼钢首席"


def test_tabs_of_lower_floors_count_what_is_in_sight(hr, house):
    from office import slots

    tabs = {str(tab.url): tab.count for tab in slots.tabs_for(hr, house.held.engineer)}
    assert tabs[url("engineer_appointments", house.held.engineer_id)] == 1
    assert {tab.count for tab in slots.tabs_for(hr, house.twin_held.engineer) if "appointments" in tab.url} == {0}
    assert [tab.count for tab in slots.tabs_for(hr, house.top) if "/posts/" in tab.url] == [1]
    assert Appointment.objects.count() == 2
