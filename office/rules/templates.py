from office.models import PaperTemplate


def can_keep_templates(user):
    """Whoever sees Word templates keeps them."""
    return user.holds_at_root(PaperTemplate.objects.none().seen_by)
