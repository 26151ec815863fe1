"""Addresses that a request names to lead back to."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def address_within(text):
    """The text if it is the address of a page of ours from "/" on, "" for anything else.

    Browsers drop tabs and line breaks and take a backslash for a slash: "/<tab>//elsewhere.example" would lead out.
    """
    dropped = any(sign == "\\" or unicodedata.category(sign) == "Cc" for sign in text)
    is_ours = text.startswith("/") and not dropped and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if is_ours else ""
