from django.urls import path

from rulebooks.views.rulebooks import RulebookListPage, rulebook_compare, rulebook_detail

app_name = "rulebooks"
urlpatterns = [
    path("rulebooks/", RulebookListPage.as_view(), name="rulebook_list"),
    path("rulebooks/<int:pk>/", rulebook_detail, name="rulebook_detail"),
    path("rulebooks/<int:pk>/compared-with/<int:other>/", rulebook_compare, name="rulebook_compare"),
]
