"""The demo's one-click sign-in exists only where nothing real can be behind it."""

import ipaddress

from django.conf import settings
from django.db import connection

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def one_click_allowed(request):
    """Only in demo mode, from this very machine without a proxy between, and on SQLite."""
    return settings.DEMO and connection.vendor == "sqlite" and _from_loopback(request.META)


def _from_loopback(meta):
    if any(meta.get(header) for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(meta.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
