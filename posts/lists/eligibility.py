from django.utils.translation import gettext_lazy as _

from office.listing import Column, List


class OpenPostList(List):
    """Posts with a vacant seat as any engineer sees them: where, what and how high, nobody's name."""

    code = "posts.OpenPostList"
    title = _("Open posts")
    empty = _("No post with a vacant seat matches. Remove a filter to see more.")
    order = ("elsewhere", "discipline__code", "unit__path", "code")
    url = "posts:fit_detail"
    columns = (
        Column("grade", _("Grade"), "grade__name", sort="grade__code", width=16),
        Column("discipline", _("Discipline"), "discipline__name", sort="discipline__code"),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("code", _("Post code"), width=18),
    )
