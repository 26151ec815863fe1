from office.listing import UnitFilter
from office.pickers import UnitPicker


class PlacedUnitFilter(UnitFilter):
    """The unit and what stood below it on the day that the filter set looks at, its `on`."""

    def __init__(self, **kwargs):
        super().__init__(UnitPicker, **kwargs)

    def filter(self, queryset, value):
        return queryset.in_unit_on(value, self.parent.on) if value else queryset
