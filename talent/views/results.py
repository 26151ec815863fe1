from office.listing import ListPage
from talent.filters import PastResultFilter
from talent.lists import PastResultList
from talent.models import PastResult


class PastResultListPage(ListPage):
    """What stands; a superseded result is read on the person's own page."""

    model, list_class, filterset_class = PastResult, PastResultList, PastResultFilter

    def objects(self):
        return super().objects().in_force()
