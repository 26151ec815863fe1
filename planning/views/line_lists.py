"""All demand lines in sight as one list."""

from office.listing import ListPage
from planning.filters.lines import LineFilter
from planning.lists.lines import LineList
from planning.models import DemandLine
from planning.models.demand_line import LineQuerySet
from planning.selectors.lines import with_seats, with_what_is_told


class LineListPage(ListPage):
    model, list_class, filterset_class = DemandLine, LineList, LineFilter

    def allowed(self):
        return bool(self.user.paths_as(LineQuerySet.seen_by))

    def objects(self):
        return with_seats(with_what_is_told(super().objects(), self.user))
