"""Stored files leave the house through the view of their owner, as attachments, never sniffed."""

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attachment(stored, name):
    """The answer with a stored file under the name it was uploaded with; 404 if there is none any more."""
    if not stored:
        raise Http404
    try:
        response = FileResponse(stored.open("rb"), as_attachment=True, filename=name)
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def word_file(content, name):
    """The answer with a Word file made just now."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=WORD_TYPE, headers=headers)
