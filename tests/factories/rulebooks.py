"""The example rulebook, and drafts made from it with something changed."""

import copy
import json

from django.conf import settings

from rulebooks import models
from rulebooks.document import Reader
from rulebooks.enums import RulebookStatus
from rulebooks.models import Grade, Rulebook


def example_document():
    text = (settings.BASE_DIR / "fixtures" / "rulebooks" / "example.json").read_text("utf-8")
    return json.loads(text)


def example_rulebook():
    """The one that migrations load; loaded again where a test with real transactions has emptied the tables."""
    found = Rulebook.objects.filter(code="chief-posts", version=1).first()
    if found:
        return found
    made = draft()
    made.status = RulebookStatus.IN_FORCE
    made.save(update_fields=["status"])
    return made


def grade(code="chief-engineer"):
    example_rulebook()
    return Grade.objects.get(code=code)


def draft(*, change=lambda document: None, **fields):
    """A draft like the example; `change` alters its document, `fields` the rulebook's own entries."""
    document = copy.deepcopy(example_document()) | fields
    change(document)
    return Reader(lambda name: getattr(models, name)).read(document)
