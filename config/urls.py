from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from allauth.account.decorators import secure_admin_login

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "office.views.errors.bad_request"
handler403 = "office.views.errors.permission_denied"
handler404 = "office.views.errors.page_not_found"
handler500 = "office.views.errors.server_error"

urlpatterns = [
    *(path("", include(f"{floor}.urls")) for floor in reversed(settings.FLOORS)),
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
