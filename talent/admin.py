"""Disciplines are edited through their services; people and results are read only, and only what the reader sees elsewhere."""

from django.contrib import admin

from office.admin import ScopedAdmin
from talent import rules
from talent.models import Discipline, Engineer, PastResult
from talent.selectors import state_of_discipline
from talent.services.disciplines import create_discipline, update_discipline


@admin.register(Discipline)
class DisciplineAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    fields = ("code", "name", "parent")

    def has_add_permission(self, request):
        return rules.can_keep_disciplines(request.user)

    def has_change_permission(self, request, obj=None):
        return rules.can_keep_disciplines(request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        facts = {name: getattr(obj, name) for name in self.fields}
        if change:
            stored = Discipline.objects.get(pk=obj.pk)
            update_discipline(stored, seen=state_of_discipline(stored), actor=request.user, **facts)
        else:
            obj.pk = create_discipline(actor=request.user, **facts).pk


@admin.register(Engineer)
class EngineerAdmin(ScopedAdmin):
    list_display = ("employee_number", "name", "unit", "discipline", "status", "retires_on")
    list_select_related = ("unit", "discipline")
    exclude = ("born_on",)  # birth dates are shown by the pages that know who may see them


@admin.register(PastResult)
class PastResultAdmin(ScopedAdmin):
    list_display = ("engineer", "period", "kind", "grade_label", "score", "source", "superseded_at")
    list_select_related = ("engineer",)
