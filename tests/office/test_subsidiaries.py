"""Which subsidiary a unit stands below today: two plants of two subsidiaries may bear one name."""

import datetime

import pytest

from office.enums import UnitKind
from office.selectors.subsidiaries import Subsidiaries
from tests.factories import office as make

pytestmark = pytest.mark.django_db


class Tree:
    """Of the subsidiary in the north a company within it; of the one in the south a plant alone."""

    def __init__(self):
        self.group = make.unit(name="集团")
        self.department = make.unit(self.group, name="科技部", kind=UnitKind.DEPARTMENT)
        self.north = make.unit(self.group, name="北方公司", kind=UnitKind.SUBSIDIARY)
        self.north_plant = make.unit(self.north, name="炼钢厂")
        self.workshop = make.unit(self.north_plant, name="一车间", kind=UnitKind.WORKSHOP)
        self.within = make.unit(self.north, name="焦化公司", kind=UnitKind.SUBSIDIARY)
        self.coke_plant = make.unit(self.within, name="炼焦厂")
        self.south = make.unit(self.group, name="南方公司", kind=UnitKind.SUBSIDIARY)
        self.south_plant = make.unit(self.south, name="炼钢厂")


@pytest.fixture
def tree():
    return Tree()


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("group", ""),
        ("department", ""),
        ("north", ""),
        ("north_plant", "北方公司"),
        ("workshop", "北方公司"),
        ("within", "北方公司"),
        ("coke_plant", "焦化公司"),
        ("south_plant", "南方公司"),
    ],
)
def test_it_is_the_nearest_one_above(tree, unit, name):
    assert Subsidiaries().above(getattr(tree, unit).path) == name


def test_a_closed_one_is_passed_over(tree, settings):
    settings.AS_OF_DATE = "2026-11-10"
    tree.within.closed_on = datetime.date(2026, 11, 10)
    tree.within.save()
    assert Subsidiaries().above(tree.coke_plant.path) == "北方公司"


def test_a_unit_is_told_behind_it(tree):
    found = Subsidiaries()
    assert [found.place(unit.name, unit.path) for unit in (tree.north_plant, tree.south_plant, tree.department)] == [
        "北方公司 · 炼钢厂",
        "南方公司 · 炼钢厂",
        "科技部",
    ]


@pytest.mark.parametrize(
    ("sight", "differ"),
    [
        (["group"], True),
        (["department"], False),
        (["north"], True),
        (["within"], False),
        (["south"], False),
        (["south_plant"], False),
        (["north_plant", "south_plant"], True),
        (["south_plant", "department"], True),
        ([], False),
    ],
)
def test_where_all_in_sight_stand_below_the_same_it_tells_nothing_apart(tree, sight, differ):
    assert Subsidiaries().differ_within([getattr(tree, name).path for name in sight]) == differ


def test_one_query_tells_of_any_number_of_units(tree, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Subsidiaries()
        for unit in (tree.group, tree.workshop, tree.south_plant):
            found.above(unit.path)
        found.differ_within([tree.group.path])
