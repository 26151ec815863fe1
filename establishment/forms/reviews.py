"""Input of a review itself, and of its approval."""

from django import forms
from django.utils.translation import gettext_lazy as _

from establishment.models import PostReview
from establishment.rules import reviews as rules
from office.forms import IN_OUR_TIME, CatchesUp, UserForm
from office.listing import PickerField
from office.pickers import DecisionPicker, OpenUnitPicker
from planning.enums import SurveyStatus
from planning.models import DemandSurvey
from posts.forms.batches import DraftForm


class PostReviewForm(DraftForm):
    unit = PickerField(
        OpenUnitPicker, label=_("Unit"), help_text=_("The review is about posts of this unit and everything below it.")
    )
    survey = forms.ModelChoiceField(
        DemandSurvey.objects.none(),
        label=_("Demand survey"),
        required=False,
        help_text=_("Whose decided numbers it carries out; one that was published."),
    )

    class Meta(DraftForm.Meta):
        model = PostReview
        fields = ("title", "unit", "survey", "effective_on", "explanation")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        published = DemandSurvey.objects.visible_to(self.user).filter(status=SurveyStatus.PUBLISHED)
        self.fields["survey"].queryset = published.order_by("-opens_on", "-pk")
        self.fields["effective_on"].validators += IN_OUR_TIME

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_draft(self.user, unit):
            raise forms.ValidationError(_("You do not draft reviews for this unit."))
        return unit


class ApproveForm(CatchesUp, UserForm):
    decision = PickerField(DecisionPicker, label=_("Decision"))
    seen = forms.CharField(widget=forms.HiddenInput)
