from django.urls import path

from office.listing.pickers import PickerView
from office.views.endpoints import fresh_token
from planning.pickers import CandidatePicker
from planning.views import (
    consolidating,
    consolidation,
    desk,
    guidance,
    line_story,
    meeting_papers,
    publishing,
    return_cells,
    return_papers,
    returns,
    running,
    signing,
    surveys,
    taking_up,
    workbooks,
)
from planning.views.chasing import SurveyChasePage
from planning.views.line_lists import LineListPage
from planning.views.return_lists import ReturnListPage, return_extend

app_name = "planning"
urlpatterns = [
    # A survey
    path("demand/surveys/", surveys.SurveyListPage.as_view(), name="survey_list"),
    path("demand/surveys/new/", surveys.survey_create, name="survey_create"),
    path("demand/surveys/<int:pk>/", surveys.survey_detail, name="survey_detail"),
    path("demand/surveys/<int:pk>/copy/", surveys.survey_copy, name="survey_copy"),
    path("demand/surveys/<int:pk>/edit/", surveys.survey_update, name="survey_update"),
    path("demand/surveys/<int:pk>/delete/", surveys.survey_delete, name="survey_delete"),
    path("demand/surveys/<int:pk>/units/leave-out/", surveys.survey_leave_out, name="survey_leave_out"),
    path("demand/surveys/<int:pk>/units/<int:unit>/ask/", surveys.survey_ask_again, name="survey_ask_again"),
    path("demand/surveys/<int:pk>/files/add/", guidance.survey_file_add, name="survey_file_add"),
    path("demand/surveys/<int:pk>/files/<int:file>/", guidance.survey_file, name="survey_file"),
    path("demand/surveys/<int:pk>/files/<int:file>/remove/", guidance.survey_file_remove, name="survey_file_remove"),
    path("demand/surveys/<int:pk>/open/", running.survey_open, name="survey_open"),
    path("demand/surveys/<int:pk>/close/", running.survey_close, name="survey_close"),
    path("demand/surveys/<int:pk>/reopen/", running.survey_reopen, name="survey_reopen"),
    path("demand/surveys/<int:pk>/units/add/", running.survey_unit_add, name="survey_unit_add"),
    path("demand/surveys/<int:pk>/missing/", SurveyChasePage.as_view(), name="survey_chase"),
    # Deciding
    path("demand/surveys/<int:pk>/desk/", desk.DeskPage.as_view(), name="survey_desk"),
    path("demand/surveys/<int:pk>/decide/", desk.survey_decide, name="survey_decide"),
    path("demand/surveys/<int:pk>/take-up/", taking_up.survey_take_up, name="survey_take_up"),
    path("demand/surveys/<int:pk>/publish/", publishing.survey_publish, name="survey_publish"),
    path("demand/surveys/<int:pk>/result/", publishing.SurveyResultPage.as_view(), name="survey_result"),
    path("demand/surveys/<int:pk>/meeting/", meeting_papers.survey_meeting_paper, name="survey_meeting_paper"),
    path(
        "demand/surveys/<int:pk>/meeting/word/",
        meeting_papers.survey_meeting_paper_word,
        name="survey_meeting_paper_word",
    ),
    path("demand/results/", publishing.ResultListPage.as_view(), name="result_list"),
    # The desk of a subsidiary
    path("demand/surveys/<int:pk>/consolidation/<int:unit>/", consolidation.consolidation, name="consolidation"),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/save/",
        consolidation.consolidation_save,
        name="consolidation_save",
    ),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/take/",
        consolidating.consolidation_take,
        name="consolidation_take",
    ),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/merge/",
        consolidating.consolidation_merge,
        name="consolidation_merge",
    ),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/separate/<int:line>/",
        consolidating.consolidation_separate,
        name="consolidation_separate",
    ),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/pass-up/",
        consolidating.consolidation_pass_up,
        name="consolidation_pass_up",
    ),
    path(
        "demand/surveys/<int:pk>/consolidation/<int:unit>/print/",
        consolidation.consolidation_print,
        name="consolidation_print",
    ),
    # All returns in sight
    path("demand/returns/", ReturnListPage.as_view(), name="return_list"),
    path("demand/returns/<int:pk>/extend/", return_extend, name="return_extend"),
    # The page on which a return is filled in
    path("demand/returns/<int:pk>/", returns.return_detail, name="return_detail"),
    path("demand/returns/<int:pk>/lines/add/", returns.return_line_add, name="return_line_add"),
    path("demand/returns/<int:pk>/lines/<int:line>/remove/", returns.return_line_remove, name="return_line_remove"),
    path("demand/returns/<int:pk>/lines/<int:line>/people/", returns.return_people, name="return_people"),
    path("demand/returns/<int:pk>/lines/<int:line>/named/", returns.return_candidates, name="return_candidates"),
    path("demand/cells/", return_cells.return_cells, name="return_cells"),
    path("demand/cells/token/", fresh_token, name="return_token"),
    path("demand/people/pick", PickerView.as_view(picker=CandidatePicker), name="candidate_pick"),
    # A return through the unit's hands
    path("demand/returns/<int:pk>/hand-in/", signing.return_hand_in, name="return_hand_in"),
    path("demand/returns/<int:pk>/check/", signing.return_check, name="return_check"),
    path("demand/returns/<int:pk>/approve/", signing.return_approve, name="return_approve"),
    path("demand/returns/<int:pk>/send-back/", signing.return_send_back, name="return_send_back"),
    path("demand/returns/<int:pk>/print/", return_papers.return_print, name="return_print"),
    path("demand/returns/<int:pk>/paper/", return_papers.return_paper, name="return_paper"),
    path("demand/returns/<int:pk>/paper/file/", return_papers.return_scan, name="return_scan"),
    # Out as a workbook and in again
    path("demand/surveys/<int:pk>/workbook/", workbooks.survey_workbook, name="survey_workbook"),
    path("demand/returns/<int:pk>/workbook/", workbooks.return_workbook, name="return_workbook"),
    path("demand/returns/<int:pk>/load/", workbooks.return_load, name="return_load"),
    # All lines in sight
    path("demand/lines/", LineListPage.as_view(), name="line_list"),
    # The story of a line
    path("demand/lines/<int:pk>/", line_story.line_detail, name="line_detail"),
]
