"""Word templates of the group: an earlier version, and the one in use. Nobody of A sees either."""

from office.papers import templates
from office.services.templates import replace_template
from tests.doors import personas as p
from tests.doors.world import words
from tests.factories import word

KIND = "assessment_form"


def build(world):
    for side in world.sides():
        upload = word.upload(word.docx(words(side, "登记表 {{ name }}")), words(side, "登记表.docx"))
        world[f"{side}template"] = replace_template(
            templates.paper_of(KIND),
            upload,
            note=words(side, "新落款"),
            actor=world.people[p.only(p.GROUP_HR)],
        )
