from django.urls import path

from office.listing import PickerView
from office.pickers import AccountPicker, DecisionPicker, DutyUnitPicker, GrantUnitPicker, OpenUnitPicker, UnitPicker
from office.views import decisions, duties, health, imports, jobs, profile, units, users
from office.views.audit import AuditListPage

app_name = "office"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("units/pick", PickerView.as_view(picker=UnitPicker), name="unit_pick"),
    path("units/open/pick", PickerView.as_view(picker=OpenUnitPicker), name="open_unit_pick"),
    path("units/", units.UnitListPage.as_view(), name="unit_list"),
    path("units/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("units/<int:pk>/new/", units.unit_create, name="unit_create"),
    path("units/<int:pk>/edit/", units.unit_update, name="unit_update"),
    path("units/<int:pk>/move/", units.unit_place, name="unit_place"),
    path("decisions/", decisions.DecisionListPage.as_view(), name="decision_list"),
    path("decisions/pick", PickerView.as_view(picker=DecisionPicker), name="decision_pick"),
    path("decisions/new/", decisions.decision_create, name="decision_create"),
    path("decisions/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path("decisions/<int:pk>/minutes/", decisions.decision_minutes, name="decision_minutes"),
    path("decisions/<int:pk>/minutes/file/", decisions.decision_minutes_file, name="decision_minutes_file"),
    path("load/", imports.intake, name="intake"),
    path("load/<str:code>/", imports.import_upload, name="import_upload"),
    path("jobs/", jobs.JobListPage.as_view(), name="job_list"),
    path("jobs/state/", jobs.JobStatusPage.as_view(), name="job_status_list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/restart/", jobs.job_restart, name="job_restart"),
    path("jobs/<int:pk>/file/", jobs.job_output, name="job_output"),
    path("jobs/<int:pk>/columns/", imports.import_map, name="import_map"),
    path("jobs/<int:pk>/load/", imports.import_apply, name="import_apply"),
    path("jobs/<int:pk>/read/", imports.import_replan, name="import_replan"),
    path("audit/", AuditListPage.as_view(), name="audit_list"),
    path("accounts/pick", PickerView.as_view(picker=AccountPicker), name="account_pick"),
    path("accounts/", users.UserListPage.as_view(), name="user_list"),
    path("accounts/new/", users.user_create, name="user_create"),
    path("accounts/<int:pk>/", users.user_detail, name="user_detail"),
    path("accounts/<int:pk>/edit/", users.user_update, name="user_update"),
    path("accounts/<int:pk>/password/", users.user_password, name="user_password"),
    path("accounts/<int:pk>/second-step/", users.user_second_step, name="user_second_step"),
    path("accounts/<int:pk>/close/", users.user_close, name="user_close"),
    path("accounts/<int:pk>/reopen/", users.user_reopen, name="user_reopen"),
    path("duties/units/all/pick", PickerView.as_view(picker=DutyUnitPicker), name="duty_unit_pick"),
    path("duties/units/pick", PickerView.as_view(picker=GrantUnitPicker), name="grant_unit_pick"),
    path("duties/", duties.DutyListPage.as_view(), name="duty_list"),
    path("duties/new/", duties.duty_grant, name="duty_grant"),
    path("duties/<int:pk>/end/", duties.duty_end, name="duty_end"),
    path("me/", profile.profile, name="profile"),
    path("language/", profile.set_language, name="set_language"),
]
