"""Which addresses a page may lead back to."""

import pytest

from office.addresses import address_within
from office.sign_in import ClosedAccountAdapter

OUT = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "//elsewhere.example?x=/",
    "///elsewhere.example?q=1",
    "/\t/elsewhere.example",
    "/\t//elsewhere.example/x",
    "/\n//elsewhere.example/x",
    "/\r\n//elsewhere.example",
    "/\t\n\r///elsewhere.example",
    "\t//elsewhere.example",
    " //elsewhere.example",
    "/\\elsewhere.example?q=1",
    "/\t\\elsewhere.example",
    "/somewhere/\\",
    "/somewhere/?q=\x00",
    "/\x7f//elsewhere.example",
    "/\x85//elsewhere.example",
    "http://testserver//elsewhere.example/x",
    "http:///elsewhere.example",
    "javascript:alert(1)",
    "?q=1",
    "x",
    "",
)


@pytest.mark.parametrize(
    "text", ["/", "/somewhere/", "/somewhere/?q=%E9%AB%98&page=2#list", "/处/?q=高炉", "/a/?q=%5C%09"]
)
def test_a_page_of_ours_is_led_back_to(text):
    assert address_within(text) == text


@pytest.mark.parametrize("text", OUT)
def test_nothing_else_is(text):
    assert address_within(text) == ""


@pytest.mark.parametrize("text", OUT)
def test_nobody_is_led_out_by_signing_in(text):
    assert not ClosedAccountAdapter().is_safe_url(text)
