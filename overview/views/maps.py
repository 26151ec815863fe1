"""What the pages of maps share."""

from office.listing import export


def exported(page, rows):
    """The MapTable that the page's address shows, as the format that its form asks for, on the record."""
    kind = "csv" if page.request.POST.get("format") == "csv" else "xlsx"
    export.record(page, rows, len(rows.rows), kind)
    return export.response(rows, title=page.title(), kind=kind)
