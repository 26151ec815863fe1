from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from office.scope import UnitScopedQuerySet
from posts.models import Appointment


class RoutineNoteQuerySet(UnitScopedQuerySet):
    unit_path = "appointment__seat__post__unit__path"
    seen_by = HR_ROLES | {Role.UNIT_HEAD, Role.INSPECTION}


class RoutineNote(models.Model):
    """A dated remark on a holder between assessments (日常考评记录), shown beside the criterion when it is scored."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="notes", verbose_name=_("appointment"))
    noted_on = models.DateField(_("date"))
    praise = models.BooleanField(_("praise"), default=True)
    criterion_code = models.CharField(_("criterion"), max_length=32, blank=True)
    text = models.TextField(_("what was observed"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoutineNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-pk"]
        verbose_name = _("routine note")
        verbose_name_plural = _("routine notes")

    def __str__(self):
        return f"{self.appointment} {self.noted_on}"
