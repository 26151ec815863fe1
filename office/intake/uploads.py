"""Uploads that end at a limit or at a full disk with a sentence, and leave nothing behind."""

import errno

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import SkipFile, StopFutureHandlers, TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from office.errors import DomainError
from office.intake.safety import too_large
from office.storage import random_name

DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Streams to a temporary file up to the limit, then lets the rest pass by; why, stands in `request.upload_refusal`.

    The connection is not cut: the browser would show its own error page instead of our sentence.
    """

    def new_file(self, *args, **kwargs):
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._refuse(error)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > settings.UPLOAD_LIMIT_MB * 1_048_576:
            self._drop()
            self.request.upload_refusal = too_large(max(self.content_length or 0, start + len(raw_data)))
            raise SkipFile
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._refuse(error)

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 (Django's name)
        self.content_length = content_length

    def _refuse(self, error):
        if error.errno not in DISK_FULL:
            raise error
        self._drop()
        self.request.upload_refusal = disk_full()
        raise SkipFile from error

    def _drop(self):
        """Closing the temporary file deletes it."""
        if getattr(self, "file", None) is not None:
            self.file.close()


def refusal_of(request):
    """Why an upload of this request did not arrive; "" where nothing was refused."""
    return getattr(request, "upload_refusal", "")


def disk_full():
    return _("The server's disk is full; nothing was kept. Tell the system administrator and try again later.")


def store(upload):
    """Keep an uploaded file among the private files and return its name there; a full disk is a DomainError."""
    name = random_name(None, upload.name)
    try:
        return default_storage.save(name, upload)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        default_storage.delete(name)
        raise DomainError(disk_full()) from error
