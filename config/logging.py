"""Logs for machines (one JSON object a line) or, in development, for people. Never a query string, never a name."""

import json
import logging
import re
from datetime import UTC, datetime

from config import request_ids

# PostgreSQL repeats the values of the refused row here, names and birth dates among them.
_row_values = re.compile(r"^(DETAIL|CONTEXT):.*(\n|$)", re.MULTILINE)


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_ids.current(),
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)

    def formatException(self, exc_info):  # noqa: N802  logging's own name
        return _row_values.sub("", super().formatException(exc_info))


class TextFormatter(logging.Formatter):
    def formatException(self, exc_info):  # noqa: N802  logging's own name
        return _row_values.sub("", super().formatException(exc_info))


def logging_config(*, json, level):
    """The LOGGING setting. `json` chooses the form; `level` is that of everything but the noisy."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "config.logging.JsonFormatter"},
            "text": {"()": "config.logging.TextFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if json else "text"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # runserver's own line carries the query string; ours (lingyan.access) does not.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
        },
    }
