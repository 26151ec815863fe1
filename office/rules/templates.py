from office.enums import HR_ROLES
from office.scope import is_root


def can_keep_templates(user):
    """Word templates belong to the group: whoever does HR work at a root unit."""
    return any(map(is_root, user.paths_as(HR_ROLES)))
