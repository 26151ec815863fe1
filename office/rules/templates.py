from office.models.template import PaperTemplateQuerySet


def can_keep_templates(user):
    """Whoever sees Word templates keeps them."""
    return user.holds_at_root(PaperTemplateQuerySet.seen_by)
