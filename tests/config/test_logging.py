import json
import logging
import sys

import pytest
from django.http import HttpResponse

from config import request_ids
from config.logging import JsonFormatter
from config.request_ids import RequestIdMiddleware


@pytest.fixture
def answer(rf, caplog):
    """Send one request through the middleware alone; the response and the access line it logged."""

    def send(path, **headers):
        with caplog.at_level(logging.INFO, logger="lingyan.access"):
            response = RequestIdMiddleware(lambda request: HttpResponse(request_ids.current()))(
                rf.get(path, headers=headers)
            )
        return response, json.loads(JsonFormatter().format(caplog.records[-1]))

    return send


def test_access_line_has_path_without_query_string(answer):
    _, line = answer("/engineers/?q=王建国")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/engineers/", 200)
    assert "王建国" not in json.dumps(line, ensure_ascii=False)


def test_request_id_is_the_same_inside_and_in_the_header(answer):
    response, _ = answer("/")
    assert response.content.decode() == response["X-Request-ID"]
    assert request_ids.current() == ""


def test_request_id_of_the_proxy_is_kept(answer):
    assert answer("/", **{"X-Request-ID": "proxy-0123456789"})[0]["X-Request-ID"] == "proxy-0123456789"


@pytest.mark.parametrize("forged", ["short", 'a"},{"level":"x', "x" * 65, "id with space"])
def test_request_id_that_could_forge_a_line_is_replaced(answer, forged):
    assert answer("/", **{"X-Request-ID": forged})[0]["X-Request-ID"] != forged


def test_exception_is_logged_without_the_values_of_the_row():
    message = f"duplicate key\nDETAIL:  Key (name)=({'王' + '建国'}) already exists.\n"  # a traceback quotes its source
    try:
        raise ValueError(message)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Failed", None, sys.exc_info())
    line = json.loads(JsonFormatter().format(record))
    assert "duplicate key" in line["exception"]
    assert "王建国" not in line["exception"]
