from office.enums import HR_ROLES


def can_update_post(user, post):
    """Titles and duties of a post are kept by human resources and administrators of its unit."""
    return user.holds(HR_ROLES, post.unit.path)
