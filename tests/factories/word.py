"""Word files for tests: lines of text, and archives with a part more or a part changed."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document


def docx(*lines):
    """The bytes of a .docx with a paragraph per line."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content, name, old, new):
    """The same archive with `old` replaced by `new` in one part; a part that is not there is made of `new`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in archive.namelist():
            text = archive.read(entry)
            made.writestr(entry, text.replace(old, new) if entry == name else text)
        if name not in archive.namelist():
            made.writestr(name, new)
    return out.getvalue()


def upload(content, name="样本.docx"):
    return SimpleUploadedFile(name, content)


def words_of(content):
    """Every paragraph of a .docx, also of its tables."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs if paragraph.text), *cells]
