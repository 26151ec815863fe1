from django.urls import path

from planning.views import line_story, return_papers, signing

app_name = "planning"
urlpatterns = [
    # A return through the unit's hands
    path("demand/returns/<int:pk>/hand-in/", signing.return_hand_in, name="return_hand_in"),
    path("demand/returns/<int:pk>/check/", signing.return_check, name="return_check"),
    path("demand/returns/<int:pk>/approve/", signing.return_approve, name="return_approve"),
    path("demand/returns/<int:pk>/send-back/", signing.return_send_back, name="return_send_back"),
    path("demand/returns/<int:pk>/print/", return_papers.return_print, name="return_print"),
    path("demand/returns/<int:pk>/paper/", return_papers.return_paper, name="return_paper"),
    path("demand/returns/<int:pk>/paper/file/", return_papers.return_scan, name="return_scan"),
    # The story of a line
    path("demand/lines/<int:pk>/", line_story.line_detail, name="line_detail"),
]
