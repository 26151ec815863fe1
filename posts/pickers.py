from django.db.models import F

from office.listing import Picker
from posts.models import Appointment, Post


class PostPicker(Picker):
    model = Post
    url_name = "posts:post_pick"
    label = "title"
    search = ("code", "title")
    details = ("unit__name", "discipline__name", "grade__name")

    @classmethod
    def option(cls, code, label, *details):
        """Many posts have no title of their own; then the code stands for it."""
        return super().option(code, label or code, *details)


class HolderPicker(Picker):
    """Serving appointments, found by who holds them."""

    model = Appointment
    url_name = "posts:holder_pick"
    code, label = "number", "engineer__name"
    search = ("engineer__employee_number", "engineer__name", "engineer__pinyin")
    details = ("seat__post__code", "seat__post__unit__name")

    @classmethod
    def objects(cls, user):
        serving = super().objects(user).serving().select_related("engineer", "seat__post__unit", "grade")
        return serving.annotate(number=F("engineer__employee_number"))
