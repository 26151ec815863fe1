from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat

from office.listing import Picker
from posts.enums import OPEN_APPOINTMENTS, AppointmentStatus
from posts.models import Appointment, Post


class PostPicker(Picker):
    model = Post
    url_name = "posts:post_pick"
    label = "title"
    search = ("code", "title")
    details = ("unit__name", "discipline__name", "grade__name")
    unit_path = "unit__path"

    @classmethod
    def option(cls, code, label, *details):
        """Many posts have no title of their own; then the code stands for it."""
        return super().option(code, label or code, *details)


class AppointmentPicker(Picker):
    """Appointments, found by who holds them."""

    model = Appointment
    code, label = "number", "engineer__name"
    search = ("engineer__employee_number", "engineer__name", "engineer__pinyin")
    details = ("seat__post__code", "seat__post__unit__name")

    @classmethod
    def objects(cls, user):
        return super().objects(user).select_related("engineer", "seat__post__unit", "grade")


class HolderPicker(AppointmentPicker):
    """Serving appointments."""

    url_name = "posts:holder_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).serving().annotate(number=F("engineer__employee_number"))


class LeaverPicker(AppointmentPicker):
    """What may be ended: an appointment to come, too, told from the present one by the day on which it begins."""

    url_name = "posts:leaver_pick"

    @classmethod
    def objects(cls, user):
        number, begins = F("engineer__employee_number"), Cast("starts_on", CharField())
        coming = When(status=AppointmentStatus.PENDING, then=Concat(number, Value("/"), begins))
        found = super().objects(user).filter(status__in=OPEN_APPOINTMENTS)
        return found.annotate(number=Case(coming, default=number))
