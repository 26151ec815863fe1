"""Who took part in a return: remembered for good, whoever touched it afterwards, wherever somebody else has to act."""

import pytest

from office.enums import Role
from office.errors import DomainError
from planning.enums import Part, QuestionKind, ReturnStatus
from planning.models import DemandParticipant, DemandReturn, SurveyQuestion
from planning.rules.signing import what_a_copy_does
from planning.selectors.deciding import own_lines
from planning.selectors.filing import line_code
from planning.selectors.returns import content_code
from planning.selectors.waiting import Work, waiting_for
from planning.services import filing, return_papers, returns
from planning.services.filing import Edit, save_cells
from tests.factories import office, posts, rulebooks, talent
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.books import World, first_row, put
from tests.planning.test_returns import Firm, now, on_paper, urls_open_to
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return Firm()


def several(unit, *roles):
    """One person with several duties."""
    user = office.user(roles[0], unit)
    for role in roles[1:]:
        office.duty(user, role, unit)
    return user


def parts(answer, person):
    return sorted(DemandParticipant.objects.filter(demand_return=answer, person=person).values_list("part", flat=True))


def line_edit(line, field, value):
    return Edit(line.demand_return_id, f"line:{line.pk}:{field}", value, str(getattr(line, field)))


# --- What counts as filling in -----------------------------------------------------------------------------------
def typed_over(answer, user):
    """What was typed there since is another person's."""
    line = answer.lines.get()
    save_cells(user, [line_edit(line, "wanted", "3")])
    save_cells(several(answer.unit, Role.FILLER), [line_edit(line, "consequence", "停产")])


def answered(answer, user):
    question = SurveyQuestion.objects.create(survey=answer.survey, position=1, words="缺口？", kind=QuestionKind.TEXT)
    save_cells(user, [Edit(answer.pk, f"answer:{question.pk}", "两人", "")])


def remarked(answer, user):
    save_cells(user, [Edit(answer.pk, "remarks", "请尽快", "")])


def named(answer, user):
    filing.add_candidate(answer.lines.get(), talent.engineer(answer.unit), actor=user)


def took_off(answer, user):
    line, person = answer.lines.get(), talent.engineer(answer.unit)
    filing.add_candidate(line, person, actor=several(answer.unit, Role.FILLER))
    filing.remove_candidate(line, person, actor=user)


def added(answer, user):
    line = filing.add_line(answer, rulebooks.grade(), posts.discipline(), actor=user)
    facts = {"wanted": "1", "problem_kind": "hard", "problem": "难题", "urgency": "now", "consequence": "停产"}
    edits = [Edit(answer.pk, f"line:{line.pk}:{name}", value, "") for name, value in facts.items()]
    save_cells(several(answer.unit, Role.FILLER), edits)


def took_out(answer, user):
    line = filing.add_line(answer, rulebooks.grade(), posts.discipline(), actor=several(answer.unit, Role.FILLER))
    filing.remove_line(line, actor=user, seen=line_code(line))


def handed_in(answer, user):
    returns.hand_in(answer, actor=user, seen=content_code(answer))
    going_back.to_unit(answer, actor=several(answer.unit, Role.CHECKER))


FILLING = [typed_over, answered, remarked, named, took_off, added, took_out, handed_in]


@pytest.mark.parametrize("fill", FILLING)
def test_whoever_filled_in_anything_neither_checks_nor_approves(firm, fill):
    user = several(firm.plant, Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)
    answer = firm.answer()
    fill(answer, user)
    assert parts(answer, user) == [Part.FILLED]
    answer = now(answer)
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    refuses(returns.check, answer, user, firm, Work.CHECK)
    answer = returns.check(answer, actor=firm.checker, seen=content_code(answer))
    refuses(returns.approve, answer, user, firm, Work.APPROVE)
    assert returns.approve(answer, actor=firm.head, seen=content_code(answer)).status == ReturnStatus.SUBMITTED


def refuses(verb, answer, user, firm, work):
    """It offers it nowhere, either."""
    with pytest.raises(DomainError, match="本人填报"):
        verb(answer, actor=user, seen=content_code(answer))
    assert f"planning:return_{verb.__name__}" not in urls_open_to(user, now(answer), firm.subsidiary)
    assert work not in {waiting.work for waiting in waiting_for(user)}


@pytest.mark.parametrize("what", ["answers", "candidates", "lines"])
def test_whoever_loaded_anything_filled_it_in(what):
    world = World()
    user = several(world.plant, Role.FILLER, Role.CHECKER)
    book = world.book(user=user)
    grid, answers = book.worksheets[:2]
    match what:
        case "answers":
            put(answers, first_row(answers), answer="两人")
        case "candidates":
            put(grid, first_row(grid) + 1, candidates="张三")
        case "lines":
            put(grid, first_row(grid) + 2, discipline_code=talent.discipline(code="RO").code, grade="首席工程师")
    world.load(book, user=user)
    assert parts(world.answer, user) == [Part.FILLED]
    assert DemandParticipant.objects.count() == 1


def test_who_changes_nothing_takes_no_part(firm):
    line = firm.answer().lines.get()
    states = [saved.state for saved in save_cells(firm.filler, [line_edit(line, "wanted", "2")])]
    assert (states, DemandParticipant.objects.count()) == (["same"], 0)


def test_who_is_known_costs_no_query_when_a_cell_is_saved(firm, django_assert_num_queries):
    line = firm.answer().lines.get()
    firm.filler.current_duties  # noqa: B018  read once per request
    for value, queries in (("3", 11), ("4", 10)):
        with django_assert_num_queries(queries):
            save_cells(firm.filler, [line_edit(line, "wanted", value)])
        line.refresh_from_db()


# --- What deciding asks for --------------------------------------------------------------------------------------
@pytest.mark.parametrize("fill", FILLING)
def test_who_filled_in_anything_of_a_return_decides_none_of_its_lines(firm, fill):
    user, answer = several(firm.group, Role.GROUP_ADMINISTRATOR), firm.answer()
    fill(answer, user)
    make.line(answer)
    firm.answer(unit=firm.department)
    assert own_lines(firm.survey, user) == set(answer.lines.values_list("pk", flat=True))


def test_who_signed_a_return_decides_on_it_no_more_though_it_was_sent_back(firm):
    answer = firm.answer()
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    returns.check(answer, actor=firm.checker, seen=content_code(answer))
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    going_back.to_unit(answer, actor=firm.hr)
    signers = {firm.filler: Part.FILLED, firm.checker: Part.CHECKED, firm.head: Part.APPROVED}
    assert {user: parts(answer, user) for user in signers} == {user: [part] for user, part in signers.items()}
    (line,) = answer.lines.all()
    assert [own_lines(firm.survey, user) for user in (*signers, firm.hr)] == [{line.pk}] * 3 + [set()]


def test_who_checked_it_before_it_was_sent_back_may_check_it_again(firm):
    answer = firm.answer()
    for _time in range(2):
        returns.hand_in(now(answer), actor=firm.filler, seen=content_code(answer))
        returns.check(answer, actor=firm.checker, seen=content_code(answer))
        going_back.to_unit(answer, actor=firm.head)
    assert parts(answer, firm.checker) == [Part.CHECKED]


@pytest.mark.parametrize("status", [ReturnStatus.CHECKING, ReturnStatus.CONSOLIDATED])
def test_everybody_who_recorded_a_stamped_copy_is_remembered(firm, status):
    first, middle, last, other = (office.hr(firm.group) for _number in range(4))
    answer = firm.answer(status)
    for recorder in (first, middle, last):
        code = return_papers.print_return(now(answer), actor=other).paper.check_code
        does = what_a_copy_does(now(answer))
        return_papers.attach_stamped_copy(now(answer), make.stamped(), code=code, does=does, actor=recorder)
    assert [parts(answer, user) for user in (first, middle, last, other)] == [[Part.RECORDED]] * 3 + [[]]
    (line,) = answer.lines.all()
    assert [own_lines(firm.survey, user) for user in (middle, other)] == [{line.pk}, set()]


def test_who_recorded_a_copy_of_what_nobody_handed_in_filled_it_in_too(firm):
    answer = firm.answer()
    on_paper(answer, firm.hr)
    assert parts(answer, firm.hr) == [Part.FILLED, Part.RECORDED]


# --- For good ------------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_pages_of_one_person_remembers_him_or_her_once():
    firm = Firm()
    line = firm.answer().lines.get()
    edits = [line_edit(line, "wanted", "3"), line_edit(line, "problem", "换了说法")]
    at_once(*[lambda edit=edit: save_cells(firm.filler, [edit]) for edit in edits])
    assert parts(line.demand_return, firm.filler) == [Part.FILLED]


def test_a_form_sent_twice_takes_part_once(firm):
    answer = firm.answer()
    for _time in range(2):
        returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    assert DemandReturn.objects.get(pk=answer.pk).filled_by == firm.filler
    assert parts(answer, firm.filler) == [Part.FILLED]
