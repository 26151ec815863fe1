from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _


class DomainError(Exception):
    """An act that is not possible now; the message is a sentence its user can act on."""

    def __init__(self, message, *, reasons=()):
        super().__init__(message)
        self.message = message
        self.reasons = list(reasons)  # further sentences, e.g. one per row

    def __str__(self):
        return str(self.message)


@contextmanager
def written_once():
    """For what has no parent to lock: of two people who enter the same at one moment, the second one is told so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise DomainError(_("Somebody entered the same at this very moment. Look at what is there now.")) from error
