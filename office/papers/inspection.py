"""Which Word files are taken as a template: looked at as an archive, before anything of Word is read, and as a paper.

A template is opened on many desks with trust in this house: it carries no macro and no foreign object, and fetches
nothing from elsewhere, neither by a link nor by a field that opens a file. Word goes by what a part says it is, not by its
name, so every part is read, whatever it is called; only pictures and fonts are none of ours to read.
"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from docx.opc.exceptions import OpcError
from lxml import etree

from office.errors import DomainError
from office.intake.safety import MOST_ENTRIES, MOST_RATIO, OLE, ZIP
from office.papers.braces import fill

MOST_MB = 5
MOST_BYTES = 50 * 1_048_576  # inflated
CONTENT_TYPES = "[content_types].xml"
MAIN_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
FOREIGN = re.compile(
    r"vbaProject|macroEnabled|activeX|oleObject|/embeddings/|text/html|message/rfc822|/rtf|aFChunk", re.I
)
FETCHING = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDEAUTO|DDE|LINK|RD|DATABASE|MACROBUTTON|QUOTE)\b", re.I
)  # QUOTE fetches nothing, but spells by numbers what does
NAMED = re.compile(r"\s*\S+\s")  # an instruction that says itself which field it is
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.I)
PICTURE_OR_FONT = re.compile(
    r"image/|font/|application/(x-font|vnd\.openxmlformats-officedocument\.obfuscatedFont)", re.I
)
MARKUP = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
SAFELY = etree.XMLParser(resolve_entities=False, no_network=True)
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    etree.LxmlError, OpcError,
)  # fmt: skip


def try_out(content, paper):
    """Whether a file may become the template of a WordPaper: it is safe, and the sample can be filled in and stays safe.

    Raises DomainError that says what to change in Word.
    """
    _look_through(content)
    try:
        filled = fill(content, paper.names, paper.sample, strict=True)
    except UNREADABLE:
        raise _damaged() from None
    _look_through(filled)


def content_of(upload):
    """The bytes of an upload that is not too large to be looked at."""
    if upload.size > MOST_MB * 1_048_576:
        raise _too_large()
    upload.seek(0)
    return upload.read()


def _look_through(content):
    parts = _parts(content)
    type_of = _check_types(next(text for name, text in parts if name.lower() == CONTENT_TYPES))
    for name, text in parts:
        root = _root(name, text, type_of(name))
        if root is not None:
            _check_part(root)


def _root(name, text, kind):
    """What stands in a part; None for a picture or a font, and for a folder."""
    if (PICTURE_OR_FONT.match(kind) and not MARKUP.match(text)) or (name.endswith("/") and not text):
        return None
    if not (kind.endswith("xml") or name.lower() == CONTENT_TYPES or MARKUP.match(text)):
        raise _foreign()
    return _parsed(text)


def _parts(content):
    """[(name, content)] of the archive, inflated within the limits."""
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            parts = [(entry.filename, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise _damaged() from None
    names = {name.lower() for name, _text in parts}
    if not {CONTENT_TYPES, "word/document.xml"} <= names or len(names) < len(parts):
        raise _no_word_file()
    return parts


def _check_kind(content):
    if content.startswith(OLE):
        raise DomainError(
            _("This is an old Word file (.doc) or one with a password. Save it as .docx without a password.")
        )
    if not content.startswith(ZIP):
        raise _no_word_file()


def _check_sizes(entries):
    inflated, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(_("The file is protected by a password. Save it as .docx without a password."))
    if len(entries) > MOST_ENTRIES or inflated > MOST_BYTES or _is_bomb(inflated, packed):
        raise DomainError(_("The file would unpack to far more than a Word template holds and is not opened."))


def _is_bomb(inflated, packed):
    return inflated > 20 * 1_048_576 and inflated > MOST_RATIO * max(packed, 1)


def _check_types(text):
    """What the archive says of its parts: a function from the name of a part to its type."""
    root = _parsed(text)
    types = {value for node in root.iter() for value in node.attrib.values()}
    if any(FOREIGN.search(value) for value in types):
        raise _foreign()
    if MAIN_PART not in types:
        raise _no_word_file()
    by_name = {node.get("PartName", "").lower(): node.get("ContentType", "") for node in root.iter("{*}Override")}
    by_ending = {node.get("Extension", "").lower(): node.get("ContentType", "") for node in root.iter("{*}Default")}
    return lambda name: by_name.get(f"/{name}".lower()) or by_ending.get(name.lower().rpartition(".")[2], "")


def _check_part(root):
    for node in root.iter("{*}Relationship"):
        _check_relation(node)
    if found := FETCHING.search(_fields(root)):
        raise _fetching(found.group().upper())


def _fields(root):
    """What the fields of a part say; Word may spread one instruction over many runs, between two marks."""
    spread = "".join(node.text or " " for node in root.iter("{*}instrText", "{*}delInstrText", "{*}fldChar"))
    _check_names(root)
    return " ".join([spread, *(value for node in root.iter("{*}fldSimple") for value in node.attrib.values())])


def _check_names(root):
    """A field within a field would otherwise write which field the outer one is, as nobody can read here."""
    written = []
    for node in root.iter("{*}instrText", "{*}fldChar"):
        mark = next((value for name, value in node.attrib.items() if name.endswith("fldCharType")), "")
        if mark == "begin":
            if written and written[-1] is not None and not NAMED.match(written[-1]):
                raise _fetching("{ { } }")
            written.append("")
        elif mark and written:
            written[-1:] = [None] if mark == "separate" else []
        elif written and written[-1] is not None:
            written[-1] += node.text or ""


def _check_relation(node):
    target = node.get("Target", "")
    if node.get("TargetMode", "").lower() == "external" or ELSEWHERE.match(target):
        raise DomainError(
            _(
                "The file links to “%(target)s” outside of itself. Remove the link; insert pictures instead of linking them."
            )
            % {"target": target[:120]}
        )
    if FOREIGN.search(node.get("Type", "")) or FOREIGN.search(target):
        raise _foreign()


def _parsed(text):
    """Word files have no document type; what has one may want to expand entities."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _damaged()
    try:
        return etree.fromstring(text, SAFELY)
    except etree.XMLSyntaxError:
        raise _damaged() from None


def _fetching(field):
    return DomainError(
        _("The file has a field that fetches something from elsewhere (%(field)s). Remove the field.")
        % {"field": field}
    )


def _too_large():
    return DomainError(
        _("The template is larger than %(limit)d MB. Make the pictures in it smaller.") % {"limit": MOST_MB}
    )


def _no_word_file():
    return DomainError(_("This is no Word file of the kind .docx (“Word document”). Save it as .docx and try again."))


def _damaged():
    return DomainError(_("The file is damaged and cannot be read. Open it in Word, save it anew and try again."))


def _foreign():
    return DomainError(
        _("The file holds macros or embedded objects. Save it as .docx (“Word document”) without them and try again.")
    )
