from django.urls import path

from office.listing import PickerView
from office.pickers import OpenUnitPicker, UnitPicker
from office.views import health

app_name = "office"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("units/pick", PickerView.as_view(picker=UnitPicker), name="unit_pick"),
    path("units/open/pick", PickerView.as_view(picker=OpenUnitPicker), name="open_unit_pick"),
]
