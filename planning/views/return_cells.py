"""What the page of a return talks to while it is filled in."""

from django.views.decorators.http import require_POST

from office.views.endpoints import answer_batch, json_endpoint, read_key
from planning.services.filing import Edit, save_cells

LONGEST_TEXT = 4_000  # of what is typed; what a field keeps is shorter, and it says so
LONGEST_NAME = 60


@json_endpoint
@require_POST
def return_cells(request):
    """Save a batch of cells: 200 with an answer per edit, whatever becomes of each."""
    return answer_batch(request, _batch, save_cells)


def _batch(body):
    """(edits,) of a request's JSON. Raises one of the errors of reading it."""
    edits = [
        Edit(read_key(edit["sheet"]), _name(edit["criterion"]), _text(edit["value"]), _text(edit["base"]))
        for edit in body["edits"]
    ]
    return (edits,)


def _name(value):
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:LONGEST_NAME]


def _text(value):
    if value is None or isinstance(value, str):
        return value and value[:LONGEST_TEXT]
    raise TypeError(value)
