import pytest
from playwright.sync_api import expect

from tests.factories import office as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_person_signs_in_with_the_form(page, base_url):
    person = make.hr(make.unit(name="北方集团"), name="王建国")
    person.set_password("Lead-Goose-2026")
    person.save(update_fields=["password"])
    page.goto("/")
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill("Lead-Goose-2026")
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(f"{base_url}/")
    expect(page.get_by_text("王建国").first).to_be_visible()


def test_session_opens_the_home_page(open_as):
    page = open_as(make.hr(make.unit(), name="王建国"), "/")
    expect(page.get_by_text("王建国").first).to_be_visible()
