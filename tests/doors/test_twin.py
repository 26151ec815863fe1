"""Nobody of A finds a trace of B: not on a page, in a file, among choices, in a count, nor behind a guessed address."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.models import Job
from tests.doors import personas as p
from tests.doors.table import DOORS
from tests.doors.test_laws import EXPORTS, GETS, POSTS, export_of
from tests.doors.visits import rolled_back
from tests.doors.world import TWIN
from tests.factories import workbooks

SEARCHED = ("孪生", "TWIN", "luansheng", "lsjm")
PICKERS = [door for door in GETS if door.name.endswith("_pick")]
SHARED_WORDS = {"talent:discipline_pick", "talent:upper_discipline_pick", "talent:discipline_list"}  # the group's own
FILTERED = ("office:unit_list", "talent:engineer_list", "posts:post_list", "posts:appointment_list", "posts:establishment",
            "talent:past_result_list", "evaluations:note_list", "office:decision_list", "posts:letter_list",
            "planning:survey_list", "planning:return_list",
            "planning:line_list", "establishment:review_list")  # fmt: skip
SEEN_BY_TWINS = (
    "office:unit_list", "office:decision_list", "office:job_list", "office:table_list", "talent:engineer_list", "talent:past_result_list",
    "posts:post_list", "posts:establishment", "posts:appointment_list", "evaluations:cycle_list", "evaluations:note_list",
    "evaluations:assessment_list[shared]", "evaluations:assessment_list[published]", "evaluations:chase_list[shared]",
    "posts:letter_list", "planning:survey_list", "planning:return_list", "planning:line_list",
    "establishment:review_list",
)  # fmt: skip


KNOCKING = p.ADMIN | p.HR | p.HEAD | p.LEADER | p.RATER | p.HOLDER  # whose scopes differ
COMMON = {"discipline", "rulebook", "draft_rulebook", "older_rulebook", "shared", "published", "shared_slot",
          "shared_unit_slot", "closed_account", "survey", "checking_survey", "approving_survey", "submitted_survey",
          "consolidated_survey", "desk_survey", "ready_survey"}  # fmt: skip


def twinned(door):
    """Whether what is behind the door is A's alone; then the world has a twin of it, or the test fails."""
    names = set(door.of if isinstance(door.of, tuple) else (door.of,)) if not isinstance(door.of, dict) else set()
    return bool(names) and not names & COMMON


@pytest.mark.parametrize("persona", sorted(p.OF_A))
def test_no_page_speaks_of_the_twin(visits, persona):
    pages = {str(door): visits.get(persona, visits.address(door)).text for door in GETS}
    found = [name for name, text in pages.items() if TWIN in text or "TWIN-" in text]
    assert not found, found


@pytest.mark.parametrize("persona", sorted(p.OF_A))
def test_no_export_speaks_of_the_twin(visits, persona):
    for kind in ("csv", "xlsx") if persona in p.ADMIN | p.HOLDER else ("csv",):
        files = {str(door): export_of(visits, persona, door, kind).text for door in EXPORTS}
        found = [name for name, text in files.items() if TWIN in text or "TWIN-" in text]
        assert not found, found


@pytest.mark.parametrize("persona", sorted(p.OF_A))
def test_no_search_finds_the_twin(visits, persona):
    everywhere = [*map(visits.address, PICKERS), reverse("overview:search")]
    asked = [f"{address}?q={words}" for words in SEARCHED for address in everywhere]
    asked += [f"{reverse(name)}?{query}" for name in FILTERED for query in ("q=孪生", "unit=TWIN-P")]
    found = [address for address in asked if TWIN in visits.get(persona, address).text]
    assert not found, found


def test_a_search_can_find_the_twin(visits):
    for address in (f"{reverse('talent:engineer_pick')}?q=孪生", f"{reverse('overview:search')}?q=孪生"):
        assert TWIN in visits.get("twin hr", address).text


@pytest.mark.parametrize("door", [door for door in DOORS if twinned(door)], ids=str)
def test_the_twins_door_is_shut(visits, door):
    address = visits.address(door, "twin_")
    for persona in sorted(KNOCKING):
        answers = [visits.get(persona, address)] if "GET" in door.methods else []
        if "POST" in door.methods:
            answers.append(visits.post(persona, address, **visits.payload(door)))
        for answer in answers:
            assert (answer.status in {403, 404}, answer.written) == (True, set())


def test_what_the_twins_read_could_leak(visits):
    """Of each list, and of each object with a twin, somebody reads the marker: a page without it proves nothing."""
    named = {str(door): door for door in DOORS}
    silent = [name for name in SEEN_BY_TWINS if TWIN not in visits.get("twin hr", visits.address(named[name])).text]
    readers = ("twin hr", "twin administrator", "rights administrator", "superuser", "group administrator")
    for door in GETS:
        if twinned(door):
            address = visits.address(door, "twin_")
            if not any(TWIN in visits.get(persona, address).text for persona in readers):
                silent.append(str(door))
    assert set(silent) == SAY_NOTHING, silent


SAY_NOTHING = {
    "evaluations:cycle_preview[draft]",  # the twin's only cycle of its own is open for scores: these lead back to it
    "evaluations:cycle_publish[calibrating]",
    "posts:letter_sign_as_holder[letter]",  # its holder alone opens it, and B's has no account
    "planning:return_check[checking_return]",  # nor have B's checker and head
    "planning:return_approve[approving_return]",
}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("office:unit_list", 3),
        ("office:decision_list", 2),
        ("talent:engineer_list", 8),
        ("talent:past_result_list", 13),
        ("posts:post_list", 8),
        ("posts:ledger", 14),
        ("posts:establishment", 8),
        ("posts:appointment_list", 6),
        ("posts:letter_list", 3),
        ("planning:survey_list", 12),
        ("planning:return_list", 12),
        ("planning:line_list", 15),
        ("establishment:review_list", 5),
        ("evaluations:cycle_list", 6),
        ("evaluations:note_list", 2),
        ("evaluations:assessment_list[shared]", 6),
        ("evaluations:assessment_list[published]", 6),
        ("evaluations:chase_list[shared]", 25),
    ],
)
def test_counts_are_of_one_side(visits, name, rows):
    door = next(door for door in DOORS if str(door) == name)
    counted = {
        persona: len(visits.post(persona, visits.address(door), {"format": "csv"}).text.strip().splitlines()) - 1
        for persona in ("hr", "administrator", "group hr")
    }
    shown = re.search(r'class="count[^"]*"[^>]*>\D*(\d+)', visits.get("hr", f"{visits.address(door)}?count").text)
    assert (counted["hr"], counted["administrator"]) == (rows, rows)
    assert counted["group hr"] > rows
    assert shown is None or int(shown[1]) == rows


# --- Addresses with the twin's keys in them -------------------------------------------------------------
PROBES = (
    ("evaluations:filing_grid", "shared_slot", "unit", "twin_plant"),
    ("evaluations:filing_grid", "slot", "unit", "twin_plant"),
    ("evaluations:filing_meter", "shared_slot", "unit", "twin_plant"),
    ("evaluations:slot_submit", "shared_slot", "unit", "twin_plant"),
    ("evaluations:slot_verify", "shared_slot", "unit", "twin_plant"),
    ("evaluations:calibration_board", "published", "pool", "twin_subsidiary"),
    ("evaluations:cap_override", "calibrating", "pool", "twin_subsidiary"),
)


@pytest.mark.parametrize(("name", "of", "key", "twin"), PROBES)
def test_a_key_of_the_twin_in_the_query_opens_nothing(visits, name, of, key, twin):
    address = f"{reverse(name, args=[visits.world[of].pk])}?{key}={visits.world[twin].pk}"
    for persona in sorted(p.OF_A):
        assert TWIN not in visits.get(persona, address).text
    for door in POSTS:
        if door.name == name:
            for persona in sorted(p.OF_A):
                assert TWIN not in visits.post(persona, address, {"unit": visits.world[twin].pk}).text


FILES = (
    ("engineers", [["工号", "姓名", "性别", "出生日期", "单位编码", "学历", "人员类别"],
                   ["TWIN-E1", "甲某", "男", "1980-01-01", "A-P", "本科", "干部"]]),
    ("results", [["工号", "姓名", "年度", "等次"], ["TWIN-E1", "甲某", 2019, "称职"]]),
    ("posts", [["岗位编号", "单位编码", "专业编码", "层级", "职数"], ["TWIN-P1", "A-P", "TIE", "首席工程师", 1]]),
    ("appointments", [["工号", "姓名", "岗位编号", "席位", "聘期起", "聘期止"],
                      ["TWIN-E1", "甲某", "TWIN-P1", 1, "2025-01-01", "2027-12-31"]]),
)  # fmt: skip


@pytest.mark.parametrize(("code", "rows"), FILES)
def test_a_file_with_the_twins_numbers_tells_nothing(visits, code, rows):
    """The comparison with what is on record must not show what is on record elsewhere."""
    with rolled_back():
        client = visits.as_("hr")
        file = SimpleUploadedFile("file.xlsx", workbooks.xlsx(rows))
        answer = client.post(reverse("office:import_upload", args=[code]), {"file": file})
        assert answer.status_code == 302
        job = Job.objects.latest("pk")
        page = client.get(job.get_absolute_url()).content.decode()
        spoken = re.findall(f".*{TWIN}.*", f"{page}\n{job.result}\n{job.message}")
        assert not spoken, spoken
        assert job.result, job.message
