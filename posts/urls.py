from django.urls import path

from office.listing import PickerView
from posts.enums import PostStatus
from posts.pickers import HolderPicker, LeaverPicker, PostPicker
from posts.views import batch_rows, batches, certificates, documents, letter_papers, letters
from posts.views.appointments import AppointmentListPage, EngineerAppointmentsPage, appointment_detail
from posts.views.eligibility import FitListPage, fit_detail, fit_engineer
from posts.views.ledger import EstablishmentPage, LedgerPage
from posts.views.post_changes import post_create, post_revise, post_status
from posts.views.posts import PostListPage, post_detail, post_update
from posts.views.seats import seat_fill

app_name = "posts"
urlpatterns = [
    path("posts/", PostListPage.as_view(), name="post_list"),
    path("posts/pick", PickerView.as_view(picker=PostPicker), name="post_pick"),
    path("posts/new/", post_create, name="post_create"),
    path("posts/ledger/", LedgerPage.as_view(), name="ledger"),
    path("posts/ledger/by-post/", EstablishmentPage.as_view(), name="establishment"),
    path("posts/<int:pk>/", post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", post_update, name="post_update"),
    path("posts/<int:pk>/revise/", post_revise, name="post_revise"),
    path("posts/<int:pk>/freeze/", post_status, {"status": PostStatus.FROZEN}, name="post_freeze"),
    path("posts/<int:pk>/reopen/", post_status, {"status": PostStatus.ACTIVE}, name="post_reopen"),
    path("posts/<int:pk>/abolish/", post_status, {"status": PostStatus.ABOLISHED}, name="post_abolish"),
    path("posts/open/", FitListPage.as_view(), name="fit_list"),
    path("posts/<int:pk>/conditions/", fit_detail, name="fit_detail"),
    path("engineers/<int:pk>/fit/", fit_engineer, name="fit_engineer"),
    path("batches/", batches.BatchListPage.as_view(), name="batch_list"),
    path("batches/new/", batches.batch_create, name="batch_create"),
    path("batches/collect/", batch_rows.batch_collect, name="batch_collect"),
    path("batches/fill/", seat_fill, name="seat_fill"),
    path("batches/<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/edit/", batches.batch_update, name="batch_update"),
    path("batches/<int:pk>/decision/", batches.batch_decision, name="batch_decision"),
    path("batches/<int:pk>/propose/", batches.batch_propose, name="batch_propose"),
    path("batches/<int:pk>/return/", batches.batch_return, name="batch_return"),
    path("batches/<int:pk>/withdraw/", batches.batch_withdraw, name="batch_withdraw"),
    path("batches/<int:pk>/carry-out/", batches.batch_carry_out, name="batch_carry_out"),
    path("batches/<int:pk>/take-on-file/", batches.batch_take_on_file, name="batch_take_on_file"),
    path("batches/<int:pk>/correct/", batch_rows.batch_correct, name="batch_correct"),
    path("batches/<int:pk>/rows/appoint/", batch_rows.row_appoint, name="row_appoint"),
    path("batches/<int:pk>/rows/present/", batch_rows.row_present, name="row_present"),
    path("batches/<int:pk>/rows/change/", batch_rows.rows_update, name="rows_update"),
    path("batches/<int:pk>/rows/remove/", batch_rows.rows_remove, name="rows_remove"),
    path("batches/<int:pk>/rows/<int:row>/", batch_rows.row_update, name="row_update"),
    path("batches/<int:pk>/meeting-paper/", documents.batch_meeting_paper, name="batch_meeting_paper"),
    path("batches/<int:pk>/meeting-paper/word/", documents.batch_meeting_paper_word, name="batch_meeting_paper_word"),
    path("batches/<int:pk>/document/", documents.batch_document, name="batch_document"),
    path("batches/<int:pk>/document/file/", documents.batch_document_file, name="batch_document_file"),
    path("batches/<int:pk>/certificates/", documents.batch_certificates, name="batch_certificates"),
    path("batches/<int:pk>/certificates/scan/", documents.batch_certificate_scan, name="batch_certificate_scan"),
    path("certificates/", certificates.CertificateListPage.as_view(), name="certificate_list"),
    path("certificates/<int:pk>/", certificates.certificate_detail, name="certificate_detail"),
    path("certificates/<int:pk>/print/", certificates.certificate_print, name="certificate_print"),
    path("certificates/<int:pk>/scan/", certificates.certificate_scan, name="certificate_scan"),
    path("certificates/<int:pk>/scan/file/", certificates.certificate_scan_file, name="certificate_scan_file"),
    path("certificates/<int:pk>/reissue/", certificates.certificate_reissue, name="certificate_reissue"),
    path("appointments/pick", PickerView.as_view(picker=HolderPicker), name="holder_pick"),
    path("appointments/pick-to-end", PickerView.as_view(picker=LeaverPicker), name="leaver_pick"),
    path("appointments/", AppointmentListPage.as_view(), name="appointment_list"),
    path("appointments/<int:pk>/", appointment_detail, name="appointment_detail"),
    path("engineers/<int:pk>/appointments/", EngineerAppointmentsPage.as_view(), name="engineer_appointments"),
    path("appointments/<int:pk>/letters/", letters.AppointmentLettersPage.as_view(), name="appointment_letters"),
    path("letters/", letters.LetterListPage.as_view(), name="letter_list"),
    path("letters/draft/", letters.letter_draft, name="letter_draft"),
    path("letters/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/goals/", letters.letter_revise, name="letter_revise"),
    path("letters/<int:pk>/copy/", letters.letter_copy, name="letter_copy"),
    path("letters/<int:pk>/sign/", letters.letter_sign_as_holder, name="letter_sign_as_holder"),
    path("letters/<int:pk>/sign-for-unit/", letters.letter_sign_for_unit, name="letter_sign_for_unit"),
    path("letters/<int:pk>/print/", letter_papers.letter_print, name="letter_print"),
    path("letters/<int:pk>/word/", letter_papers.letter_word, name="letter_word"),
    path("letters/<int:pk>/scan/", letter_papers.letter_scan, name="letter_scan"),
    path("letters/<int:pk>/scan/file/", letter_papers.letter_scan_file, name="letter_scan_file"),
    path("letters/<int:pk>/replace/", letters.letter_replace, name="letter_replace"),
    path("letters/<int:pk>/discard/", letters.letter_discard, name="letter_discard"),
]
