import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, PickerFilter, SearchFilter, UnitFilter
from office.pickers import DecisionPicker, UnitPicker
from office.prefixes import begins_any
from posts.enums import BatchDue, BatchStatus
from posts.models import BatchRow
from posts.selectors.due import batches_due
from talent.filters import person


class BatchSearch(SearchFilter):
    """By title, document or decision, and by the people in it."""

    def _anywhere(self, word):
        rows = BatchRow.objects.filter(begins_any(person("engineer__"), word))
        return super()._anywhere(word) | Q(pk__in=rows.values("batch"))


class BatchFilter(ListFilterSet):
    q = BatchSearch(
        begins=("document__number", "decision__meeting_number"),
        contains=("title",),
        label=_("Title, document, decision or person"),
    )
    unit = UnitFilter(UnitPicker)
    status = django_filters.ChoiceFilter(choices=BatchStatus, label=_("Status"))
    decision = PickerFilter(DecisionPicker, label=_("Decision"))
    due = django_filters.ChoiceFilter(choices=BatchDue, label=_("Due today"), method="by_due")

    def by_due(self, queryset, _name, value):
        """The rows behind a line of the board of what is due."""
        return queryset.filter(batches_due([value])[value])
