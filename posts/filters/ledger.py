import django_filters
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.listing import UnitFilter
from office.models import Unit
from office.pickers import UnitPicker
from office.scope import subtree
from posts.enums import SeatOccupancy
from posts.filters.days import AsOfFilterSet
from posts.filters.grades import GradeFilter
from posts.selectors import ledger as selectors
from talent.filters import DisciplineFilter


class LedgerFilter(AsOfFilterSet):
    unit = UnitFilter(UnitPicker, method="by_unit")
    discipline = DisciplineFilter(field_name="version__discipline")
    grade = GradeFilter(field_name="version__grade")
    occupancy = django_filters.ChoiceFilter(choices=SeatOccupancy, label=_("Seats"), method="by_occupancy")

    def by_unit(self, queryset, _name, unit):
        if self.on == today():
            return queryset.filter(subtree(unit.path, "version__unit__path"))
        return queryset.filter(version__unit__in=Unit.objects.placed_below(unit, self.on))

    def by_occupancy(self, queryset, _name, value):
        return selectors.of_occupancy(queryset, value)
