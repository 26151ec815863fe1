"""One id per request: in every log line, in the answer's header and on the error page."""

import logging
import re
import secrets
import time
from contextvars import ContextVar

HEADER = "X-Request-ID"
_acceptable = re.compile(r"[A-Za-z0-9._-]{8,64}")  # from the proxy in front; anything else could forge log lines
_current = ContextVar("request_id", default="")
access_log = logging.getLogger("lingyan.access")


def current():
    """The id of the request being answered; empty outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Names the request and logs one line about it: path without query string, nobody's name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        offered = request.headers.get(HEADER, "")
        request.id = offered if _acceptable.fullmatch(offered) else secrets.token_hex(8)
        token = _current.set(request.id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request.id
            _log(request, response.status_code, time.perf_counter() - started)
        finally:
            _current.reset(token)
        return response


def _log(request, status, seconds):
    facts = {"method": request.method, "path": request.path, "status": status, "milliseconds": round(seconds * 1000)}
    access_log.info("%(method)s %(path)s %(status)s %(milliseconds)s ms", facts, extra={"facts": facts})
