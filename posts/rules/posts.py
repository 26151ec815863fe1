from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from posts.enums import POST_TRANSITIONS
from rulebooks.enums import AuthorityLevel

AUTHORISERS = {
    AuthorityLevel.GROUP: frozenset({Role.GROUP_ADMINISTRATOR}),
    AuthorityLevel.SUBSIDIARY: ADMINISTRATOR_ROLES,
    AuthorityLevel.UNIT: ADMINISTRATOR_ROLES,
}


def authorisers(level):
    """Roles that decide on posts of a grade that `level` authorises; one of which the rules say nothing is left to the group."""
    return AUTHORISERS.get(level, AUTHORISERS[AuthorityLevel.GROUP])


def can_update_post(user, post):
    """Titles and duties of a post are kept by human resources and administrators of its unit."""
    return user.holds(HR_ROLES, post.unit.path)


def can_authorise_posts(user, unit, level):
    """Whether a post of a grade that `level` authorises is set up, changed or abolished in the unit by this user."""
    return user.holds(authorisers(level), unit.path)


def can_create_posts(user):
    """In some unit; in which and of which grade is asked of the filled form."""
    return bool(user.paths_as(ADMINISTRATOR_ROLES))


def open_statuses(post):
    """What may become of the post, in the order of its statuses."""
    return [status for status in POST_TRANSITIONS if status in POST_TRANSITIONS[post.status]]
