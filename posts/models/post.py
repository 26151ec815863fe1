from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.enums import BUSINESS_ROLES, UnitKind
from office.models import Decision, Unit
from office.models.unit import name_on
from office.scope import UnitScopedQuerySet, any_subtree, topmost
from posts.enums import OPEN_APPOINTMENTS, POST_STATUS_COLOURS, STANDING_POSTS, PostStatus
from rulebooks.models import Grade
from talent.models import Discipline, Engineer

DATED = ("title", "unit", "discipline", "grade", "duties", "authorised", "status")  # what a version keeps of its post


class PostQuerySet(UnitScopedQuerySet):
    seen_by = BUSINESS_ROLES

    def active(self):
        return self.filter(status=PostStatus.ACTIVE)

    def in_unit_on(self, unit, date):
        """Today's posts of the unit and of what stood below it on the day."""
        return self.filter(unit__in=Unit.objects.placed_below(unit, date))

    def open_to(self, user):
        """Active posts with a seat that nobody holds or is to take, for whoever is on the roster.

        Those of one's own subsidiary and those of no subsidiary; staff of the group itself see all. They are shown without
        their holders.
        """
        person = Engineer.objects.employed().filter(user=user).select_related("unit").first()
        if person is None:
            return self.none()
        elsewhere = any_subtree(_other_subsidiaries(person.unit), "unit__path")
        taken = (
            Seat.objects.filter(post=OuterRef("pk"))
            .filter(appointments__status__in=OPEN_APPOINTMENTS)
            .order_by()
            .values("post")
            .annotate(seats=Count("pk", distinct=True))
        )
        return self.active().exclude(elsewhere).filter(authorised__gt=Coalesce(Subquery(taken.values("seats")), 0))


def _other_subsidiaries(unit):
    """Paths of the subsidiaries that neither the unit nor its own subsidiary is part of; none for staff of the group."""
    subsidiaries = Unit.objects.filter(kind=UnitKind.SUBSIDIARY).values_list("path", flat=True)
    paths = topmost(subsidiaries)
    own = [path for path in paths if unit.path.startswith(path)]
    return [path for path in paths if path not in own] if own else []


class Post(models.Model):
    """A post as it is today; its past and future are in PostVersion."""

    code = models.CharField(_("post code"), max_length=40, unique=True)
    title = models.CharField(_("post title"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="posts", verbose_name=_("discipline"))
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="posts", verbose_name=_("grade"))
    duties = models.TextField(_("duties of the post"), blank=True)
    authorised = models.PositiveSmallIntegerField(_("authorised seats"))
    status = models.CharField(_("status"), max_length=10, choices=PostStatus, default=PostStatus.ACTIVE)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["unit", "code"], name="post_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised__gt=0) | Q(status=PostStatus.ABOLISHED),
                name="post_has_a_seat",
                violation_error_message=_("A post has at least one authorised seat."),
            )
        ]

    def __str__(self):
        return self.title or self.code

    def get_absolute_url(self):
        return reverse("posts:post_detail", args=[self.pk])

    @property
    def colour(self):
        return POST_STATUS_COLOURS[self.status]


def designation(post, grade):
    """A Post or PostVersion with its grade as papers call it; without a title it is called by its discipline and grade."""
    if not post.title:
        return f"{post.discipline.name}{grade.name}"
    return post.title if grade.name in post.title else f"{post.title}（{grade.name}）"


class PostVersionQuerySet(UnitScopedQuerySet):
    """In sight of whoever sees the post today, wherever it stood then: so a post's past is read in one place."""

    unit_path = "post__unit__path"
    seen_by = BUSINESS_ROLES

    def in_unit_on(self, unit, date):
        """Versions in the unit or in what stood below it on the day."""
        return self.filter(unit__in=Unit.objects.placed_below(unit, date))

    def with_unit_on(self, date):
        """Annotates `unit_then`, what the unit was called on the day."""
        return self.annotate(unit_then=name_on(date, "unit"))

    def standing_on(self, date):
        """Of each post, abolished ones too, the last version that starts by the day; of a later post its first."""
        others = self.model.objects.filter(post=OuterRef("post"))
        newer = others.filter(starts_on__lte=date, starts_on__gt=OuterRef("starts_on"))
        older = others.filter(starts_on__lt=OuterRef("starts_on"))
        return self.filter(~Exists(newer), Q(starts_on__lte=date) | ~Exists(older))

    def in_force_on(self, date):
        """The establishment as of a day: of each post the last version that starts by then, abolished posts left out."""
        newer = self.model.objects.filter(
            post=OuterRef("post"), starts_on__lte=date, starts_on__gt=OuterRef("starts_on")
        )
        return self.filter(~Exists(newer), starts_on__lte=date, status__in=STANDING_POSTS)


class PostVersion(models.Model):
    """A post from a day on, until its next version starts."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions", verbose_name=_("post"))
    starts_on = models.DateField(_("from"))
    title = models.CharField(_("post title"), max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="+", verbose_name=_("discipline"))
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("grade"))
    duties = models.TextField(_("duties of the post"), blank=True)
    authorised = models.PositiveSmallIntegerField(_("authorised seats"))
    status = models.CharField(_("status"), max_length=10, choices=PostStatus)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    historic = models.BooleanField(_("historic, before decisions were recorded"), default=False)

    objects = PostVersionQuerySet.as_manager()

    class Meta:
        ordering = ["post", "starts_on"]
        verbose_name = _("post version")
        verbose_name_plural = _("post versions")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "starts_on"],
                name="postversion_one_per_day",
                violation_error_message=_("The post changed on this day already."),
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(historic=True),
                name="postversion_cites_decision",
                violation_error_message=_("Cite the decision, or mark the version as historic."),
            ),
        ]

    def __str__(self):
        return f"{self.post} ({self.starts_on})"

    @property
    def colour(self):
        return POST_STATUS_COLOURS[self.status]


class SeatQuerySet(UnitScopedQuerySet):
    unit_path = "post__unit__path"
    seen_by = BUSINESS_ROLES

    def unused(self):
        """Seats that nobody ever held or was proposed for."""
        return self.filter(appointments=None, batch_rows=None)


class Seat(models.Model):
    """One of a post's authorised places (职数序号)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="seats", verbose_name=_("post"))
    number = models.PositiveSmallIntegerField(_("seat"))

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["post", "number"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="seat_number_once_per_post")]

    def __str__(self):
        return f"{self.post.code}-{self.number}"
