"""The Word templates as HR looks at them."""

from dataclasses import dataclass

from office.models import PaperTemplate
from office.papers import templates


@dataclass(frozen=True)
class KindInUse:
    """A kind of paper and HR's template for it; None while the shipped file is in use."""

    paper: templates.WordPaper
    current: PaperTemplate | None


def kinds_in_use(user):
    """Every kind of paper that is made of a Word template: one query."""
    found = PaperTemplate.objects.visible_to(user).in_use().select_related("uploaded_by").order_by("kind", "version")
    current = {template.kind: template for template in found}  # of several the newest stays
    return [KindInUse(paper, current.get(paper.kind)) for paper in templates.papers()]


def versions_of(user, kind):
    """HR's versions of a kind, the newest first, and the one of them in use (None: the shipped file)."""
    versions = list(PaperTemplate.objects.visible_to(user).filter(kind=kind).select_related("uploaded_by"))
    return versions, next((version for version in versions if version.retired_at is None), None)
