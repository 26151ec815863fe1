"""The Word template of each kind of paper: the file shipped with the house, or the one that HR put in its place.

The floor that makes a paper registers its kind in ``slots.py``::

    templates.register(PaperKind.CERTIFICATE, path, sample, placeholders)

`sample` is a whole example of what the paper is filled with: values, and lists of dicts for rows; it is what a preview
shows and what a new template is tried with, so a context has the same names. `placeholders` says what each means, rows by
"list.name"; the page for HR shows them.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from office.enums import PaperKind
from office.models import PaperTemplate
from office.papers.braces import fill

SHIPPED = "shipped"
_registered = {}


@dataclass(frozen=True)
class WordPaper:
    """A kind of paper that is made of a Word template."""

    kind: str
    path: Path
    sample: dict
    placeholders: dict

    def get_absolute_url(self):
        return reverse("office:template_detail", args=[self.kind])

    @property
    def label(self):
        return PaperKind(self.kind).label

    @property
    def names(self):
        return self.sample.keys()

    @property
    def rows(self):
        """[(what to write, what it means)], for the person who edits the template."""
        return [(self._braces(name), meaning) for name, meaning in self.placeholders.items()]

    def _braces(self, name):
        if isinstance(self.sample.get(name), list):
            return f"{{%tr for row in {name} %}} … {{%tr endfor %}}"
        return f"{{{{ {'row.' if '.' in name else ''}{name.rpartition('.')[2]} }}}}"


@dataclass(frozen=True)
class OpenTemplate:
    """A template read once, to fill in any number of papers. `version` goes into `Paper.template_version`."""

    paper: WordPaper
    version: str
    content: bytes

    def fill(self, context):
        """The bytes of a .docx. Raises DomainError for a placeholder that `context` does not have."""
        return fill(self.content, self.paper.names, context)


def register(kind, default_path, sample, placeholders):
    """Once for each kind, when the apps are loaded."""
    _registered[kind] = WordPaper(kind, Path(default_path), sample, placeholders)


def papers():
    """Every registered kind, in the order of the house."""
    return list(_registered.values())


def paper_of(kind):
    """The registered kind; None for one that is made of no Word template."""
    return _registered.get(kind)


def current(kind):
    """The PaperTemplate in use; None while it is the shipped file."""
    return PaperTemplate.objects.in_use().filter(kind=kind).first()


def opened(kind, *, version=""):
    """The template in use; with `version`, as a paper keeps it, the one that paper was made of (for printing it again)."""
    if version.isdecimal():
        return _opened(kind, PaperTemplate.objects.get(kind=kind, version=version))
    return shipped(kind) if version else _opened(kind, current(kind))


def shipped(kind):
    """The template that came with the house."""
    content = _registered[kind].path.read_bytes()
    return OpenTemplate(_registered[kind], f"{SHIPPED}-{hashlib.sha256(content).hexdigest()[:8]}", content)


def render(kind, context, template=None):
    """The bytes of a .docx of the template in use, or of the PaperTemplate given. Raises DomainError like `fill`."""
    return _opened(kind, template or current(kind)).fill(context)


def template_version(kind):
    """What `Paper.template_version` keeps: "3" for HR's third version, "shipped-1a2b3c4d" for the file of the house."""
    return opened(kind).version


def _opened(kind, template):
    if template is None:
        return shipped(kind)
    with template.file.open("rb") as stored:
        return OpenTemplate(_registered[kind], str(template.version), stored.read())
