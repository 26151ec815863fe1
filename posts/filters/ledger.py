import django_filters
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import DateInput
from office.listing import ListFilterSet, UnitFilter
from office.models import Unit
from office.pickers import UnitPicker
from office.scope import subtree
from posts.enums import SeatOccupancy
from posts.filters.grades import GradeFilter
from posts.selectors import ledger as selectors
from talent.filters import DisciplineFilter


class LedgerFilter(ListFilterSet):
    """All of it as of the day."""

    as_of = django_filters.DateFilter(label=_("As of"), widget=DateInput, method="as_is")
    unit = UnitFilter(UnitPicker, method="by_unit")
    discipline = DisciplineFilter(field_name="version__discipline")
    grade = GradeFilter(field_name="version__grade")
    occupancy = django_filters.ChoiceFilter(choices=SeatOccupancy, label=_("Seats"), method="by_occupancy")

    def by_unit(self, queryset, _name, unit):
        on = self.form.cleaned_data.get("as_of") or today()
        if on == today():
            return queryset.filter(subtree(unit.path, "version__unit__path"))
        return queryset.filter(version__unit__in=Unit.objects.placed_below(unit, on))

    def by_occupancy(self, queryset, _name, value):
        return selectors.of_occupancy(queryset, value)

    def as_is(self, queryset, _name, value):
        """The day itself is read by the page."""
        return queryset
