from decimal import Decimal

import pytest
from django.template import Context, Template

from office.numbers import file_size, money, points, score, signed, signed_money


@pytest.mark.parametrize(
    ("written", "value", "read"),
    [
        (money, 12000, "12,000.00"),
        (money, Decimal("-0.005"), "-0.01"),
        (money, "", ""),
        (score, Decimal("1234.565"), "1234.57"),
        (score, None, ""),
        (points, Decimal("18.00"), "18"),
        (points, Decimal("17.50"), "17.5"),
        (points, None, ""),
        (signed, 2, "+2"),
        (signed, -1, "−1"),
        (signed, 0, "0"),
        (signed, None, ""),
        (signed_money, 36000, "+36,000.00"),
        (signed_money, Decimal("-24000"), "−24,000.00"),
        (signed_money, Decimal("-0.001"), "0.00"),
        (signed_money, None, ""),
        (file_size, 700, "1 KB"),
        (file_size, 2_621_440, "2.5 MB"),
    ],
)
def test_numbers_read_alike_in_code_and_templates(written, value, read):
    assert written(value) == read
    assert Template(f"{{{{ value|{written.__name__} }}}}").render(Context({"value": value})) == read
