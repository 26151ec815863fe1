"""Input of a review itself, and of its approval."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from establishment.forms.focus import TakesFocus
from establishment.models import PostReview
from establishment.rules import reviews as rules
from office.forms import IN_OUR_TIME, CatchesUp, UserForm
from office.listing import PickerField
from office.pickers import DecisionPicker, OpenUnitPicker
from office.scope import subtree
from planning.enums import SurveyStatus
from planning.models import DemandReturn, DemandSurvey
from posts.forms.batches import DraftForm


class SurveyField(forms.ModelChoiceField):
    """Surveys of several units may be called the same."""

    def label_from_instance(self, survey):
        return f"{survey} · {survey.unit}"


class PostReviewForm(TakesFocus, DraftForm):
    unit = PickerField(
        OpenUnitPicker,
        label=_("Unit"),
        help_text=_(
            "The review is about posts of this unit and everything below it. The unit cannot be changed later."
        ),
    )
    survey = SurveyField(
        DemandSurvey.objects.none(),
        label=_("Demand survey"),
        required=False,
        help_text=_(
            "Whose decided numbers it carries out; one that was published and asked this unit or one below it."
        ),
    )

    class Meta(DraftForm.Meta):
        model = PostReview
        fields = ("title", "unit", "survey", "effective_on", "explanation")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        published = DemandSurvey.objects.visible_to(self.user).filter(status=SurveyStatus.PUBLISHED)
        self.published = published.select_related("unit").order_by("-opens_on", "-pk")
        self.fields["survey"].queryset = self._offered()
        self.fields["effective_on"].validators += IN_OUR_TIME
        if "unit" in self.fields:
            redrawn = {"hx-trigger": "change", "hx-swap": "none", "hx-select-oob": f"#{self['survey'].id_for_label}"}
            self.fields["unit"].widget.attrs |= {"hx-post": ""} | redrawn

    def _offered(self):
        """Of a unit that is known, what asked it, and what was chosen before; whether that fits, `clean` says."""
        if self.instance.pk:
            kept = self.published.filter(pk=self.instance.survey_id)
            return _that_asked(self.instance.unit, self.published) | kept
        unit = None if self.is_bound else self._typed_unit()
        return _that_asked(unit, self.published) if unit else self.published

    def _typed_unit(self):
        code = self["unit"].value()
        return OpenUnitPicker.objects(self.user).filter(code=code).first() if code else None

    def clean(self):
        cleaned = super().clean()
        unit = self.instance.unit if self.instance.pk else cleaned.get("unit")
        survey = cleaned.get("survey")
        if unit and survey and survey not in _that_asked(unit, self.published):
            self.add_error(
                "survey",
                gettext("“%(survey)s” asked neither %(unit)s nor a unit below it: choose another survey, or none.")
                % {"survey": survey, "unit": unit},
            )
        return cleaned

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_draft(self.user, unit):
            raise forms.ValidationError(_("You do not draft reviews for this unit."))
        return unit


def _that_asked(unit, surveys):
    """Those whose lines a review of the unit may carry out: they asked it, or a unit below it."""
    return surveys.filter(pk__in=DemandReturn.objects.filter(subtree(unit.path, "unit__path")).values("survey"))


class ApproveForm(CatchesUp, UserForm):
    decision = PickerField(DecisionPicker, label=_("Decision"))
    seen = forms.CharField(widget=forms.HiddenInput)
