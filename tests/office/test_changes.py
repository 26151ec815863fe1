from types import SimpleNamespace

from office.changes import changes_since, changes_to, differences, state_of


def test_only_what_differs_is_told_before_and_after_in_the_order_of_what_is_new():
    assert differences({"a": 1, "b": None, "c": ""}, {"c": "x", "a": 1, "b": 0}) == {"c": ["", "x"], "b": [None, 0]}
    assert differences({"a": 1}, {"a": 1}) == {}


def test_what_facts_would_change_and_what_has_changed_of_an_object():
    unit = SimpleNamespace(name="炼钢厂", kind="plant")
    assert changes_to(unit, {"name": "第一炼钢厂", "kind": "plant"}) == {"name": ["炼钢厂", "第一炼钢厂"]}
    before = state_of(unit, ("name", "kind"))
    unit.kind = "department"
    assert changes_since(before, unit) == {"kind": ["plant", "department"]}
