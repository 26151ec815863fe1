"""The server's half of the filing protocol, point by point."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.enums import CycleStatus
from evaluations.models import AssessmentSheet, Score, Sheet
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import reopen_sheet, submit_sheet
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db
CELLS = "/filing/cells/"


@pytest.fixture
def filing():
    return factory.filing(2, others=1)


def sheet_of(filing, place=0, slot=None):
    return filing.sheets(slot)[place].sheet


def edit(sheet, criterion, value, base=0):
    return {"sheet": sheet.pk, "criterion": criterion.pk, "value": value, "base": base}


def post(client, edits, *, epochs=None, **headers):
    body = {"epochs": epochs or {str(entry["sheet"]): 0 for entry in edits}, "edits": edits}
    return client.post(CELLS, json.dumps(body), content_type="application/json", headers=headers)


def answers(client, edits, **options):
    response = post(client, edits, **options)
    assert response.status_code == 200, response.content
    return [
        {k: v for k, v in answer.items() if k not in {"sheet", "criterion", "at"}}
        for answer in response.json()["answers"]
    ]


def full_marks(filing, sheet):
    return [edit(sheet, criterion, str(criterion.maximum)) for criterion in filing.criteria]


def test_point_1_version_rises_with_every_change_and_a_cleared_cell_keeps_its_row(client, filing):
    client.force_login(filing.hr)
    sheet, criterion = sheet_of(filing), filing.criteria[0]
    assert answers(client, [edit(sheet, criterion, "16.2")]) == [{"state": "saved", "version": 1}]
    assert answers(client, [edit(sheet, criterion, "17", 1)]) == [{"state": "saved", "version": 2}]
    assert answers(client, [edit(sheet, criterion, None, 2)]) == [{"state": "saved", "version": 3}]
    score = Score.objects.get(sheet=sheet, criterion=criterion)
    assert (score.value, score.version, score.filer) == (None, 3, filing.hr)


def test_point_1_epoch_rises_on_submit_and_reopen(client, filing):
    sheet = sheet_of(filing)
    client.force_login(filing.hr)
    post(client, full_marks(filing, sheet))
    assert submit_sheet(sheet.pk, actor=filing.hr, seen=8).epoch == 1
    assert reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错").epoch == 2


def test_point_2_more_than_2000_edits_are_refused_whole(client, filing):
    client.force_login(filing.hr)
    edits = [{"sheet": 1, "criterion": 1, "value": "", "base": 0}] * 2001
    response = post(client, edits)
    assert (response.status_code, response.json()) == (413, {"error": "too_many", "limit": 2000})


def test_point_2_more_than_256_kilobytes_are_refused_whole(client, filing):
    client.force_login(filing.hr)
    body = json.dumps({"epochs": {}, "edits": [], "padding": "x" * 256 * 1024})
    response = client.post(CELLS, body, content_type="application/json")
    assert (response.status_code, response.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"epochs": {}, "edits": [{}]}',
        '{"epochs": {"a": 1}, "edits": []}',
        '{"epochs": {}, "edits": [{"sheet": 1, "criterion": 1, "value": [], "base": 0}]}',
        '{"epochs": {}, "edits": [{"sheet": 99999999999999999999, "criterion": 1, "value": "1", "base": 0}]}',
    ],
)
def test_point_2_a_body_of_another_shape_is_400(client, filing, body):
    client.force_login(filing.hr)
    assert client.post(CELLS, body, content_type="application/json").status_code == 400


def test_point_3_one_cell_takes_at_most_nine_queries(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    with CaptureQueriesContext(connection) as queries:
        post(client, [edit(sheet, filing.criteria[0], "16.2")])
    assert len(queries) <= 9, [query["sql"][:90] for query in queries]
    assert Sheet.objects.get(pk=sheet.pk).filer == filing.hr


def test_point_3_a_block_of_71_by_8_takes_at_most_twelve_queries(client):
    filing = factory.filing(71)
    client.force_login(filing.hr)
    edits = [entry for subject in filing.sheets() for entry in full_marks(filing, subject.sheet)]
    with CaptureQueriesContext(connection) as queries:
        response = post(client, edits)
    assert {answer["state"] for answer in response.json()["answers"]} == {"saved"}
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]
    assert Score.objects.count() == 568
    assert set(Sheet.objects.filter(subject__slot=filing.slot).values_list("total", flat=True)) == {Decimal(100)}


def test_point_4_every_edit_is_answered_and_valid_cells_save_though_others_fail(client, filing):
    client.force_login(filing.hr)
    sheet, foreign = sheet_of(filing), sheet_of(filing, 2)
    first, second, third = filing.criteria[:3]
    assert answers(
        client,
        [
            edit(sheet, first, "20.5"),
            edit(sheet, second, "１８．５"),
            edit(sheet, third, "eleven"),
            edit(foreign, first, "10"),
            {"sheet": sheet.pk, "criterion": 0, "value": "1", "base": 0},
        ],
    ) == [
        {"state": "refused", "reason": "满分为 20。"},
        {"state": "saved", "version": 1},
        {"state": "refused", "reason": "这不是数字。"},
        {"state": "gone", "reason": "这份评分表已不归您填写。"},
        {"state": "gone", "reason": "这份评分表已不归您填写。"},
    ]
    assert list(Score.objects.values_list("value", flat=True)) == [Decimal("18.5")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", "分数不能低于 0。"),
        ("16.25", "最多 1 位小数。"),
        ("1e1", "这不是数字。"),
        ("NaN", "这不是数字。"),
        ("1_0", "这不是数字。"),
    ],
)
def test_point_4_a_refusal_says_why(client, filing, text, reason):
    client.force_login(filing.hr)
    assert answers(client, [edit(sheet_of(filing), filing.criteria[0], text)]) == [
        {"state": "refused", "reason": reason}
    ]


def test_point_4_a_submitted_sheet_is_locked(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    post(client, full_marks(filing, sheet))
    submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    assert answers(client, [edit(sheet, filing.criteria[0], "1", 1)])[0]["state"] == "locked"


def test_point_4_a_page_from_before_the_reopening_is_told(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    post(client, full_marks(filing, sheet))
    submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错")
    assert answers(client, [edit(sheet, filing.criteria[0], "1", 1)])[0]["state"] == "locked"
    assert answers(client, [edit(sheet, filing.criteria[0], "1", 1)], epochs={str(sheet.pk): 2}) == [
        {"state": "saved", "version": 2}
    ]


def test_point_4_sheets_of_a_cycle_that_is_not_open_for_scores_are_locked(client, filing):
    client.force_login(filing.hr)
    filing.cycle.status = CycleStatus.CALIBRATING
    filing.cycle.save()
    assert answers(client, [edit(sheet_of(filing), filing.criteria[0], "1")])[0]["state"] == "locked"


def test_point_5_a_retry_is_answered_same_and_writes_nothing(client, filing):
    client.force_login(filing.hr)
    entry = edit(sheet_of(filing), filing.criteria[0], "16.20")
    post(client, [entry])
    assert answers(client, [entry]) == [{"state": "same", "version": 1}]
    assert Score.objects.get().version == 1


def test_point_5_a_retry_after_the_submission_is_still_same(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    entries = full_marks(filing, sheet)
    post(client, entries)
    submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    assert {answer["state"] for answer in answers(client, entries)} == {"same"}


def test_point_9_signed_out_is_401_in_json(client, filing):
    response = post(client, [edit(sheet_of(filing), filing.criteria[0], "1")])
    assert (response.status_code, response.json()) == (401, {"error": "signed_out"})
    assert client.get(reverse("evaluations:filing_token")).status_code == 401
    assert client.get(reverse("evaluations:filing_meter", args=[filing.slot.pk])).status_code == 401


def test_point_10_the_page_of_another_person_is_told(client, filing):
    client.force_login(filing.hr)
    headers = {"X-Filing-User": str(filing.group_hr.pk)}
    response = post(client, [edit(sheet_of(filing), filing.criteria[0], "1")], **headers)
    assert (response.status_code, response.json()) == (403, {"error": "other_user"})
    assert not Score.objects.exists()


def test_point_11_a_csrf_refusal_is_json_and_the_fresh_token_works(client, filing):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(filing.hr)
    entry = edit(sheet_of(filing), filing.criteria[0], "1")
    refused = post(strict, [entry])
    assert (refused.status_code, refused.json()) == (403, {"error": "csrf"})
    token = strict.get(reverse("evaluations:filing_token")).json()
    assert token["user"] == filing.hr.pk
    assert post(strict, [entry], **{"X-CSRFToken": token["token"]}).status_code == 200


def test_point_12_a_conflict_carries_their_value_and_version_but_no_name(client, filing):
    client.force_login(filing.group_hr)
    sheet, criterion = sheet_of(filing), filing.criteria[0]
    post(client, [edit(sheet, criterion, "16")])
    client.force_login(filing.hr)
    response = post(client, [edit(sheet, criterion, "17")])
    (answer,) = response.json()["answers"]
    assert set(answer) == {"sheet", "criterion", "state", "version", "theirs", "at"}
    assert (answer["state"], answer["version"], answer["theirs"]) == ("conflict", 1, "16")
    assert answers(client, [edit(sheet, criterion, "17", answer["version"])]) == [{"state": "saved", "version": 2}]


def test_point_13_submit_refuses_when_a_score_is_newer_than_the_page(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    post(client, full_marks(filing, sheet))
    post(client, [edit(sheet, filing.criteria[0], "19", 1)])
    with pytest.raises(DomainError):
        submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    assert submit_sheet(sheet.pk, actor=filing.hr, seen=9).status == "submitted"


def test_point_14_the_form_without_javascript_saves_and_shows_both_values(client, filing):
    client.force_login(filing.hr)
    sheet, criterion, other = sheet_of(filing), filing.criteria[0], filing.criteria[1]
    url = reverse("evaluations:filing_grid", args=[filing.slot.pk])
    page = client.get(url).content.decode()
    assert f'name="b{sheet.pk}-{criterion.pk}" value="0"' in page
    save_cells(filing.group_hr, [Edit(sheet.pk, criterion.pk, "16", 0)], {sheet.pk: 0})
    names = {f"e{sheet.pk}": "0", f"v{sheet.pk}-{criterion.pk}": "17", f"b{sheet.pk}-{criterion.pk}": "0"}
    names |= {f"v{sheet.pk}-{other.pk}": "12", f"b{sheet.pk}-{other.pk}": "0"}
    page = client.post(url, names).content.decode()
    assert (
        f'name="v{sheet.pk}-{criterion.pk}" aria-labelledby="n{sheet.pk} c{criterion.pk}" inputmode="decimal" value="17"'
        in page
    )
    assert "16" in page
    assert f'name="b{sheet.pk}-{criterion.pk}" value="1"' in page
    assert Score.objects.get(criterion=other).value == 12
    names |= {f"b{sheet.pk}-{criterion.pk}": "1", f"b{sheet.pk}-{other.pk}": "1"}
    assert client.post(url, names).status_code == 302
    assert Score.objects.get(criterion=criterion).value == 17


def test_point_15_the_meter_counts_per_pool(client, filing):
    client.force_login(filing.group_hr)
    for subject in AssessmentSheet.objects.filter(assessment__unit=filing.plant):
        post(client, full_marks(filing, subject.sheet))
    meter = client.get(reverse("evaluations:filing_meter", args=[filing.slot.pk])).json()
    (own,) = (pool for pool in meter["pools"] if pool["pool"] == filing.subsidiary.name)
    assert own == {
        "pool": filing.subsidiary.name,
        "grade": "优秀",
        "size": 2,
        "allowed": 0,
        "reached": 2,
        "pending": 0,
        "over": 2,
    }
    assert [meter["forecasts"][str(subject.sheet_id)] for subject in filing.sheets()] == ["优秀", "优秀", ""]


def test_total_is_kept_with_the_write_and_is_missing_while_a_criterion_is(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    entries = full_marks(filing, sheet)
    post(client, entries[:7])
    assert Sheet.objects.get(pk=sheet.pk).total is None
    post(client, entries[7:])
    assert Sheet.objects.get(pk=sheet.pk).total == 100
    post(client, [edit(sheet, filing.criteria[0], "", 1)])
    assert Sheet.objects.get(pk=sheet.pk).total is None


def test_draft_cells_are_no_acts_but_corrections_after_a_reopening_are(client, filing):
    client.force_login(filing.hr)
    sheet = sheet_of(filing)
    post(client, full_marks(filing, sheet))
    assert not AuditEntry.objects.exists()
    submit_sheet(sheet.pk, actor=filing.hr, seen=8)
    reopen_sheet(sheet.pk, actor=filing.group_hr, reason="录错")
    post(client, [edit(sheet, filing.criteria[0], "18.5", 1)], epochs={str(sheet.pk): 2})
    entry = AuditEntry.objects.get(verb="sheet.corrected")
    assert entry.changes == {filing.criteria[0].name: ["20.00", "18.5"]}


PERSONAS = {
    "rater": lambda filing, slot: _rater(slot),
    "HR of the subsidiary": lambda filing, slot: filing.hr,
    "HR of the plant": lambda filing, slot: office.hr(filing.plant),
    "head of the plant": lambda filing, slot: office.user(Role.UNIT_HEAD, filing.plant),
    "group administrator": lambda filing, slot: filing.group_hr,
    "HR of another plant": lambda filing, slot: office.hr(filing.other_plant),
    "leader": lambda filing, slot: office.user(Role.LEADER, filing.group),
    "discipline inspection": lambda filing, slot: office.user(Role.INSPECTION, filing.group),
}
MAY_FILE = {  # slot: who
    0: {"rater", "HR of the subsidiary", "HR of the plant", "group administrator"},
    3: {"rater", "HR of the subsidiary", "HR of the plant", "head of the plant", "group administrator"},
    4: {"rater", "group administrator"},
}


def _rater(slot):
    slot.user = office.user()
    slot.save()
    return slot.user


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("place", MAY_FILE)
def test_who_may_file_which_slot(filing, place, persona):
    slot = filing.slots[place]
    user = PERSONAS[persona](filing, slot)
    sheet = sheet_of(filing, slot=slot)
    (answer,) = save_cells(user, [Edit(sheet.pk, filing.criteria[0].pk, "1", 0)], {sheet.pk: 0})
    assert answer.state == ("saved" if persona in MAY_FILE[place] else "gone")


def test_nobody_files_on_himself(filing):
    person = factory.engineer(filing.plant, user=filing.hr)
    assessment = factory.assessed(filing, filing.plant, filing.subsidiary, person=person)
    sheet = assessment.sheets.first().sheet
    (answer,) = save_cells(filing.hr, [Edit(sheet.pk, filing.criteria[0].pk, "1", 0)], {sheet.pk: 0})
    assert answer.state == "gone"
