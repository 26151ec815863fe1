"""The imports that this installation knows, in the order in which a new one needs them."""

from django.conf import settings
from django.utils.module_loading import import_string


def names():
    return list(settings.IMPORTS)


def import_class(code):
    """The class of a code of ``settings.IMPORTS``; KeyError for another."""
    return import_string(settings.IMPORTS[code])


def loadable_by(user):
    return [found for found in map(import_class, settings.IMPORTS) if found.may_load(user)]
