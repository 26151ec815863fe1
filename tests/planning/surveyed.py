"""A group that is surveyed: two subsidiaries with a plant each, and who runs, reads and answers there."""

from planning.selectors.previews import preview_of
from planning.services.surveys import open_survey
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks


class Group:
    """The north's plant has a post with two seats."""

    def __init__(self):
        self.top = make.unit(name="集团", code="01")
        self.north = make.unit(self.top, name="北方公司", code="0101", kind="subsidiary")
        self.south = make.unit(self.top, name="南方公司", code="0102", kind="subsidiary")
        self.ironworks = make.unit(self.north, name="炼铁厂", code="010101")
        self.steelworks = make.unit(self.south, name="炼钢厂", code="010201")
        self.administrator = make.user("group_administrator", self.top, name="集团管理员")
        self.hr = make.hr(self.north, name="北方人事")
        self.filler = make.user("filler", self.ironworks, name="炼铁填报员")
        self.post = of.post(self.ironworks, authorised=2, grade=rulebooks.grade())

    def send_out(self, draft, seen=None):
        """As it stands, or as it was `seen`."""
        return open_survey(draft, actor=self.administrator, seen=seen or preview_of(draft).code)
