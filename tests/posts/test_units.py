"""What a merger of units means for posts and for the rules they come under."""

import pytest

from posts.selectors.units import seats_beyond_quota
from rulebooks.enums import RulebookStatus
from rulebooks.slots import rules_that_change
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    """Two plants of two companies with two seats of one discipline and grade each: as many as the rules allow a plant."""

    class Group:
        top = make.unit()
        north = make.unit(top, name="北方公司", kind="subsidiary")
        south = make.unit(top, name="南方公司", kind="subsidiary")
        ironworks, steelworks = make.unit(north, name="炼铁厂"), make.unit(south, name="炼钢厂")
        furnace = make.unit(ironworks, name="高炉车间", kind="workshop")
        reader = make.user("group_administrator", top)
        discipline = of.discipline()

    rulebooks.example_rulebook()
    for unit in (Group.furnace, Group.steelworks):
        of.post(unit, authorised=2, grade=rulebooks.grade("expert-2"), discipline=Group.discipline)
    of.post(Group.ironworks, authorised=2, grade=rulebooks.grade("expert-2"))
    of.post(
        Group.furnace, authorised=9, grade=rulebooks.grade("expert-2"), discipline=Group.discipline, status="abolished"
    )
    return Group


def test_seats_that_are_too_many_together_are_named(group, django_assert_num_queries):
    grade = rulebooks.grade("expert-2")
    sentence = f"炼钢厂的{group.discipline}{grade}职数合计将为 4，管理办法规定 2，超出规定。"
    with django_assert_num_queries(7):
        assert seats_beyond_quota(group.reader, group.ironworks, group.steelworks) == [sentence]
    shop = make.unit(group.steelworks, kind="workshop")
    assert seats_beyond_quota(group.reader, group.furnace, shop) == [sentence]


def test_seats_within_the_quota_and_those_of_the_plant_itself_are_no_news(group):
    assert seats_beyond_quota(group.reader, group.furnace, group.ironworks) == []
    assert seats_beyond_quota(group.reader, group.ironworks, group.south) == []
    assert seats_beyond_quota(group.reader, group.steelworks, make.unit(group.north)) == []


def test_rules_that_change_with_the_company_are_named(group):
    book = rulebooks.draft(code="south", name="南方公司专家管理办法", in_force_from="2025-01-01")
    book.status = RulebookStatus.IN_FORCE
    book.save(update_fields=["status"])
    book.units.add(group.south)
    into_south, into_north = (
        rules_that_change(group.reader, *pair)
        for pair in ((group.ironworks, group.steelworks), (group.furnace, group.ironworks))
    )
    assert into_south == [f"其岗位和在聘人员改按《{book}》管理，不再适用《{rulebooks.example_rulebook()}》。"]
    assert into_north == []
