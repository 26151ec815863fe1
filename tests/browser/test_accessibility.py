"""Every page of the demo at both widths: axe finds nothing, nothing scrolls sideways, no script or policy complains."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from office.models import User
from tests.acceptance import pages
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
FINDINGS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`
)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def world(base_url, settings):
    settings.AS_OF_DATE = "2026-11-01"
    return pages.build_world()


def test_axe_finds_nothing_on_any_page_and_none_scrolls_sideways(world, page, base_url):
    page.add_init_script(AXE)
    findings = []
    for persona in dict.fromkeys(one.persona for one in pages.PAGES):
        sign_in(page, persona, base_url)
        for one in pages.PAGES:
            if one.persona == persona:
                findings += [f"{one}: {finding}" for finding in faults_of(page, one.address(world))]
    assert not findings, "\n".join(findings)


def sign_in(page, persona, base_url):
    page.context.clear_cookies()
    if persona:
        client = Client()
        client.force_login(User.objects.get(username=persona))
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": base_url,
                }
            ]
        )


def faults_of(page, address):
    """What axe finds on a page as it stands, wide and narrow; and by how much it is too wide for a phone."""
    found = []
    page.set_viewport_size(WIDE)
    answer = page.goto(address)
    if answer.status != 200:
        return [f"answered {answer.status}"]
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        found += [f"{size['width']} px {finding}" for finding in page.evaluate(FINDINGS)]
    if (excess := page.evaluate(SIDEWAYS)) > 0:
        found.append(f"{excess} px too wide at {NARROW['width']}")
    return found
