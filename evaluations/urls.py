from django.urls import path

from evaluations.views import calibration, chasing, cycles, filing, notes, papers, registration, results, sheets
from office.views.endpoints import fresh_token

app_name = "evaluations"
cycle_urls = [
    path("cycles/", cycles.CycleListPage.as_view(), name="cycle_list"),
    path("cycles/new/", cycles.cycle_create, name="cycle_create"),
    path("cycles/<int:pk>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/<int:pk>/edit/", cycles.cycle_update, name="cycle_update"),
    path("cycles/<int:pk>/slots/", cycles.cycle_slots, name="cycle_slots"),
    path("cycles/<int:pk>/preview/", cycles.cycle_preview, name="cycle_preview"),
    path(
        "cycles/<int:pk>/preview/<int:appointment>/leave-out/",
        cycles.appointment_leave_out,
        name="appointment_leave_out",
    ),
    path("cycles/<int:pk>/open/", cycles.cycle_open, name="cycle_open"),
    path("cycles/<int:pk>/progress/", cycles.cycle_progress, name="cycle_progress"),
    path("cycles/<int:pk>/calibrate/", cycles.cycle_calibrate, name="cycle_calibrate"),
    path("cycles/<int:pk>/return/", cycles.cycle_return, name="cycle_return"),
    path("cycles/<int:pk>/close/", cycles.cycle_close, name="cycle_close"),
]
calibration_urls = [
    path("cycles/<int:pk>/calibration/", calibration.calibration_board, name="calibration_board"),
    path("cycles/<int:pk>/calibration/grades/", calibration.grades_set, name="grades_set"),
    path("cycles/<int:pk>/calibration/override/", calibration.cap_override, name="cap_override"),
    path("cycles/<int:pk>/distribution/", calibration.cycle_distribution, name="cycle_distribution"),
    path("cycles/<int:pk>/decision/", calibration.cycle_decision, name="cycle_decision"),
    path("cycles/<int:pk>/publish/", calibration.cycle_publish, name="cycle_publish"),
]
result_urls = [
    path("cycles/<int:pk>/assessments/", results.AssessmentListPage.as_view(), name="assessment_list"),
    path("assessments/<int:pk>/", results.assessment_detail, name="assessment_detail"),
    path("assessments/<int:pk>/exclude/", results.assessment_exclude, name="assessment_exclude"),
    path("assessments/<int:pk>/include/", results.assessment_include, name="assessment_include"),
    path("engineers/<int:pk>/assessments/", results.EngineerAssessmentListPage.as_view(), name="engineer_assessments"),
    path("posts/<int:pk>/assessments/", results.PostAssessmentListPage.as_view(), name="post_assessments"),
]
filing_urls = [
    path("cycles/<int:pk>/filing/", filing.filing_home, name="filing_home"),
    path("cycles/<int:pk>/missing/", chasing.ChaseListPage.as_view(), name="chase_list"),
    path("slots/<int:pk>/", filing.filing_grid, name="filing_grid"),
    path("slots/<int:pk>/meter/", filing.filing_meter, name="filing_meter"),
    path("slots/<int:pk>/submit/", sheets.slot_submit, name="slot_submit"),
    path("slots/<int:pk>/verify/", sheets.slot_verify, name="slot_verify"),
    path("filing/cells/", filing.filing_cells, name="filing_cells"),
    path("filing/token/", fresh_token, name="filing_token"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/aside/", sheets.sheet_aside, name="sheet_aside"),
    path("sheets/<int:pk>/comment/", sheets.sheet_comment, name="sheet_comment"),
    path("sheets/<int:pk>/submit/", sheets.sheet_submit, name="sheet_submit"),
    path("sheets/<int:pk>/reopen/", sheets.sheet_reopen, name="sheet_reopen"),
    path("sheets/<int:pk>/verify/", sheets.sheet_verify, name="sheet_verify"),
    path("notes/", notes.RoutineNoteListPage.as_view(), name="note_list"),
    path("appointments/<int:pk>/notes/new/", notes.note_add, name="note_add"),
]
paper_urls = [
    path("cycles/<int:pk>/papers/", papers.summary_list, name="summary_list"),
    path("slots/<int:pk>/summary/", papers.summary_preview, name="summary_preview"),
    path("slots/<int:pk>/summary/print/", papers.summary_print, name="summary_print"),
    path("slots/<int:pk>/summary/workbook/", papers.summary_workbook, name="summary_workbook"),
    path("slots/<int:pk>/summary/scan/", papers.summary_scan, name="summary_scan"),
    path("summaries/<int:pk>/", papers.summary_detail, name="summary_detail"),
    path("summaries/<int:pk>/printed/", papers.summary_printed, name="summary_printed"),
    path("summaries/<int:pk>/scan/", papers.summary_scan_file, name="summary_scan_file"),
    path("cycles/<int:pk>/forms/", registration.form_list, name="form_list"),
    path("assessments/<int:pk>/form/", registration.assessment_form, name="assessment_form"),
    path("assessments/<int:pk>/form/word/", registration.assessment_form_word, name="assessment_form_word"),
]
urlpatterns = [*cycle_urls, *calibration_urls, *result_urls, *filing_urls, *paper_urls]
