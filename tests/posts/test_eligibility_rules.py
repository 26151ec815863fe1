"""Which conditions bind whom: the rulebook of the post's unit on the day, its rows, and the limits of the grade."""

import datetime

import pytest

from posts import eligibility
from posts.enums import AppointmentStatus, EndReason, Verdict
from rulebooks.enums import AuthorityLevel, RulebookStatus
from rulebooks.selectors import RulesOn, published_rules, rulebook_governing
from talent.enums import Education
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks, talent

pytestmark = pytest.mark.django_db
NEXT_YEAR = datetime.date(2027, 1, 1)


@pytest.fixture
def plant():
    return make.unit(make.unit(), name="炼钢厂")


def in_force(unit=None, *, starts_on="2026-01-01", code="other", rows=None, **limits):
    """Another rulebook in force: the example with other rows of its standard and other limits of its highest grade."""

    def change(document):
        document["grade_rules"][0].update(limits)
        if rows is not None:
            document["standards"][0]["criteria"] = rows

    made = rulebooks.draft(change=change, code=code, in_force_from=starts_on)
    made.status = RulebookStatus.IN_FORCE
    made.save(update_fields=["status"])
    if unit:
        made.units.add(unit)
    return made


def row(code, measure, threshold, **fields):
    return {
        "code": code,
        "name": code,
        "kind": "measured",
        "measure": measure,
        "comparison": "at_least",
        "threshold": threshold,
        "necessity": "mandatory",
        "standing": True,
    } | fields


def fit_of(engineer, unit, *, grade="chief-engineer", on=of.AS_OF, **how):
    candidate = eligibility.Candidate("me", engineer, rulebooks.grade(grade).pk, unit, on)
    return eligibility.fits([candidate], **how)["me"]


def unmet(fit):
    return [finding.name for finding in fit.unmet]


# --- The rules of a day ------------------------------------------------------------------------------
def test_many_units_and_days_are_answered_without_further_queries(plant, django_assert_num_queries):
    example, other = rulebooks.example_rulebook(), in_force(plant)
    eve = datetime.date(2025, 12, 31)
    with django_assert_num_queries(4):
        published = published_rules()
        now, then = RulesOn(of.AS_OF, published), RulesOn(eve, published)
        assert [now.governing(unit) for unit in (plant, plant.parent)] == [other, example]
        assert then.governing(plant) == example
        rule = now.grade_rule(plant, now.grade_rules(plant)[0].grade_id)
        assert [len(rule.qualification.criteria.all()), rule.rulebook.waiver_share] == [4, 10]
    for unit in (plant, plant.parent):
        for day in (of.AS_OF, eve, datetime.date(2020, 1, 1)):
            assert RulesOn(day).governing(unit) == rulebook_governing(unit, day)
    assert (RulesOn(datetime.date(2020, 1, 1)).grade_rules(plant), now.grade_rule(plant, 0)) == ([], None)


def test_the_version_of_the_day_counts(plant):
    rulebooks.example_rulebook()
    old = in_force(plant, rows=[row("学历", "education", "doctor")])
    new = rulebooks.draft(code="other", version=2, in_force_from=NEXT_YEAR.isoformat())
    type(old).objects.filter(pk=old.pk).update(status=RulebookStatus.SUPERSEDED)
    type(new).objects.filter(pk=new.pk).update(status=RulebookStatus.IN_FORCE)
    new.units.add(plant)
    person = talent.engineer(plant)
    assert [fit_of(person, plant, on=day).rulebook for day in (of.AS_OF, NEXT_YEAR)] == [old, new]
    assert [unmet(fit_of(person, plant, on=day)) for day in (of.AS_OF, NEXT_YEAR)] == [["学历"], []]


def test_without_a_rule_a_person_must_look(plant):
    fit = fit_of(talent.engineer(plant), plant, on=datetime.date(2020, 1, 1))
    assert (fit.rule, fit.rulebook, fit.standard, fit.verdict) == (None, None, None, Verdict.LOOK)
    assert [finding.name for finding in fit.to_look_at] == ["岗位层级规定"]


# --- What binds -----------------------------------------------------------------------------------
def test_the_example_standard_is_held_against_the_record(plant):
    fit = fit_of(talent.engineer(plant, education=Education.COLLEGE, title_on=None, technical_since=None), plant)
    assert [(finding.name, finding.verdict) for finding in fit.findings] == [
        ("大学本科及以上学历", Verdict.NOT_MET),
        ("高级工程师及以上职称", Verdict.MET),
        ("从事技术工作满八年", Verdict.LOOK),
        ("距法定退休年龄两年以上", Verdict.MET),
    ]
    assert unmet(fit) == ["大学本科及以上学历"]
    assert [finding.waivable_by for finding in fit.unmet] == [{AuthorityLevel.GROUP}]
    assert (fit.standard.code, fit.rule.appointed_by, fit.rule.term_years) == ("qualification", "group", 3)


def test_limits_of_the_grade_bind_unless_the_standard_has_a_row_on_them(plant):
    in_force(plant, rows=[row("年龄", "age", "50", comparison="at_most")], age_limit=40, years_to_retirement=20)
    person = talent.engineer(plant, born_on=datetime.date(1980, 1, 1))  # 46, retires in 2043
    assert unmet(fit_of(person, plant)) == ["岗位层级规定的距退休年限"]
    other = in_force(
        plant, code="later", starts_on="2026-02-01", rows=[row("学历", "education", "bachelor")], age_limit=40
    )
    fit = fit_of(person, plant)
    assert (fit.rulebook, unmet(fit)) == (other, ["岗位层级的年龄上限"])
    assert [finding.waivable_by for finding in fit.unmet] == [frozenset()]


def test_filled_from_the_grade_below_of_the_ladder(plant):
    in_force(plant, rows=[row("学历", "education", "bachelor")], fills_from_below=True)
    nobody, former, higher = (talent.engineer(plant) for _number in range(3))
    for person, grade in ((former, "expert-1"), (higher, "chief-engineer")):
        post = of.post(plant, grade=rulebooks.grade(grade))
        of.appointment(
            post,
            person,
            mode="direct",
            status=AppointmentStatus.ENDED,
            ended_on=datetime.date(2026, 1, 1),
            end_reason=EndReason.EXPIRED,
        )
    assert [unmet(fit_of(person, plant)) for person in (nobody, former, higher)] == [["仅从下一层级产生"], [], []]
    assert fit_of(nobody, plant, grade="expert-1").verdict == Verdict.MET


def test_conditions_that_need_papers_are_left_out_unless_asked_for(plant):
    in_force(
        plant,
        rows=[
            row("学历", "education", "bachelor"),
            row("成果", "achievements", "1", standing=False),
            row("甲", "title", "professor", group="g", group_minimum=1),
            row("乙", "achievements", "1", group="g", group_minimum=1, standing=False),
        ],
        years_to_retirement=None,
    )
    person = talent.engineer(plant)
    standing, whole = fit_of(person, plant), fit_of(person, plant, standing_only=False)
    assert [finding.name for finding in standing.findings] == ["学历"]
    assert [finding.name for finding in whole.findings] == ["学历", "成果", "甲", "乙"]
    assert [standing.verdict, whole.verdict] == [Verdict.MET, Verdict.MET]


def test_waivable_without_a_name_is_waived_by_who_appoints(plant):
    in_force(plant, rows=[row("职称", "title", "professor", necessity="waivable")], appointed_by="subsidiary")
    fit = fit_of(talent.engineer(plant), plant)
    assert unmet(fit) == ["职称"]
    assert [finding.waivable_by for finding in fit.unmet] == [{AuthorityLevel.GROUP, AuthorityLevel.SUBSIDIARY}]


def test_past_results_and_grades_held_are_read_from_the_record(plant, django_assert_num_queries):
    in_force(
        plant,
        rows=[
            row("优秀", "past_results", "1", parameters={"labels": ["优秀"], "within_years": 1}),
            row("任职", "grade_held_years", "1", parameters={"grades": ["expert-1"]}),
        ],
    )
    good, bad = talent.engineer(plant), talent.engineer(plant)
    talent.past_result(good, 2025, grade="优秀")
    talent.past_result(bad, 2025, grade="称职")
    post = of.post(plant, grade=rulebooks.grade("expert-1"))
    of.appointment(post, good, mode="direct")
    grade = rulebooks.grade().pk
    candidates = [eligibility.Candidate(person.pk, person, grade, plant, of.AS_OF) for person in (good, bad)]
    with django_assert_num_queries(6):
        fits = eligibility.fits(candidates)
    assert {key: unmet(fit) for key, fit in fits.items()} == {good.pk: [], bad.pk: ["优秀", "任职"]}


def test_birth_dates_stay_out_of_the_discreet_sentence(plant):
    person = talent.engineer(plant, born_on=datetime.date(1966, 3, 9))
    fit = fit_of(person, plant)
    birth = [finding for finding in fit.findings if finding.condition.rests_on_birth]
    assert [finding.name for finding in birth] == ["距法定退休年龄两年以上"]
    assert str(person.retires_on) in birth[0].sentence
    assert not any(character.isdigit() for character in birth[0].discreet.rpartition("；")[2])
    assert fit.findings[0].discreet == fit.findings[0].sentence


def test_nobody_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert eligibility.fits([]) == {}


def test_a_verdict_alone_is_that_of_the_fit(plant):
    rows = [
        row("E", "education", "bachelor"),
        row("T", "technical_years", "8"),
        row("D", "discipline_years", "8", necessity="waivable"),
        row("P", "title", "senior", necessity="preferred"),
        row("A", "achievements", "1", group="g", group_minimum=1),
        row("F", "full_time_degree", "true", group="g", group_minimum=1),
    ]
    people = [
        talent.engineer(plant, education=education, technical_since=since, full_time_degree=degree)
        for education in (Education.BACHELOR, Education.COLLEGE)
        for since in (None, datetime.date(2001, 1, 1), datetime.date(2024, 1, 1))
        for degree in (True, False)
    ]
    found = set()
    for month, some in enumerate((rows[:2], rows[:4], rows[:2] + rows[4:], rows), 2):
        in_force(plant, rows=some, code=f"rules-{month}", starts_on=f"2026-0{month}-01")
        asked = [
            eligibility.Candidate((one.pk, grade), one, rulebooks.grade(grade).pk, plant, of.AS_OF)
            for one in people
            for grade in ("chief-engineer", "expert-1")
        ]
        verdicts = {key: fit.verdict for key, fit in eligibility.fits(asked).items()}
        assert eligibility.verdicts(asked) == verdicts
        found |= set(verdicts.values())
    assert found == set(Verdict)
