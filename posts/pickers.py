from office.listing import Picker
from posts.models import Post


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
