from django.urls import path

from office.listing import PickerView
from talent.pickers import DisciplinePicker, EngineerPicker, UpperDisciplinePicker
from talent.views import accounts, disciplines, engineers, results

app_name = "talent"
urlpatterns = [
    path("people/", engineers.EngineerListPage.as_view(), name="engineer_list"),
    path("people/me/", engineers.my_record, name="my_record"),
    path("people/new/", engineers.engineer_create, name="engineer_create"),
    path("people/pick", PickerView.as_view(picker=EngineerPicker), name="engineer_pick"),
    path("people/<int:pk>/", engineers.engineer_detail, name="engineer_detail"),
    path("people/<int:pk>/edit/", engineers.engineer_update, name="engineer_update"),
    path("people/<int:pk>/results/", engineers.engineer_results, name="engineer_results"),
    path("people/results/", results.PastResultListPage.as_view(), name="past_result_list"),
    path("people/disciplines/", disciplines.DisciplineListPage.as_view(), name="discipline_list"),
    path("people/disciplines/new/", disciplines.discipline_create, name="discipline_create"),
    path("people/disciplines/pick", PickerView.as_view(picker=DisciplinePicker), name="discipline_pick"),
    path(
        "people/disciplines/upper/pick", PickerView.as_view(picker=UpperDisciplinePicker), name="upper_discipline_pick"
    ),
    path("people/disciplines/<int:pk>/", disciplines.discipline_update, name="discipline_update"),
    path("people/accounts/<int:pk>/", accounts.account_link, name="account_link"),
]
