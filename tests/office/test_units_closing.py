"""Units that are merged or dissolved: what becomes of the tree, of rights, and what is refused."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry, Unit
from office.services.units import close_unit, create_unit, merge_unit, place_unit, update_unit
from tests.factories import evaluations, office
from tests.races import at_once

A_DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.date(2020, 1, 1)


class Group:
    """Two companies with a plant each; a workshop below the first plant."""

    def __init__(self):
        self.top = office.unit(name="集团", code="G")
        self.north, self.south = self.placed(self.top, "北方公司"), self.placed(self.top, "南方公司")
        self.ironworks, self.steelworks = self.placed(self.north, "炼铁厂"), self.placed(self.south, "炼钢厂")
        self.furnace = self.placed(self.ironworks, "高炉车间")
        self.administrator = office.user(Role.GROUP_ADMINISTRATOR, self.top)

    @staticmethod
    def placed(parent, name):
        unit = office.unit(parent, name=name)
        unit.placements.create(parent=parent, starts_on=LONG_AGO, name=name)
        return unit

    def merge(self, unit, successor, **how):
        return merge_unit(unit, successor, **{"actor": self.administrator, "on": today(), "reason": "重组"} | how)

    def close(self, unit, **how):
        return close_unit(unit, **{"actor": self.administrator, "on": today(), "reason": "撤销"} | how)


@pytest.fixture
def group(db):
    return Group()


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


def refusal(act, *args, **how):
    with pytest.raises(DomainError) as refused:
        act(*args, **how)
    return refused.value.reasons


# --- Merging -------------------------------------------------------------------------------------------------
def test_a_merged_unit_stands_closed_under_its_successor_with_all_below_it(group):
    decision = evaluations.decision(group.top, subject="重组方案")
    merged = group.merge(group.ironworks, group.steelworks, decision=decision)
    group.furnace.refresh_from_db()
    assert (merged.closed_on, merged.successor, merged.parent) == (today(), group.steelworks, group.steelworks)
    assert merged.path == f"{group.steelworks.path}{merged.pk}/"
    assert group.furnace.path == f"{merged.path}{group.furnace.pk}/"
    assert list(merged.placements.values_list("starts_on", "parent", "name")) == [
        (LONG_AGO, group.north.pk, "炼铁厂"),
        (today(), group.steelworks.pk, "炼铁厂"),
    ]
    entry = AuditEntry.objects.get(verb="unit.merged")
    assert (entry.unit, entry.reason, entry.changes) == (
        merged,
        "重组",
        {
            "successor": [None, "炼钢厂"],
            "closed_on": [None, str(today())],
            "parent": ["北方公司", "炼钢厂"],
            "decision": [None, f"{decision} 重组方案"],
        },
    )


def test_the_successors_staff_see_it_the_former_parents_no_longer_and_its_own_go_on(group):
    former, new, own = office.hr(group.north), office.hr(group.south), office.hr(group.ironworks)
    group.merge(group.ironworks, group.steelworks)
    seen = {user: set(Unit.objects.visible_to(user).values_list("name", flat=True)) for user in (former, new, own)}
    assert seen == {
        former: {"北方公司"},
        new: {"南方公司", "炼钢厂", "炼铁厂", "高炉车间"},
        own: {"炼铁厂", "高炉车间"},
    }


def test_a_unit_that_took_in_another_may_be_merged_in_turn(group):
    group.merge(group.ironworks, group.steelworks)
    group.merge(group.steelworks, group.north)
    group.furnace.refresh_from_db()
    assert group.furnace.ancestor_ids == [
        unit.pk for unit in (group.top, group.north, group.steelworks, group.ironworks, group.furnace)
    ]


def test_a_workshop_is_merged_into_the_plant_above_it(group):
    merged = group.merge(group.furnace, group.ironworks)
    assert (merged.path, merged.closed_on) == (f"{group.ironworks.path}{merged.pk}/", today())


@pytest.mark.parametrize(
    ("unit", "successor", "how", "sentence"),
    [
        ("ironworks", "ironworks", {}, "炼铁厂 cannot be merged into itself or into a unit below it."),
        ("ironworks", "furnace", {}, "炼铁厂 cannot be merged into itself or into a unit below it."),
        ("ironworks", "closed", {}, "旧厂 does not exist on that day or today: choose another successor."),
        ("ironworks", "later", {}, "新厂 does not exist on that day or today: choose another successor."),
        ("closed", "steelworks", {}, "旧厂 is closed since 2024-01-01."),
        ("later", "steelworks", {}, "新厂 opened on 2027-01-01; it closes after that."),
        (
            "ironworks",
            "steelworks",
            {"on": datetime.date(2026, 11, 2)},
            "A unit closes today or on a day gone by. Come back on 2026-11-02.",
        ),
        (
            "ironworks",
            "steelworks",
            {"on": datetime.date(2019, 12, 31)},
            "炼铁厂 has its present place or name since 2020-01-01: choose that day or a later one.",
        ),
    ],
)
def test_what_speaks_against_a_merger_is_said(group, settings, in_english, unit, successor, how, sentence):
    settings.AS_OF_DATE = "2026-11-01"
    group.closed = office.unit(group.top, name="旧厂", closed_on=datetime.date(2024, 1, 1))
    group.later = office.unit(group.top, name="新厂", opened_on=datetime.date(2027, 1, 1))
    one, other = getattr(group, unit), getattr(group, successor)
    paths = dict(Unit.objects.values_list("pk", "path"))
    assert refusal(group.merge, one, other, **how) == [sentence]
    assert dict(Unit.objects.values_list("pk", "path")) == paths
    assert not AuditEntry.objects.exists()


def test_the_group_itself_is_neither_merged_nor_closed(group, in_english):
    sentence = "集团 is the group itself: it does not close."
    assert refusal(group.merge, group.top, office.unit(name="另一集团")) == [sentence]
    assert refusal(group.close, group.top)[0] == sentence


def test_a_merger_does_not_reach_back_to_a_day_when_the_successor_stood_below(group, in_english):
    place_unit(group.furnace, group.steelworks, actor=group.administrator, reason="划转")
    sentence = "高炉车间 still stood below 炼铁厂 on that day: choose a later one."
    assert refusal(group.merge, group.ironworks, group.furnace, on=today() - A_DAY) == [sentence]
    assert group.merge(group.ironworks, group.furnace).successor == group.furnace


def test_a_closed_unit_keeps_its_place_and_takes_nothing_in(group, in_english):
    group.merge(group.ironworks, group.steelworks)
    for one, other, sentence in (
        (group.ironworks, group.north, f"炼铁厂 is closed since {today()}: it keeps its place."),
        (group.south, group.ironworks, f"炼铁厂 is closed since {today()}: no unit stands below it."),
    ):
        assert sentence in refusal(place_unit, one, other, actor=group.administrator, reason="划转")
    with pytest.raises(DomainError, match="no unit stands below it"):
        create_unit(actor=group.administrator, parent=group.ironworks, code="n", name="新车间", kind="workshop")


def test_what_the_register_knows_since_today_stood_there_before(group):
    loaded = office.unit(group.north, name="焦化厂")
    loaded.placements.create(parent=group.north, starts_on=today(), name="焦化厂")
    group.merge(loaded, group.steelworks)
    assert list(loaded.placements.values_list("starts_on", "parent")) == [
        (today() - A_DAY, group.north.pk),
        (today(), group.steelworks.pk),
    ]


# --- Closing -------------------------------------------------------------------------------------------------
def test_an_empty_unit_is_closed(group):
    decision = evaluations.decision(group.top, subject="撤销方案")
    closed = group.close(group.furnace, on=today() - A_DAY, decision=decision)
    assert (closed.closed_on, closed.parent, closed.successor) == (today() - A_DAY, group.ironworks, None)
    assert AuditEntry.objects.values_list("verb", "reason", "changes").get() == (
        "unit.closed",
        "撤销",
        {"closed_on": [None, str(today() - A_DAY)], "decision": [None, f"{decision} 撤销方案"]},
    )


def test_a_unit_with_open_units_below_it_is_not_closed(group, in_english):
    assert refusal(group.close, group.north) == ["2 units below it are open: close, merge or move them first."]
    group.close(group.furnace)
    group.close(group.ironworks)
    group.close(group.north)
    assert list(Unit.objects.open_on(today()).values_list("name", flat=True).order_by("pk")) == [
        "集团",
        "南方公司",
        "炼钢厂",
    ]


def test_a_unit_is_closed_once(group, in_english):
    group.close(group.furnace)
    assert refusal(group.close, group.furnace) == [f"高炉车间 is closed since {today()}."]


# --- Where units stood on a day ----------------------------------------------------------------------------------
def below(unit, on):
    return set(Unit.objects.placed_below(unit, on).values_list("name", flat=True))


def test_as_of_a_day_a_unit_stands_where_it_stood(group, django_assert_num_queries):
    day = today() - 10 * A_DAY
    group.merge(group.ironworks, group.steelworks, on=day)
    moved = {"炼铁厂", "高炉车间"}
    assert [below(group.north, on) for on in (day - A_DAY, day, today())] == [
        {"北方公司", *moved},
        {"北方公司"},
        {"北方公司"},
    ]
    assert [below(group.steelworks, on) for on in (day - A_DAY, day, today())] == [
        {"炼钢厂"},
        {"炼钢厂", *moved},
        {"炼钢厂", *moved},
    ]
    with django_assert_num_queries(3):
        assert len(below(group.top, day - A_DAY)) == 6


def test_before_its_first_placement_a_unit_stood_where_it_first_did(group):
    group.merge(group.ironworks, group.steelworks)
    assert below(group.north, LONG_AGO - A_DAY) == {"北方公司", "炼铁厂", "高炉车间"}


def test_the_path_counts_for_a_unit_that_opens_later(group):
    created = create_unit(
        actor=group.administrator,
        parent=group.south,
        code="n",
        name="新厂",
        kind="plant",
        opened_on=today() + 30 * A_DAY,
    )
    for on in (today() - A_DAY, today(), today() + 60 * A_DAY):
        assert created in Unit.objects.placed_below(group.south, on)


def test_every_unit_stands_once_below_the_group_on_every_day(group, settings):
    """Moves, a merger and a renaming on different days; the parts always make up the whole."""
    acts = [
        lambda: place_unit(group.furnace, group.south, actor=group.administrator, reason="划转"),
        lambda: update_unit(group.steelworks, actor=group.administrator, seen={}, name="炼钢总厂"),
        lambda: group.merge(group.ironworks, group.steelworks),
        lambda: place_unit(group.steelworks, group.north, actor=group.administrator, reason="划转"),
    ]
    halves, known = (group.north, group.south), {}
    for month, act in enumerate(acts, 1):
        settings.AS_OF_DATE = f"2026-{month:02}-15"
        known[today() - A_DAY] = [below_by_key(half, today() - A_DAY) for half in halves]
        act()
        known[today()] = [below_by_key(half, today()) for half in halves]
        settings.AS_OF_DATE = f"2026-{month:02}-16"
    for on, parts in known.items():
        assert [below_by_key(half, on) for half in halves] == parts
        assert parts[0] | parts[1] == below_by_key(group.top, on) - {group.top.pk}
        assert not parts[0] & parts[1]


def below_by_key(unit, on):
    unit.refresh_from_db()
    return set(Unit.objects.placed_below(unit, on).values_list("pk", flat=True))


# --- Two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_units_merged_into_each_other_at_once_one_stands():
    group = Group()
    answers = at_once(
        lambda: group.merge(group.ironworks, group.steelworks), lambda: group.merge(group.steelworks, group.ironworks)
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert Unit.objects.closed_by(today()).count() == 1
    assert_no_circle()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_unit_is_not_merged_into_one_that_moves_below_it_meanwhile():
    group = Group()
    answers = at_once(
        lambda: group.merge(group.ironworks, group.south),
        lambda: place_unit(group.south, group.ironworks, actor=group.administrator, reason="划转"),
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert_no_circle()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_unit_that_is_closed_meanwhile_gets_no_unit_below_it():
    group = Group()
    answers = at_once(
        lambda: group.close(group.furnace),
        lambda: place_unit(group.steelworks, group.furnace, actor=group.administrator, reason="划转"),
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert_no_circle()


def assert_no_circle():
    paths = dict(Unit.objects.values_list("pk", "path"))
    parents = dict(Unit.objects.values_list("pk", "parent"))
    assert paths == {pk: f"{paths[parent] if parent else '/'}{pk}/" for pk, parent in parents.items()}


# --- Pages -----------------------------------------------------------------------------------------------------------
def url(name, unit):
    return reverse(f"office:{name}", args=[unit.pk])


def test_merging_on_its_page(client, group):
    client.force_login(group.administrator)
    page = client.get(url("unit_merge", group.ironworks))
    assert [(entry.count, entry.url) for entry in page.context["touched"]] == [
        (1, f"/units/?below={group.ironworks.code}&closed=false")
    ]
    posted = foreseen(client, group.ironworks, group.steelworks) | {"reason": "重组"}
    assert client.post(url("unit_merge", group.ironworks), posted | {"reason": ""}).status_code == 200
    answer = client.post(url("unit_merge", group.ironworks), posted)
    assert (answer.status_code, answer.url) == (302, group.ironworks.get_absolute_url())
    page = client.get(group.ironworks.get_absolute_url())
    assert [action.url for action in page.context["actions"]] == [url("unit_update", group.ironworks)]
    stale = client.post(url("unit_merge", group.ironworks), posted)
    assert (stale.status_code, stale.context["form"]) == (200, "")
    assert f"炼铁厂已于{today()}撤销。" in stale.context["reasons_against"]
    assert client.get(url("unit_merge", group.ironworks)).context["choice"] == ""


def foreseen(client, unit, successor, on=None):
    """What the page carries of the choice that it answers to."""
    page = client.get(url("unit_merge", unit), {"successor": successor.code, "on": str(on or today())})
    return dict(page.context["hidden_fields"])


def sentences(client, unit, successor):
    page = client.get(url("unit_merge", unit), {"successor": successor.code, "on": str(today())})
    return page.context["consequences"]


def test_what_comes_of_a_merger_depends_on_the_successor(client, group):
    twice = office.user(Role.HR, group.furnace, name="童晓")
    office.duty(twice, Role.HR, group.steelworks)
    office.duty(office.user(Role.FILLER, group.ironworks), Role.HR, group.steelworks)
    office.user(Role.LEADER, group.north)
    client.force_login(group.administrator)
    assert "consequences" not in client.get(url("unit_merge", group.ironworks)).context
    into_steelworks = sentences(client, group.ironworks, group.steelworks)
    assert into_steelworks[:6] == [
        f"自{today()}起，炼铁厂撤销，由北方公司改隶炼钢厂。",
        "一并划入的下级单位：高炉车间。",
        "其人员、岗位、在聘人员和考核记录仍留在原单位名下，进行中的考核继续。",
        "在南方公司、炼钢厂有职责授权的人员从此可以看到该单位：2 人。",
        "在北方公司有职责授权的人员不再据此看到该单位：1 人。",
        "在两个单位担任同一职责，合并后炼铁厂的授权不再需要的：1 人。",
    ]
    into_above = sentences(client, group.furnace, group.ironworks)
    assert into_above[0] == f"自{today()}起，高炉车间撤销，归入上级单位炼铁厂。"
    assert not [sentence for sentence in into_above if "看到" in sentence or "同一职责" in sentence]
    office.duty(group.administrator, Role.INSPECTION, group.top)
    assert sentences(client, group.ironworks, group.steelworks)[5].endswith("：童晓。")


def test_what_speaks_against_the_choice_is_said_in_place_of_the_form(client, group):
    client.force_login(group.administrator)
    page = client.get(url("unit_merge", group.ironworks), {"successor": group.furnace.code, "on": str(today())})
    assert page.context["reasons_against"] == ["炼铁厂不能并入自己或其下级单位。"]
    assert (page.context["form"], page.context["choice"]["successor"].value()) == ("", group.furnace.code)
    assert "btn-danger" not in page.text
    page = client.get(url("unit_merge", group.ironworks), {"successor": "?", "on": "x"})
    assert sorted(page.context["choice"].errors) == ["on", "successor"]


def test_only_what_was_shown_is_merged(client, group):
    client.force_login(group.administrator)
    shown = foreseen(client, group.ironworks, group.steelworks) | {"reason": "重组"}
    other = shown | {"successor": group.south.code}
    office.unit(group.ironworks, name="烧结车间")
    for posted in (shown, other, {name: value for name, value in shown.items() if name != "agreed"}):
        page = client.post(url("unit_merge", group.ironworks), posted)
        assert list(page.context["form"].errors) == ["__all__"]
    assert not AuditEntry.objects.exists()
    again = dict(page.context["hidden_fields"]) | {"reason": "重组"}
    assert client.post(url("unit_merge", group.ironworks), again).status_code == 302
    assert Unit.objects.get(pk=group.ironworks.pk).successor == group.steelworks


def test_nobody_merges_into_a_unit_that_he_or_she_does_not_administer(client, group, in_english):
    actor = office.user(Role.GROUP_ADMINISTRATOR, group.north)
    office.duty(actor, Role.HR, group.south)
    client.force_login(actor)
    posted = {"successor": group.steelworks.code, "parent": group.steelworks.code, "on": str(today()), "reason": "重组"}
    for name, form, field in (("unit_merge", "choice", "successor"), ("unit_place", "form", "parent")):
        page = client.post(url(name, group.ironworks), posted)
        assert list(page.context[form].errors) == [field]


def test_closing_on_its_page(client, group):
    client.force_login(group.administrator)
    page = client.get(url("unit_close", group.ironworks))
    assert len(page.context["reasons_against"]) == 1
    posted = {"on": str(today()), "reason": "撤销"}
    assert client.post(url("unit_close", group.ironworks), posted).status_code == 200
    assert client.post(url("unit_close", group.furnace), posted).status_code == 302
    group.furnace.refresh_from_db()
    assert group.furnace.closed_on == today()


def test_a_subsidiarys_administrator_closes_what_stands_below_and_not_the_subsidiary(client, group):
    client.force_login(office.user(Role.SUBSIDIARY_ADMINISTRATOR, group.north))
    found = {
        name: [client.get(url(name, unit)).status_code for unit in (group.north, group.furnace, group.steelworks)]
        for name in ("unit_close", "unit_merge", "unit_place")
    }
    assert found == {"unit_close": [403, 200, 404], "unit_merge": [403, 403, 404], "unit_place": [403, 403, 404]}


def test_a_closed_unit_is_offered_nowhere_and_kept_where_it_stands(client, group):
    group.merge(group.ironworks, group.steelworks)
    client.force_login(group.administrator)
    options = client.get(reverse("office:open_unit_pick")).json()["options"]
    assert {option["text"] for option in options} == {"集团", "北方公司", "南方公司", "炼钢厂", "高炉车间"}
    options = client.get(reverse("office:unit_pick"), {"q": "炼铁厂"}).json()["options"]
    assert [option["text"] for option in options] == ["炼铁厂"]


def test_duties_on_closed_units_are_found_by_who_ends_them(client, group):
    holder = office.user(Role.FILLER, group.ironworks, name="童晓")
    group.merge(group.ironworks, group.steelworks)
    client.force_login(office.user(Role.RIGHTS_ADMINISTRATOR, group.top))
    rows = client.get(reverse("office:duty_list"), {"dissolved": "true"}).context["page"].rows
    assert ["童晓" in row for row in rows] == [True]
    assert holder.duties.active_on(today()).exists()
    others = client.get(reverse("office:duty_list"), {"dissolved": "false"}).context["page"].rows
    assert ["童晓" in row for row in others] == [False, False]


def test_a_unit_is_listed_by_its_former_name(client, group):
    update_unit(group.ironworks, actor=group.administrator, seen={}, name="炼铁总厂")
    client.force_login(group.administrator)
    rows = client.get(reverse("office:unit_list"), {"q": "炼铁厂"}).context["page"].rows
    assert ["炼铁总厂" in row for row in rows] == [True]
