"""Exports too long for a request, done by the worker."""

import tempfile

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from office import jobs
from office.intake.uploads import store
from office.listing import export
from office.listing.pages import ListPage


def run_export(job, progress):
    """The runner of the kind "export"."""
    with tempfile.TemporaryFile() as stream:
        name, count = write_export(job.params, job.owner, stream, progress)
        stream.seek(0)
        stored = store(File(stream, name))
    return jobs.Outcome(message=_("%(count)d rows are ready.") % {"count": count}, output=stored, output_name=name)


def page_of(params, user):
    """The ListPage that a job's params name, seen as `user`."""
    page_class = import_string(params["page"])
    if not issubclass(page_class, ListPage):
        raise SuspiciousOperation("Not a list page.")
    return page_class.outside_request(user, params["kwargs"], params["query"])


def write_export(params, user, stream, progress=lambda done, total: None):
    """Write the export that the params describe to a binary stream and return (file name, rows written)."""
    page = page_of(params, user)
    rows, kind, title = page.list(params["columns"]), params["format"], str(page.title())
    rows.relabel(params.get("headings", {}))
    layout = export.Layout(**params.get("layout", {}))
    count = rows.queryset.count()
    export.record(page, rows, count, kind, layout)
    export.write(rows, stream, title=title, kind=kind, layout=layout, progress=lambda done: progress(done, count))
    return export.filename(layout.table or title, kind), count
