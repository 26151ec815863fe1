import pytest

from office import slots
from office.slots import Tab
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(slots, "_tabs", type(slots._tabs)(list))
    monkeypatch.setattr(slots, "_notes", type(slots._notes)(list))


def test_tabs_come_in_the_order_of_registration():
    unit, reader = office.unit(), office.user()
    slots.tab("office.unit")(lambda user, units: {each.pk: Tab("岗位", "/posts/") for each in units})
    slots.tab("office.unit")(lambda user, units: {})
    slots.tab("office.unit")(lambda user, units: {each.pk: Tab("人员", "/people/", 7) for each in units})
    slots.tab("office.user")(lambda user, users: {each.pk: Tab("别处", "/") for each in users})
    assert slots.tabs_for(reader, unit) == [Tab("岗位", "/posts/"), Tab("人员", "/people/", 7)]


def test_notes_gather_the_sentences_of_every_floor():
    one, other, reader = office.unit(), office.unit(), office.user()
    slots.note("office.unit")(lambda user, units: {one.pk: ["甲"]})
    slots.note("office.unit")(lambda user, units: {each.pk: ["乙"] for each in units})
    assert dict(slots.notes_for(reader, [one, other])) == {one.pk: ["甲", "乙"], other.pk: ["乙"]}
    assert slots.notes_for(reader, [])[one.pk] == []


def test_what_comes_of_a_merger_is_gathered_from_every_floor(monkeypatch):
    monkeypatch.setattr(slots, "_mergers", type(slots._mergers)(list))
    one, other, reader = office.unit(name="甲"), office.unit(name="乙"), office.user(name="丙")

    @slots.merger("office.unit")
    def named(user, unit, successor):
        return [f"{unit}→{successor}: {user}"]

    named.__module__ = "posts.slots"
    slots.merger("office.user")(lambda user, one, other: ["别处"])
    assert slots.notes_of_merger(reader, one, other) == [f"甲→乙: {reader}"]


def test_the_reader_is_told_to_the_registered_function():
    asked = []
    unit, reader = office.unit(), office.user()
    slots.note("office.unit")(lambda user, units: asked.append((user, units)) or {})
    slots.notes_for(reader, [unit])
    assert asked == [(reader, [unit])]
