import datetime
from functools import cached_property

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.enums import HR_ROLES
from office.intake.cells import Code, Integer, Reference, Text
from office.intake.imports import Column
from office.intake.model_imports import ModelImport
from posts.enums import AppointmentStatus, PostStatus
from posts.forms.posts import PostLoadForm
from posts.models import Post
from posts.services import posts as services
from rulebooks.models import Grade, Rulebook
from talent.imports.references import DisciplineReference, UnitDirectory, UnitReference

MOST_SEATS = 99


class PostImport(ModelImport):
    """The register of posts. New posts begin, as history, on a day of the past; changed ones change on the day of the load.

    That day of the past is what the person says, else the day the rules came in force, else the day of the load. A holder
    loaded later whose term began before it moves it back (AppointmentImport).
    """

    code, label, model, key = "posts", gettext_lazy("posts"), Post, ("code",)
    list_url = "posts:post_list"
    form_class = PostLoadForm
    guidance = (
        gettext_lazy("Posts are recognised by their code; posts that the file does not name stay as they are."),
        gettext_lazy("The unit code decides. Where it differs from the unit's name, you are warned."),
    )
    defaults = {"status": PostStatus.ACTIVE}
    derived = ("unit",)

    @cached_property
    def directory(self):
        return UnitDirectory(self.on, self.actor.paths_as(HR_ROLES) if self.actor else None)

    @cached_property
    def columns(self):
        return (
            Column("code", gettext_lazy("post code"), ("岗位编号", "岗位编码"), Code(40), required=True),
            Column("title", gettext_lazy("post title"), ("岗位名称",), Text(120)),
            Column(
                "unit", gettext_lazy("unit code"), ("单位编码", "所在单位编码"), UnitReference(lambda: self.directory)
            ),
            Column("unit_name", gettext_lazy("unit"), ("单位", "所在单位", "单位名称"), Text(), stored=False),
            Column(
                "discipline",
                gettext_lazy("discipline"),
                ("专业领域", "专业", "专业编码", "专业领域编码"),
                DisciplineReference(),
                required=True,
            ),
            Column(
                "grade",
                gettext_lazy("grade"),
                ("层级", "岗位层级", "岗位等级"),
                Reference(_grades, unknown=gettext_lazy("is no grade of the rules")),
                required=True,
            ),
            Column(
                "authorised",
                gettext_lazy("authorised seats"),
                ("核定职数", "职数", "核定数"),
                Integer(1, MOST_SEATS),
                required=True,
            ),
            Column("duties", gettext_lazy("duties of the post"), ("岗位职责", "职责"), Text(4000, lines=True)),
        )

    @property
    def starts_on(self):
        said = self.params.get("starts_on")
        if said:
            return datetime.date.fromisoformat(said)
        in_force = Rulebook.objects.published().aggregate(day=Min("in_force_from"))["day"]
        return min(in_force or self.on, self.on)

    def prepare(self):
        held = Count("seats__appointments", filter=Q(seats__appointments__status=AppointmentStatus.SERVING))
        self.held = dict(Post.objects.annotate(serving=held).filter(serving__gt=0).values_list("pk", "serving"))

    def complete(self, row):
        name = row.get("unit_name", "")
        if row.get("unit") is None:
            row["unit"], fault = self.directory.named(name) if name else (None, _("is empty"))
            if fault:
                self.problem(row, "unit_name" if name else "unit", fault)
        elif name and name not in self.directory.names[row["unit"]]:
            self.warn(row, "unit_name", _("The unit code belongs to a unit of another name; the code decides."))

    def check_against(self, row, pk, old):
        if pk is None:
            return
        if self.actor and old["unit"] not in self.directory.names:
            self.problem(row, "code", _("This code belongs to a post outside your scope."))
        if row["authorised"] < self.held.get(pk, 0):
            reason = _("%(held)d seats of this post are held; it cannot have fewer.") % {"held": self.held[pk]}
            self.problem(row, "authorised", reason)

    def after_create(self, objects, rows):
        services.write_versions(objects, starts_on=self.starts_on, historic=True)
        services.fit_seats(objects)

    def after_update(self, pairs):
        posts = [post for post, _change in pairs]
        services.write_versions(posts, starts_on=self.on, historic=True)
        services.fit_seats(posts)


def _grades():
    """Grades by name and by code."""
    found = list(Grade.objects.order_by("code").values_list("name", "code", "pk"))
    return {name: key for name, _code, key in found} | {code: key for _name, code, key in found}
