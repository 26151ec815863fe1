import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.listing import UnitFilter
from office.models import Unit
from office.pickers import UnitPicker
from posts.enums import SeatOccupancy
from posts.filters.days import AsOfFilterSet
from posts.filters.grades import GradeFilter
from posts.selectors import ledger as selectors
from talent.filters import DisciplineFilter
from talent.models import Discipline


class LedgerFilter(AsOfFilterSet):
    unit = UnitFilter(UnitPicker, method="by_unit")
    discipline = DisciplineFilter(method="by_discipline")
    grade = GradeFilter(method="by_grade")
    occupancy = django_filters.ChoiceFilter(choices=SeatOccupancy, label=_("Seats"), method="by_occupancy")

    def by_unit(self, queryset, _name, unit):
        return queryset.filter(unit_key__in=Unit.objects.placed_below(unit, self.on))

    def by_discipline(self, queryset, _name, discipline):
        parts = Discipline.objects.filter(Q(pk=discipline.pk) | Q(parent=discipline))
        return queryset.filter(discipline_key__in=parts)

    def by_grade(self, queryset, _name, grade):
        return queryset.filter(grade_key=grade.pk)

    def by_occupancy(self, queryset, _name, value):
        return selectors.of_occupancy(queryset, value)
