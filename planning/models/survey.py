from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from office.models import Paper, Unit
from office.scope import UnitScopedQuerySet, any_subtree, is_root
from office.storage import random_name
from planning.enums import SURVEY_COLOURS, QuestionKind, SurveyStatus
from rulebooks.models import Grade

RETURNS_SEEN_BY = HR_ROLES | {Role.FILLER, Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}


class SurveyQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Those of one's units, and those that ask one of them; while it is being prepared only the former."""
        paths = user.paths_as(RETURNS_SEEN_BY)
        if paths == user.paths_as(self.seen_by) and all(map(is_root, paths)):  # no survey asks a unit of another root
            return self.filter(self.scope_of(user))
        asked = DemandSurvey.objects.filter(any_subtree(paths, "returns__unit__path"))
        return self.filter(self.scope_of(user) | Exists(asked.filter(pk=OuterRef("pk"))))


def surveyed_by(user, field="survey"):
    """The condition that `field` is a survey that the user runs or oversees: of it all returns are read, wherever units stand.

    What stands below a root does not leave it: whoever sees all of that sees them anyway.
    """
    paths = user.paths_as(SurveyQuerySet.seen_by)
    return Q(pk__in=()) if any(map(is_root, paths)) else any_subtree(paths, f"{field}__unit__path")


class DemandSurvey(models.Model):
    """What the units of a subtree are asked: how many posts of which grade and discipline they need, and why (需求普查).

    Units of the `kinds` answer but for those `left_out`. Facts are of the day `as_of`; answers are late after the day `closes_on`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="surveys", verbose_name=_("unit"))
    title = models.CharField(_("title of the survey"), max_length=120)
    kinds = models.JSONField(_("kinds of units that answer"), default=list)
    left_out = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units not asked"))
    as_of = models.DateField(_("as of"))
    opens_on = models.DateField(_("answered from"))
    closes_on = models.DateField(_("last day to answer"))
    guidance = models.TextField(_("guidance for the units"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("previous survey")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("prepared by")
    )
    created_at = models.DateTimeField(_("prepared at"), auto_now_add=True)
    opened_at = models.DateTimeField(_("sent out at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    meeting_paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper for the meeting")
    )
    form_key = models.CharField(_("form that made it"), max_length=32, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("demand survey")
        verbose_name_plural = _("demand surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="demandsurvey_closes_after_it_opens",
                violation_error_message=_("The last day to answer is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(as_of__lte=F("opens_on")),
                name="demandsurvey_facts_are_known",
                violation_error_message=_("The facts are of a day that has come when answering begins."),
            ),
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                condition=~Q(form_key=""),
                name="demandsurvey_once_per_form",
                violation_error_message=_("This form has made its survey already."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("planning:survey_detail", args=[self.pk])

    @property
    def colour(self):
        return SURVEY_COLOURS[self.status]


class SurveyLimit(models.Model):
    """The most seats of a grade that one unit may ask for, all disciplines together."""

    survey = models.ForeignKey(DemandSurvey, models.CASCADE, related_name="limits", verbose_name=_("survey"))
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("grade"))
    most = models.PositiveSmallIntegerField(_("most seats per unit"))

    class Meta:
        ordering = ["survey", "grade"]
        verbose_name = _("limit of a survey")
        verbose_name_plural = _("limits of a survey")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "grade"],
                name="surveylimit_one_per_grade",
                violation_error_message=_("There is a limit for this grade already."),
            )
        ]

    def __str__(self):
        return f"{self.grade} ≤ {self.most}"


class SurveyQuestion(models.Model):
    """What a unit is asked besides its numbers. `choices` has an answer a line."""

    survey = models.ForeignKey(DemandSurvey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("order"))
    words = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = models.TextField(_("answers to choose from"), blank=True)
    required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        ordering = ["survey", "position"]
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of a survey")
        constraints = [
            models.UniqueConstraint(fields=["survey", "position"], name="surveyquestion_one_per_place"),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.CHOICE) | ~Q(choices=""),
                name="surveyquestion_has_choices",
                violation_error_message=_("Say which answers there are to choose from."),
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def options(self):
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class SurveyFile(models.Model):
    """A file that goes with the guidance, e.g. the notice of the survey."""

    survey = models.ForeignKey(DemandSurvey, models.CASCADE, related_name="files", verbose_name=_("survey"))
    file = models.FileField(_("file"), upload_to=random_name)
    name = models.CharField(_("file name"), max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["survey", "pk"]
        verbose_name = _("file of a survey")
        verbose_name_plural = _("files of a survey")

    def __str__(self):
        return self.name
