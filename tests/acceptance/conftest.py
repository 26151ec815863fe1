"""A year of the sample group, told once per file: each test looks at what the ones before the fixture left."""

import pytest
from django.db import transaction
from django.test import override_settings

from office.enums import Role
from tests.acceptance import screens
from tests.factories.rulebooks import example_rulebook


@pytest.fixture(scope="module", autouse=True)
def first_of_november():
    with override_settings(AS_OF_DATE="2026-11-01"):
        yield


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """A transaction around the tests of a file, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class Group:
    """The sample group and the people who load its files, each with a browser of his or her own."""

    def __init__(self):
        example_rulebook()
        self.root = screens.signed_in(screens.first_account())
        screens.load_units(self.root)
        self.accounts, self.browsers = {}, {}
        self.grant("administrator", "秦朗", Role.GROUP_ADMINISTRATOR, "01")

    def grant(self, username, name, role, code):
        self.accounts[username] = screens.grant(self.root, username, name, role, code)
        self.browsers[username] = screens.signed_in(self.accounts[username])
        return self.browsers[username]

    @property
    def administrator(self):
        return self.browsers["administrator"]


@pytest.fixture(scope="module")
def empty_group(lasting):
    """Units and an administrator, nothing else."""
    return Group()


@pytest.fixture(scope="module")
def group(empty_group):
    """All six registers loaded on the screens."""
    empty_group.jobs = screens.load_registers(empty_group.administrator)
    return empty_group
