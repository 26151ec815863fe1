import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from office.prefixes import begins_any
from posts.enums import Occupancy, PostStatus
from posts.filters.days import AsOfFilterSet
from posts.filters.grades import GradeFilter
from posts.filters.units import PlacedUnitFilter
from posts.models import Appointment
from posts.selectors import posts as selectors
from talent.filters import DisciplineFilter, person


class PostSearch(SearchFilter):
    """By code, title or holder; holders only as far as the searcher sees them."""

    def _anywhere(self, word):
        held = Appointment.objects.visible_to(self.parent.request.user).held_on(today())
        return super()._anywhere(word) | Q(
            pk__in=held.filter(begins_any(person("engineer__"), word)).values("seat__post")
        )


class PostFilter(ListFilterSet):
    q = PostSearch(begins=("code",), contains=("title",), label=_("Code, title or holder"))
    unit = UnitFilter(UnitPicker)
    discipline = DisciplineFilter()
    grade = GradeFilter()
    occupancy = django_filters.ChoiceFilter(choices=Occupancy, label=_("Seats"), method="by_occupancy")
    status = django_filters.ChoiceFilter(choices=PostStatus, label=_("Status"))

    def by_occupancy(self, queryset, _name, value):
        return selectors.of_occupancy(queryset, value)


class EstablishmentFilter(AsOfFilterSet):
    unit = PlacedUnitFilter()
    discipline = DisciplineFilter()
    grade = GradeFilter()
