"""Requests of the personas: what a page answers is asked once and kept, what a POST does is rolled back."""

import contextlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from office.models import AuditEntry
from tests.doors.notation import SIGN_IN
from tests.doors.personas import SIGNED_IN

OWN_TABLES = {"django_session", "office_cache"}  # a request may touch the session and the cache whatever it does
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")  # how JSON writes Chinese, in an endpoint's answer and within a page
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass
class Answer:
    status: int | str
    text: str
    headers: dict
    acts: list = field(default_factory=list)  # verbs of the audit entries written
    written: set = field(default_factory=set)  # tables written, sessions aside

    def __str__(self):
        return f"{self.status} {self.headers.get('Location', '')}".strip()


class Visits:
    def __init__(self, world):
        self.world, self.kept = world, {}
        self.browser = Client(raise_request_exception=False)

    # --- Addresses ------------------------------------------------------------------------------------
    def address(self, door, side=""):
        """Where the door is; on the other side, that of the twin object."""
        path = reverse(door.name, args=self.keys(door, side))
        query = door.query(self.world, side) if callable(door.query) else door.query
        return f"{path}?{query}" if query else path

    def keys(self, door, side=""):
        if isinstance(door.of, dict):
            return list(door.of.values())
        names = door.of if isinstance(door.of, tuple) else (door.of,)
        return [self.world[f"{side}{name}"].pk for name in names]

    def as_(self, persona):
        """The one browser, with nothing but the persona's session in it."""
        self.browser.cookies = SimpleCookie()
        self.browser.cookies.update(self.world.cookies.get(persona, {}))
        return self.browser

    # --- Requests -------------------------------------------------------------------------------------
    def get(self, persona, address):
        """The answer to a GET, asked once: reading a page changes nothing that another page shows."""
        key = (persona, address)
        if key not in self.kept:
            with rolled_back(), writes() as written:
                answer = _answer(self.as_(persona).get(address))
            answer.written = written
            self.kept[key] = answer
        return self.kept[key]

    def post(self, persona, address, data=None, body=None):
        """The answer to a POST and what it wrote; afterwards the world is as before."""
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with rolled_back(), writes() as written:
            client = self.as_(persona)
            given = {"data": body, "content_type": "application/json"} if body is not None else {"data": data or {}}
            answer = _answer(client.post(address, **given))
            answer.acts = list(AuditEntry.objects.filter(pk__gt=last).order_by("pk").values_list("verb", flat=True))
        answer.written = written
        return answer

    def knock(self, persona, method, address):
        with rolled_back():
            return self.as_(persona).generic(method, address)

    def guest(self, door):
        """Somebody whom the door lets in."""
        welcome = [
            persona
            for method in sorted(door.methods)
            for persona, status in sorted(door.statuses(method).items())
            if status in {200, 302} and persona in SIGNED_IN
        ]
        return welcome[0] if welcome else "superuser"

    def payload(self, door):
        data = door.data(self.world) if callable(door.data) else dict(door.data or {})
        return {"data": data, "body": door.body(self.world) if door.body else None}


@contextlib.contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def writes():
    """The tables that statements write to while it is open."""
    tables = set()

    def watch(execute, sql, params, many, context):
        first = sql.lstrip().split(None, 1)[0].upper()
        if first in WRITING:
            words = sql.replace('"', "").split()
            named = words[1] if first == "UPDATE" else words[2]
            tables.add(named)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
    tables -= OWN_TABLES


def _answer(response):
    content = response.getvalue() if response.streaming else response.content
    headers = dict(response.headers)
    led_away = response.status_code == 302 and urlsplit(headers["Location"]).path == reverse(settings.LOGIN_URL)
    text = unquote(headers.get("Content-Disposition", "")) + _text(content)
    return Answer(SIGN_IN if led_away else response.status_code, text, headers)


def _text(content):
    """What can be read in it: a string in a compressed workbook or escaped in JSON would be found by nobody."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), content.decode("utf-8", "replace"))
