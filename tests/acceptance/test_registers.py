"""HR's own workbooks, unedited, from an empty database through the screens."""

from collections import Counter

import pytest

from office.clock import today
from office.enums import JobStatus
from office.models import AuditEntry
from posts.enums import TermState
from posts.models import Appointment
from tests.acceptance import screens

pytestmark = pytest.mark.django_db


def test_six_workbooks_fill_the_registers(group):
    assert screens.counts() == [78, 46, 2400, 83, 95, 71, 66]


def test_holders_within_their_term_and_overdue(group):
    serving = Appointment.objects.serving()
    states = Counter(appointment.state_on(today()) for appointment in serving)
    assert states == {TermState.WITHIN: 52, TermState.OVERDUE: 19}


def test_people_past_their_retirement_date_are_warned_of_and_loaded(group):
    counts = group.jobs["engineers"].result["counts"]
    assert (counts["new"], counts["warnings"], counts["errors"]) == (2400, 156, 0)


def test_the_same_files_again_change_nothing(group):
    before = screens.everything()
    for code, name in {"units": screens.UNITS, **screens.REGISTERS}.items():
        job = screens.upload(group.administrator, code, (screens.WORKBOOKS / name).read_bytes(), name)
        assert (job.status, job.message) == (JobStatus.DONE, "文件内容均已在册，没有任何改动。"), name
        counts = job.result["counts"]
        assert (counts["new"], counts["changed"], counts["errors"]) == (0, 0, 0), name
    assert screens.everything() == before


def test_each_load_left_one_line_in_the_trail(group):
    assert AuditEntry.objects.filter(verb="file.loaded").count() == 6
