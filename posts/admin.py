"""The registers are read here; they are changed through imports and acts."""

from django.contrib import admin

from office.admin import ReadOnlyInline, ScopedAdmin
from posts.models import Appointment, AppointmentBatch, BatchRow, Goal, Post, PostVersion, Seat, TargetLetter


class VersionInline(ReadOnlyInline):
    model = PostVersion


class SeatInline(ReadOnlyInline):
    model = Seat


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    list_display = ["code", "title", "unit", "discipline", "grade", "authorised", "status"]
    list_select_related = ["unit", "discipline", "grade"]
    list_filter = ["status", "grade"]
    search_fields = ["code", "title"]
    inlines = [SeatInline, VersionInline]


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    list_display = ["engineer", "seat", "grade", "starts_on", "until", "status"]
    list_select_related = ["engineer", "seat__post", "grade"]
    list_filter = ["status", "mode"]
    search_fields = ["engineer__name", "engineer__employee_number", "seat__post__code"]


class RowInline(ReadOnlyInline):
    model = BatchRow
    fk_name = "batch"


@admin.register(AppointmentBatch)
class AppointmentBatchAdmin(ScopedAdmin):
    list_display = ["title", "unit", "effective_on", "status", "decision"]
    list_select_related = ["unit", "decision"]
    list_filter = ["status"]
    search_fields = ["title", "document__number"]
    inlines = [RowInline]


class GoalInline(ReadOnlyInline):
    model = Goal


@admin.register(TargetLetter)
class TargetLetterAdmin(ScopedAdmin):
    list_display = ["appointment", "starts_on", "until", "status"]
    list_select_related = ["appointment__engineer", "appointment__seat__post"]
    list_filter = ["status"]
    search_fields = ["appointment__engineer__name", "appointment__engineer__employee_number"]
    inlines = [GoalInline]
