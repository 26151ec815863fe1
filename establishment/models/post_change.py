from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from establishment.enums import FIELDS_OF_KIND, KIND_COLOURS, ChangeKind, ReviewStatus
from establishment.models.post_review import PostReview, PostReviewQuerySet
from office.models import Unit
from office.scope import UnitScopedQuerySet
from planning.models import DemandLine
from posts.enums import OPEN_APPOINTMENTS, PostStatus
from posts.models import Appointment, Post, PostVersion
from rulebooks.models import Grade
from talent.models import Discipline

CONTENT = ("title", "unit", "discipline", "grade", "duties", "authorised")  # what a change may say of the post to be


class PostChangeQuerySet(UnitScopedQuerySet):
    unit_path = "review__unit__path"
    seen_by = PostReviewQuerySet.seen_by

    def waiting_for_last_holder(self):
        """Applied abolitions of posts that are frozen ever since: `result` is abolished once the last holder has left.

        Whatever else changes of the post leaves that so, unless a later review freezes it for good, or abolishes it.
        """
        since = OuterRef("review__effective_on")
        opened = PostVersion.objects.filter(post=OuterRef("result"), starts_on__gte=since).exclude(
            status=PostStatus.FROZEN
        )
        decided_again = self.model.objects.filter(
            result=OuterRef("result"),
            kind__in=(ChangeKind.FREEZE, ChangeKind.ABOLISH),
            review__status=ReviewStatus.APPLIED,
            review__effective_on__gt=since,
        )
        return self.filter(
            ~Exists(opened),
            ~Exists(decided_again),
            kind=ChangeKind.ABOLISH,
            seats_after__gt=0,
            review__status=ReviewStatus.APPLIED,
            result__status=PostStatus.FROZEN,
        )

    def without_holders(self):
        held = Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__post=OuterRef("result"))
        return self.exclude(Exists(held))


class PostChange(models.Model):
    """What a review makes of one post (岗位调整): a new one, or `post` as it is to be. What is None stays as it is.

    It answers a decided demand `line` or has a `reason` of its own. `post_seen` is when the post had last changed when this was
    drafted: a later change makes it stale. Applied, it knows the post (`result`) and its seats before; those with higher
    numbers came by it. An abolished post may name the `successor`, a post or one that the same review sets up; while holders
    stay it keeps its seats after, frozen.
    """

    review = models.ForeignKey(PostReview, models.CASCADE, related_name="changes", verbose_name=_("post review"))
    position = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind of change"), max_length=8, choices=ChangeKind)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="review_changes", verbose_name=_("post")
    )
    code = models.CharField(_("post code"), max_length=40, blank=True)
    title = models.CharField(_("post title"), max_length=120, null=True, blank=True)  # noqa: DJ001 "" would take it away
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    discipline = models.ForeignKey(
        Discipline, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("discipline")
    )
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grade"))
    duties = models.TextField(_("duties of the post"), null=True, blank=True)  # noqa: DJ001 the same
    authorised = models.PositiveSmallIntegerField(_("authorised seats"), null=True, blank=True)
    successor = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("succeeded by the post")
    )
    successor_change = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="succeeds",
        verbose_name=_("succeeded by the new post"),
    )
    line = models.ForeignKey(
        DemandLine, models.PROTECT, null=True, blank=True, related_name="post_changes", verbose_name=_("demand line")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    post_seen = models.DateTimeField(null=True, blank=True, editable=False)
    result = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="reviewed_by", verbose_name=_("post as it became")
    )
    seats_before = models.PositiveSmallIntegerField(_("seats before"), null=True, blank=True)
    seats_after = models.PositiveSmallIntegerField(_("seats after"), null=True, blank=True)

    objects = PostChangeQuerySet.as_manager()

    class Meta:
        ordering = ["review", "position"]
        verbose_name = _("change of a post")
        verbose_name_plural = _("changes of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "post"],
                name="postchange_one_per_post",
                violation_error_message=_("The review changes this post already."),
            ),
            models.UniqueConstraint(
                fields=["review", "code"],
                condition=~Q(code=""),
                name="postchange_one_per_code",
                violation_error_message=_("The review sets up a post with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.CREATE, post=None) & ~Q(code="")
                | ~Q(kind=ChangeKind.CREATE) & Q(post__isnull=False, code=""),
                name="postchange_of_a_post",
                violation_error_message=_("A new post has a code; any other change names its post."),
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | ~Q(reason=""),
                name="postchange_has_a_reason",
                violation_error_message=_("Name the demand line it answers, or say why."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.ABOLISH) | Q(successor=None, successor_change=None),
                name="postchange_successor_of_abolished",
                violation_error_message=_("Only a post that is abolished has a successor."),
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(successor_change=None),
                name="postchange_one_successor",
                violation_error_message=_("A post has one successor."),
            ),
            models.CheckConstraint(
                condition=Q(authorised=None) | Q(authorised__gt=0),
                name="postchange_leaves_a_seat",
                violation_error_message=_("A post has at least one authorised seat; to have none, abolish it."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.post.code if self.post else self.code}"

    @property
    def colour(self):
        return KIND_COLOURS[self.kind]

    @property
    def said(self):
        """{field: value} of what it says of the post to be; what its kind does not speak of, or what it leaves as it is, is missing."""
        return {
            name: value
            for name in CONTENT
            if name in FIELDS_OF_KIND[self.kind] and (value := getattr(self, name)) is not None
        }

    @property
    def unit_to_be(self):
        return self.unit or self.post.unit
