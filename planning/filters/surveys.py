import django_filters
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from planning.enums import SurveyStatus


class SurveyFilter(ListFilterSet):
    q = SearchFilter(contains=("title",), label=_("Title"))
    unit = UnitFilter(UnitPicker)
    status = django_filters.ChoiceFilter(choices=SurveyStatus, label=_("Status"))
