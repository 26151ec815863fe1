"""Every page that a person can open, on the demo and by whom: for tests that look at all of them.

A URL name that is neither in `PAGES` nor in `EXCEPTED` fails those tests, so that no new page is forgotten.
"""

import datetime
from dataclasses import dataclass

from django.core.management import call_command
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from evaluations.models import Assessment, Cycle, RaterSlot, Sheet
from evaluations.services import cycles, publishing, summaries
from office.clock import today
from office.models import Duty, NamedTable, Unit, User
from office.papers import templates as word_templates
from office.services.templates import replace_template
from posts.models import Appointment, AppointmentBatch, BatchRow, Post
from posts.services.posts import revise_post
from rulebooks.models import Rulebook
from talent.models import Discipline, Engineer
from tests.acceptance import consolidating, deciding, letters, papers, post_reviews, screens, signing, surveys
from tests.factories import batches, evaluations, rulebooks, word, workbooks

ANONYMOUS = ""
EXCEPTED = {
    "acts without a page of their own": {
        "overview:demo_sign_in", "evaluations:grades_set", "evaluations:sheet_comment", "evaluations:sheet_submit",
        "evaluations:sheet_verify", "evaluations:summary_print", "evaluations:summary_workbook", "office:job_cancel",
        "office:job_restart", "office:import_apply", "office:import_replan", "office:set_language",
        "evaluations:assessment_form_word", "office:table_create", "posts:batch_meeting_paper_word",
        "posts:batch_certificates", "posts:certificate_print", "posts:letter_word", "planning:return_candidates",
        "planning:survey_ask_again", "planning:survey_meeting_paper_word", "planning:consolidation_save",
        "planning:return_workbook", "planning:survey_workbook", "establishment:review_meeting_paper_word",
        "establishment:review_report_word", "establishment:review_report_workbook",
        "establishment:review_letters_word",
    },
    "asked by a POST of the rows that were chosen": {
        "posts:batch_collect", "posts:rows_update", "posts:rows_remove", "planning:consolidation_take",
        "planning:consolidation_merge",
    },
    "answers for scripts": {
        "evaluations:filing_meter", "evaluations:filing_cells", "evaluations:filing_token", "posts:post_pick",
        "talent:engineer_pick", "talent:discipline_pick", "talent:upper_discipline_pick", "office:unit_pick",
        "office:open_unit_pick", "office:account_pick", "office:duty_unit_pick", "office:grant_unit_pick",
        "office:healthz", "office:readyz", "office:decision_pick", "posts:holder_pick",
        "posts:leaver_pick", "planning:return_cells", "planning:return_token", "planning:candidate_pick",
        "establishment:standing_post_pick", "establishment:freezable_post_pick",
        "establishment:reopenable_post_pick", "establishment:receiving_post_pick",
    },
    "leads on to one's own record": {"talent:my_record"},
    "a part of a page that is opened within it": {"evaluations:sheet_aside"},
    "files": {
        "evaluations:summary_scan_file", "office:decision_minutes_file", "office:job_output",
        "mfa_download_recovery_codes", "posts:batch_document_file", "posts:certificate_scan_file",
        "posts:letter_scan_file", "planning:survey_file", "planning:return_scan", "office:template_file",
        "office:template_preview", "office:shipped_template_file",
        "office:shipped_template_preview",
    },
    "closed: accounts are opened by the rights administrator": {
        "account_signup", "account_email", "account_inactive", "account_email_verification_sent",
        "account_confirm_email", "account_set_password", "account_confirm_login_code",
        "account_reset_password_from_key", "account_reset_password_from_key_done"
    },
    "only in the middle of a sign-in or with a key of one's own": {
        "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn", "mfa_edit_webauthn",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A URL name, who opens it (a persona's user name), the keys of its address and a query."""

    name: str
    persona: str
    of: tuple = ()
    query: str = ""

    def address(self, world):
        keys = [world.get(key, key) for key in self.of]
        return reverse(self.name, args=keys) + self.query.format(**world)

    def __str__(self):
        return f"{self.name}{self.query}"


def page(name, persona, *of, query=""):
    return Page(name, persona, of, query)


PAGES = (
    page("account_login", ANONYMOUS),
    page("account_reset_password", ANONYMOUS),
    page("account_reset_password_done", ANONYMOUS),
    page("account_logout", "hr"),
    page("account_change_password", "hr"),
    page("account_reauthenticate", "hr"),
    page("mfa_index", "hr"),
    page("mfa_activate_totp", "rights"),
    page("overview:home", "hr"),
    page("overview:home", "administrator"),
    page("overview:home", "chief"),
    page("overview:home", "leader"),
    page("overview:search", "hr", query="?q=炼铁"),
    page("overview:due_board", "administrator"),
    page("overview:due_board", "leader"),
    page("overview:coverage", "administrator"),
    page("overview:coverage", "leader", query="?at=0102&discipline=01&as_of=2026-06-30"),
    page("overview:coverage", "head"),
    page("overview:professional_line", "administrator"),
    page("overview:professional_line", "leader", query="?discipline=01"),
    page("overview:post_thread", "hr", "post"),
    page("overview:person_thread", "administrator", "chief"),
    page("overview:person_thread", "chief", "chief"),
    page("evaluations:cycle_list", "hr"),
    page("evaluations:cycle_create", "administrator"),
    page("evaluations:cycle_detail", "hr", "cycle"),
    page("evaluations:cycle_detail", "administrator", "calibrating"),
    page("evaluations:cycle_update", "administrator", "draft"),
    page("evaluations:cycle_slots", "administrator", "cycle"),
    page("evaluations:cycle_preview", "administrator", "draft"),
    page("evaluations:appointment_leave_out", "administrator", "draft", "appointment"),
    page("evaluations:cycle_open", "administrator", "draft"),
    page("evaluations:cycle_progress", "hr", "cycle"),
    page("evaluations:cycle_calibrate", "administrator", "cycle"),
    page("evaluations:cycle_return", "administrator", "calibrating"),
    page("evaluations:cycle_close", "administrator", "published"),
    page("evaluations:calibration_board", "administrator", "calibrating"),
    page("evaluations:calibration_board", "hr", "cycle"),
    page("evaluations:cap_override", "administrator", "calibrating", query="?pool={plate}&grade={grade}"),
    page("evaluations:cycle_distribution", "leader", "calibrating"),
    page("evaluations:cycle_decision", "administrator", "calibrating"),
    page("evaluations:cycle_publish", "administrator", "calibrating"),
    page("evaluations:assessment_list", "hr", "cycle"),
    page("evaluations:assessment_list", "hr", "published"),
    page("evaluations:assessment_detail", "chief", "result"),
    page("evaluations:assessment_exclude", "administrator", "assessment"),
    page("evaluations:assessment_include", "administrator", "assessment"),
    page("evaluations:engineer_assessments", "hr", "chief"),
    page("evaluations:post_assessments", "hr", "post"),
    page("evaluations:filing_home", "hr", "cycle"),
    page("evaluations:chase_list", "hr", "cycle"),
    page("evaluations:filing_grid", "hr", "slot"),
    page("evaluations:slot_submit", "hr", "slot"),
    page("evaluations:slot_verify", "hr-checker", "submitted_slot"),
    page("evaluations:sheet_detail", "hr", "sheet"),
    page("evaluations:sheet_reopen", "administrator", "submitted_sheet"),
    page("evaluations:note_list", "hr"),
    page("evaluations:note_add", "hr", "appointment"),
    page("evaluations:summary_list", "hr", "cycle"),
    page("evaluations:summary_preview", "hr", "submitted_slot", query="?unit={plate}"),
    page("evaluations:summary_scan", "hr", "submitted_slot", query="?unit={plate}"),
    page("evaluations:summary_detail", "hr", "summary"),
    page("evaluations:summary_printed", "hr", "summary"),
    page("evaluations:form_list", "hr", "published"),
    page("evaluations:assessment_form", "hr", "result"),
    page("posts:post_list", "hr"),
    page("posts:establishment", "hr"),
    page("posts:post_detail", "hr", "post"),
    page("posts:post_update", "administrator", "post"),
    page("posts:appointment_list", "hr"),
    page("posts:appointment_detail", "hr", "appointment"),
    page("posts:engineer_appointments", "hr", "chief"),
    page("posts:batch_meeting_paper", "administrator", "paper_batch"),
    page("posts:batch_document", "administrator", "certified_batch"),
    page("posts:batch_certificate_scan", "administrator", "certified_batch"),
    page("posts:certificate_list", "administrator"),
    page("posts:certificate_detail", "administrator", "certificate"),
    page("posts:certificate_scan", "administrator", "certificate"),
    page("posts:certificate_reissue", "administrator", "certificate"),
    page("posts:ledger", "hr"),
    page("posts:post_create", "administrator"),
    *(page(f"posts:post_{act}", "administrator", "open_post") for act in ("revise", "freeze", "abolish")),
    page("posts:post_reopen", "administrator", "frozen_post"),
    page("posts:batch_list", "hr"),
    page("posts:batch_create", "administrator"),
    page("posts:seat_fill", "administrator"),
    page("posts:seat_fill", "administrator", query="?post=010201-0603-1"),
    page("posts:batch_detail", "administrator", "paper_batch"),
    page("posts:batch_detail", "leader", "certified_batch"),
    page("posts:batch_update", "administrator", "paper_batch"),
    page("posts:batch_decision", "administrator", "paper_batch"),
    page("posts:batch_propose", "administrator-plate", "plate_batch"),
    page("posts:batch_return", "administrator", "proposed_batch"),
    page("posts:batch_withdraw", "administrator", "paper_batch"),
    page("posts:batch_carry_out", "administrator", "paper_batch"),
    page("posts:batch_take_on_file", "administrator", "filed_batch"),
    page("posts:batch_correct", "administrator", "certified_batch"),
    page("posts:row_appoint", "administrator", "paper_batch"),
    page("posts:row_present", "administrator", "paper_batch"),
    page("posts:row_present", "administrator", "paper_batch", query="?do=lower"),
    page("posts:row_update", "administrator", "paper_batch", "paper_row"),
    page("posts:appointment_letters", "hr", "appointment"),
    page("posts:letter_list", "hr"),
    page("posts:letter_draft", "administrator", query="?selected={appointment}"),
    *(page(f"posts:letter_{act}", "administrator", "letter") for act in ("detail", "revise", "copy", "print", "scan")),
    page("posts:letter_sign_for_unit", "administrator", "letter"),
    page("posts:letter_sign_as_holder", "chief", "letter"),
    page("posts:letter_discard", "administrator", "letter"),
    page("posts:letter_replace", "administrator", "signed_letter"),
    page("posts:fit_list", "engineer"),
    page("posts:fit_detail", "hr", "post"),
    page("posts:fit_detail", "engineer", "open_post"),
    page("posts:fit_engineer", "hr", "chief"),
    page("posts:fit_engineer", "leader", "chief"),
    page("rulebooks:rulebook_list", "hr"),
    page("rulebooks:rulebook_detail", "hr", "rulebook"),
    page("rulebooks:rulebook_compare", "administrator", "second_rulebook", "rulebook"),
    page("talent:engineer_list", "hr"),
    page("talent:engineer_create", "hr"),
    page("talent:engineer_detail", "hr", "chief"),
    page("talent:engineer_update", "hr", "chief"),
    page("talent:engineer_results", "hr", "chief"),
    page("talent:past_result_list", "hr"),
    page("talent:discipline_list", "administrator"),
    page("talent:discipline_create", "administrator"),
    page("talent:discipline_update", "administrator", "discipline"),
    page("talent:account_link", "rights", "hr_account"),
    page("office:unit_list", "hr"),
    page("office:unit_detail", "administrator", "plate"),
    page("office:unit_create", "administrator", "plate"),
    page("office:unit_update", "administrator", "plate"),
    page("office:unit_place", "administrator", "plate"),
    page("office:unit_merge", "administrator", "works"),
    page("office:unit_merge", "administrator", "works", query="?successor=010203&on=2026-11-01"),
    page("office:unit_close", "administrator", "works"),
    page("office:template_list", "administrator"),
    page("office:template_detail", "administrator", "word_paper"),
    page("office:template_upload", "administrator", "word_paper"),
    page("office:template_restore", "administrator", "template"),
    page("office:shipped_template_restore", "administrator", "word_paper"),
    page("office:decision_list", "administrator"),
    page("office:decision_create", "administrator"),
    page("office:decision_detail", "administrator", "decision"),
    page("office:decision_minutes", "administrator", "decision"),
    page("office:intake", "administrator"),
    *(
        page("office:import_upload", "administrator", code)
        for code in ("units", "engineers", "posts", "batch-rows", "demand", "results", "sheets")
    ),
    page("office:job_list", "hr"),
    page("office:job_status_list", "system"),
    page("office:job_detail", "hr", "spoiled_job"),
    page("office:job_detail", "hr", "ready_job"),
    page("office:import_map", "hr", "unknown_job"),
    page("office:audit_list", "audit"),
    page("office:user_list", "rights"),
    page("office:user_create", "rights"),
    page("office:user_detail", "rights", "hr_account"),
    page("office:user_update", "rights", "hr_account"),
    page("office:user_password", "rights", "hr_account"),
    page("office:user_second_step", "rights", "hr_account"),
    page("office:user_close", "rights", "hr_account"),
    page("office:user_reopen", "rights", "closed_account"),
    page("office:duty_list", "rights"),
    page("office:duty_grant", "rights"),
    page("office:duty_end", "rights", "duty"),
    page("office:profile", "hr"),
    page("office:table_list", "hr"),
    page("office:table_update", "hr", "named_table"),
    page("office:table_delete", "hr", "named_table"),
    page("posts:appointment_list", "hr", query="?table={named_table}"),
    page("planning:survey_list", "hr"),
    page("planning:survey_create", "hr"),
    page("planning:survey_detail", "hr", "survey"),
    page("planning:survey_detail", "filler", "survey"),
    page("planning:survey_detail", "hr", "survey", query="?at={plate}"),
    *(page(f"planning:survey_{act}", "hr", "draft_survey") for act in ("detail", "update", "delete", "leave_out", "file_add", "open")),
    page("planning:survey_file_remove", "hr", "draft_survey", "guidance_file"),
    *(page(f"planning:survey_{act}", "hr", "survey") for act in ("copy", "close", "chase", "unit_add")),
    page("planning:survey_reopen", "hr", "closed_survey"),
    page("planning:return_list", "hr"),
    page("planning:survey_desk", "administrator", "desk_survey"),
    page("planning:survey_desk", "leader", "published_survey"),
    page("planning:survey_decide", "administrator", "desk_survey", query="?selected={desk_line}"),
    page("planning:survey_take_up", "administrator", "desk_survey"),
    page("planning:survey_publish", "administrator", "desk_survey"),
    page("planning:survey_meeting_paper", "administrator", "desk_survey"),
    page("planning:survey_result", "filler", "published_survey"),
    page("planning:result_list", "hr"),
    page("planning:line_list", "hr"),
    page("planning:consolidation", "hr-plate", "consolidated_survey", "plate"),
    page("planning:consolidation", "leader", "consolidated_survey", "plate"),
    page("planning:consolidation_separate", "hr-plate", "consolidated_survey", "plate", "merged_line"),
    page("planning:consolidation_pass_up", "hr-plate", "consolidated_survey", "plate"),
    page("planning:consolidation_print", "hr-plate", "consolidated_survey", "plate"),
    page("planning:return_extend", "hr", "return"),
    page("planning:return_detail", "filler", "return"),
    page("planning:return_detail", "checker", "return"),
    page("planning:return_load", "filler", "return"),
    page("planning:return_line_add", "filler", "return"),
    page("planning:return_line_remove", "filler", "return", "added_line"),
    page("planning:return_people", "filler", "return", "demand_line"),
    page("planning:return_hand_in", "filler", "return"),
    page("planning:return_check", "checker", "checking_return"),
    page("planning:return_approve", "head", "approving_return"),
    page("planning:return_send_back", "head", "approving_return"),
    page("planning:return_send_back", "administrator", "consolidated_return"),
    page("planning:return_print", "head", "approving_return"),
    page("planning:return_print", "filler", "return", query="?form=empty"),
    page("planning:return_paper", "hr", "approving_return"),
    page("planning:return_paper", "hr", "submitted_return"),
    page("planning:line_detail", "head", "consolidated_line"),
    page("planning:line_detail", "administrator", "decided_line"),
    page("establishment:review_list", "hr"),
    page("establishment:review_create", "hr"),
    page("establishment:review_detail", "hr", "draft_review"),
    page("establishment:review_detail", "leader", "applied_review"),
    page("establishment:review_detail", "hr", "draft_review", query="?only=unsettled"),
    page("establishment:review_effects", "hr", "draft_review"),
    *(page("overview:resorting", "hr", status) for status in ("draft_review", "applied_review")),
    page("overview:resorting_lines", "leader", "draft_review"),
    page("overview:resorting_line", "leader", "draft_review", "discipline"),
    page("overview:establishment", "leader"),
    page("overview:establishment", "head", query="?as_of=2027-01-01"),
    page("establishment:review_meeting_paper", "hr", "draft_review"),
    page("establishment:review_meeting_paper", "leader", "approved_review"),
    page("establishment:review_letters", "hr", "applied_review"),
    page("establishment:letter_detail", "hr", "holder_letter"),
    *(
        page(f"establishment:review_{act}", "hr", "draft_review")
        for act in ("update", "draw", "propose", "withdraw")
    ),
    page("establishment:change_add", "hr", "draft_review"),
    *(page(f"establishment:change_{act}", "hr", "draft_review", "post_change") for act in ("update", "remove")),
    page("establishment:holder_fate", "hr", "draft_review", "post_change", "changed_holder"),
    page("establishment:holders_keep", "hr", "draft_review", "post_change"),
    page("establishment:review_take_back", "hr", "reviewing_review"),
    *(page(f"establishment:review_{act}", "administrator", "reviewing_review") for act in ("send_back", "approve")),
    page("establishment:review_apply", "administrator", "approved_review"),
    page("establishment:review_correct", "hr", "applied_review"),
)  # fmt: skip


def url_names(resolver=None, space=""):
    """Every URL name but those of Django's admin."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{space}:{pattern.name}" if space else pattern.name
        elif pattern.namespace != "admin":
            yield from url_names(pattern, pattern.namespace or space)


def forgotten():
    return set(url_names()) - {one.name for one in PAGES} - set().union(*EXCEPTED.values())


# --- The demo, and what it lacks of the life of a cycle ---------------------------------------------------------
def build_world():
    """{what an address names: key} on the demo, with further cycles, papers, accounts and uploads."""
    rulebooks.example_rulebook()
    call_command("demo", verbosity=0)
    hr = User.objects.get(username="hr")
    hr.set_password("Lead-Goose-2026")
    hr.save(update_fields=["password"])
    world = {"cycle": Cycle.objects.get().pk}
    group = Unit.objects.get(code="01")
    _cycles(world, group, User.objects.get(username="administrator"))
    _keys(world)
    _papers(world, hr)
    papers.build(world, group, User.objects.get(username="administrator"))
    deciding.build(world, group, User.objects.get(username="administrator"))
    post_reviews.build(world, group, User.objects.get(username="administrator"), hr)
    letters.build(world, User.objects.get(username="administrator"))
    surveys.build(world, group)
    consolidating.build(world, group)
    signing.build(world)
    _batches(world)
    _templates(world, hr)
    _uploads(world, screens.signed_in(hr))
    return world


def _cycles(world, group, administrator):
    holders = Engineer.objects.filter(appointments__isnull=False).values_list("pk", flat=True)
    totals = {key: 95 - place % 12 for place, key in enumerate(holders)}
    days = {"as_of": datetime.date(2026, 10, 31), "filing_ends_on": datetime.date(2026, 12, 31)}
    made = {}
    for name, year in (("draft", 2026), ("calibrating", 2024), ("published", 2023)):
        made[name] = evaluations.draft(group, administrator, name=f"{year}年度考核", year=year, **days)
        if name != "draft":
            evaluations.calibrating(made[name], administrator, totals if name == "calibrating" else None)
    decision = evaluations.decision(group)
    cycles.attach_decision(made["published"], decision, actor=administrator)
    publishing.publish_cycle(made["published"], actor=administrator)
    world |= {name: cycle.pk for name, cycle in made.items()} | {"decision": decision.pk}


def _keys(world):
    chief = Engineer.objects.get(employee_number="B101659")
    slots = RaterSlot.objects.filter(cycle=world["cycle"])
    sheets = Sheet.objects.filter(subject__assessment__cycle=world["cycle"], subject__assessment__engineer=chief)
    serving = Appointment.objects.serving().get(engineer=chief)
    example = Rulebook.objects.get()
    closed = User.objects.create(username="closed", name="旧账号", is_active=False)
    hr = User.objects.get(username="hr")
    second = rulebooks.draft(version=2)
    table = NamedTable.objects.create(
        unit=hr.current_duties[0].unit, name="在聘月报", list_code="posts.AppointmentList", columns=["name", "post"]
    )
    world.update(
        slot=slots.get(name="专家评委3").pk,
        submitted_slot=slots.get(name="专家评委2").pk,
        sheet=sheets.get(subject__slot__name="专家评委3").pk,
        submitted_sheet=sheets.get(subject__slot__name="专家评委2").pk,
        assessment=Assessment.objects.get(cycle=world["cycle"], engineer=chief).pk,
        result=Assessment.objects.get(cycle=world["published"], engineer=chief).pk,
        grade=example.regimes.get().result_grades.get(cap_percent__isnull=False).pk,
        appointment=serving.pk, chief=chief.pk, post=serving.seat.post_id, plate=Unit.objects.get(code="0102").pk,
        rulebook=example.pk, second_rulebook=second.pk, discipline=Discipline.objects.first().pk,
        hr_account=hr.pk, closed_account=closed.pk, duty=Duty.objects.filter(user=hr).first().pk, named_table=table.pk,
        open_post=Post.objects.open_to(User.objects.get(username="engineer")).first().pk,
    )  # fmt: skip


def _batches(world):
    """A draft and a filed batch of the subsidiary beside the demo's own, and what further pages are about."""
    plate = Unit.objects.get(pk=world["plate"])
    held = Appointment.objects.serving().filter(seat__post__unit__path__startswith=plate.path).last()
    draft, done = batches.batch(plate), batches.batch(plate)
    batches.row(draft, "extend", held, until=datetime.date(2099, 1, 1), reason="项目未完")
    done.status, done.historic, done.to_be_filed, done.done_at = "done", True, True, timezone.now()
    done.save()
    frozen = Post.objects.open_to(User.objects.get(username="engineer")).last()
    revise_post(frozen, actor=None, starts_on=today(), historic=True, status="frozen")
    world.update(
        plate_batch=draft.pk, filed_batch=done.pk, frozen_post=frozen.pk, works=Unit.objects.get(code="010201").pk,
        proposed_batch=AppointmentBatch.objects.get(status="proposed").pk,
        paper_row=BatchRow.objects.filter(batch=world["paper_batch"]).first().pk,
    )  # fmt: skip


def _templates(world, hr):
    paper = word_templates.paper_of("certificate")
    upload = word.upload(paper.path.read_bytes(), "聘书.docx")
    world |= {"word_paper": "certificate", "template": replace_template(paper, upload, note="换版式", actor=hr).pk}


def _papers(world, hr):
    slot = RaterSlot.objects.get(pk=world["submitted_slot"])
    world["summary"] = summaries.print_summary(slot, Unit.objects.get(pk=world["plate"]), actor=hr).pk


def _uploads(world, client):
    roster = screens.rows_of(screens.REGISTERS["engineers"])
    wrong, new, unknown = ([list(row) for row in roster[1:6]] for _copy in range(3))
    wrong[1][4], wrong[2][7] = "1985-13-01", "炼丹"
    new[1][1], new[2][16] = "B999001", "借调"
    unknown[0][2] = "员工"
    for name, rows in (("spoiled_job", wrong), ("ready_job", new), ("unknown_job", unknown)):
        world[name] = screens.upload(client, "engineers", workbooks.xlsx(rows), "花名册.xlsx").pk
