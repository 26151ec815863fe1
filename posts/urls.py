from django.urls import path

from office.listing import PickerView
from posts.pickers import PostPicker
from posts.views.appointments import AppointmentListPage, EngineerAppointmentsPage, appointment_detail
from posts.views.posts import EstablishmentPage, PostListPage, post_detail, post_update

app_name = "posts"
urlpatterns = [
    path("posts/", PostListPage.as_view(), name="post_list"),
    path("posts/pick", PickerView.as_view(picker=PostPicker), name="post_pick"),
    path("posts/establishment/", EstablishmentPage.as_view(), name="establishment"),
    path("posts/<int:pk>/", post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", post_update, name="post_update"),
    path("appointments/", AppointmentListPage.as_view(), name="appointment_list"),
    path("appointments/<int:pk>/", appointment_detail, name="appointment_detail"),
    path("engineers/<int:pk>/appointments/", EngineerAppointmentsPage.as_view(), name="engineer_appointments"),
]
