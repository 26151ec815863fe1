from django.urls import path

from overview.views.demo import demo_sign_in
from overview.views.due import due_board
from overview.views.home import home
from overview.views.search import search_page

app_name = "overview"
urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
    path("due/", due_board, name="due_board"),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
]
