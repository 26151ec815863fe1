import datetime
import json
from decimal import Decimal

import pytest
from django.db import models

from office import backup as archives


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.DecimalField(max_digits=6, decimal_places=2), Decimal("91.30")),
        (models.DateField(), datetime.date(2026, 11, 22)),
        (models.TimeField(), datetime.time(8, 30, 0, 7)),
        (models.DateTimeField(), datetime.datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=datetime.UTC)),
        (models.DurationField(), datetime.timedelta(days=-1, microseconds=5)),
        (models.BinaryField(), b"\x00\xff"),
        (models.JSONField(), {"a": [None, "x"]}),
        (models.BooleanField(), False),
        (models.FloatField(), 0.1),
        (models.CharField(), ""),
        (models.IntegerField(), None),
    ],
)
def test_value_survives_json(field, value):
    assert archives._value(field, json.loads(json.dumps(archives._plain(value)))) == value
