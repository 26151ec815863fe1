"""A return on paper: printed with its check code, signed, stamped, scanned and attached; later changes show."""

import pytest
from django.urls import reverse

from office.check_codes import check_code
from office.enums import PaperKind
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint
from planning.enums import CopyDoes, ReturnStatus, SurveyStatus
from planning.models import DemandReturn, DemandSurvey
from planning.rules.returns import open_actions
from planning.rules.signing import what_a_copy_does
from planning.selectors.returns import content_code, content_of
from planning.selectors.signing import difference
from planning.services import return_papers as services
from planning.services import returns
from tests.factories import office
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.test_returns import Firm, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return Firm()


def url(name, answer):
    return reverse(f"planning:{name}", args=[answer.pk])


def printed(answer, actor=None):
    return services.print_return(answer, actor=actor).paper


def attach(answer, code, actor=None, name="签字件.pdf", does=None):
    """What the page says that it `does`, if nothing else what it does now."""
    does = does or what_a_copy_does(now(answer))
    return services.attach_stamped_copy(answer, make.stamped(name), code=code, does=does, actor=actor)


def send_back(answer, actor):
    return going_back.to_unit(now(answer), actor=actor)


def upload(answer, code, **data):
    return {"scan": make.stamped(), "code": code, "does": what_a_copy_does(now(answer)), **data}


# --- Printed -------------------------------------------------------------------------------------------------------
def test_looking_at_it_logs_nothing_and_printing_gives_the_code(client, firm):
    answer = firm.answer()
    client.force_login(firm.filler)
    assert "预览" in client.get(url("return_print", answer)).content.decode()
    assert not Paper.objects.exists()
    page = client.post(url("return_print", answer)).content.decode()
    paper = Paper.objects.get()
    assert (paper.kind, paper.unit, paper.digest) == (PaperKind.DEMAND_RETURN, firm.plant, content_code(answer))
    assert paper.check_code in page
    assert (now(answer).paper, paper.prints.get().printed_by) == (paper, firm.filler)


def test_printed_again_after_a_change_it_bears_another_code(firm):
    answer = firm.answer()
    first = printed(answer).check_code
    answer.lines.update(wanted=3)
    assert printed(answer).check_code != first
    assert Paper.objects.get().prints.count() == 2


def test_an_empty_form_shows_facts_and_no_answer(client, firm):
    answer = firm.answer(remarks="望予支持")
    client.force_login(firm.filler)
    page = client.get(url("return_print", answer), {"form": "empty"}).content.decode()
    line = answer.lines.get()
    assert str(line) in page
    assert line.problem not in page
    assert "望予支持" not in page
    assert not Paper.objects.exists()


def test_of_a_published_survey_it_is_still_printed(firm):
    answer = firm.answer(ReturnStatus.ACCEPTED)
    firm.survey.status = SurveyStatus.PUBLISHED
    firm.survey.save(update_fields=["status"])
    paper = printed(answer)
    attach(answer, paper.check_code)
    assert (now(answer).paper, now(answer).signed_code) == (paper, paper.check_code)


def test_of_a_published_survey_the_copy_that_was_filed_stays(firm):
    answer = firm.answer(ReturnStatus.ACCEPTED)
    code = printed(answer).check_code
    attach(answer, code)
    DemandSurvey.objects.update(status=SurveyStatus.PUBLISHED)
    with pytest.raises(DomainError, match="已发布"):
        attach(answer, code, name="换过.pdf")
    assert now(answer).paper.scan_name == "签字件.pdf"


# --- The stamped copy ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [ReturnStatus.DRAFT, ReturnStatus.CHECKING, ReturnStatus.APPROVING])
def test_a_stamped_copy_stands_for_checking_and_approving(firm, status):
    answer = firm.answer(status)
    attach(answer, printed(answer).check_code.lower(), firm.hr)
    found = now(answer)
    assert (found.status, found.on_paper, found.signed_digest) == (ReturnStatus.SUBMITTED, True, content_code(answer))
    assert found.filled_by == (firm.hr if status == ReturnStatus.DRAFT else firm.filler)
    assert "demandreturn.approved_on_paper" in AuditEntry.objects.of(answer).values_list("verb", flat=True)


def test_a_return_approved_on_screen_gets_its_copy_later(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    attach(answer, printed(answer).check_code, firm.hr)
    found = now(answer)
    assert (found.status, found.on_paper, found.approved_by) == (ReturnStatus.SUBMITTED, False, firm.head)
    assert (found.paper.scan_name, found.signed_digest) == ("签字件.pdf", content_code(answer))
    assert AuditEntry.objects.of(answer).first().verb == "demandreturn.copy_filed"


def test_the_copy_is_asked_for_as_long_as_there_is_none(firm):
    answer = firm.answer(ReturnStatus.SUBMITTED)

    def offered():
        found = open_actions(firm.hr, now(answer), firm.subsidiary)
        return [str(action.label) for action in found if action.url_name == "planning:return_paper"]

    assert offered() == ["补挂签字盖章件"]
    attach(answer, printed(answer).check_code, firm.hr)
    assert offered() == []


def test_a_copy_with_another_code_is_refused(firm):
    answer = firm.answer()
    with pytest.raises(DomainError, match="请先打印"):
        attach(answer, "0000")
    first = printed(answer).check_code
    with pytest.raises(DomainError, match="0000"):
        attach(answer, "0000")
    answer.lines.update(wanted=3)
    with pytest.raises(DomainError, match="重新打印"):
        attach(answer, first)
    assert now(answer).status == ReturnStatus.DRAFT


def test_a_copy_whose_code_fits_by_chance_is_refused(firm):
    """The whole digest is compared: another content with the same code is found by trying."""
    answer = firm.answer()
    printed(answer)
    answer.lines.update(wanted=3)
    code = check_code(content_of(answer))
    PaperPrint.objects.update(check_code=code)
    with pytest.raises(DomainError, match="重新打印"):
        attach(answer, code)


def test_a_signed_copy_is_compared_by_its_whole_digest(firm):
    answer = firm.answer()
    attach(answer, printed(answer).check_code, firm.hr)
    answer.lines.update(wanted=3)
    DemandReturn.objects.update(signed_code=check_code(content_of(answer)))
    assert "与签字件不一致" in str(difference(now(answer), content_code(answer)))


def test_an_incomplete_return_does_not_leave_the_unit_on_paper(firm):
    answer = firm.answer()
    make.line(answer, wanted=None)
    with pytest.raises(DomainError):
        attach(answer, printed(answer).check_code)
    assert (now(answer).status, Paper.objects.get().scan.name) == (ReturnStatus.DRAFT, "")


def test_a_file_that_is_no_scan_is_refused_on_the_form(client, firm):
    answer = firm.answer()
    code = printed(answer).check_code
    client.force_login(firm.hr)
    scan = make.stamped("签字件.docx")
    scan.file.seek(0)
    scan.file.write(b"PK.........")
    scan.file.seek(0)
    response = client.post(url("return_paper", answer), upload(answer, code, scan=scan))
    assert (response.status_code, now(answer).status) == (200, ReturnStatus.DRAFT)


def test_human_resources_upload_it_and_everyone_in_sight_reads_it(client, firm):
    answer = firm.answer()
    code = printed(answer).check_code
    client.force_login(firm.hr)
    response = client.post(url("return_paper", answer), upload(answer, code))
    assert (response.status_code, now(answer).status) == (302, ReturnStatus.SUBMITTED)
    client.force_login(firm.head)
    assert b"".join(client.get(url("return_scan", answer))) == b"%PDF-1.4 stamped"
    client.force_login(office.hr(office.unit()))
    assert client.get(url("return_scan", answer)).status_code == 404


def test_without_a_scan_there_is_none_to_download(client, firm):
    client.force_login(firm.hr)
    assert client.get(url("return_scan", firm.answer())).status_code == 404


# --- The page promised something else ------------------------------------------------------------------------------
def test_filing_a_copy_does_not_undo_a_sending_back(client, firm):
    """The page was opened when the return had left the unit, and says that the copy is only filed."""
    answer = firm.answer(ReturnStatus.APPROVING)
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    code = printed(answer).check_code
    client.force_login(firm.hr)
    page = client.get(url("return_paper", answer)).content.decode()
    assert 'name="does" value="filed"' in page
    send_back(answer, firm.hr)
    code = printed(answer).check_code
    response = client.post(url("return_paper", answer), {"scan": make.stamped(), "code": code, "does": "filed"})
    assert response.status_code == 200
    page = response.content.decode()
    assert "单位填报的状态已变化" in page
    assert 'name="does" value="approves"' in page
    found = now(answer)
    assert (found.status, found.sent_back_reason, found.paper.scan.name) == (ReturnStatus.DRAFT, "请核对", "")


def test_a_page_that_promised_to_approve_does_not_file(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    code = printed(answer).check_code
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    with pytest.raises(DomainError, match="状态已变化"):
        attach(answer, code, firm.hr, does=CopyDoes.APPROVES)
    assert (now(answer).signed_code, now(answer).paper.scan.name) == ("", "")


def test_a_form_that_promises_nothing_is_refused(client, firm):
    answer = firm.answer()
    code = printed(answer).check_code
    client.force_login(firm.hr)
    assert client.post(url("return_paper", answer), upload(answer, code, does="")).status_code == 200
    assert now(answer).status == ReturnStatus.DRAFT


def test_what_was_printed_before_it_was_sent_back_counts_no_more(firm):
    answer = firm.answer()
    code = printed(answer).check_code
    attach(answer, code, firm.hr)
    send_back(answer, firm.hr)
    with pytest.raises(DomainError, match="退回之前打印"):
        attach(answer, code, firm.hr)
    assert now(answer).status == ReturnStatus.DRAFT
    attach(answer, printed(answer).check_code, firm.hr)
    assert now(answer).status == ReturnStatus.SUBMITTED


def test_nor_is_it_filed_once_the_return_was_approved_on_screen_again(firm):
    answer = firm.answer(ReturnStatus.CHECKING)
    code = printed(answer).check_code
    send_back(answer, firm.checker)
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    returns.check(answer, actor=firm.checker, seen=content_code(answer))
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    with pytest.raises(DomainError, match="退回之前打印"):
        attach(answer, code, firm.hr)


def test_sent_back_to_the_subsidiary_the_copy_still_counts(firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    code = printed(answer).check_code
    going_back.to_subsidiary(answer, actor=firm.administrator)
    attach(answer, code, firm.hr)
    assert now(answer).signed_code == code


# --- What was changed since ----------------------------------------------------------------------------------------
def test_a_change_shows_on_the_page(client, firm):
    answer = firm.answer()
    code = printed(answer).check_code
    answer.lines.update(wanted=3)
    assert "重新打印" in str(difference(now(answer), content_code(answer)))
    answer.lines.update(wanted=2)
    assert difference(now(answer), content_code(answer)) == ""
    attach(answer, code, firm.hr)
    answer.lines.update(wanted=3)
    client.force_login(firm.filler)
    for name in ("return_detail", "return_print"):
        assert "与签字件不一致" in client.get(url(name, answer)).content.decode()
    printed(answer)
    assert "与签字件不一致" in str(difference(now(answer), content_code(answer)))


def test_a_copy_that_was_signed_before_it_was_sent_back_counts_no_more(firm):
    """Approved on screen the second time, it is asked for its stamped copy anew."""
    answer = firm.answer()
    attach(answer, printed(answer).check_code, firm.hr)
    send_back(answer, firm.hr)
    answer.lines.update(wanted=3)
    assert "重新打印" in str(difference(now(answer), content_code(answer)))
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    returns.check(answer, actor=firm.checker, seen=content_code(answer))
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    offered = [action.url_name for action in open_actions(firm.hr, now(answer), firm.subsidiary)]
    assert "planning:return_paper" in offered
