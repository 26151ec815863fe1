"""评分汇总表: its values and check code, printing, the signed copy, and what has changed since."""

import errno
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from evaluations.enums import SUMMARY_COLOURS, AssessmentState, CycleStatus, SummaryState
from evaluations.models import Assessment, Cycle, ScoreSummary
from evaluations.papers.leaves import leaves_of
from evaluations.selectors import papers as selectors
from evaluations.selectors.papers import Row, SummaryTable, differences, standings, summary_table, summary_units
from evaluations.services.scores import Edit, save_cells
from evaluations.services.summaries import attach_signed_scan, print_summary
from office.check_codes import digest
from office.enums import PaperKind, Role
from office.errors import DomainError
from office.models import AuditEntry, PaperPrint, User
from rulebooks.enums import CriterionKind
from rulebooks.models import Criterion
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"


@pytest.fixture
def filing():
    return factory.filing(2, others=1)


def score(filing, place=0, criterion=0, value="18", base=0):
    sheet = filing.sheets()[place].sheet
    (answer,) = save_cells(
        filing.group_hr, [Edit(sheet.pk, filing.criteria[criterion].pk, value, base)], {sheet.pk: sheet.epoch}
    )
    assert answer.state == "saved", answer
    return answer.version


def fill(filing, slot=None):
    for subject in filing.sheets(slot):
        edits = [Edit(subject.sheet_id, criterion.pk, str(criterion.maximum), 0) for criterion in filing.criteria]
        save_cells(filing.group_hr, edits, {subject.sheet_id: 0})


def scan(content=PDF, name="签字件.pdf"):
    return SimpleUploadedFile(name, content)


def state_of(summary):
    found = ScoreSummary.objects.select_related("slot__cycle__regime__standard", "unit", "paper")
    return standings([found.get(pk=summary.pk)])[summary.pk]


# --- Values and code ------------------------------------------------------------------------------
def test_the_table_shows_people_scores_totals_and_means(filing):
    fill(filing)
    score(filing, 0, 0, "10", 1)
    table = summary_table(filing.slot, filing.subsidiary)
    assert [row.number for row in table.rows] == [
        subject.assessment.engineer.employee_number for subject in filing.sheets()[:2]
    ]
    assert table.rows[0].values == ("10.0", "20.0", "15.0", "10.0", "5.0", "15.0", "5.0", "10.0")
    assert [row.total for row in table.rows] == ["90.00", "100.00"]
    assert (table.means[0], table.means[-1], table.maximum) == ("15.00", "95.00", 100)


def test_an_open_cell_is_no_zero_in_the_means(filing):
    score(filing, 0, 0, "10")
    table = summary_table(filing.slot, filing.subsidiary)
    assert (table.means[0], table.means[1], table.means[-1]) == ("10.00", "", "")


CELLS = st.sampled_from(["", "0.0", "1.0", "11.0", "18.0", "18.5"])
ROWS = st.lists(
    st.builds(
        Row,
        number=st.sampled_from(["E1", "E11", "E2"]),
        name=st.just("张三"),
        unit=st.just("炼铁厂"),
        values=st.tuples(CELLS, CELLS),
        total=CELLS,
    ),
    max_size=3,
)


def table_of(rows):
    criteria = tuple(Criterion(code=code, name=code, kind=CriterionKind.JUDGED) for code in "ab")
    return SummaryTable(_Keyed(pk=1), _Keyed(code="u1"), criteria, tuple(rows))


class _Keyed:
    def __init__(self, **facts):
        self.__dict__ |= facts


@given(ROWS, ROWS)
def test_the_code_changes_with_any_value(first, second):
    assert (table_of(first).check_code == table_of(second).check_code) == (first == second)


@given(st.dictionaries(st.sampled_from(["E1", "E2", "E3"]), st.tuples(CELLS, CELLS)), st.data())
def test_differences_name_exactly_the_cells_that_changed(values, data):
    before = [Row(number, "张三", "", cells, "") for number, cells in values.items()]
    after = [Row(row.number, "张三", "", data.draw(st.tuples(CELLS, CELLS)), "") for row in before]
    changed = {
        (old.number, name, was, now)
        for old, new in zip(before, after, strict=True)
        for name, was, now in zip("ab", old.values, new.values, strict=True)
        if was != now
    }
    found = differences(table_of(before), table_of(after))
    assert {(line.number, line.what, line.printed, line.now) for line in found} == changed


def test_two_slots_with_the_same_scores_have_two_codes(filing):
    first, second = (summary_table(slot, filing.subsidiary) for slot in filing.slots[:2])
    assert first.check_code != second.check_code
    assert first.check_code != summary_table(filing.slot, filing.group).check_code
    assert summary_table(filing.slot, filing.subsidiary, empty=True).check_code == ""


def test_a_table_costs_the_same_for_one_and_three(django_assert_num_queries):
    for people in (1, 3):
        filing = factory.filing(people)
        slot = filing.slot.__class__.objects.select_related("cycle__regime__standard").get(pk=filing.slot.pk)
        with django_assert_num_queries(5):
            assert len(summary_table(slot, filing.subsidiary).rows) == people


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (18, 1), (19, 2), (71, 4)])
def test_pages_hold_what_fits(count, pages):
    leaves = leaves_of(range(count), "a4")
    assert [leaf.number for leaf in leaves] == list(range(1, pages + 1))
    assert [place for leaf in leaves for place, _row in leaf.rows] == list(range(1, count + 1))
    assert [leaf.is_last for leaf in leaves] == [False] * (pages - 1) + [True]


# --- Printing ------------------------------------------------------------------------------------
def test_the_first_printing_issues_the_paper_and_each_is_logged(filing):
    first = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    again = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    assert (first.pk, first.paper.kind) == (again.pk, PaperKind.SCORE_SUMMARY)
    assert (
        list(PaperPrint.objects.values_list("printed_by", "check_code")) == [(filing.hr.pk, first.paper.check_code)] * 2
    )
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "paper.issued",
        "paper.printed",
        "paper.printed",
    ]
    assert list(again.printings) == [summary_table(filing.slot, filing.subsidiary).check_code]


def test_nothing_is_printed_of_a_unit_without_sheets(filing):
    with pytest.raises(DomainError):
        print_summary(filing.slot, office.unit(filing.group), actor=filing.hr)
    assert ScoreSummary.objects.count() == 0


def test_nobody_prints_or_files_a_paper_with_his_own_scores(filing):
    rated = filing.sheets()[0].assessment.engineer
    rated.user = filing.hr
    rated.save(update_fields=["user"])
    for act in (
        lambda: print_summary(filing.slot, filing.subsidiary, actor=filing.hr),
        lambda: attach_signed_scan(filing.slot, filing.subsidiary, scan(), code="", actor=filing.hr),
    ):
        with pytest.raises(DomainError):
            act()
    assert summary_units(filing.hr, filing.slot) == []


def test_the_printed_page_stays_as_it_was_printed(filing, client):
    client.force_login(filing.hr)
    fill(filing)
    address = reverse("evaluations:summary_print", args=[filing.slot.pk])
    answer = client.post(address, {"unit": filing.subsidiary.pk, "paper": "a3"}, follow=True)
    code = summary_table(filing.slot, filing.subsidiary).check_code
    page = answer.text
    assert code in page
    assert "leaf a3" in page
    score(filing, 0, 0, "3.5", 1)
    assert client.get(answer.request["PATH_INFO"]).text.count("3.5</td>") == 0
    preview = client.get(reverse("evaluations:summary_preview", args=[filing.slot.pk])).text
    assert preview.count("3.5</td>") == 1
    assert code not in preview
    assert PaperPrint.objects.count() == 1


def test_an_empty_form_names_people_and_holds_no_score(filing, client):
    client.force_login(filing.hr)
    fill(filing)
    address = reverse("evaluations:summary_preview", args=[filing.slot.pk])
    page = client.get(address, {"form": "empty"}).text
    assert filing.sheets()[0].assessment.engineer.name in page
    assert '<td class="points">20.0</td>' not in page
    assert client.get(address).text.count('<td class="points">20.0</td>') == 4
    assert (PaperPrint.objects.count(), AuditEntry.objects.filter(verb="paper.printed").count()) == (0, 0)


@pytest.mark.parametrize("form", ["", "empty"])
def test_the_workbook_is_the_same_and_counts_as_a_printing(filing, client, form):
    client.force_login(filing.hr)
    fill(filing)
    sheet = filing.sheets()[0]
    sheet.assessment.engineer.name = "=1+1<&"
    sheet.assessment.engineer.save(update_fields=["name"])
    address = reverse("evaluations:summary_workbook", args=[filing.slot.pk])
    answer = client.post(address, {"unit": filing.subsidiary.pk, "form": form})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    names = {row[2]: row for row in rows if row[2]}
    assert names["=1+1<&"][4:] == ([""] * 9 if form else [20, 20, 15, 10, 5, 15, 5, 10, 100])
    assert PaperPrint.objects.count() == (0 if form else 1)


# --- The signed copy -----------------------------------------------------------------------------
def test_a_later_change_is_shown_cell_by_cell_until_it_is_signed_again(filing, client):
    client.force_login(filing.hr)
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    assert state_of(summary) == SummaryState.PRINTED
    first = summary.paper.check_code
    attach_signed_scan(filing.slot, filing.subsidiary, scan(), code=f" {first.lower()} ", actor=filing.hr)
    assert state_of(summary) == SummaryState.SIGNED
    version = score(filing, 0, 0, "3.5", 1)
    assert state_of(summary) == SummaryState.INCONSISTENT
    page = client.get(summary.get_absolute_url()).text
    assert "与签字件不一致" in page
    assert '<td class="num">20.0</td><td class="num"><strong>3.5</strong></td>' in page
    again = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    assert state_of(summary) == SummaryState.INCONSISTENT  # printed, but what was signed is still the old paper
    attach_signed_scan(filing.slot, filing.subsidiary, scan(b"%PDF two"), code=again.paper.check_code, actor=filing.hr)
    assert state_of(summary) == SummaryState.SIGNED
    assert "与签字件不一致" not in client.get(summary.get_absolute_url()).text
    score(filing, 0, 0, "20", version)
    assert state_of(summary) == SummaryState.INCONSISTENT
    assert AuditEntry.objects.filter(verb="summary.signed").first().changes == {
        "signed_code": [first, again.paper.check_code]
    }


def test_a_value_changed_and_set_right_again_agrees(filing):
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    version = score(filing, 0, 0, "3.5", 1)
    assert state_of(summary) == SummaryState.OUTDATED
    score(filing, 0, 0, "20", version)
    assert state_of(summary) == SummaryState.PRINTED


def test_somebody_left_out_after_signing_is_a_difference(filing, client):
    client.force_login(filing.hr)
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    attach_signed_scan(filing.slot, filing.subsidiary, scan(), code=summary.paper.check_code, actor=filing.hr)
    gone = filing.sheets()[0].assessment
    Assessment.objects.filter(pk=gone.pk).update(state=AssessmentState.EXCLUDED, state_reason="退休")
    assert state_of(summary) == SummaryState.INCONSISTENT
    page = client.get(summary.get_absolute_url()).text
    assert gone.engineer.employee_number in page
    assert page.count("<strong>—</strong>") == 1


def test_another_units_change_is_none_of_this_paper(filing):
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    whole = print_summary(filing.slot, filing.group, actor=filing.group_hr)
    score(filing, 2, 0, "3.5", 1)
    assert (state_of(summary), state_of(whole)) == (SummaryState.PRINTED, SummaryState.OUTDATED)


def test_values_whose_code_fits_by_chance_are_a_difference(filing):
    """They are compared one by one: others with the same code are found by trying."""
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    printed = summary.printings.pop(summary.paper.check_code)
    score(filing, 0, 0, "3.5", 1)
    code = summary_table(filing.slot, filing.subsidiary).check_code
    ScoreSummary.objects.update(printings={code: printed}, signed_code=code)
    assert state_of(summary) == SummaryState.INCONSISTENT
    with pytest.raises(DomainError):
        attach_signed_scan(filing.slot, filing.subsidiary, scan(), code="", actor=filing.hr)


def test_a_copy_that_was_printed_with_a_code_of_eight_stays_signed(filing):
    fill(filing)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    earlier = digest(summary_table(filing.slot, filing.subsidiary).values)[:8].upper()
    ScoreSummary.objects.update(printings={earlier: summary.printings[summary.paper.check_code] | {"mark": []}})
    attach_signed_scan(filing.slot, filing.subsidiary, scan(), code=earlier.lower(), actor=filing.hr)
    assert (state_of(summary), ScoreSummary.objects.get().signed_code) == (SummaryState.SIGNED, earlier)


def test_an_unknown_code_is_refused(filing):
    print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    with pytest.raises(DomainError):
        attach_signed_scan(filing.slot, filing.subsidiary, scan(), code="0000AAAA", actor=filing.hr)
    assert ScoreSummary.objects.get().signed_code == ""


def test_a_form_filled_in_by_hand_is_signed_without_a_printing(filing):
    fill(filing)
    summary = attach_signed_scan(filing.slot, filing.subsidiary, scan(), code="", actor=filing.hr)
    assert (PaperPrint.objects.count(), state_of(summary)) == (0, SummaryState.SIGNED)
    score(filing, 0, 0, "1", 1)
    assert state_of(summary) == SummaryState.INCONSISTENT


def upload(client, filing, content, **fields):
    address = reverse("evaluations:summary_scan", args=[filing.slot.pk])
    return client.post(f"{address}?unit={filing.subsidiary.pk}", {"scan": scan(content), "code": "", **fields})


def test_a_scan_is_replaced_and_downloaded_as_an_attachment(filing, client):
    client.force_login(filing.hr)
    assert upload(client, filing, PDF).status_code == 302
    summary = ScoreSummary.objects.get()
    assert upload(client, filing, b"%PDF second").status_code == 302
    answer = client.get(reverse("evaluations:summary_scan_file", args=[summary.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF second"
    assert answer["Content-Disposition"].startswith("attachment")
    entry = AuditEntry.objects.filter(verb="paper.scan_attached").first()
    assert entry.changes["scan_sha256"][0] != ""


@pytest.mark.parametrize("content", [b"PK\x03\x04 workbook", b"<html>", b"MZ"])
def test_what_is_no_scan_changes_nothing(filing, client, content):
    client.force_login(filing.hr)
    answer = upload(client, filing, content)
    assert (answer.status_code, ScoreSummary.objects.count()) == (200, 0)
    assert "不是" in answer.text


def test_a_full_disk_is_said_and_leaves_nothing(filing, client, tmp_path, settings, monkeypatch):
    def torn(_old, new, **_options):
        Path(new).write_bytes(PDF[:4])
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("django.core.files.storage.filesystem.file_move_safe", torn)
    client.force_login(filing.hr)
    answer = upload(client, filing, PDF)
    assert "磁盘" in answer.text
    assert ScoreSummary.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# --- Who ------------------------------------------------------------------------------------------
def people(filing):
    rater = office.user(name="评委本人")
    filing.slot.user = rater
    filing.slot.save(update_fields=["user"])
    rated = office.hr(filing.subsidiary)
    engineer = filing.sheets()[0].assessment.engineer
    engineer.user = rated
    engineer.save(update_fields=["user"])
    return {
        "hr": (filing.hr, 200, 200, 302),
        "group": (filing.group_hr, 200, 200, 302),
        "inspection": (office.user(Role.INSPECTION, filing.group), 200, 200, 403),
        "rater": (rater, 200, 200, 302),
        "leader": (office.user(Role.LEADER, filing.group), 404, 404, 404),
        "unit head": (office.user(Role.UNIT_HEAD, filing.plant), 404, 404, 404),
        "hr elsewhere": (office.hr(filing.other_plant.parent), 404, 404, 404),
        "rated hr": (rated, 404, 403, 403),
        "system": (office.user(Role.SYSTEM_ADMINISTRATOR, filing.group), 404, 404, 404),
    }


def test_who_reads_and_who_prints(filing, client):
    fill(filing)
    summary = attach_signed_scan(filing.slot, filing.subsidiary, scan(), code="", actor=filing.hr)
    preview = reverse("evaluations:summary_preview", args=[filing.slot.pk])
    print_address = reverse("evaluations:summary_print", args=[filing.slot.pk])
    unit = {"unit": filing.subsidiary.pk}
    for name, (user, detail, seen, printed) in people(filing).items():
        client.force_login(User.objects.get(pk=user.pk))
        for address in (summary.get_absolute_url(), reverse("evaluations:summary_scan_file", args=[summary.pk])):
            answer = client.get(address)
            b"".join(answer)  # read to its end, a file is closed
            assert (name, answer.status_code) == (name, detail)
        assert (name, client.get(preview, unit).status_code) == (name, seen)
        assert (name, client.post(print_address, unit).status_code) == (name, printed)


def test_another_units_people_stand_on_no_paper(filing, client):
    client.force_login(filing.hr)
    stranger = filing.sheets()[2].assessment.engineer.employee_number
    preview = reverse("evaluations:summary_preview", args=[filing.slot.pk])
    assert stranger not in client.get(preview).text
    for unit in (filing.group, filing.other_plant, filing.other_plant.parent):
        assert client.get(preview, {"unit": unit.pk}).status_code == 404
    board = client.get(reverse("evaluations:summary_list", args=[filing.cycle.pk])).text
    assert f"unit={filing.subsidiary.pk}" in board
    assert f"unit={filing.other_plant.parent.pk}" not in board


def test_a_rater_who_is_rated_prints_only_without_himself(filing):
    rater = office.user()
    filing.slot.user = rater
    filing.slot.save(update_fields=["user"])
    engineer = filing.sheets()[0].assessment.engineer
    engineer.user = rater
    engineer.save(update_fields=["user"])
    assert summary_units(rater, filing.slot) == [filing.other_plant.parent, filing.other_plant]


# --- The papers of a cycle ------------------------------------------------------------------------
def test_the_board_says_where_every_summary_stands(filing, client, django_assert_num_queries):
    client.force_login(filing.group_hr)
    address = reverse("evaluations:summary_list", args=[filing.cycle.pk])
    fill(filing)
    for count in (1, 3):
        for slot in filing.slots[:count]:
            attach_signed_scan(slot, filing.subsidiary, scan(), code="", actor=filing.hr)
        score(filing, 0, 0, f"{count}", count // 2 + 1)
        with django_assert_num_queries(20):
            page = client.get(address).text
        assert page.count(str(SummaryState.SIGNED.label)) == count - 1
        assert page.count(str(SummaryState.INCONSISTENT.label)) == 1
    assert page.count(str(SummaryState.NOT_PRINTED.label)) == 5 * 3 - 3


def test_every_state_has_a_colour():
    assert set(SUMMARY_COLOURS) == set(SummaryState)


def test_signing_goes_on_when_the_cycle_is_closed(filing):
    Cycle.objects.filter(pk=filing.cycle.pk).update(status=CycleStatus.CLOSED)
    summary = print_summary(filing.slot, filing.subsidiary, actor=filing.hr)
    attach_signed_scan(filing.slot, filing.subsidiary, scan(), code=summary.paper.check_code, actor=filing.hr)
    assert state_of(summary) == SummaryState.SIGNED


def test_units_are_offered_from_the_top_down(filing):
    assert selectors.summary_units(filing.hr, filing.slot) == [filing.subsidiary, filing.plant]
    assert selectors.summary_units(filing.group_hr, filing.slot)[0] == filing.group
