"""The registers are read here; they are changed through imports and acts."""

from django.contrib import admin

from posts.models import Appointment, Post, PostVersion, Seat


class ReadOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class VersionInline(ReadOnly, admin.TabularInline):
    model, extra = PostVersion, 0


class SeatInline(ReadOnly, admin.TabularInline):
    model, extra = Seat, 0


@admin.register(Post)
class PostAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["code", "title", "unit", "discipline", "grade", "authorised", "status"]
    list_select_related = ["unit", "discipline", "grade"]
    list_filter = ["status", "grade"]
    search_fields = ["code", "title"]
    inlines = [SeatInline, VersionInline]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["engineer", "seat", "grade", "starts_on", "until", "status"]
    list_select_related = ["engineer", "seat__post", "grade"]
    list_filter = ["status", "mode"]
    search_fields = ["engineer__name", "engineer__employee_number", "seat__post__code"]
