"""The pages of a batch's papers: what they show, to whom, and the files they give."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from office.models import Paper, PaperPrint, User
from posts.models import AppointmentBatch
from posts.selectors.papers import papers_of
from posts.services.carrying import carry_out
from posts.services.documents import record_document, reissue_certificate
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"
ODD = "<script>{{ 7*7 }}"


def done(firm, *rows, **fields):
    return carry_out(firm.batch(*rows, **fields), actor=firm.administrator)


@pytest.fixture
def signed_in(firm, client):
    client.force_login(firm.administrator)
    return client


def page_of(name, key):
    return reverse(f"posts:{name}", args=[key])


def scan(name="签字件.pdf"):
    return SimpleUploadedFile(name, PDF)


# --- The paper for the meeting ---------------------------------------------------------------------------------
def test_looking_logs_nothing_and_printing_gives_the_code(firm, signed_in):
    batch = firm.batch(firm.renew(), firm.appoint())
    address = page_of("batch_meeting_paper", batch.pk)
    assert "预览件" in signed_in.get(address).text
    assert PaperPrint.objects.count() == 0
    page = signed_in.post(address, {"paper": "a3"}).text
    paper = Paper.objects.get(kind="meeting_paper")
    assert paper.check_code in page
    assert 'class="leaf running meeting a3"' in page
    assert signed_in.get(address).text.count(paper.check_code) == 0


def test_the_word_file_is_logged_with_its_template(firm, signed_in):
    batch = firm.batch(firm.renew())
    answer = signed_in.post(page_of("batch_meeting_paper_word", batch.pk))
    paper = Paper.objects.get(kind="meeting_paper")
    assert any("郭凤兰" in word for word in words_of(answer.content))
    assert (paper.template_version[:8], paper.prints.count()) == ("shipped-", 1)


def test_an_empty_batch_says_so(firm, signed_in):
    batch = firm.batch()
    for name in ("batch_meeting_paper", "batch_meeting_paper_word"):
        answer = signed_in.post(page_of(name, batch.pk), follow=True)
        assert "批次尚无事项。" in answer.text
    assert Paper.objects.count() == 0


def test_odd_words_are_escaped(firm, signed_in):
    firm.other.name = ODD
    firm.other.save(update_fields=["name"])
    batch = firm.batch(firm.appoint(reason=ODD), title=ODD, explanation=ODD)
    page = signed_in.get(page_of("batch_meeting_paper", batch.pk)).text
    assert ODD not in page
    assert page.count("&lt;script&gt;{{ 7*7 }}") >= 4
    batch = carry_out(batch, actor=firm.administrator)
    for address in (reverse("posts:certificate_list"), page_of("certificate_detail", batch.rows.get().certificate_id)):
        assert ODD not in signed_in.get(address).text


def test_what_the_meeting_must_know_stands_beneath_the_row(firm, signed_in):
    young = talent.engineer(firm.plant, name="孙丽", title="assistant")
    batch = firm.batch(firm.appoint(), firm.appoint(young, post=of.post(firm.plant), seat=1, waived=True, reason=ODD))
    page = signed_in.get(page_of("batch_meeting_paper", batch.pk)).text
    assert page.count("需说明事项") == 1
    assert page.count('<td colspan="12"><b>需说明事项</b>：要求') == 1
    assert ODD not in page


def test_the_page_costs_the_same_for_any_number_of_rows(firm, signed_in, django_assert_num_queries):
    post = of.post(firm.plant, authorised=4)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(4)]
    for rows in (
        [firm.appoint(people[0], 1, post)],
        [firm.appoint(people[place], place + 1, post) for place in (1, 2, 3)],
    ):
        batch = firm.batch(*rows)
        with django_assert_num_queries(17):
            page = signed_in.get(page_of("batch_meeting_paper", batch.pk)).text
        assert page.count("甲") == len(rows)


# --- On the page of the batch ----------------------------------------------------------------------------------
def shown(batch, user):
    batch = AppointmentBatch.objects.select_related("unit", "document", "meeting_paper").get(pk=batch.pk)
    return render_to_string("posts/batch_papers.html", {"papers": papers_of(batch, user), "csrf_token": "x"})


def test_a_batch_shows_where_its_papers_stand(firm, signed_in):
    batch = done(firm, firm.renew(), firm.appoint())
    for said in (
        "尚未打印",
        "尚未登记",
        "有效 2 份，其中已打印 0 份，已上传签字件 0 份",
        "登记聘任文件",
        "打印全部聘书",
    ):
        assert said in shown(batch, firm.administrator)
    signed_in.post(page_of("batch_certificates", batch.pk))
    reissue_certificate(batch.rows.first(), reason="污损", actor=firm.administrator)
    record_document(batch, number="集〔2026〕1号", dated_on=of.AS_OF, scan=scan(), actor=firm.administrator)
    for said in ("有效 2 份，其中已打印 1 份，已上传签字件 0 份", "集〔2026〕1号", "签字件.pdf"):
        assert said in shown(batch, firm.administrator)


NO_DOCUMENT_YET = "聘任文件尚未登记，现在打印的聘书落款为会议日期 2026-10-28。"


def test_certificates_wait_for_the_document_and_one_is_told_so(firm, signed_in):
    batch = done(firm, firm.appoint())
    assert f"{NO_DOCUMENT_YET}请先登记聘任文件的文号和日期，再打印。" in shown(batch, firm.administrator)
    assert NO_DOCUMENT_YET not in shown(batch, make.user("leader", firm.group))
    assert NO_DOCUMENT_YET not in shown(done(firm, firm.extend()), firm.administrator)
    record_document(batch, number="集〔2026〕1号", dated_on=of.AS_OF, actor=firm.administrator)
    assert NO_DOCUMENT_YET not in shown(batch, firm.administrator)


def test_the_batch_names_certificates_that_were_printed_otherwise(firm, signed_in):
    batch = done(firm, firm.renew(), firm.appoint())
    first, second = (row.certificate for row in batch.rows.order_by("position"))
    signed_in.post(page_of("certificate_print", first.pk))
    record_document(batch, number="集〔2026〕1号", dated_on=of.AS_OF, actor=firm.administrator)
    page = shown(batch, firm.administrator)
    assert "以下聘书打印后，落款日期或内容已有变动，请重新打印并签字盖章；已发出的请收回换发：" in page
    assert page_of("certificate_detail", first.pk) in page
    assert page_of("certificate_detail", second.pk) not in page
    signed_in.post(page_of("batch_certificates", batch.pk))
    assert page_of("certificate_detail", first.pk) not in shown(batch, firm.administrator)


def test_a_leader_looks_at_papers_and_does_nothing(firm):
    batch = done(firm, firm.renew())
    page = shown(batch, make.user("leader", firm.group))
    assert "尚未打印" in page
    assert "btn" not in page


# --- The document ------------------------------------------------------------------------------------------------
def test_the_document_is_recorded_on_its_page_and_its_scan_given_out(firm, signed_in):
    batch = done(firm, firm.renew())
    address = page_of("batch_document", batch.pk)
    assert signed_in.get(page_of("batch_document_file", batch.pk)).status_code == 404
    facts = {"number": " 集  〔2026〕1号 ", "dated_on": "2026-10-30"}
    assert signed_in.post(address, facts | {"scan": scan()}).status_code == 302
    batch.refresh_from_db()
    assert batch.document.number == "集 〔2026〕1号"
    answer = signed_in.get(page_of("batch_document_file", batch.pk))
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"][:10]) == (PDF, "attachment")
    corrected = facts | {"number": "集〔2026〕2号"}
    assert "请说明更正文号或日期的理由。" in signed_in.post(address, corrected).text
    assert signed_in.post(address, corrected | {"reason": "录入有误"}).status_code == 302


# --- Certificates ------------------------------------------------------------------------------------------------
def test_all_certificates_come_in_one_file_and_each_is_logged(firm, signed_in):
    batch = done(firm, firm.renew(), firm.appoint())
    answer = signed_in.post(page_of("batch_certificates", batch.pk))
    assert words_of(answer.content).count("聘　书") == 2
    assert PaperPrint.objects.filter(printed_by=firm.administrator).count() == 2
    reissue_certificate(batch.rows.first(), reason="污损", actor=firm.administrator)
    words = words_of(signed_in.post(page_of("batch_certificates", batch.pk)).content)
    assert [word for word in words if word.startswith("编号")] == [
        "编号：聘字〔2026〕0003号",
        "编号：聘字〔2026〕0002号",
    ]


def test_a_batch_without_certificates_says_so(firm, signed_in):
    batch = done(firm, firm.extend())
    assert "没有可打印的聘书" in signed_in.post(page_of("batch_certificates", batch.pk), follow=True).text


def test_a_certificate_shows_its_printings(firm, signed_in):
    certificate = done(firm, firm.renew()).rows.get().certificate
    address = page_of("certificate_detail", certificate.pk)
    assert "尚未打印。" in signed_in.get(address).text
    answer = signed_in.post(page_of("certificate_print", certificate.pk))
    assert words_of(answer.content).count("聘　书") == 1
    certificate.refresh_from_db()
    assert certificate.check_code in signed_in.get(address).text


def test_a_certificate_says_whether_its_date_is_that_of_the_document(firm, signed_in):
    batch = done(firm, firm.renew())
    certificate = batch.rows.get().certificate
    address = page_of("certificate_detail", certificate.pk)
    assert NO_DOCUMENT_YET in signed_in.get(address).text
    assert page_of("batch_document", batch.pk) in signed_in.get(address).text
    signed_in.post(page_of("certificate_print", certificate.pk))
    record_document(batch, number="集〔2026〕1号", dated_on=of.AS_OF, actor=firm.administrator)
    other_date = (
        "已打印的聘书落款为会议日期 2026-10-28，聘任文件日期为 2026-11-01。请重新打印并签字盖章；已发出的请收回换发。"
    )
    assert other_date in signed_in.get(address).text
    firm.holder.name = "郭凤岚"
    firm.holder.save(update_fields=["name"])
    assert "上次打印后，聘书内容或落款日期已有变动。请重新打印" in signed_in.get(address).text
    signed_in.post(page_of("certificate_print", certificate.pk))
    assert "请重新打印" not in signed_in.get(address).text


def test_whoever_may_not_enter_the_document_is_told_who_does(firm, client):
    batch = done(firm, firm.renew())
    client.force_login(make.user("hr", firm.plant))
    page = client.get(page_of("certificate_detail", batch.rows.get().certificate_id)).text
    assert f"{NO_DOCUMENT_YET}请先由{firm.group}登记聘任文件的文号和日期，再打印。" in page
    assert page_of("batch_document", batch.pk) not in page


def test_replaced_certificates_lead_to_each_other(firm, client, signed_in):
    row = done(firm, firm.renew()).rows.get()
    old, new = row.certificate, reissue_certificate(row, reason="污损", actor=firm.administrator)
    for one, other in ((old, new), (new, old)):
        page = signed_in.get(page_of("certificate_detail", one.pk)).text
        assert f'<a href="{page_of("certificate_detail", other.pk)}">{other.number}</a>' in page
    user = make.user()
    firm.holder.user = user
    firm.holder.save(update_fields=["user"])
    client.force_login(user)
    assert old.number not in client.get(page_of("certificate_detail", new.pk)).text


def test_a_scan_of_what_was_never_printed_is_asked_about(firm, signed_in):
    batch = done(firm, firm.renew())
    certificate = batch.rows.get().certificate
    for address in (page_of("certificate_scan", certificate.pk), page_of("batch_certificate_scan", batch.pk)):
        assert "尚未在本系统打印：聘字〔2026〕0001号。" in signed_in.get(address).text
        assert "尚未打印。请先打印" in signed_in.post(address, {"scan": scan()}).text
    assert signed_in.post(address, {"scan": scan(), "by_hand": "on"}).status_code == 302
    assert "by_hand" not in signed_in.get(page_of("batch_certificate_scan", batch.pk)).text
    certificate.refresh_from_db()
    assert certificate.scan
    assert "手工填写，未经本系统打印" in signed_in.get(batch.get_absolute_url()).text


def test_a_void_certificate_is_kept_and_not_printed(firm, signed_in):
    row = done(firm, firm.renew()).rows.get()
    old = row.certificate
    answer = signed_in.post(page_of("certificate_reissue", old.pk), {"reason": "打印错位"})
    row.refresh_from_db()
    assert answer["Location"] == page_of("certificate_detail", row.certificate_id)
    page = signed_in.get(page_of("certificate_detail", old.pk)).text
    assert "打印错位" in page
    for name in ("certificate_print", "certificate_reissue"):
        answer = signed_in.post(page_of(name, old.pk), {"reason": "再次"}, follow=True)
        assert (answer["Content-Type"][:9], Paper.objects.filter(kind="certificate").count()) == ("text/html", 2)
    assert PaperPrint.objects.count() == 0


def test_the_holder_sees_the_own_certificate_only(firm, client):
    first, second = (row.certificate for row in done(firm, firm.renew(), firm.appoint()).rows.all())
    user = make.user()
    firm.holder.user = user
    firm.holder.save(update_fields=["user"])
    client.force_login(user)
    page = client.get(page_of("certificate_detail", first.pk)).text
    assert first.number in page
    assert "打印记录" not in page
    assert client.get(page_of("certificate_detail", second.pk)).status_code == 404
    assert client.post(page_of("certificate_print", first.pk)).status_code == 403
    held = first.certified_row.result
    assert page_of("certificate_detail", first.pk) in client.get(held.get_absolute_url()).text


# --- The register --------------------------------------------------------------------------------------------------
def numbers_on(client, **asked):
    page = client.get(reverse("posts:certificate_list"), asked).text
    return [number for number in ("0001", "0002", "0003") if f"〔2026〕{number}号" in page]


def test_the_register_is_filtered(firm, signed_in):
    first, second = done(firm, firm.renew(), firm.appoint()).rows.all()
    reissue_certificate(first, reason="污损", actor=firm.administrator)
    signed_in.post(page_of("certificate_scan", second.certificate_id), {"scan": scan(), "by_hand": "on"})
    assert numbers_on(signed_in) == ["0001", "0002", "0003"]
    assert numbers_on(signed_in, state="void") == ["0001"]
    assert numbers_on(signed_in, scan="true") == ["0002"]
    assert numbers_on(signed_in, scan="false") == ["0003"]
    assert numbers_on(signed_in, q="梁鑫") == ["0002"]
    assert numbers_on(signed_in, q="郭凤兰") == ["0001", "0003"]
    assert numbers_on(signed_in, year=2025) == []
    assert numbers_on(signed_in, unit=firm.plant.code) == ["0001", "0002", "0003"]


def test_the_register_shows_the_units_of_its_reader(firm, client):
    done(firm, firm.renew())
    for role, unit, expected in (
        ("hr", firm.plant, ["0001"]),
        ("inspection", firm.group, ["0001"]),
        ("hr", make.unit(firm.subsidiary), []),
    ):
        client.force_login(make.user(role, unit))
        assert numbers_on(client) == expected
    client.force_login(make.user("leader", firm.group))
    assert client.get(reverse("posts:certificate_list")).status_code == 403


def test_the_register_costs_the_same_for_one_and_three(firm, client, django_assert_num_queries):
    post = of.post(firm.plant, authorised=4)
    people = [talent.engineer(firm.plant, name=f"甲{number}") for number in range(3)]
    for places in ((1,), (2, 3)):
        done(firm, *(firm.appoint(people[place - 1], place, post) for place in places))
        client.force_login(User.objects.get(pk=firm.administrator.pk))
        with django_assert_num_queries(4):
            assert client.get(reverse("posts:certificate_list")).text.count("聘字〔2026〕") == max(places)


def test_ones_own_certificate_is_filed_by_somebody_else(firm, signed_in):
    row = done(firm, firm.appoint()).rows.get()
    firm.other.user = firm.administrator
    firm.other.save(update_fields=["user"])
    address = page_of("certificate_scan", row.certificate_id)
    assert address not in signed_in.get(page_of("certificate_detail", row.certificate_id)).text
    assert signed_in.get(address).status_code == 403
    assert signed_in.post(address, {"scan": scan()}).status_code == 403
    signed_in.force_login(make.user("group_administrator", firm.group))
    assert address in signed_in.get(page_of("certificate_detail", row.certificate_id)).text
    assert signed_in.post(address, {"scan": scan(), "by_hand": "on"}).status_code == 302
    row.certificate.refresh_from_db()
    assert row.certificate.scan
