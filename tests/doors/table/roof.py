"""The roof seen from above: what is due, and the threads of posts and people."""

from tests.doors.notation import REST, door
from tests.doors.personas import BUSINESS, ENGINEER, HEAD, HOLDER, OVERSEERS, TWINS

door("overview:due_board", get={200: OVERSEERS | HEAD | TWINS, 403: REST})
door("overview:post_thread", of="post", get={200: BUSINESS, 404: REST})
door("overview:person_thread", of="holder", get={200: BUSINESS | HOLDER, 404: REST})
door("overview:person_thread", of="engineer", get={200: BUSINESS | ENGINEER, 404: REST})
