from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = _("Office")

    def ready(self):
        from office import acts, slots, triggers  # noqa: F401 acts names the office's acts
        from office.selectors import units  # noqa: F401 what it adds to the slots comes before the upper floors'

        slots.discover()
        pre_migrate.connect(triggers.drop_before_migrate, dispatch_uid="office.triggers")
        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="office.triggers")
