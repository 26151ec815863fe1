"""Surveys and returns are read here; they are changed through their acts."""

from django.contrib import admin

from office.admin import ReadOnlyInline, ScopedAdmin
from planning.models import DemandLine, DemandReturn, DemandSurvey, SurveyFile, SurveyLimit, SurveyQuestion


class LimitInline(ReadOnlyInline):
    model = SurveyLimit


class QuestionInline(ReadOnlyInline):
    model = SurveyQuestion


class FileInline(ReadOnlyInline):
    model = SurveyFile
    exclude = ("file",)


@admin.register(DemandSurvey)
class DemandSurveyAdmin(ScopedAdmin):
    list_display = ["title", "unit", "status", "opens_on", "closes_on"]
    list_select_related = ["unit"]
    list_filter = ["status"]
    search_fields = ["title"]
    inlines = [LimitInline, QuestionInline, FileInline]


class LineInline(ReadOnlyInline):
    """Without what was decided: before it is published only the decision desk knows."""

    model = DemandLine
    fk_name = "demand_return"
    exclude = ("decided", "decided_reason", "decision")


@admin.register(DemandReturn)
class DemandReturnAdmin(ScopedAdmin):
    list_display = ["unit", "survey", "status", "due_on", "late"]
    list_select_related = ["unit", "survey"]
    list_filter = ["status", "late"]
    search_fields = ["unit__code", "unit__name", "survey__title"]
    inlines = [LineInline]
