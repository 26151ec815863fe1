"""The papers of a batch: for the meeting, its document, and its certificates in one file."""

import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils import translation
from docx import Document

from office import history
from office.enums import MeetingPaperState
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint, UnitPlacement
from office.papers import templates
from office.services.units import update_unit
from posts.enums import CertificateState
from posts.models import BatchRow
from posts.papers import certificate_template, meeting_template, samples
from posts.papers.certificate import certificates_document, template_for
from posts.papers.meeting import meeting_document, meeting_paper_of
from posts.selectors.certificates import certificates_of, exchange_of, rows_with_certificates, state_of
from posts.selectors.papers import meeting_paper_state, papers_of
from posts.services import batches, row_facts
from posts.services import documents as services
from posts.services.carrying import carry_out
from posts.services.documents import record_document, reissue_certificate
from rulebooks.models import Grade
from talent.models import Engineer
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent
from tests.races import at_once

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"
NEW_YEAR = datetime.date(2027, 1, 1)
ODD = "<b>{{ 7*7 }}</b>&{% x %}"


def scan(content=PDF, name="签字件.pdf"):
    return SimpleUploadedFile(name, content)


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


def words_of(content):
    """Every text of the document: paragraphs, and the cells of its tables."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    feet = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells, *feet]


def printed(firm, batch, user=None):
    """The Word file of the paper for the meeting, its printing logged."""
    user = user or firm.administrator
    template = templates.opened("meeting_paper")
    batch = services.print_meeting_paper(batch, actor=user, version=template.version)
    return words_of(meeting_document(batch, template, user=user))


def certificates(batch):
    return certificates_of(rows_with_certificates(batch))


def give_out(batch, *rows):
    """The certificates are printed: all of the batch, or of these rows."""
    found = [certificate for certificate in certificates(batch) if not rows or certificate.row in rows]
    services.log_certificates(found, actor=batch.done_by, version="")


def told(batch):
    """What the history of the batch says of its papers, the oldest first: (verb, changes, reason)."""
    entries = AuditEntry.objects.of(batch).filter(Q(verb__contains="paper") | Q(verb__contains="certificate"))
    return [(entry.verb, entry.changes, entry.reason) for entry in entries.order_by("pk")]


def refusal(act, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


# --- The templates -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("maker", [meeting_template, certificate_template])
def test_the_templates_are_what_their_makers_make(maker):
    made = io.BytesIO()
    maker.build().save(made)
    with zipfile.ZipFile(made) as fresh, zipfile.ZipFile(maker.TEMPLATE) as kept:
        names = [name for name in kept.namelist() if name.startswith("word/")]
        assert [fresh.read(name) for name in names] == [kept.read(name) for name in names]


@pytest.mark.parametrize(
    ("kind", "sample", "placeholders"),
    [
        ("meeting_paper", samples.MEETING, samples.MEETING_PLACEHOLDERS),
        ("certificate", samples.CERTIFICATES, samples.CERTIFICATE_PLACEHOLDERS),
    ],
)
def test_every_placeholder_is_explained(kind, sample, placeholders):
    assert {name for name in placeholders if "." not in name} == set(sample)
    lists = {name: rows for name, rows in sample.items() if isinstance(rows, list)}
    explained = {name.partition(".")[0] for name in placeholders if "." in name}
    for name in explained:
        assert {key.partition(".")[2] for key in placeholders if key.startswith(f"{name}.")} == set(lists[name][0])
    assert words_of(templates.shipped(kind).fill(sample)) != []


# --- The paper for the meeting ---------------------------------------------------------------------------------
def test_the_paper_says_what_is_proposed_act_by_act(firm):
    elsewhere = of.post(firm.plant)
    leaving = of.appointment(elsewhere, talent.engineer(firm.plant, name="周磊"))
    batch = firm.batch(
        firm.appoint(reason="人才紧缺"), firm.renew(), firm.end(leaving, end_reason="retired"), explanation="请审议。"
    )
    words = printed(firm, batch)
    assert {"聘任（1 项）", "续聘（1 项）", "终止聘任（1 项）", "说明：请审议。"} <= set(words)
    assert "事项 3 项，3 人：聘任 1 项，续聘 1 项，终止聘任 1 项" in words
    assert {"梁鑫", "竞聘", "2026-11-01\n2028-12-31", "人才紧缺", "1980-04"} <= set(words)
    assert {"郭凤兰", "2023-01-01\n2025-12-31", "退休"} <= set(words)
    assert not any("聘期顺延" in word or "{{" in word or "{%" in word for word in words)


def test_each_act_has_a_table_of_its_own(firm):
    lower = Grade.objects.get(code="expert-1")
    batch = done(firm, firm.extend())
    mending = [
        {"act": "revoke", "engineer": row.engineer, "appointment": row.appointment, "revokes": row, "reason": "录错"}
        for row in batch.rows.all()
    ]
    later = firm.batch(firm.lower(grade=lower), *mending, corrects=batch)
    words = printed(firm, later)
    assert {"低聘（1 项）", "撤销（1 项）", "2026年聘任：聘期顺延", "录错", str(lower)} <= set(words)
    extended = printed(firm, batch)
    assert {"聘期顺延（1 项）", "2023-01-01\n2025-12-31", "2026-12-31", "项目未完"} <= set(extended)


def rows_said(batch, user):
    """{place: the row of the paper for the meeting}, in its order."""
    return {row["no"]: row for section in meeting_paper_of(batch, user).sections for row in section.rows}


def test_conditions_stand_in_words_and_a_waiver_is_named(firm):
    young = talent.engineer(firm.plant, name="孙丽", title="assistant")
    batch = firm.batch(firm.appoint(), firm.appoint(young, seat=1, waived=True, reason="急需"))
    met, unmet = rows_said(batch, firm.administrator).values()
    assert unmet["conditions"].startswith("不符合：")
    assert (met["verdict"], unmet["verdict"]) == ("符合", "不符合")
    assert unmet["reason"] == "破格聘任。急需"
    assert met["reason"] == ""


def near_retirement(firm):
    """A holder who may be renewed, and reaches retirement before that term is over."""
    near = talent.engineer(firm.plant, name="周磊", born_on=datetime.date(1967, 4, 17))
    term = {"starts_on": datetime.date(2023, 1, 1), "until": datetime.date(2026, 1, 1)}
    return of.appointment(of.post(firm.plant), near, **term)


def test_what_the_meeting_must_know_stands_at_the_row(firm):
    young, newcomer = (talent.engineer(firm.plant, name=name, title="assistant") for name in ("孙丽", "赵强"))
    post, near = of.post(firm.plant, authorised=2), near_retirement(firm)
    batch = firm.batch(
        firm.renew(near),
        firm.appoint(),
        firm.appoint(young, post=post, seat=1, waived=True, reason="急需"),
        firm.appoint(newcomer, post=post),
    )
    said = {no: row["points"].split("\n") for no, row in rows_said(batch, firm.administrator).items()}
    assert list(said) == ["1", "2", "3", "4"]
    assert said["1"] == [""]
    assert said["4"][:2] == [
        "1. 自 2026-01-01 起至本聘期之前为超期未续聘。",
        f"2. 该人员于 {near.engineer.retires_on} 达到退休日期，在止于 2028-12-31 的聘期内。",
    ]
    assert said["4"][-1] == "4. 尚未说明理由。"
    assert said["2"][0].startswith("要求")
    assert said["2"][0].endswith("拟破格。")
    assert said["3"][0].startswith("待处理：要求")
    words = [word for word in set(printed(firm, batch)) if word.startswith("需说明事项")]
    assert sorted(words) == sorted("需说明事项：" + "\n".join(said[no]) for no in "234")
    assert not any("急需" in word for word in words)  # the reason stands in its own column


def test_once_carried_out_the_paper_does_not_quarrel_with_what_was_done(firm):
    batch = firm.batch(firm.renew(near_retirement(firm), reason="项目未完"), firm.appoint())
    before = rows_said(batch, firm.administrator)
    after = rows_said(carry_out(batch, actor=firm.administrator), firm.administrator)
    assert "达到退休日期" in before["2"]["points"]
    assert [row["points"] for row in after.values()] == [row["points"] for row in before.values()]


def test_who_was_away_at_the_meeting_stays_so_on_the_paper_and_who_left_since_does_not(firm):
    away = talent.engineer(firm.plant, name="孙丽", status="abroad", absent_since=datetime.date(2026, 9, 1))
    batch = firm.batch(firm.appoint(away, reason="年底回国"), firm.renew(reason="称职"))
    before = rows_said(batch, firm.administrator)
    assert "出国" in before["1"]["points"]
    done_on = carry_out(batch, actor=firm.administrator).done_at.date()
    Engineer.objects.filter(pk=firm.holder.pk).update(status="sick_leave", absent_since=done_on + datetime.timedelta(2))
    batch.refresh_from_db()
    assert rows_said(batch, firm.administrator) == before


def test_the_paper_calls_units_as_when_it_was_decided(firm, settings):
    batch = done(firm, firm.appoint(), firm.renew(), unit=firm.subsidiary)
    before = [rows_said(batch, firm.administrator), meeting_paper_of(batch, firm.administrator).unit]
    settings.AS_OF_DATE = "2027-06-01"
    for unit in (firm.plant, firm.subsidiary):
        UnitPlacement.objects.create(unit=unit, parent=unit.parent, starts_on=datetime.date(2020, 1, 1), name=unit.name)
        UnitPlacement.objects.create(unit=unit, parent=unit.parent, starts_on=NEW_YEAR, name="改名")
        unit.name = "改名"
        unit.save(update_fields=["name"])
    batch = type(batch).objects.get(pk=batch.pk)
    paper = meeting_paper_of(batch, firm.administrator)
    assert [rows_said(batch, firm.administrator), paper.unit] == before
    proposed = firm.batch(firm.renew(), decision=False)
    assert rows_said(proposed, firm.administrator)["1"]["unit"] == "改名"


def test_a_correction_counts_people_once_and_extends_what_it_has_revoked(firm):
    """Numbered in its own order; the term before the extension is the one that holds once the mistake is revoked."""
    extended = done(firm, firm.extend())
    rows = list(extended.rows.all())
    made = batches.correct_batch(extended, rows, actor=firm.administrator, title="更正", reason="录错", again=True)
    paper = meeting_paper_of(made, firm.administrator)
    assert (paper.total, paper.people) == (2, 1)
    said = rows_said(made, firm.administrator)
    assert [(no, row["present"], row["term"]) for no, row in said.items()] == [
        ("1", "2023-01-01\n2025-12-31", "2026-12-31"),
        ("2", "", "2026年聘任：聘期顺延"),
    ]
    assert "事项 2 项，1 人：聘期顺延 1 项，撤销 1 项" in printed(firm, made)


def test_births_are_for_those_who_may_see_them(firm):
    batch = firm.batch(firm.appoint())
    leader = make.user("leader", firm.group)
    (row,) = meeting_paper_of(batch, leader).sections[0].rows
    assert row["born"] == ""
    assert str(talent.BORN_ON.year) not in row["conditions"]


def test_a_day_of_retirement_tells_a_birth(firm):
    batch = firm.batch(firm.renew(near_retirement(firm)))
    (seen,) = rows_said(batch, firm.administrator).values()
    (discreet,) = rows_said(batch, make.user("leader", firm.group)).values()
    day = str(batch.rows.get().engineer.retires_on)
    assert f"2. 该人员于 {day} 达到" in seen["points"]
    assert "2. 该人员在聘期内达到退休年龄。" in discreet["points"]
    assert day not in discreet["points"]


def test_the_paper_is_chinese_whatever_the_screen_speaks(firm):
    batch = firm.batch(firm.renew())
    with translation.override("en"):
        words = printed(firm, batch)
    assert "续聘" in words
    assert any(word.startswith("校验码") for word in words)


def test_odd_names_stay_text(firm):
    firm.other.name = ODD
    firm.other.save(update_fields=["name"])
    batch = firm.batch(firm.appoint(reason=f"{ODD}\n二\x0b\f"), title=ODD, explanation=ODD)
    words = printed(firm, batch)
    assert {ODD, f"{ODD}\n二", f"说明：{ODD}"} <= set(words)
    batch = carry_out(batch, actor=firm.administrator)
    found = certificates(batch)
    assert any(ODD in word for word in words_of(certificates_document(found, template_for(found))))


def test_each_printing_is_logged_and_the_first_issues_the_paper(firm):
    batch = firm.batch(firm.renew())
    assert meeting_paper_state(batch) == MeetingPaperState.NOT_PRINTED
    printed(firm, batch)
    printed(firm, batch)
    batch.refresh_from_db()
    paper = Paper.objects.get(kind="meeting_paper")
    assert (batch.meeting_paper, paper.unit, paper.template_version[:8]) == (paper, firm.group, "shipped-")
    assert [entry.printed_by for entry in paper.prints.all()] == [firm.administrator] * 2
    assert AuditEntry.objects.of(paper).filter(verb="paper.printed").count() == 2
    assert meeting_paper_state(batch) == MeetingPaperState.AGREES


@pytest.mark.parametrize("change", [{"until": datetime.date(2028, 6, 1)}, {"reason": "另议"}])
def test_a_row_changed_after_printing_differs_until_it_is_printed_again(firm, change):
    batch = firm.batch(firm.renew())
    printed(firm, batch)
    batches.change_rows(batch, batch.rows.all(), actor=firm.administrator, given=change)
    batch.refresh_from_db()
    assert meeting_paper_state(batch) == MeetingPaperState.DIFFERS
    assert papers_of(batch, firm.administrator).differs is True
    printed(firm, batch)
    batch.refresh_from_db()
    assert meeting_paper_state(batch) == MeetingPaperState.AGREES


def test_carrying_out_changes_nothing_that_was_printed(firm):
    batch = firm.batch(firm.appoint(), firm.extend())
    printed(firm, batch)
    batch = carry_out(batch, actor=firm.administrator)
    batch.refresh_from_db()
    assert meeting_paper_state(batch) == MeetingPaperState.AGREES


def test_a_revocation_carried_out_says_what_was_printed(firm):
    """It remembers the ends of the term; the code is of what was proposed."""
    extended = done(firm, firm.extend())
    mending = firm.batch(row_facts.revoke(extended.rows.get(), reason="录错"), corrects=extended)
    printed(firm, mending)
    mending = carry_out(mending, actor=firm.administrator)
    mending.refresh_from_db()
    assert meeting_paper_state(mending) == MeetingPaperState.AGREES


def test_an_empty_batch_is_not_printed(firm):
    batch = firm.batch()
    assert refusal(services.print_meeting_paper, batch, actor=firm.administrator) == "批次尚无事项。"
    assert Paper.objects.count() == 0


# --- The document ----------------------------------------------------------------------------------------------
NUMBER, DATED_ON = "集团人字〔2026〕18号", datetime.date(2026, 10, 30)


def test_a_document_is_recorded_and_its_scan_comes_later(firm):
    batch = done(firm, firm.renew())
    batch = record_document(batch, number=NUMBER, dated_on=DATED_ON, actor=firm.administrator)
    batch.refresh_from_db()
    assert (batch.document.number, batch.document_on, bool(batch.document.scan)) == (NUMBER, DATED_ON, False)
    record_document(batch, number=NUMBER, dated_on=DATED_ON, scan=scan(), actor=firm.administrator)
    batch.document.refresh_from_db()
    assert (batch.document.scan_name, batch.document.scanned_by) == ("签字件.pdf", firm.administrator)
    assert [entry.verb for entry in AuditEntry.objects.of(batch).filter(verb__startswith="batch.document")] == [
        "batch.document_scanned",
        "batch.document_recorded",
    ]


def test_a_document_waits_for_the_batch_and_lies_in_the_past(firm):
    batch = firm.batch(firm.renew())
    facts = {"number": NUMBER, "actor": firm.administrator}
    assert "办结" in refusal(record_document, batch, dated_on=DATED_ON, **facts)
    batch = carry_out(batch, actor=firm.administrator)
    refusal(record_document, batch, dated_on=of.AS_OF + datetime.timedelta(1), **facts)
    record_document(batch, dated_on=of.AS_OF, **facts)


def test_a_number_is_corrected_with_a_reason(firm):
    batch = record_document(done(firm, firm.renew()), number="错号", dated_on=DATED_ON, actor=firm.administrator)
    facts = {"number": NUMBER, "dated_on": DATED_ON, "actor": firm.administrator}
    refusal(record_document, batch, **facts)
    record_document(batch, **facts, reason="录入有误")
    batch.document.refresh_from_db()
    assert batch.document.number == NUMBER
    entry = AuditEntry.objects.of(batch).get(verb="batch.document_corrected")
    assert (entry.changes, entry.reason) == ({"document": ["错号", NUMBER]}, "录入有误")


def test_a_number_belongs_to_one_document(firm):
    record_document(done(firm, firm.renew()), number=NUMBER, dated_on=DATED_ON, actor=firm.administrator)
    other = done(firm, firm.appoint())
    facts = {"dated_on": DATED_ON, "actor": firm.administrator}
    assert NUMBER in refusal(record_document, other, number=NUMBER, **facts)
    record_document(other, number="另号", **facts)
    assert NUMBER in refusal(record_document, other, number=NUMBER, reason="更正", **facts)


def test_what_is_no_scan_leaves_no_document(firm):
    batch = done(firm, firm.renew())
    refusal(
        record_document, batch, number=NUMBER, dated_on=DATED_ON, scan=scan(b"MZ", "x.exe"), actor=firm.administrator
    )
    batch.refresh_from_db()
    assert (batch.document, Paper.objects.filter(kind="appointment_document").count()) == (None, 0)


# --- Certificates ----------------------------------------------------------------------------------------------
def test_certificates_speak_formal_chinese(firm):
    post = of.post(firm.plant, title="高炉工艺首席工程师", grade=firm.post.grade)
    batch = done(firm, firm.appoint(seat=1, post=post), firm.renew())
    with translation.override("en"):
        found = certificates(batch)
        words = words_of(certificates_document(found, template_for(found)))
    grade, discipline = firm.post.grade.name, firm.post.discipline.name
    assert words.count("聘　书") == 2
    assert "编号：聘字〔2026〕0001号" in words
    said = "　　兹聘任  {}  同志为炼铁厂{}，聘期自 2026年11月1日 起至 2028年12月31日 止（含当日）。"
    assert said.format("梁鑫", f"高炉工艺首席工程师{'' if grade in '高炉工艺首席工程师' else f'（{grade}）'}") in words
    assert said.format("郭凤兰", f"{discipline}{grade}") in words
    assert (words.count("集团（盖章）"), words.count("2026年10月28日")) == (2, 2)


def test_the_date_of_the_document_stands_on_certificates(firm):
    batch = record_document(done(firm, firm.renew()), number=NUMBER, dated_on=DATED_ON, actor=firm.administrator)
    assert certificates(batch)[0].dated_on == DATED_ON


def test_a_certificate_reads_the_same_after_the_post_changed(firm, settings):
    from posts.services.posts import revise_post

    batch = done(firm, firm.renew())
    before = [list(certificate.values) for certificate in certificates(batch)]
    settings.AS_OF_DATE = "2027-03-01"
    revise_post(
        firm.post, actor=firm.administrator, starts_on=datetime.date(2027, 1, 1), historic=True, title="改名岗位"
    )
    firm.post.refresh_from_db()
    assert firm.post.title == "改名岗位"
    assert [list(certificate.values) for certificate in certificates(batch)] == before


def test_every_printing_is_logged_with_its_template(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    found = certificates(batch)
    services.log_certificates(found, actor=firm.administrator, version=template_for(found).version)
    assert list(PaperPrint.objects.values_list("printed_by", "check_code").order_by("paper_id")) == [
        (firm.administrator.pk, certificate.check_code) for certificate in found
    ]
    assert {certificate.paper.template_version for certificate in certificates(batch)} == {
        templates.opened("certificate").version
    }
    printed = AuditEntry.objects.filter(verb="paper.printed").order_by("pk")
    assert [entry.changes for entry in printed] == [
        {"check_code": ["", certificate.check_code], "template_version": ["", templates.opened("certificate").version]}
        for certificate in found
    ]


def test_a_certificate_reads_the_same_after_its_units_were_renamed(firm):
    batch, units = done(firm, firm.renew()), (firm.plant, firm.group)
    give_out(batch)
    before = of_the_day(batch)
    for unit in units:
        UnitPlacement.objects.create(unit=unit, parent=unit.parent, name=unit.name, starts_on=of.FIRST_DAY)
        update_unit(unit, actor=firm.administrator, seen={}, reason="更名", name=f"新{unit.name}")
    assert of_the_day(batch) == before
    assert papers_of(batch, firm.administrator).outdated == []


def of_the_day(batch):
    (certificate,) = certificates(batch)
    return certificate.unit, certificate.issuer, certificate.check_code


def test_void_certificates_are_not_printed(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    found = certificates(batch)
    reissue_certificate(found[0].row, reason="盖章污损", actor=firm.administrator)
    refusal(services.log_certificates, found, actor=firm.administrator, version="")
    assert PaperPrint.objects.count() == 0
    assert [certificate.paper.number[-5:-1] for certificate in certificates(batch)] == ["0003", "0002"]


def test_a_spoiled_certificate_keeps_its_number_and_gets_the_next(firm):
    batch = done(firm, firm.renew())
    row = BatchRow.objects.get(batch=batch)
    old, new = row.certificate, reissue_certificate(row, reason="打印错位", actor=firm.administrator)
    old.refresh_from_db()
    row.refresh_from_db()
    assert (old.number, new.number, row.certificate) == ("聘字〔2026〕0001号", "聘字〔2026〕0002号", new)
    assert (state_of(old), old.cancel_reason) == (CertificateState.VOID, "打印错位")
    entry = AuditEntry.objects.of(batch).get(verb="certificate.reissued")
    assert (entry.changes, entry.reason) == ({"certificate": [old.number, new.number]}, "打印错位")


def test_a_replacement_is_refused_and_leaves_no_gap(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    row = batch.rows.first()
    stale = batch.rows.first()
    refusal(reissue_certificate, row, reason=" ", actor=firm.administrator)
    new = reissue_certificate(row, reason="污损", actor=firm.administrator)
    refusal(reissue_certificate, stale, reason="污损", actor=firm.administrator)
    firm.other.user = firm.administrator
    firm.other.save(update_fields=["user"])
    refusal(reissue_certificate, batch.rows.last(), reason="污损", actor=firm.administrator)
    assert (new.number[-5:-1], Paper.objects.filter(kind="certificate").count()) == ("0003", 3)


def test_a_revoked_certificate_is_not_replaced(firm):
    batch = done(firm, firm.renew())
    row = batch.rows.get()
    revoke = {
        "act": "revoke", "engineer": row.engineer, "appointment": row.result, "revokes": row, "reason": "录入有误"
    }  # fmt: skip
    done(firm, revoke, corrects=batch)
    refusal(reissue_certificate, row, reason="污损", actor=firm.administrator)
    assert certificates(batch) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_replacements_that_meet_leave_no_gap(firm):
    rows = list(done(firm, firm.renew(), firm.appoint()).rows.all())
    twice = BatchRow.objects.get(pk=rows[0].pk)

    def replace(row):
        return lambda: reissue_certificate(row, reason="污损", actor=firm.administrator)

    answers = at_once(replace(rows[0]), replace(twice), replace(rows[1]))
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, False, True]
    numbers = Paper.objects.filter(kind="certificate").order_by("number").values_list("number", flat=True)
    assert [number[-5:-1] for number in numbers] == ["0001", "0002", "0003", "0004"]
    valid = set(BatchRow.objects.values_list("certificate__number", "certificate__cancelled_at"))
    assert valid == {("聘字〔2026〕0003号", None), ("聘字〔2026〕0004号", None)}


def test_one_scan_serves_all_that_lack_one(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    give_out(batch)
    first, second = (row.certificate for row in batch.rows.all())
    services.attach_certificate_scans(batch, scan(), actor=firm.administrator)
    for paper in (first, second):
        paper.refresh_from_db()
    assert (first.scan.name, first.scan_name) == (second.scan.name, "签字件.pdf")
    refusal(services.attach_certificate_scans, batch, scan(), actor=firm.administrator)
    counts = papers_of(batch, firm.administrator).certificates
    assert (counts.valid, counts.void, counts.printed, counts.scanned, counts.without_scan) == (2, 0, 2, 2, 0)


def test_nobody_files_his_or_her_own_certificate(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    firm.other.user = firm.administrator
    firm.other.save(update_fields=["user"])
    give_out(batch)
    others, own = (row.certificate for row in batch.rows.order_by("position"))
    assert services.attach_certificate_scans(batch, scan(), actor=firm.administrator) == [others]
    said = refusal(services.attach_certificate_scans, batch, scan(), actor=firm.administrator)
    assert refusal(services.attach_certificate_scan, own, scan(), actor=firm.administrator) == said
    own.refresh_from_db()
    assert not own.scan
    services.attach_certificate_scan(own, scan(), actor=make.user("group_administrator", firm.group))
    own.refresh_from_db()
    assert own.scan


def test_a_scan_of_what_was_never_printed_is_refused_unless_written_by_hand(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    printed, other = batch.rows.order_by("position")
    give_out(batch, printed)
    said = refusal(services.attach_certificate_scan, other.certificate, scan(), actor=firm.administrator)
    assert said == "聘字〔2026〕0002号 尚未打印。请先打印、签字盖章再上传签字件；手工填写的聘书请予注明。"
    assert refusal(services.attach_certificate_scans, batch, scan(), actor=firm.administrator) == said
    services.attach_certificate_scan(printed.certificate, scan(), actor=firm.administrator)
    services.attach_certificate_scans(batch, scan(), actor=firm.administrator, by_hand=True)
    assert papers_of(batch, firm.administrator).certificates.without_scan == 0
    reasons = [reason for verb, _changes, reason in told(batch) if verb == "batch.certificates_scanned"]
    assert reasons == ["", "手工填写，未经本系统打印"]


# --- Whether what was printed still says what stands on record -------------------------------------------------
def test_a_certificate_printed_before_its_document_bears_another_date(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    first = batch.rows.order_by("position").first()
    give_out(batch, first)
    assert [certificate.is_outdated for certificate in certificates(batch)] == [False, False]
    batch = record_document(batch, number=NUMBER, dated_on=DATED_ON, actor=firm.administrator)
    old, unprinted = certificates(batch)
    assert (old.is_outdated, old.bears_day_of_meeting) == (True, True)
    assert unprinted.is_outdated is False
    assert papers_of(batch, firm.administrator).outdated == [old]
    give_out(batch)
    assert papers_of(batch, firm.administrator).outdated == []


def test_a_certificate_printed_with_another_name_is_outdated_for_another_reason(firm):
    batch = record_document(done(firm, firm.renew()), number=NUMBER, dated_on=DATED_ON, actor=firm.administrator)
    give_out(batch)
    firm.holder.name = "郭凤岚"
    firm.holder.save(update_fields=["name"])
    (certificate,) = certificates(batch)
    assert (certificate.is_outdated, certificate.bears_day_of_meeting) == (True, False)


# --- What the history of a batch says of its papers ------------------------------------------------------------
def test_the_history_of_a_batch_names_its_papers(firm):
    batch = firm.batch(firm.renew(), firm.appoint())
    printed(firm, batch)
    batch = carry_out(batch, actor=firm.administrator)
    record_document(batch, number=NUMBER, dated_on=DATED_ON, scan=scan(), actor=firm.administrator)
    batch.refresh_from_db()
    give_out(batch)
    services.attach_certificate_scans(batch, scan(name="聘书.pdf"), actor=firm.administrator)
    both = "聘字〔2026〕0001号、聘字〔2026〕0002号"
    assert [(verb, changes) for verb, changes, _reason in told(batch)] == [
        ("batch.meeting_paper_printed", {"check_code": ["", batch.meeting_paper.check_code]}),
        ("batch.certificates_numbered", {"certificates": [None, 2], "certificate_numbers": [None, both]}),
        ("batch.certificates_printed", {"certificates": [None, 2], "certificate_numbers": [None, both]}),
        ("batch.certificates_scanned", {"certificates": [None, 2], "certificate_numbers": [None, both]}),
    ]
    scanned = AuditEntry.objects.of(batch).get(verb="batch.document_scanned")
    assert scanned.changes == {"scan_name": ["", "签字件.pdf"]}
    verbs = set(AuditEntry.objects.of(batch).values_list("verb", flat=True))
    assert {verb for verb in verbs if history.words_of(verb) == verb} == set()


# --- What replaced what ------------------------------------------------------------------------------------------
def test_a_certificate_knows_what_it_replaced_and_what_replaced_it(firm):
    batch = done(firm, firm.renew(), firm.appoint())
    first = batch.rows.first().certificate
    second = reissue_certificate(batch.rows.first(), reason="污损", actor=firm.administrator)
    third = reissue_certificate(batch.rows.first(), reason="遗失", actor=firm.administrator)
    sees = firm.administrator
    assert exchange_of(first, sees) == (None, second)
    assert exchange_of(second, sees) == (first, third)
    assert exchange_of(third, sees) == (second, None)
    assert exchange_of(batch.rows.last().certificate, sees) == (None, None)
    assert exchange_of(third, make.user("hr", make.unit(firm.subsidiary))) == (None, None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_documents_that_get_one_number_at_once_one_is_told(firm):
    post = of.post(firm.plant)
    made = [done(firm, firm.renew()), done(firm, firm.appoint(seat=1, post=post))]

    def record(batch):
        return lambda: record_document(batch, number="党〔2026〕1号", dated_on=of.AS_OF, actor=firm.administrator)

    answers = at_once(*map(record, made))
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert Paper.objects.filter(kind="appointment_document").count() == 1


# --- Cost --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 5])
def test_papers_cost_the_same_for_any_number_of_rows(firm, count, django_assert_num_queries):
    post = of.post(firm.plant, authorised=count)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(count)]
    batch = done(firm, *(firm.appoint(person, seat=place, post=post) for place, person in enumerate(people, 1)))
    batch.refresh_from_db()
    with django_assert_num_queries(3):
        assert len(certificates(batch)) == count
    with django_assert_num_queries(2):
        papers_of(batch, firm.administrator)
    with django_assert_num_queries(7):
        assert meeting_paper_of(batch, firm.administrator).total == count
