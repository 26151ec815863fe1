"""Django's admin shows cycles and results; every act on them goes through the pages of the house."""

from django.contrib import admin

from evaluations.models import Assessment, CapOverride, Cycle, RaterSlot
from office.admin import ReadOnlyAdmin, ScopedAdmin


@admin.register(Cycle)
class CycleAdmin(ScopedAdmin):
    list_display = ("name", "year", "unit", "status")
    list_select_related = ("unit",)


@admin.register(RaterSlot)
class RaterSlotAdmin(ReadOnlyAdmin):
    list_display = ("name", "cycle", "component", "number")
    list_select_related = ("cycle", "component")


@admin.register(CapOverride)
class CapOverrideAdmin(ReadOnlyAdmin):
    list_display = ("cycle", "pool", "grade", "allowed")
    list_select_related = ("cycle", "pool", "grade")


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin):
    list_display = ("engineer", "cycle", "unit", "state")
    list_select_related = ("engineer", "cycle", "unit")
