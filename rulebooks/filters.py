import django_filters
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter
from rulebooks.enums import RulebookStatus


class RulebookFilter(ListFilterSet):
    q = SearchFilter(contains=("name", "code", "document_number"))
    status = django_filters.ChoiceFilter(choices=RulebookStatus, label=_("Status"))
