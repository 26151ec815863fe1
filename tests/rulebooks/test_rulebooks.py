"""The life of a rulebook version: loaded, copied, compared, put in force, used and from then on fixed."""

import datetime
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from office import triggers
from office.errors import DomainError
from office.models import AuditEntry
from rulebooks import document, selectors, services
from rulebooks.enums import RULEBOOK_TRANSITIONS, RulebookStatus
from rulebooks.models import Component, Consequence, Criterion, GradeRule, ResultGrade, Rulebook, Stage
from tests.factories import office as make
from tests.factories import rulebooks as rules_of

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime.date(2027, 1, 1)


def test_example_says_what_was_agreed():
    book = rules_of.example_rulebook()
    rules = [
        (rule.grade.name, rule.rank, rule.quota, rule.term_years, int(rule.monthly_allowance), rule.appointed_by)
        for rule in book.grade_rules.all()
    ]
    assert rules == [
        ("首席工程师", 1, 2, 3, 3000, "group"),
        ("一级专家", 2, 2, 3, 2000, "group"),
        ("二级专家", 3, 2, 3, 1200, "subsidiary"),
    ]
    assert not book.grade_rules.filter(lapses=True).exists()
    assert not book.grade_rules.filter(fills_from_below=True).exists()
    criteria = Criterion.objects.filter(standard__rulebook=book, standard__code="assessment")
    assert [int(criterion.maximum) for criterion in criteria] == [20, 20, 15, 10, 5, 15, 5, 10]
    components = Component.objects.filter(regime__rulebook=book)
    assert [(part.name, int(part.weight), part.raters) for part in components] == [
        ("专家评委", 60, 3),
        ("所在单位", 25, 1),
        ("职能部门", 15, 1),
    ]
    grades = ResultGrade.objects.filter(regime__rulebook=book)
    assert [(grade.name, grade.line and int(grade.line), grade.passes) for grade in grades] == [
        ("优秀", 90, True),
        ("称职", 75, True),
        ("基本称职", 60, True),
        ("不称职", None, False),
    ]


def test_example_is_in_force_for_everyone_since_2023():
    book = rules_of.example_rulebook()
    unit = make.unit()
    assert selectors.rulebook_governing(unit, datetime.date(2023, 1, 1)) == book
    assert selectors.rulebook_governing(unit, datetime.date(2022, 12, 31)) is None


def test_document_survives_writing_and_reading():
    book = rules_of.example_rulebook()
    again = services.load_rulebook(document.written(book) | {"code": "other"}, actor=None)
    assert document.written(again) == document.written(book) | {"code": "other"}


def test_same_version_is_loaded_once():
    rules_of.example_rulebook()
    with pytest.raises(DomainError):
        services.load_rulebook(rules_of.example_document(), actor=None)


@pytest.mark.parametrize(
    "spoiled",
    [
        {},
        {"code": "x", "surprise": 1},
        {"code": "x", "name": "y", "units": ["nowhere"]},
        {"code": "x", "name": "y", "notice_days": "many"},
        {"code": "x", "name": "y", "grade_rules": [{"grade": "nobody", "authorised_by": "group"}]},
        {"code": "x", "name": "y", "standards": [{"code": "s", "kind": "feeling", "name": "z"}]},
    ],
)
def test_a_document_that_does_not_fit_loads_nothing(spoiled):
    before = Rulebook.objects.count()
    with pytest.raises(DomainError):
        services.load_rulebook(spoiled, actor=None)
    assert Rulebook.objects.count() == before


def test_copy_is_the_next_version_and_says_the_same():
    book = rules_of.example_rulebook()
    copy = services.copy_rulebook(book, actor=None)
    assert (copy.version, copy.status, copy.in_force_from) == (2, RulebookStatus.DRAFT, None)
    assert selectors.differences(book, copy) == []


def test_differences_name_place_field_and_both_values():
    book = rules_of.example_rulebook()
    copy = services.copy_rulebook(book, actor=None)
    copy.grade_rules.filter(rank=1).update(quota=3)
    Criterion.objects.filter(standard__rulebook=copy, code="exchange").delete()
    found = [(item.place, str(item.field), item.old, item.new) for item in selectors.differences(book, copy)]
    assert found[0][0] == "年度考核标准 › 学术交流"
    assert found[0][2:] == ("学术交流", None)
    assert (found[1][0], found[1][2], found[1][3]) == ("chief-engineer", 2, 3)
    assert len(found) == 2


def test_the_new_version_supersedes_and_the_old_one_still_holds_before():
    book = rules_of.example_rulebook()
    copy = services.put_in_force(services.copy_rulebook(book, actor=None), actor=None, starts_on=NEW_YEAR)
    book.refresh_from_db()
    assert (book.status, copy.status) == (RulebookStatus.SUPERSEDED, RulebookStatus.IN_FORCE)
    unit = make.unit()
    assert selectors.rulebook_governing(unit, NEW_YEAR - datetime.timedelta(1)) == book
    assert selectors.rulebook_governing(unit, NEW_YEAR) == copy
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["rulebook.copied", "rulebook.superseded", "rulebook.enacted"]


def test_a_version_cannot_hold_before_the_one_it_supersedes():
    copy = services.copy_rulebook(rules_of.example_rulebook(), actor=None)
    with pytest.raises(DomainError):
        services.put_in_force(copy, actor=None, starts_on=datetime.date(2023, 1, 1))


def test_the_nearest_rulebook_governs():
    rules_of.example_rulebook()
    group = make.unit()
    plant = make.unit(make.unit(group))
    own = rules_of.draft(code="own", units=[plant.parent.code])
    services.put_in_force(own, actor=None, starts_on=datetime.date(2024, 1, 1))
    assert selectors.rulebook_governing(plant, NEW_YEAR) == own
    assert selectors.rulebook_governing(group, NEW_YEAR).code == "chief-posts"


@pytest.mark.parametrize(("status", "target"), list(product(RulebookStatus, RulebookStatus)))
def test_every_move_of_a_rulebook(status, target):
    book = services.copy_rulebook(rules_of.example_rulebook(), actor=None)
    Rulebook.objects.exclude(pk=book.pk).update(status=RulebookStatus.SUPERSEDED)
    book.status, book.in_force_from = status, NEW_YEAR
    book.save()
    if target in RULEBOOK_TRANSITIONS[status]:
        assert services._move(book, target, actor=None).status == target
    else:
        with pytest.raises(DomainError):
            services._move(book, target, actor=None)


def test_first_use_freezes_once():
    book = services.freeze(rules_of.example_rulebook(), actor=None)
    assert services.freeze(book, actor=None).frozen_at == book.frozen_at
    assert AuditEntry.objects.filter(verb="rulebook.frozen").count() == 1


def test_a_draft_cannot_be_used():
    with pytest.raises(DomainError):
        services.freeze(services.copy_rulebook(rules_of.example_rulebook(), actor=None), actor=None)


@pytest.fixture
def frozen_book():
    triggers.install(connection)
    book = rules_of.example_rulebook()
    Consequence.objects.create(
        result_grade=ResultGrade.objects.get(regime__rulebook=book, rank=4), action="dismiss", repeated=2
    )
    return services.freeze(book, actor=None)


def refused(act):
    with pytest.raises(IntegrityError, match="is guarded"), transaction.atomic():
        act()


def deleted(queryset):
    """By SQL alone, past Django's own protection."""
    queryset._raw_delete(queryset.db)


CHILDREN = ("standards", "grade_rules", "regimes", "vote_rules", "procedures")
LEAVES = (
    (Criterion, "standard__rulebook"),
    (Component, "regime__rulebook"),
    (ResultGrade, "regime__rulebook"),
    (Consequence, "result_grade__regime__rulebook"),
    (Stage, "procedure__rulebook"),
)


def rows_of(book):
    yield from (getattr(book, name).first() for name in CHILDREN)
    yield from (model.objects.filter(**{path: book}).first() for model, path in LEAVES)


def test_nothing_in_a_frozen_version_changes_goes_or_comes(frozen_book):
    for row in rows_of(frozen_book):
        refused(row.save)
        refused(lambda row=row: deleted(type(row).objects.filter(pk=row.pk)))
        row.pk = None
        row._state.adding = True
        refused(lambda row=row: type(row).objects.bulk_create([row]))


def test_a_frozen_version_keeps_its_own_entries_but_can_be_superseded(frozen_book):
    books = Rulebook.objects.filter(pk=frozen_book.pk)
    refused(lambda: books.update(notice_days=1))
    refused(lambda: books.update(frozen_at=None))
    refused(lambda: books.update(frozen_at=timezone.now()))
    refused(lambda: deleted(books))
    refused(lambda: frozen_book.units.add(make.unit()))
    books.update(status=RulebookStatus.SUPERSEDED)


def test_a_row_cannot_move_into_a_frozen_version(frozen_book):
    rule = services.copy_rulebook(frozen_book, actor=None).grade_rules.first()
    refused(lambda: GradeRule.objects.filter(pk=rule.pk).update(rulebook=frozen_book))


def test_a_version_not_used_yet_can_be_changed_and_removed(frozen_book):
    copy = services.copy_rulebook(frozen_book, actor=None)
    copy.grade_rules.update(quota=1)
    copy.procedures.all().delete()
    copy.regimes.all().delete()
    copy.grade_rules.all().delete()
    copy.delete()
    assert not Rulebook.objects.filter(version=2).exists()
