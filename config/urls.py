from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "office.views.errors.bad_request"
handler403 = "office.views.errors.permission_denied"
handler404 = "office.views.errors.page_not_found"
handler500 = "office.views.errors.server_error"

urlpatterns = [
    *(path("", include(f"{floor}.urls")) for floor in reversed(settings.FLOORS)),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
