"""Maps and professional lines: for whoever sees posts, each within the own units; those of a review for who sees it."""

from tests.doors.notation import REST, door, lists
from tests.doors.personas import BUSINESS, OVERSEERS, TWINS


def _opened(world, side):
    return f"at={world[f'{side}plant'].code}"


def _of_discipline(world, side):
    return f"discipline={world['discipline'].code}&at={world[f'{side}plant'].code}"


lists("overview:coverage", BUSINESS | TWINS)
lists("overview:coverage", BUSINESS | TWINS, query=_opened)
lists("overview:establishment", BUSINESS | TWINS)
lists("overview:establishment", BUSINESS | TWINS, query=_opened)
door("overview:professional_line", get={200: BUSINESS | TWINS, 403: REST})
door("overview:professional_line", get={200: BUSINESS | TWINS, 403: REST}, query=_of_discipline)
lists("overview:resorting", OVERSEERS, of="draft_review", closed={404: REST})
lists("overview:resorting_lines", OVERSEERS, of="draft_review", closed={404: REST})
door("overview:resorting_line", of=("draft_review", "discipline"), get={200: OVERSEERS, 404: REST})
