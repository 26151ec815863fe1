"""The same workbooks by command, as an operator loads them."""

import pytest
from django.core.management import CommandError, call_command

from evaluations.models import AssessmentSheet, Score
from evaluations.services import cycles, opening
from office.models import Unit
from rulebooks.models import Regime
from tests.acceptance import screens
from tests.factories.rulebooks import example_rulebook

pytestmark = pytest.mark.django_db
FILES = {"units": screens.UNITS, **screens.REGISTERS}


def load(kind, name, *options):
    call_command("load", kind, str(screens.WORKBOOKS / name), *options, verbosity=0)


@pytest.fixture(scope="module")
def loaded(lasting):
    example_rulebook()
    for kind, name in FILES.items():
        load(kind, name)


@pytest.fixture
def cycle(loaded):
    facts = {"regime": Regime.objects.get(), "unit": Unit.objects.get(code="01"), "year": 2025}
    made = cycles.create_cycle(
        actor=None, name="2025年度考核", as_of="2025-12-31", filing_ends_on="2026-11-30", **facts
    )
    opening.open_cycle(made, actor=None)
    opening.write_opening(made, actor=None)
    return made


def test_commands_fill_the_registers(loaded):
    assert screens.counts() == [78, 46, 2400, 83, 95, 71, 66]


def test_the_same_commands_again_change_nothing(loaded, capsys):
    before = screens.everything()
    for kind, name in FILES.items():
        load(kind, name)
    assert screens.everything() == before
    assert capsys.readouterr().out.count("没有需要改动的内容。") == 6


def test_score_sheets_go_into_an_opened_cycle(cycle):
    load("sheets", screens.SHEETS, "--cycle", "2025年度考核")
    assert (AssessmentSheet.objects.count(), Score.objects.count()) == (355, 2840)
    before = screens.everything(Score)
    load("sheets", screens.SHEETS, "--cycle", "2025年度考核")
    assert screens.everything(Score) == before


def test_a_dry_run_writes_nothing(loaded):
    before = screens.everything()
    load("units", screens.UNITS, "--dry-run", "--on", "2026-12-01")
    assert screens.everything() == before


def test_without_a_cycle_sheets_are_refused(loaded):
    with pytest.raises(CommandError, match="周期"):
        load("sheets", screens.SHEETS)
