from django.utils.translation import gettext_lazy as _

from office.listing import Column, List, Table
from posts.enums import POST_STATUS_COLOURS, PostStatus


class PostList(List):
    code = "posts.PostList"
    title = _("Posts")
    empty = _("No post matches. Remove a filter, or load the register of posts under Settings.")
    order = ("code",)
    url = "posts:post_detail"
    columns = (
        Column("code", _("Post code"), width=18),
        Column("title", _("Post title"), width=28, default=False),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("unit_code", _("Unit code"), "unit__code", default=False),
        Column("discipline", _("Discipline"), "discipline__name", sort="discipline__code"),
        Column("grade", _("Grade"), "grade__name", sort="grade__code"),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), kind="number"),
        Column("overdue", _("Overdue"), kind="number"),
        Column("status", _("Status"), kind="choice", choices=PostStatus, colours=POST_STATUS_COLOURS),
        Column("updated_at", _("Changed at"), kind="datetime", default=False),
    )
    tables = (
        Table(
            "register",
            _("Register as HR keeps it"),
            columns=("code", "unit_code", "unit", "discipline", "grade", "authorised"),
            title=_("Register of posts"),
        ),
    )


class EstablishmentList(List):
    code = "posts.EstablishmentList"
    title = _("Establishment")
    empty = _("There was no post on this day.")
    order = ("post__code",)
    url = "posts:post_detail"
    url_key = "post_id"
    columns = (
        Column("code", _("Post code"), "post__code", width=18),
        Column("title", _("Post title"), width=28, default=False),
        Column("unit", _("Unit"), "unit_then", sort="unit__path", width=20),
        Column("unit_code", _("Unit code"), "unit__code", default=False),
        Column("discipline", _("Discipline"), "discipline__name", sort="discipline__code"),
        Column("grade", _("Grade"), "grade__name", sort="grade__code"),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("status", _("Status"), kind="choice", choices=PostStatus, colours=POST_STATUS_COLOURS),
        Column("starts_on", _("As it is since"), kind="date"),
    )
    tables = (
        Table(
            "register",
            _("Register as HR keeps it"),
            columns=("code", "unit_code", "unit", "discipline", "grade", "authorised"),
            title=_("Register of posts"),
        ),
    )
