import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import IN_OUR_TIME, DateInput
from office.listing import ListFilterSet


class AsOfFilterSet(ListFilterSet):
    """All of it as of a day."""

    as_of = django_filters.DateFilter(label=_("As of"), widget=DateInput, method="as_is", validators=IN_OUR_TIME)

    @classmethod
    def day_of(cls, params):
        """The day that an address asks for; today if it asks for none, or for one that the filter refuses."""
        try:
            return cls.base_filters["as_of"].field.clean(params.get("as_of")) or today()
        except ValidationError:
            return today()

    @property
    def on(self):
        return self.day_of(self.data)

    def as_is(self, queryset, _name, value):
        """The page reads the day before it has rows to filter."""
        return queryset
