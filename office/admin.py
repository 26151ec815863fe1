"""The Django admin shows superusers what the office keeps; every change goes through its services."""

from django.contrib import admin

from office.models import Counter, Duty, OutboxMail, Unit, User


class ReadOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    pass


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0


class ScopedAdmin(ReadOnlyAdmin):
    """Business of the units: being a superuser shows none of it, only a duty does."""

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "parent", "closed_on")
    list_select_related = ("parent",)
    search_fields = ("code", "name")


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("username", "name", "employee_number", "is_active", "is_superuser", "last_login")
    search_fields = ("username", "name", "employee_number")
    exclude = ("password", "groups", "user_permissions")


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "unit", "starts_on", "until", "granted_by")
    list_select_related = ("user", "unit", "granted_by")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name")


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("series", "year", "value")


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    """Which mails left and which failed; what they say is the receiver's."""

    list_display = ("to", "subject", "created_at", "sent_at", "attempts", "error")
    exclude = ("body",)
