"""Word templates of the group: an earlier version, and the one in use. Nobody of A sees either."""

from office.papers import templates
from office.services.templates import replace_template
from tests.doors import personas as p
from tests.doors.world import words
from tests.factories import word

KIND = "assessment_form"


def build(world):
    """The file itself is the shipped one: other pages make papers of it, also for A."""
    paper, keeper = templates.paper_of(KIND), world.people[p.only(p.GROUP_HR)]
    for side in world.sides():
        upload = word.upload(paper.path.read_bytes(), words(side, "登记表.docx"))
        world[f"{side}template"] = replace_template(paper, upload, note=words(side, "新落款"), actor=keeper)
