import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.enums import Role, UnitKind
from office.models import Unit
from office.scope import any_subtree, subtree, topmost
from tests.factories import office

# A tree of n nodes as the parent's index of each: the first is a root, and so is whoever draws -1.
trees = st.lists(st.integers(-1, 11), min_size=1, max_size=12)
KEYS = [1, 5, 9, 10, 15, 50, 59, 99, 100, 105, 509, 1000]  # keys that begin with one another


def paths_of(tree):
    paths = []
    for index, parent in enumerate(tree):
        above = paths[parent % index] if index and parent >= 0 else "/"
        paths.append(f"{above}{KEYS[index]}/")
    return paths


def covered(path, chosen):
    return any(path.startswith(top) for top in chosen)


@given(trees, st.sets(st.integers(0, 11)))
def test_topmost_covers_the_same_with_the_fewest(tree, picked):
    paths = paths_of(tree)
    chosen = {paths[index % len(paths)] for index in picked}
    kept = topmost(chosen)
    assert set(kept) <= chosen
    assert {path for path in paths if covered(path, kept)} == {path for path in paths if covered(path, chosen)}
    assert not any(one != other and one.startswith(other) for one in kept for other in kept)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees, st.sets(st.integers(0, 11)))
def test_a_range_of_paths_is_what_begins_with_them(tree, picked):
    paths = paths_of(tree)
    Unit.objects.all().delete()
    Unit.objects.bulk_create(
        Unit(code=f"u{index}", name="单位", kind=UnitKind.PLANT, path=path) for index, path in enumerate(paths)
    )
    chosen = [paths[index % len(paths)] for index in picked]
    found = set(Unit.objects.filter(any_subtree(chosen)).values_list("path", flat=True))
    assert found == {path for path in paths if covered(path, chosen)}
    for path in paths:
        below = set(Unit.objects.filter(subtree(path)).values_list("path", flat=True))
        assert below == {other for other in paths if other.startswith(path)}


@pytest.mark.django_db
def test_no_duty_no_unit():
    office.unit()
    assert not Unit.objects.visible_to(office.user()).exists()
    assert not Unit.objects.visible_to(office.user(is_superuser=True)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sees"), [(Role.HR, True), (Role.SYSTEM_ADMINISTRATOR, False), (Role.AUDIT_ADMINISTRATOR, False)]
)
def test_administrations_see_no_business(role, sees):
    unit = office.unit()
    assert Unit.objects.visible_to(office.user(role, unit)).exists() is sees
