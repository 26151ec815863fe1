"""The roof seen from above: what is due."""

from tests.doors.notation import REST, door
from tests.doors.personas import HEAD, OVERSEERS, TWINS

door("overview:due_board", get={200: OVERSEERS | HEAD | TWINS, 403: REST})
