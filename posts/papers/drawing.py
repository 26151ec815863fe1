"""What the makers of the shipped Word templates share: page, lines, tables."""

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def landscape(margins, *, size=9):
    """An empty A4 page on its side; margins (top, right, bottom, left) in centimetres, the text size in points."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Cm, margins)
    section.header_distance = section.footer_distance = Cm(0.8)
    style = document.styles["Normal"]
    style.font.size = Pt(size)
    set_font(style, "Times New Roman", "宋体")
    style.paragraph_format.space_after = Pt(0)
    return document


def set_font(style, latin, chinese):
    """Of a style or of a run."""
    style.font.name = latin
    style.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), chinese)


def line(parent, text, *, size=None, bold=False, align="left", font="", before=0, after=0, colour=None):
    """A paragraph of one run; sizes and distances in points."""
    paragraph = parent.add_paragraph()
    paragraph.alignment = ALIGNMENTS[align]
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    write(paragraph, text, size=size, bold=bold, font=font, colour=colour)
    return paragraph


def write(paragraph, text, *, size=None, bold=False, font="", colour=None):
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if font:
        set_font(run, "Times New Roman", font)
    if colour:
        run.font.color.rgb = colour
    return run


def table(parent, rows, widths, *, size=9):
    """Rows of texts as a framed table; the first row is repeated on each page, no row is torn apart. Widths in centimetres."""
    made = parent.add_table(len(rows), len(widths), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    for row, texts in zip(made.rows, rows, strict=True):
        _whole(row)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width, cell.vertical_alignment = Cm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if text:
                write(cell.paragraphs[0], text, size=size)
    _repeated(made.rows[0])
    return made


def heading(parent, text):
    """Over a table, never at the foot of a page."""
    line(parent, text, size=12, bold=True, before=6, after=2).paragraph_format.keep_with_next = True


def listing(parent, name, columns, *further):
    """A table of a row for each of the list `name`, with `further` ones under it; columns are (heading, name in the row, width)."""
    blanks = [""] * (len(columns) - 1)
    rows = (
        [label for label, _name, _width in columns],
        [f"{{%tr for row in {name} %}}", *blanks],
        [f"{{{{ row.{field} }}}}" for _label, field, _width in columns],
        *([text, *blanks] for text in further),
        ["{%tr endfor %}", *blanks],
    )
    return table(parent, rows, [width for _label, _name, width in columns])


def join(row):
    """Its first cell reaches across the whole row."""
    row.cells[0].merge(row.cells[-1])


def _narrow(made):
    """Little white beside the text: twelve columns stand on a page."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "20"), ("left", "50"), ("bottom", "20"), ("right", "50")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twips)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.append(margins)


def _whole(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeated(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].alignment = ALIGNMENTS["center"]
        cell.paragraphs[0].paragraph_format.keep_with_next = True  # no head without a row beneath it
        for run in cell.paragraphs[0].runs:
            run.bold = True


def field(paragraph, instruction, *, size):
    """A field of Word, e.g. PAGE."""
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        node = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            node.set(qn("w:fldCharType"), kind)
        else:
            node.text = text
        run._r.append(node)


def foot(paragraph):
    """What the paper says of itself, and which page of how many it is."""
    write(paragraph, "{{ foot }}　　第 ", size=9)
    field(paragraph, "PAGE", size=9)
    write(paragraph, " 页，共 ", size=9)
    field(paragraph, "NUMPAGES", size=9)
    write(paragraph, " 页", size=9)
    paragraph.alignment = ALIGNMENTS["center"]
