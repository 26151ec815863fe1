"""Word templates of the group: earlier versions on both sides, and the one in use. Nobody of A sees any."""

from office.papers import templates
from office.services.templates import replace_template
from tests.doors import personas as p
from tests.doors.world import words
from tests.factories import word

KIND = "assessment_form"


def build(world):
    """In use is the shipped file: papers of A are made of it, and no word of B may come into them."""
    for side in world.sides():
        world[f"{side}template"] = _replaced(world, side, word.docx(words(side, "登记表 {{ name }}")))
    _replaced(world, "", templates.paper_of(KIND).path.read_bytes())


def _replaced(world, side, content):
    return replace_template(
        templates.paper_of(KIND),
        word.upload(content, words(side, "登记表.docx")),
        note=words(side, "新落款"),
        actor=world.people[p.only(p.GROUP_HR)],
    )
