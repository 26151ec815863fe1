"""What keeps a rulebook from being put in force, and the numbers of published rules that the tables must hold."""

import pytest

from office.errors import DomainError
from rulebooks import rules, services
from tests.factories import rulebooks as rules_of

pytestmark = pytest.mark.django_db


def test_the_example_is_consistent():
    assert rules.blockers(rules_of.example_rulebook()) == []


def standard(document, code="assessment"):
    return next(entry for entry in document["standards"] if entry["code"] == code)


def with_maximum(document):
    standard(document)["criteria"][0]["maximum"] = "25"


def with_bands_above_the_maximum(document):
    """A published sheet: “training others” has a maximum of 5 and bands of 9–10."""
    training = standard(document)["criteria"][4]
    training |= {"kind": "banded", "bands": [{"code": "A", "low": 9, "high": 10}, {"code": "B", "low": 0, "high": 8}]}


def with_weights(document):
    document["regimes"][0]["components"][0]["weight"] = "50"


def with_rising_lines(document):
    document["regimes"][0]["result_grades"][1]["line"] = "95"


def with_a_line_at_the_bottom(document):
    document["regimes"][0]["result_grades"][3]["line"] = "10"


def with_a_cap_above_all(document):
    document["regimes"][0]["result_grades"][0]["cap_percent"] = "120"


def with_too_few_raters(document):
    document["regimes"][0]["components"][0]["raters"] = 2


def with_a_share_of_nothing(document):
    document["vote_rules"][0]["quorum"] = "2/0"


def with_too_many_guests(document):
    document["vote_rules"][0]["external_members"] = 12


def with_a_gap_in_the_ranks(document):
    document["grade_rules"][2]["rank"] = 4


def with_the_wrong_standard(document):
    document["regimes"][0]["standard"] = "review"


def with_no_target(document):
    standard(document)["criteria"][0]["kind"] = "quantified"


def with_nothing_to_count(document):
    standard(document)["criteria"][0]["kind"] = "counted"


def with_a_group_too_small(document):
    standard(document, "qualification")["criteria"][0] |= {"group": "a", "group_minimum": 2}


def without_grades(document):
    document["grade_rules"] = []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_maximum, "105"),
        (with_bands_above_the_maximum, "A"),
        (with_weights, "90"),
        (with_rising_lines, "95"),
        (with_a_line_at_the_bottom, "不称职"),
        (with_a_cap_above_all, "优秀"),
        (with_too_few_raters, "专家评委"),
        (with_a_share_of_nothing, "2/0"),
        (with_too_many_guests, "评审委员会投票规则"),
        (with_a_gap_in_the_ranks, "1"),
        (with_the_wrong_standard, "年度考核方案"),
        (with_no_target, "岗位职责履行"),
        (with_nothing_to_count, "岗位职责履行"),
        (with_a_group_too_small, "大学本科及以上学历"),
        (without_grades, ""),
    ],
)
def test_a_fault_is_one_sentence_and_keeps_the_version_a_draft(change, words):
    book = rules_of.draft(change=change, code="faulty")
    found = rules.blockers(book)
    assert len(found) == 1
    assert words in found[0]
    with pytest.raises(DomainError) as refusal:
        services.put_in_force(book, actor=None, starts_on=book.in_force_from)
    assert refusal.value.reasons == found


def test_lines_and_caps_of_other_houses_fit():
    """A mine's lines without 优秀 of 90/75/60 but 90/70/60, an institution's cap of 15 %, a round of two years."""

    def change(document):
        document["regimes"][0]["result_grades"][1]["line"] = "70"
        document["regimes"][0]["result_grades"][0]["cap_percent"] = "15"
        document["regimes"][0]["result_grades"][3]["consequences"] = [
            {"repeated": 1, "action": "allowance", "parameters": {"to": "0", "repaid": True}},
            {"repeated": 2, "action": "dismiss"},
        ]
        document["grade_rules"][0]["term_years"] = 2
        document["vote_rules"][0] |= {"members": 7, "strictly_more": True, "recusal": "leaves_discussion"}

    assert rules.blockers(rules_of.draft(change=change, code="other")) == []
