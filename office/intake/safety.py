"""What a file is, by its content, and whether it may be opened at all.

A workbook is a zip archive of XML: before a parser sees it, every entry is inflated once with a limit, so that neither a
zip bomb, nor an archive that lies about its sizes, nor one cell at the far corner of a sheet can exhaust the memory.
"""

import re
import struct
import zipfile
import zlib
from collections import defaultdict
from xml.etree import ElementTree

from django.conf import settings
from django.utils.translation import gettext as _

from office.errors import DomainError

MOST_ROWS = 200_000
MOST_COLUMNS = 256  # as in the old .xls
MOST_ENTRIES = 2_000
MOST_BYTES = 1_000 * 1_048_576  # inflated; a roster of 100,000 people takes about 150 MB
MOST_RATIO = 200  # inflated to compressed, looked at above 20 MB
CHUNK = 1_048_576

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
)
# A cell with content (not self-closing) beyond the last row or column; or, where cells do not say where they are, such a row.
FAR_CELL = re.compile(
    rb"""\br\s*=\s*["'](?:[A-Z]{3,}\d+|(?:I[W-Z]|[J-Z][A-Z])\d+|[A-Z]{1,2}(?:[2-9]\d{5}|\d{7,}))["'][^<>]*(?<!/)>"""
)
FAR_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["'](?:[2-9]\d{5}|\d{7,})["']""")
UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s+(?!r\s*=)[a-z]+\s*=\s*["'][^"']*["'])*\s*>""")
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+)(\d+)"[^<>]*?\bt="e"[^<>]*>(?:<f.*?</f>|<f[^<>]*/>)?<v>([^<]*)</v>"""
)
MOST_FORMULAS = 100_000
DIGITS = "0123456789"
CORNERS = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
LONGEST_TAG = 4_096

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def kind_of(file):
    """ "xlsx", "xls" or "csv"; anything else, or what is too large or locked, is a DomainError that says what it is."""
    limit = settings.UPLOAD_LIMIT_MB
    size = file.seek(0, 2)
    if size > limit * 1_048_576:
        raise DomainError(too_large(size))
    file.seek(0)
    head = file.read(8_192)
    file.seek(0)
    if not head.strip():
        raise DomainError(_("The file is empty."))
    if head.startswith(ZIP):
        return _kind_of_archive(file)
    if head.startswith(OLE):
        return _kind_of_ole(file)
    return _kind_of_text(head)


def too_large(size):
    return _("The file has %(size)d MB; at most %(limit)d MB are accepted. Split it, or remove pictures from it.") % {
        "size": -(-size // 1_048_576),
        "limit": settings.UPLOAD_LIMIT_MB,
    }


def _wrong(kind):
    return DomainError(
        _("This is a file of the kind %(kind)s, not a workbook. Save it as Excel (.xlsx, .xls) or CSV.")
        % {"kind": kind}
    )


def _damaged():
    return DomainError(_("The file is damaged and cannot be read. Open it in Excel, save it anew and try again."))


def _suspicious():
    return DomainError(_("The file would unpack to far more than a workbook holds and is not opened."))


def _kind_of_archive(file):
    try:
        with zipfile.ZipFile(file) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise _damaged() from None
    file.seek(0)
    if "xl/workbook.xml" in names:
        return "xlsx"
    kinds = {"word/document.xml": "Word", "ppt/presentation.xml": "PowerPoint", "xl/workbook.bin": "xlsb"}
    found = next((kind for name, kind in kinds.items() if name in names), None)
    raise _wrong(found or ("OpenDocument" if "mimetype" in names else "zip"))


def _kind_of_ole(file):
    content = file.read()
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked()
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        if _is_locked_xls(content):
            raise locked()
        return "xls"
    raise _wrong("Word" if "WordDocument".encode("utf-16-le") in content else "OLE")


def _is_locked_xls(content):
    """Whether FILEPASS (0x2F) is among the first records of the workbook, which lie together after its BOF."""
    at = content.find(b"\x09\x08\x10\x00")
    for _record in range(10):
        if at < 0 or at + 4 > len(content):
            return False
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == 0x2F:
            return True
        at += 4 + length
    return False


def locked():
    return DomainError(_("The file is protected by a password. Remove the password in Excel and try again."))


def _kind_of_text(head):
    for magic, kind in OTHER_KINDS:
        if head.startswith(magic):
            raise _wrong(kind)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        raise _wrong("HTML")
    if start.startswith((b"<?xml", b'{"', b"[{")):
        raise _wrong("XML" if start.startswith(b"<") else "JSON")
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in head:
        raise DomainError(_("This is no workbook and no CSV text. Save it as Excel (.xlsx, .xls) or CSV."))
    return "csv"


def inspect_archive(file):
    """Inflate every entry of a workbook once, within the limits; the error cells found on the way: {sheet: [(row, column, text)]}."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            errors = {entry.filename: _inspect(file, entry) for entry in entries}
            return {title: errors[part] for title, part in _sheet_parts(archive).items() if errors.get(part)}
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ElementTree.ParseError,
        KeyError,
        NotImplementedError,
        ValueError,
    ):
        raise _damaged() from None
    finally:
        file.seek(0)


def _check_sizes(entries):
    if len(entries) > MOST_ENTRIES:
        raise _suspicious()
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked()
    inflated, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if inflated > MOST_BYTES or (inflated > 20 * 1_048_576 and inflated > MOST_RATIO * max(packed, 1)):
        raise _suspicious()


def _inspect(file, entry):
    """The error cells of one entry; sheets are also searched for cells that lie too far out."""
    if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
        for _chunk in _inflated(file, entry):
            pass
        return []
    errors, tail, unplaced = [], b"", False
    for chunk in _inflated(file, entry):
        text = tail + chunk
        unplaced = unplaced or bool(UNPLACED_CELL.search(text))
        if FAR_CELL.search(text) or (unplaced and FAR_ROW.search(text)):
            raise DomainError(
                _("A sheet reaches beyond %(rows)d rows or %(columns)d columns. Delete what lies outside the table.")
                % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            )
        if b't="e"' in text:
            errors += ERROR_CELL.findall(text)
        tail = text[-LONGEST_TAG:]
    return sorted({(int(row) - 1, _column_index(letters), value.decode()) for letters, row, value in errors})


def formulas_of(file):
    """The formulas of an inspected workbook: {sheet: [(row, column, "=SUM(B2:B9)")]}; those that fill a range are in each of its cells."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = {title: archive.getinfo(part) for title, part in _sheet_parts(archive).items()}
        return {title: _formulas(file, entry) for title, entry in entries.items() if _has_formulas(file, entry)}
    except (ElementTree.ParseError, KeyError, ValueError):
        raise _damaged() from None
    finally:
        file.seek(0)


def _has_formulas(file, entry):
    tail = b""
    for chunk in _inflated(file, entry):
        if FORMULA.search(tail + chunk):
            return True
        tail = chunk[-LONGEST_TAG:]
    return False


def _formulas(file, entry):
    found, row, column = [], -1, -1
    for event, name, node in _nodes(file, entry):
        if (event, name) == ("start", "row"):
            row, column = int(node.get("r", row + 2)) - 1, -1
        elif (event, name) == ("start", "c"):
            column = _column_index(node.get("r").rstrip(DIGITS).encode()) if node.get("r") else column + 1
        elif (event, name) == ("end", "f"):
            found += [(*place, f"={node.text or ''}") for place in _filled_by(node, row, column)]
        if len(found) > MOST_FORMULAS:
            raise _full_of_formulas()
    return found


def _nodes(file, entry):
    """(event, name, node) of a sheet in its order, whose rows are let go as they end."""
    parser = ElementTree.XMLPullParser(("start", "end"))
    for chunk in _inflated(file, entry):
        if b"<!DOCTYPE" in chunk:
            raise _damaged()
        parser.feed(chunk)
        for event, node in parser.read_events():
            name = node.tag.rpartition("}")[2]
            yield event, name, node
            if (event, name) == ("end", "row"):
                node.clear()


def _filled_by(node, row, column):
    """The cells that a formula fills: one, unless it is an array's."""
    corners = CORNERS.fullmatch(node.get("ref", "")) if node.get("t") == "array" else None
    if not corners:
        return [(row, column)]
    left, top, right, bottom = corners.groups()
    rows = range(int(top) - 1, int(bottom))
    columns = range(_column_index(left.encode()), _column_index(right.encode()) + 1)
    if len(rows) * len(columns) > MOST_FORMULAS:
        raise _full_of_formulas()
    return [(row, column) for row in rows for column in columns]


def _full_of_formulas():
    return DomainError(
        _("A sheet has more than %(count)d formulas. Copy it, paste it as values and try again.")
        % {"count": MOST_FORMULAS}
    )


def _inflated(file, entry):
    """The content of an entry in chunks; more than the entry declares is refused, whatever the archive says."""
    file.seek(entry.header_offset)
    header = file.read(30)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)
    left, size = entry.compress_size, 0
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    if inflate is None and entry.compress_type != zipfile.ZIP_STORED:
        raise _damaged()
    while left > 0 and (packed := file.read(min(left, CHUNK))):
        left -= len(packed)
        while packed:
            chunk = inflate.decompress(packed, CHUNK) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
            size += len(chunk)
            if size > entry.file_size:
                raise _suspicious()
            yield chunk


def _sheet_parts(archive):
    """{title of a sheet: name of its part}, as the workbook and its relations say."""
    relations = {node.get("Id"): node.get("Target", "") for node in _parsed(archive.read("xl/_rels/workbook.xml.rels"))}
    parts = {}
    for node in _parsed(archive.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            target = relations.get(node.get(RELATION), "")
            parts[node.get("name")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _parsed(xml):
    """Workbooks have no document type; what has one may want to expand entities."""
    if b"<!DOCTYPE" in xml:
        raise _damaged()
    return ElementTree.fromstring(xml)  # noqa: S314


def _column_index(letters):
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def by_row(errors):
    """[(row, column, text)] as {row: [(column, text)]}."""
    rows = defaultdict(list)
    for row, column, text in errors:
        rows[row].append((column, text))
    return rows
