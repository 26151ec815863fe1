"""Django's admin shows cycles and results; every act on them goes through the pages of the house."""

from django.contrib import admin

from evaluations.models import Assessment, CapOverride, Cycle, RaterSlot


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Cycle)
class CycleAdmin(ReadOnly):
    list_display = ("name", "year", "unit", "status")
    list_select_related = ("unit",)


@admin.register(RaterSlot)
class RaterSlotAdmin(ReadOnly):
    list_display = ("name", "cycle", "component", "number")
    list_select_related = ("cycle", "component")


@admin.register(CapOverride)
class CapOverrideAdmin(ReadOnly):
    list_display = ("cycle", "pool", "grade", "allowed")
    list_select_related = ("cycle", "pool", "grade")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly):
    list_display = ("engineer", "cycle", "unit", "state")
    list_select_related = ("engineer", "cycle", "unit")
