"""Catalogues of translations without the gettext tools: Babel reads, Django's `templatize` prepares the templates.

Source strings are English; a catalogue belongs to the app that uses the words. `templates/<app>/` goes with its app,
every other template and `config/` with the office.
"""

import io
import re
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
SHARED = "office"  # whose catalogue takes what belongs to no app
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)[^{}]*\}|(?<!%)(%[sd])\b")


class Catalogue(Catalog):
    """A catalogue whose header never changes, so that a file differs only when a message does."""

    mime_headers = (
        ("Language", LOCALE),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    )

    def __init__(self):
        super().__init__(locale=LOCALE, header_comment="#", fuzzy=False)

    def as_po(self):
        buffer = io.BytesIO()
        write_po(buffer, self, width=120, sort_output=True, include_lineno=False)
        return buffer.getvalue()

    def as_mo(self):
        buffer = io.BytesIO()
        write_mo(buffer, self)
        return buffer.getvalue()


class Command(BaseCommand):
    help = "Bring the catalogues of translations up to date with the source and compile them."

    def add_arguments(self, parser):
        parser.add_argument("apps", nargs="*", help="only these apps (default: all)")
        parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is to be done")

    def handle(self, *, apps, check, **options):
        if unknown := set(apps) - set(settings.FLOORS):
            raise CommandError(f"No such app: {', '.join(sorted(unknown))}.")
        sources = sources_by_app(Path(settings.BASE_DIR), settings.FLOORS)
        catalogues = {app: catalogue(settings.BASE_DIR, app, sources[app]) for app in apps or settings.FLOORS}
        if check:
            findings = [line for app, built in catalogues.items() for line in faults(settings.BASE_DIR, app, built)]
            findings += contradictions(catalogues)
            if findings:
                raise CommandError("\n".join(findings))
            return
        for app, built in catalogues.items():
            write(settings.BASE_DIR, app, built)
            missing = sum(1 for message in built if message.id and not translated(message))
            self.stdout.write(f"{app}: {len(built)} messages, {missing} untranslated")


def sources_by_app(root, apps):
    """The files whose words belong to each app, sorted by path."""
    sources = defaultdict(list)
    for app in apps:
        files = (root / app).rglob("*.py")
        sources[app] += (file for file in files if "migrations" not in file.relative_to(root).parts)
    sources[SHARED] += (root / "config").rglob("*.py")
    for ending in ("*.html", "*.txt"):
        for file in (root / "templates").rglob(ending):
            owner = file.relative_to(root).parts[1]
            sources[owner if owner in apps else SHARED].append(file)
    return {app: sorted(files) for app, files in sources.items()}


def catalogue(root, app, files):
    """What the files say now, with the translations that the app's catalogue on disk already has."""
    known = read(root, app)
    built = Catalogue()
    for file in files:
        name = file.relative_to(root).as_posix()
        for _line, words, comments, context in extracted(file):
            before = known.get(words if isinstance(words, str) else words[0], context)
            string = _matching(before, words) if before else ""
            built.add(words, string, locations=[(name, None)], auto_comments=comments, context=context)
    return built


def extracted(file):
    source = file.read_text("utf-8")
    if file.suffix != ".py":
        # templatize keeps the lines but not the meaning of their indentation
        source = "\n".join(line.strip() for line in templatize(source, origin=str(file)).splitlines())
    return list(extract("python", io.BytesIO(source.encode()), KEYWORDS, comment_tags=("Translators:",)))


def _matching(message, words):
    """The old translation, if it has the form (singular or plural) that the message has now."""
    if isinstance(words, str):
        return message.string if isinstance(message.string, str) else message.string[0]
    return message.string if isinstance(message.string, tuple) else (message.string,)


def read(root, app):
    path = _path(root, app, "po")
    if not path.exists():
        return Catalogue()
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, ignore_obsolete=True)


def write(root, app, built):
    po = _path(root, app, "po")
    po.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((po, built.as_po()), (_path(root, app, "mo"), built.as_mo())):
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)


def faults(root, app, built):
    """One sentence per thing that keeps the app's catalogue from being complete and up to date."""
    po, mo = _path(root, app, "po"), _path(root, app, "mo")
    if not po.exists() or po.read_bytes() != built.as_po():
        yield f"{app}: the catalogue differs from the source; run `manage.py messages {app}`."
    if not mo.exists() or mo.read_bytes() != built.as_mo():
        yield f"{app}: the compiled catalogue is out of date; run `manage.py messages {app}`."
    for message in built:
        if message.id and not translated(message):
            yield f"{app}: not translated: {_first(message.id)!r}"
        elif message.id and placeholders(message.string) != placeholders(message.id):
            yield f"{app}: placeholders differ: {_first(message.id)!r}"


def contradictions(catalogues):
    """Django merges all catalogues: of two translations of the same words one would silently win."""
    seen = {}
    for app, built in catalogues.items():
        for message in built:
            key, string = (message.context, _first(message.id)), _first(message.string)
            other = seen.setdefault(key, (app, string))
            if message.id and string and other[1] and other[1] != string:
                yield f"{other[0]}, {app}: {key[1]!r} is translated both {other[1]!r} and {string!r}."


def translated(message):
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def placeholders(words):
    """The names that a translation must repeat; of a plural those of its last form, which counts."""
    return {"".join(found) for found in PLACEHOLDER.findall(words if isinstance(words, str) else words[-1])}


def _first(words):
    return words if isinstance(words, str) else words[0]


def _path(root, app, ending):
    return Path(root) / app / "locale" / LOCALE / "LC_MESSAGES" / f"django.{ending}"
