from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter
from posts.filters.grades import GradeFilter
from talent.filters import DisciplineFilter


class OpenPostFilter(ListFilterSet):
    q = SearchFilter(begins=("code",), contains=("unit__name",), label=_("Unit or post code"))
    discipline = DisciplineFilter()
    grade = GradeFilter()
