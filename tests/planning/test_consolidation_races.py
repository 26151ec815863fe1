"""Two at once on one desk: nothing is overwritten unseen, and a return is in one place. On PostgreSQL."""

import pytest

from office.errors import DomainError
from planning.models import DemandLine, DemandReturn
from planning.selectors.consolidation import goings_of, state_of
from planning.services import consolidation as services
from planning.services.consolidation import Entry
from planning.services.returns import send_back
from tests.factories import rulebooks
from tests.planning.test_consolidation import Desk
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk():
    rulebooks.example_rulebook()
    return Desk()


def test_of_two_who_set_one_number_one_is_told_of_the_other(desk):
    line = desk.lines[0]
    seen = state_of(desk.read(line))

    def setting(number):
        entry = Entry(line.pk, number, "统筹", seen)
        return lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr)[line.pk].result

    assert sorted(at_once(setting(1), setting(3))) == ["conflict", "saved"]


def test_a_return_is_passed_up_or_sent_back(desk):
    line = desk.lines[0]
    desk.take(line)
    shown = {line.demand_return_id: goings_of(desk.answers)[line.demand_return_id].code}
    results = at_once(
        lambda: services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr),
        lambda: send_back(line.demand_return, actor=desk.hr, reason="请核实"),
    )
    status = DemandReturn.objects.get(pk=line.demand_return_id).status
    number = DemandLine.objects.get(pk=line.pk).consolidated
    assert (status, number) == ("draft", None)  # whichever came first: what was passed up can be sent back
    assert isinstance(results[0], DomainError) or results[0] == 1


def test_two_merge_each_others_line(desk):
    first, second, _third = desk.lines
    results = at_once(lambda: desk.merge(first, second), lambda: desk.merge(second, first))
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert sum(merged for _number, merged in desk.numbers()) == 1


def test_a_number_and_passing_up_meet(desk):
    line = desk.lines[0]
    desk.take(line)
    shown = {line.demand_return_id: goings_of(desk.answers)[line.demand_return_id].code}
    entry = Entry(line.pk, 1, "统筹", state_of(desk.read(line)))
    passed, answers = at_once(
        lambda: services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr),
        lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr),
    )
    up = DemandReturn.objects.get(pk=line.demand_return_id).status == "consolidated"
    saved = answers[line.pk].result == "saved"
    assert (up, saved) in {(True, False), (False, True)}
    assert isinstance(passed, DomainError) == saved
