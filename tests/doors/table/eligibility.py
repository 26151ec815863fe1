"""How people fit posts: one's own lack of conditions, other people's for those who see their results."""

from tests.doors.notation import REST, door, lists
from tests.doors.personas import BUSINESS, ENGINEER, OVERSEERS, OWN, STAFF

lists("posts:fit_list", OWN)
door("posts:fit_detail", of="post", get={200: BUSINESS | OWN, 404: REST})
door("posts:fit_engineer", of="engineer", get={200: OVERSEERS | ENGINEER, 403: STAFF, 404: REST})
