import secrets
from pathlib import PurePath

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files under MEDIA_ROOT that no URL reaches: views serve them through the scope of their owner."""

    def url(self, name):
        raise ValueError("Private files have no URL; serve them through a view.")


def random_name(_instance, filename):
    """A name that cannot be guessed; only the ending of the uploaded name is kept."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{PurePath(filename).suffix.lower()[:10]}"
