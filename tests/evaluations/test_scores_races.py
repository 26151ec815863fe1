"""Writers that meet: races on sheets, where there are locks."""

import pytest

from evaluations.models import Score, Sheet
from evaluations.services.cycles import start_calibrating
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import submit_sheet
from office.errors import DomainError
from tests.factories import filing as factory
from tests.races import at_once


def sheet_of(filing):
    return filing.sheets()[0].sheet


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_writers_of_one_cell_saves_one_and_tells_the_other():
    filing = factory.filing(1)
    sheet, criterion = sheet_of(filing), filing.criteria[0]

    def write(user, value):
        return lambda: save_cells(user, [Edit(sheet.pk, criterion.pk, value, 0)], {sheet.pk: 0})[0].state

    assert sorted(at_once(write(filing.hr, "16"), write(filing.group_hr, "17"))) == ["conflict", "saved"]
    assert Score.objects.get().version == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_blocks_in_opposite_order_does_not_deadlock():
    filing = factory.filing(30)
    edits = [Edit(s.sheet_id, c.pk, "1", 0) for s in filing.sheets() for c in filing.criteria]
    epochs = {subject.sheet_id: 0 for subject in filing.sheets()}
    results = at_once(
        lambda: save_cells(filing.hr, edits, epochs),
        lambda: save_cells(filing.group_hr, edits[::-1], epochs),
    )
    assert all({answer.state for answer in result} <= {"saved", "same"} for result in results)
    assert Score.objects.count() == 240


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_submitting_and_saving_never_changes_a_submitted_sheet():
    filing = factory.filing(1)
    sheet = sheet_of(filing)
    edits = [Edit(sheet.pk, criterion.pk, "5", 0) for criterion in filing.criteria]
    save_cells(filing.hr, edits, {sheet.pk: 0})
    submitted, saved = at_once(
        lambda: submit_sheet(sheet.pk, actor=filing.hr, seen=8),
        lambda: save_cells(filing.group_hr, [Edit(sheet.pk, filing.criteria[0].pk, "4", 1)], {sheet.pk: 0})[0].state,
    )
    if isinstance(submitted, DomainError):
        assert saved == "saved"
    else:
        assert saved == "locked"
    assert (Sheet.objects.get(pk=sheet.pk).status == "submitted") == (saved == "locked")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_calibrating_with_a_block_of_scores_does_not_deadlock():
    filing = factory.filing(60)
    edits = [Edit(subject.sheet_id, filing.criteria[0].pk, "1", 0) for subject in filing.sheets()]
    epochs = {subject.sheet_id: 0 for subject in filing.sheets()}
    Sheet.objects.filter(pk__in=sorted(epochs)[:30]).update(comment="说明")  # they now lie behind the others
    calibrated, saved = at_once(
        lambda: start_calibrating(filing.cycle, actor=filing.hr),
        lambda: save_cells(filing.hr, edits, epochs),
    )
    assert isinstance(calibrated, DomainError)
    assert {answer.state for answer in saved} == {"saved"}
