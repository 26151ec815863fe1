from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishment.enums import OPEN_REVIEWS, REVIEW_COLOURS, ReviewStatus
from office.enums import HR_ROLES, Role
from office.models import Decision, Paper, Unit
from office.scope import UnitScopedQuerySet
from planning.models import DemandSurvey
from posts.models import AppointmentBatch
from rulebooks.enums import AuthorityLevel


class PostReviewQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def open(self):
        return self.filter(status__in=OPEN_REVIEWS)


class PostReview(models.Model):
    """What one decision makes of the posts of a unit and those below it (岗位梳理): drafted, seen before, applied as a whole.

    `survey` is the one whose decided lines it carries out. `batch` is what it did to the holders. Mended by a later one only.
    `authority` is the highest that its posts asked for when it was put to review, so that it is known whom it waits for without
    reading all posts; the act itself asks again.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="post_reviews", verbose_name=_("unit"))
    title = models.CharField(_("title of the review"), max_length=120)
    explanation = models.TextField(_("explanation for the meeting"), blank=True)
    survey = models.ForeignKey(
        DemandSurvey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="post_reviews",
        verbose_name=_("demand survey"),
    )
    effective_on = models.DateField(_("takes effect on"))
    status = models.CharField(_("status"), max_length=10, choices=ReviewStatus, default=ReviewStatus.DRAFT)
    authority = models.CharField(
        _("posts authorised by"), max_length=12, choices=AuthorityLevel, default=AuthorityLevel.GROUP
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="post_reviews", verbose_name=_("decision")
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects the review")
    )
    batch = models.OneToOneField(
        AppointmentBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="post_review",
        verbose_name=_("batch of its holders"),
    )
    meeting_paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper for the meeting")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    created_at = models.DateTimeField(_("drafted at"), auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("put to review by")
    )
    proposed_at = models.DateTimeField(_("put to review at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    form_key = models.CharField(_("form that made it"), max_length=32, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PostReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("post review")
        verbose_name_plural = _("post reviews")
        indexes = [models.Index(fields=["unit", "status"], name="postreview_by_unit_and_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                condition=~Q(form_key=""),
                name="postreview_once_per_form",
                violation_error_message=_("This form has made its review already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(ReviewStatus.APPROVED, ReviewStatus.APPLIED))
                | Q(decision__isnull=False, approved_at__isnull=False),
                name="postreview_approved_cites_decision",
                violation_error_message=_("What was approved cites its decision."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.APPLIED) | Q(applied_at__isnull=False),
                name="postreview_applied_is_dated",
                violation_error_message=_("What was applied says when."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("establishment:review_detail", args=[self.pk])

    @property
    def colour(self):
        return REVIEW_COLOURS[self.status]
