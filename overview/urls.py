from django.urls import path

from overview.views.demo import demo_sign_in
from overview.views.home import home
from overview.views.search import search_page

app_name = "overview"
urlpatterns = [
    path("", home, name="home"),
    path("search/", search_page, name="search"),
    path("demo/sign-in/", demo_sign_in, name="demo_sign_in"),
]
