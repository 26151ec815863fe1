import datetime
import re

import pytest
from django.urls import reverse

from office.clock import today
from office.enums import Role, UnitKind
from office.errors import DomainError
from office.models import AuditEntry, Duty, Unit, UnitPlacement
from office.models.unit import name_on
from office.services.units import create_unit, place_unit, update_unit
from tests.factories import evaluations, office

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def group():
    return office.unit(name="集团")


@pytest.fixture
def administrator(group):
    return office.user(Role.GROUP_ADMINISTRATOR, group)


def found(parent, actor, code="0101", **facts):
    return create_unit(actor=actor, parent=parent, code=code, name="炼钢厂", kind=UnitKind.PLANT, **facts)


def seen_of(unit):
    return {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "opened_on": str(unit.opened_on or "")}


def test_a_new_unit_stands_below_its_parent_from_its_opening_on(group, administrator):
    unit = found(group, administrator, opened_on=datetime.date(2026, 3, 1))
    assert unit.path == f"/{group.pk}/{unit.pk}/"
    assert list(unit.placements.values_list("parent", "starts_on", "name")) == [
        (group.pk, datetime.date(2026, 3, 1), "炼钢厂")
    ]
    assert AuditEntry.objects.values_list("verb", "target_name").get() == ("unit.created", "炼钢厂")


def test_a_code_is_taken_once(group, administrator):
    found(group, administrator)
    with pytest.raises(DomainError, match="0101"):
        found(group, administrator)


@pytest.mark.parametrize(("closed", "refused"), [(-1, True), (0, True), (1, False)])
def test_nothing_is_founded_or_placed_below_a_closed_unit(group, administrator, closed, refused):
    closing = office.unit(group, closed_on=today() + closed * A_DAY)
    other = office.unit(group)
    if refused:
        with pytest.raises(DomainError):
            found(closing, administrator)
        with pytest.raises(DomainError):
            place_unit(other, closing, actor=administrator, reason="合并")
    else:
        found(closing, administrator)
        place_unit(other, closing, actor=administrator, reason="合并")


def test_a_corrected_name_leaves_the_former_one_on_record(group, administrator):
    unit = found(group, administrator, opened_on=datetime.date(2020, 1, 1))
    decision = evaluations.decision(group, subject="更名方案")
    update_unit(
        unit,
        actor=administrator,
        seen=seen_of(unit),
        name="第一炼钢厂",
        on=datetime.date(2024, 3, 1),
        decision=decision,
        reason="集团发〔2024〕5号",
    )
    assert list(unit.placements.order_by("starts_on").values_list("starts_on", "name")) == [
        (datetime.date(2020, 1, 1), "炼钢厂"),
        (datetime.date(2024, 3, 1), "第一炼钢厂"),
    ]
    entry = AuditEntry.objects.get(verb="unit.updated")
    assert (entry.unit, entry.reason, entry.changes) == (
        unit,
        "集团发〔2024〕5号",
        {
            "name": ["炼钢厂", "第一炼钢厂"],
            "effective_from": [None, "2024-03-01"],
            "decision": [None, f"{decision} 更名方案"],
        },
    )


@pytest.mark.parametrize(("days", "refused"), [(-10, True), (-9, False), (0, False), (1, True)])
def test_a_new_name_or_place_is_no_older_than_the_present_one_and_not_to_come(group, administrator, days, refused):
    unit, other = found(group, administrator, opened_on=datetime.date(2020, 1, 1)), office.unit(group)
    on = today() + days * A_DAY
    update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂", on=today() - 9 * A_DAY)
    acts = (
        lambda: update_unit(unit, actor=administrator, seen={}, name="第二炼钢厂", on=on),
        lambda: place_unit(unit, other, actor=administrator, reason="划转", on=on),
    )
    for act in acts:
        if refused:
            with pytest.raises(DomainError) as refusal:
                act()
            assert len(refusal.value.reasons) == 1
        else:
            act()
    unit.refresh_from_db()
    assert (unit.name, unit.parent) == (("第一炼钢厂", group) if refused else ("第二炼钢厂", other))


def test_a_refusal_speaks_of_the_name_that_the_unit_has(group, administrator):
    unit = found(group, administrator, opened_on=datetime.date(2020, 1, 1))
    with pytest.raises(DomainError, match=r"^炼钢厂不能这样更名"):
        update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂", on=today() + A_DAY)


@pytest.mark.parametrize(("opened_on", "first"), [(None, "—"), (datetime.date(2020, 1, 1), "2020-01-01")])
def test_no_day_is_told_since_which_a_unit_had_its_first_name_unless_it_opened_then(
    client, group, administrator, opened_on, first
):
    unit = found(group, administrator, opened_on=opened_on)
    update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂", on=today(), reason="更名")
    client.force_login(administrator)
    page = client.get(unit.get_absolute_url()).content.decode()
    rows = re.findall(r'<td class="date">([^<]*)</td>\s*<td>([^<]*)</td>', page)
    assert rows == [(f"{today():%Y-%m-%d}", "第一炼钢厂"), (first, "炼钢厂")]


def test_a_name_typed_wrongly_is_corrected_from_its_day_on(group, administrator):
    unit = found(group, administrator, opened_on=datetime.date(2020, 1, 1))
    update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂", on=datetime.date(2020, 1, 1), reason="笔误")
    assert unit.placements.get().name == "第一炼钢厂"


@pytest.mark.parametrize(
    ("days", "name"), [(-3_000, "炼钢厂"), (-10, "炼钢厂"), (-9, "第一炼钢厂"), (0, "第一炼钢厂"), (9, "第一炼钢厂")]
)
def test_what_a_unit_was_called_on_a_day(group, administrator, days, name):
    unit = found(group, administrator, opened_on=today() - 900 * A_DAY)
    update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂", on=today() - 9 * A_DAY)
    office.duty(administrator, Role.HR, unit)
    duties = Duty.objects.filter(unit__in=[unit, group], role=Role.HR)
    assert duties.values_list(name_on(today() + days * A_DAY, "unit"), flat=True).get() == name
    nameless = Duty.objects.filter(unit=group).values_list(name_on(today() + days * A_DAY, "unit"), flat=True)
    assert list(nameless) == ["集团"]


def test_a_unit_that_opens_later_is_renamed_for_its_opening(group, administrator):
    opening = today() + 30 * A_DAY
    unit = found(group, administrator, opened_on=opening)
    update_unit(unit, actor=administrator, seen={}, name="第一炼钢厂")
    assert list(unit.placements.values_list("starts_on", "name")) == [(opening, "第一炼钢厂")]


def test_what_somebody_changed_meanwhile_is_not_overwritten(group, administrator):
    unit = found(group, administrator)
    drawn = seen_of(unit)
    update_unit(unit, actor=administrator, seen=drawn, short_name="一炼")
    with pytest.raises(DomainError, match="一炼"):
        update_unit(unit, actor=administrator, seen=drawn, name="别的名字")
    unit.refresh_from_db()
    assert unit.name == "炼钢厂"


def test_nothing_changed_is_no_act(group, administrator):
    unit = found(group, administrator)
    update_unit(unit, actor=administrator, seen=seen_of(unit), name=unit.name, kind=unit.kind)
    assert not AuditEntry.objects.filter(verb="unit.updated").exists()


def test_a_unit_does_not_open_after_it_closed(group, administrator):
    unit = office.unit(group, closed_on=datetime.date(2024, 1, 1))
    with pytest.raises(DomainError, match="2024-01-01"):
        update_unit(unit, actor=administrator, seen={}, opened_on=datetime.date(2024, 1, 1))


def test_a_moved_unit_takes_everything_below_it_along(group, administrator):
    old, new = office.unit(group), office.unit(group)
    moved = office.unit(old)
    below = office.unit(moved)
    deep = office.unit(below)
    beside = office.unit(old)
    place_unit(moved, new, actor=administrator, reason="划转")
    paths = dict(Unit.objects.values_list("pk", "path"))
    assert paths[deep.pk] == f"/{group.pk}/{new.pk}/{moved.pk}/{below.pk}/{deep.pk}/"
    assert {paths[pk] for pk in (below.pk, moved.pk)} == {
        f"/{group.pk}/{new.pk}/{moved.pk}/{below.pk}/",
        f"/{group.pk}/{new.pk}/{moved.pk}/",
    }
    assert paths[beside.pk] == beside.path
    placement = UnitPlacement.objects.get(unit=moved)
    assert (placement.parent, placement.starts_on) == (new, today())
    entry = AuditEntry.objects.get(verb="unit.moved")
    assert (entry.changes["parent"], entry.reason) == ([old.name, new.name], "划转")


def test_what_a_person_sees_moves_with_the_unit(group, administrator):
    old, new = office.unit(group), office.unit(group)
    moved = office.unit(old)
    before, after = office.hr(old), office.hr(new)
    place_unit(moved, new, actor=administrator, reason="划转")
    assert not Unit.objects.visible_to(before).filter(pk=moved.pk).exists()
    assert Unit.objects.visible_to(after).filter(pk=moved.pk).exists()


def test_a_unit_moved_on_a_day_gone_by_stood_in_its_place_since(group, administrator):
    old, new = (office.unit(group, opened_on=datetime.date(2020, 1, 1)) for _place in range(2))
    moved = found(old, administrator, opened_on=datetime.date(2020, 1, 1))
    day, decision = datetime.date(2024, 3, 1), evaluations.decision(group, subject="划转方案")
    place_unit(moved, new, actor=administrator, reason="划转", on=day, decision=decision)
    assert [moved in Unit.objects.placed_below(new, on) for on in (day - A_DAY, day, today())] == [False, True, True]
    assert AuditEntry.objects.get(verb="unit.moved").changes == {
        "parent": [old.name, new.name],
        "effective_from": [None, "2024-03-01"],
        "decision": [None, f"{decision} 划转方案"],
    }


def test_a_unit_is_not_placed_where_nothing_was_on_that_day(group, administrator):
    later = office.unit(group, opened_on=datetime.date(2024, 3, 1))
    moved = found(group, administrator, opened_on=datetime.date(2020, 1, 1))
    with pytest.raises(DomainError):
        place_unit(moved, later, actor=administrator, reason="划转", on=datetime.date(2024, 2, 29))
    place_unit(moved, later, actor=administrator, reason="划转", on=datetime.date(2024, 3, 1))


def test_no_unit_stands_below_itself_or_twice_below_the_same(group, administrator):
    unit = office.unit(group)
    below = office.unit(unit)
    for parent in (unit, below, group):
        with pytest.raises(DomainError):
            place_unit(unit, parent, actor=administrator, reason="划转")
    with pytest.raises(DomainError):
        place_unit(group, below, actor=administrator, reason="划转")


# --- pages ---------------------------------------------------------------------------------------
def test_a_unit_page_shows_its_ancestors_as_far_as_in_sight(client, group):
    company = office.unit(group, name="板材公司")
    plant = office.unit(company, name="炼铁厂")
    workshop = office.unit(plant, name="高炉车间")
    client.force_login(office.hr(company))
    steps = client.get(workshop.get_absolute_url()).context["steps"]
    assert [str(label) for label, _url in steps[1:]] == ["板材公司", "炼铁厂"]
    assert client.get(group.get_absolute_url()).status_code == 404


def test_correcting_a_unit_on_its_page(client, group, administrator):
    unit = office.unit(group, name="炼钢厂")
    client.force_login(administrator)
    url = reverse("office:unit_update", args=[unit.pk])
    page = client.get(url)
    seen = dict(page.context["seen"])
    posted = {"name": "第一炼钢厂", "short_name": "", "kind": unit.kind, "opened_on": ""}
    assert sorted(client.post(url, posted | seen).context["form"].errors) == ["on", "reason"]
    posted |= {"on": str(today()), "decision": "", "reason": "集团发〔2026〕5号"}
    assert client.post(url, posted | seen).status_code == 302
    stale = client.post(url, posted | seen | {"name": "第二炼钢厂"})
    assert stale.status_code == 200
    assert "第一炼钢厂" in str(stale.context["form"].non_field_errors())
    unit.refresh_from_db()
    assert unit.name == "第一炼钢厂"
    again = client.post(url, posted | dict(stale.context["seen"]) | {"name": "第二炼钢厂"})
    assert again.status_code == 302
    undated = {"on": "", "reason": "", "name": "第二炼钢厂", "short_name": "二炼"}
    assert client.post(url, posted | {"seen_name": "第二炼钢厂"} | undated).status_code == 302
    text = client.get(unit.get_absolute_url()).text
    assert "集团发〔2026〕5号" in text and "生效日期" in text


def test_moving_a_unit_on_its_page(client, group, administrator):
    unit, target = office.unit(group), office.unit(group)
    client.force_login(administrator)
    url = reverse("office:unit_place", args=[unit.pk])
    assert client.get(url).status_code == 200
    posted = {"parent": target.code, "on": str(today()), "reason": "划转"}
    assert client.post(url, posted | {"parent": unit.code}).status_code == 200
    assert list(client.post(url, posted | {"on": "0001-01-01"}).context["form"].errors) == ["on"]
    assert client.post(url, posted).status_code == 302
    unit.refresh_from_db()
    assert unit.parent == target


def test_founding_a_unit_on_its_page(client, group, administrator):
    client.force_login(administrator)
    url = reverse("office:unit_create", args=[group.pk])
    posted = {"code": "0109", "name": "新公司", "short_name": "", "kind": "subsidiary", "opened_on": "2026-01-01"}
    assert client.get(url).status_code == 200
    assert client.post(url, posted).status_code == 302
    assert client.post(url, posted).status_code == 200
    assert Unit.objects.get(code="0109").parent == group


@pytest.mark.parametrize("name", ["unit_create", "unit_update", "unit_place"])
def test_a_unit_is_changed_by_its_administrators_only(client, group, name):
    company, other = office.unit(group), office.unit(group)
    client.force_login(office.hr(company))
    assert client.get(reverse(f"office:{name}", args=[company.pk])).status_code == 403
    client.force_login(office.user(Role.SUBSIDIARY_ADMINISTRATOR, other))
    assert client.get(reverse(f"office:{name}", args=[company.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_unit_as_for_three(client, group, count, django_assert_num_queries):
    client.force_login(office.hr(group))
    for _number in range(count - 1):
        office.unit(group)
    with django_assert_num_queries(4):
        assert client.get(reverse("office:unit_list")).context["page"].count == count


def test_units_sort_by_code_and_filter_by_subtree(client, group):
    company = office.unit(group, code="b1", name="板材公司")
    plant = office.unit(company, code="b101", name="炼铁厂")
    office.unit(group, code="a1", name="矿业公司")
    client.force_login(office.hr(group))
    rows = client.get(reverse("office:unit_list"), {"sort": "code", "below": "b1"}).context["page"].rows
    assert [company.name in rows[0], plant.name in rows[1], len(rows)] == [True, True, 2]
