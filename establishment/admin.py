"""Post reviews are read here; they are changed through their acts."""

from django.contrib import admin

from establishment.models import HolderFate, PostChange, PostReview
from office.admin import ReadOnlyInline, ScopedAdmin


class ChangeInline(ReadOnlyInline):
    model = PostChange
    fk_name = "review"


@admin.register(PostReview)
class PostReviewAdmin(ScopedAdmin):
    list_display = ("title", "unit", "status", "effective_on")
    list_select_related = ("unit",)
    list_filter = ("status",)
    search_fields = ("title",)
    inlines = (ChangeInline,)


class FateInline(ReadOnlyInline):
    model = HolderFate
    fk_name = "change"


@admin.register(PostChange)
class PostChangeAdmin(ScopedAdmin):
    list_display = ("review", "position", "kind", "post", "code")
    list_select_related = ("review", "post")
    list_filter = ("kind",)
    inlines = (FateInline,)
