from types import SimpleNamespace

import django_filters
from django.utils.translation import gettext_lazy as _

from office.listing import PickerFilter
from office.pickers import UnitPicker
from overview.selectors.coverage import survey_to_begin_with, surveys_for
from posts.filters.days import AsOfFilterSet
from posts.filters.grades import GradeFilter
from posts.models import Seat
from talent.filters import DisciplineFilter


class SurveyFilter(django_filters.ModelChoiceFilter):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=lambda request: surveys_for(request.user),
            label=_("Demand survey"),
            empty_label=_("The newest"),
            **kwargs,
        )


class _LookFilter(AsOfFilterSet):
    """What a page looks at; it is the page that counts, so nothing is filtered here."""

    order = ()
    at = PickerFilter(UnitPicker, label=_("Unit"))
    discipline = DisciplineFilter()
    survey = SurveyFilter()

    def __init__(self, params, *, user):
        super().__init__(params, queryset=Seat.objects.none(), request=SimpleNamespace(user=user))
        for name in self.order:
            self.filters.move_to_end(name)

    def value(self, name):
        """What was chosen; nothing where that is refused, which leaves the other fields as they are."""
        self.is_valid()
        return self.form.cleaned_data.get(name)

    def survey_shown(self):
        """The one that was chosen, else the newest that has something to show."""
        return self.value("survey") or survey_to_begin_with(self.request.user)

    def is_any_sent_out(self):
        return surveys_for(self.request.user).exists()


class EstablishmentFilter(_LookFilter):
    order = ("at", "as_of")
    discipline = None
    survey = None


class ResortingFilter(_LookFilter):
    """Of what a review does; its own days are told."""

    order = ("at", "discipline", "rows")
    as_of = None
    survey = None
    rows = django_filters.ChoiceFilter(
        label=_("Shown"), choices=[("all", _("all units and disciplines"))], empty_label=_("what changes")
    )


class CoverageFilter(_LookFilter):
    order = ("at", "discipline", "grade", "survey", "as_of")
    grade = GradeFilter()


class ProfessionalLineFilter(_LookFilter):
    order = ("discipline", "at", "survey", "as_of")
