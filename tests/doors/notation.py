"""The notation of the table: one `door` per URL name, its methods, and who is answered what.

    door("office:unit_update", of="plant", get={200: ADMINS, 403: READERS, 404: REST}, post=done, data={…}, act="unit.updated")

`of` names the object in the world whose key the address carries (a tuple for several), `of={"code": "units"}` gives the
value itself. `REST` stands for whoever is signed in and not named by another status; anonymous visitors are led to the
sign-in (`SIGN_IN`; 401 for a JSON endpoint) unless the row names them. `post=done` repeats the row of `get` with 302 for 200.
A status that is answered to a POST that does something is proved by `act`, the verb of its audit entry, or `writes`,
the table it changes; the other personas' POSTs must write nothing at all.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.doors.personas import ANONYMOUS, SIGNED_IN

REST = frozenset({"the rest"})
SIGN_IN = "sign-in"  # in place of a status: led to the page where one signs in
done = "done"
DOORS = []


@dataclass(frozen=True)
class Door:
    name: str
    of: Any = ()
    get: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)
    query: Any = ""
    data: Any = None
    body: Any = None  # a JSON document instead of a form
    act: str = ""
    writes: str = ""
    doers: frozenset = frozenset()  # who acts, where others get the same answer
    json: bool = False

    def __str__(self):
        of = "-".join(map(str, self.of.values() if isinstance(self.of, dict) else _tuple(self.of)))
        return f"{self.name}[{of}]" if of else self.name

    def statuses(self, method):
        """{persona: status}; everyone has exactly one."""
        return _spread(str(self), getattr(self, method.lower()), 401 if self.json else SIGN_IN)

    @property
    def methods(self):
        return {method for method in ("GET", "POST") if getattr(self, method.lower())}

    def does(self, persona):
        """Whether the persona's POST does something: 302 where the row has it, else 200."""
        if self.doers:
            return persona in self.doers
        act = next((status for status in (302, 200) if status in self.post), None)
        return act is not None and self.statuses("POST")[persona] == act


def door(name, *, get=None, post=None, **facts):
    row = get or {}
    if post == done:
        post = {302 if status == 200 else status: personas for status, personas in row.items()}
    DOORS.append(Door(name, get=row, post=post or {}, **facts))


def lists(name, allowed, *, of=(), **facts):
    """A list: read it, and export it by POST."""
    row = {200: allowed, **facts.pop("closed", {403: REST})} if allowed != REST else {200: REST}
    door(name, of=of, get=row, post=row, data={"format": "csv"}, act="list.exported", **facts)


def _tuple(value):
    return value if isinstance(value, tuple) else (value,)


def _spread(door_name, row, signed_out):
    found = {}
    for status, personas in row.items():
        for persona in personas - REST:
            assert persona not in found, f"{door_name}: {persona} stands in two cells"
            found[persona] = status
    (anonymous,) = ANONYMOUS
    found.setdefault(anonymous, signed_out)
    rest = [status for status, personas in row.items() if personas & REST]
    missing = SIGNED_IN - set(found)
    assert len(rest) == bool(missing), f"{door_name}: no status, or several, for {sorted(missing)}"
    return found | dict.fromkeys(missing, *rest) if missing else found
