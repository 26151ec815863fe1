"""Composites of the sample year against the hand-made reference, and what they say while parts are missing."""

import csv
from decimal import Decimal

import pytest
from django.conf import settings

from evaluations.models import Score
from evaluations.selectors.calibration import pools_of
from evaluations.selectors.composites import composites, points_of, scheme_of
from evaluations.services.composites import assign_pools, freeze_composites
from office.enums import UnitKind
from rulebooks.enums import CriterionKind
from rulebooks.models import Criterion
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def reference():
    with (settings.BASE_DIR / "fixtures" / "expected" / "composites-2025.csv").open(encoding="utf-8-sig") as rows:
        return {row["工号"]: Decimal(row["综合得分"]) for row in csv.DictReader(rows)}


def test_sample_year_equals_the_reference_and_its_pools():
    year = make.year_2025()
    rows = list(year.cycle.assessments.select_related("engineer"))
    results = composites(year.cycle, rows)
    assert {row.engineer.employee_number: results[row.pk].value for row in rows} == reference()
    assert sum(result.forecast.code == "excellent" for result in results.values()) == 36

    freeze_composites(year.cycle)
    assert year.cycle.assessments.filter(grade__code="excellent").count() == 36
    pools = {pool.unit.name: pool.caps[0] for pool in pools_of(year.cycle)}
    exceeding = sorted((cap.reached, cap.allowed) for cap in pools.values() if cap.over)
    group = next(pool for pool in pools_of(year.cycle) if pool.unit.kind == UnitKind.GROUP)
    assert exceeding == sorted([(17, 7), (7, 2), (4, 1), (3, 1), (2, 1), (group.caps[0].reached, 0)])
    assert (group.size, group.caps[0].allowed) == (4, 0)
    assert "建设" in group.joined and "4" in group.joined and "only" in group.joined
    assert "20 % of 4, rounded down, allows 0" in group.caps[0].sentence


def test_composites_cost_the_same_for_one_and_three(django_assert_num_queries):
    world = make.world()
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    for count in (1, 3):
        while cycle.assessments.count() < count:
            held = make.holder(world.plant)
            row = make.opening.assessment_of(cycle, held)
            row.save()
            make.opening.add_sheets(cycle, [(row.pk, None)])
        rows = list(cycle.assessments.all())
        cycle = type(cycle).objects.select_related("regime__standard").get(pk=cycle.pk)
        with django_assert_num_queries(5):
            assert len(composites(cycle, rows)) == count


def test_forecast_counts_complete_sheets_and_names_the_missing():
    world = make.world()
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    row = cycle.assessments.get()
    make.fill(cycle, subject__slot__component__code="unit")
    make.fill(cycle, subject__slot__name="专家评委1")
    result = composites(cycle, [row])[row.pk]
    assert (result.value, result.forecast) == (None, None)
    assert [sentence.split("”")[0].strip("“") for sentence in result.missing] == ["专家评委", "职能部门"]
    assert "1 of 3" in result.missing[0] and "专家评委2, 专家评委3" in result.missing[0]
    make.fill(cycle, subject__slot__name__in=["专家评委2", "专家评委3", "职能部门"])
    result = composites(cycle, [row])[row.pk]
    assert (result.value, result.forecast.code, result.missing) == (Decimal("80.00"), "competent", ())


def test_a_half_filled_sheet_does_not_count():
    world = make.world()
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    make.fill(cycle)
    score = Score.objects.filter(sheet__subject__slot__name="所在单位").first()
    Score.objects.filter(pk=score.pk).update(value=None)
    row = cycle.assessments.get()
    assert composites(cycle, [row])[row.pk].missing != ()


def test_a_veto_leaves_the_lowest_grade():
    world = make.world()
    scheme = scheme_of(world.cycle())
    assert scheme.grade_for(Decimal("95")).code == "excellent"
    assert scheme.grade_for(Decimal("95"), vetoed=True).code == "incompetent"
    assert scheme.grade_for(None) is None


@pytest.mark.parametrize(
    ("kind", "value", "points"),
    [
        (CriterionKind.JUDGED, "17.5", "17.5"),
        (CriterionKind.QUANTIFIED, "90", "18"),
        (CriterionKind.COUNTED, "7", "14"),
    ],
)
def test_a_filed_value_becomes_points(kind, value, points):
    criterion = Criterion(kind=kind, maximum=Decimal(20), target=Decimal(100), points_each=Decimal(2))
    assert points_of(criterion, Decimal(value)) == Decimal(points)


def test_a_small_pool_joins_the_one_above():
    world = make.world()
    for _place in range(5):
        make.holder(world.plant)
    make.holder(world.other_plant)
    cycle = make.opened(world.cycle(), world.administrator)
    assert dict(cycle.assessments.values_list("unit__name", "pool__name")) == {
        "炼铁厂": "甲公司",
        "乙炼铁厂": "示例集团",
    }


def test_a_cycle_of_a_subsidiary_keeps_its_pool_however_small():
    world = make.world()
    make.holder(world.plant)
    administrator = office.user("subsidiary_administrator", world.subsidiary)
    cycle = make.opened(make.draft(world.subsidiary, administrator), administrator)
    assert cycle.assessments.get().pool == world.subsidiary


def test_pools_are_put_right_when_someone_is_left_out():
    world = make.world()
    for _place in range(5):
        make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    row = cycle.assessments.first()
    make.opening.exclude_assessment(row, actor=world.administrator, reason="调离")
    assert set(cycle.assessments.active().values_list("pool__name", flat=True)) == {"示例集团"}
    assign_pools(cycle)
    assert cycle.assessments.active().count() == 4
