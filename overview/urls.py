from django.urls import path

from overview.views.coverage import CoveragePage
from overview.views.demo import demo_sign_in
from overview.views.due import due_board
from overview.views.establishment import EstablishmentPage
from overview.views.home import home
from overview.views.professional_line import professional_line
from overview.views.resorting import ResortingLinesPage, ResortingPage, line_before_and_after
from overview.views.search import search_page
from overview.views.threads import person_thread, post_thread

app_name = "overview"
urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
    path("due/", due_board, name="due_board"),
    path("coverage/", CoveragePage.as_view(), name="coverage"),
    path("professional-line/", professional_line, name="professional_line"),
    path("establishment/", EstablishmentPage.as_view(), name="establishment"),
    path("post-reviews/<int:pk>/before-and-after/", ResortingPage.as_view(), name="resorting"),
    path("post-reviews/<int:pk>/professional-line/", ResortingLinesPage.as_view(), name="resorting_lines"),
    path("post-reviews/<int:pk>/professional-line/<int:discipline>/", line_before_and_after, name="resorting_line"),
    path("threads/posts/<int:pk>/", post_thread, name="post_thread"),
    path("threads/people/<int:pk>/", person_thread, name="person_thread"),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
]
