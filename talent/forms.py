from django import forms
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import CatchesUp, DateInput, SeenField, UserModelForm
from office.listing import PickerField
from office.pickers import OpenUnitPicker
from talent import rules
from talent.models import Discipline, Engineer
from talent.pickers import DisciplinePicker, UpperDisciplinePicker
from talent.selectors import state_of_discipline

DATES = ("born_on", "work_unit_since", "title_on", "technical_since", "absent_since", "retirement_override")


class EngineerForm(CatchesUp, UserModelForm):
    """Entering and correcting a record; `seen` is when the record that the form shows was last changed."""

    unit = PickerField(OpenUnitPicker, label=_("unit"))
    work_unit = PickerField(
        OpenUnitPicker, label=_("actual work unit"), required=False, help_text=_("Only for people who work elsewhere.")
    )
    discipline = PickerField(DisciplinePicker, label=_("discipline"), required=False)
    reason = forms.CharField(label=_("Reason or document"), max_length=200, required=False)
    seen = SeenField()

    class Meta:
        model = Engineer
        fields = ("employee_number", *rules.FACTS)
        widgets = dict.fromkeys(DATES, DateInput)
        help_texts = {
            "syllables": _("By syllables, e.g. “shan tian fang”. Left empty, it follows from the name."),
            "retirement_override": _("Only if it is not the law's date."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["employee_number"].disabled = True
            self.fields["seen"].initial = self.instance.updated_at
        else:
            del self.fields["seen"]

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_keep_people_of(self.user, unit):
            raise forms.ValidationError(_("You keep the records of other units only."))
        return unit

    def clean(self):
        values = super().clean()
        if values.get("born_on"):
            for name, sentence in rules.implausible(values, today()):
                self.add_error(name, sentence)
        return values

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in rules.FACTS}


class DisciplineForm(UserModelForm):
    parent = PickerField(UpperDisciplinePicker, label=_("parent discipline"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Discipline
        fields = ("code", "name", "parent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = state_of_discipline(self.instance)
