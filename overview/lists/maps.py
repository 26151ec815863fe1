"""Maps as tables for Excel: a row for each unit and column."""

from office.listing import List
from posts.models import Seat


class MapTable(List):
    """Of rows that a page has counted instead of a queryset, in the order of `columns`."""

    def __init__(self, rows, user):
        super().__init__(Seat.objects.none(), user)
        self.rows = list(rows)

    def fetched(self, start=0, stop=None):
        return _Rows(self.rows[start:stop])

    def readers(self, objects):
        return [lambda row, place=place: row[place] for place, _column in enumerate(self.shown)]


class _Rows(list):
    def iterator(self, chunk_size):
        return iter(self)
