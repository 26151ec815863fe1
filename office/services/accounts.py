"""Accounts: created by administrators, opened with a one-time password that is shown once and stored only as its hash."""

import secrets

from django.contrib.auth.models import UserManager
from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from office.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper: no i, l, o, 0, 1
GROUPS, GROUP_LENGTH = 3, 4


@transaction.atomic
def create_account(*, username, name, email="", employee_number="", actor):
    """An account that nobody can sign in to yet; `issue_passwords` opens it. Raises DomainError if a name is taken.

    `actor` None is the system itself.
    """
    (found,) = check_accounts([(username, employee_number)])
    if found:
        raise DomainError(found)
    (account,) = create_accounts([new_account(username, name, email, employee_number)], actor=actor)
    return account


@transaction.atomic
def create_accounts(accounts, *, actor):
    """Write accounts built by `new_account` in bulk; `check_accounts` comes first."""
    User.objects.bulk_create(accounts, batch_size=200)
    audit.record_many(
        actor=actor,
        verb="account.created",
        rows=[(account, None, {"username": [None, account.username]}) for account in accounts],
    )
    return accounts


def new_account(username, name, email="", employee_number=""):
    """Unsaved and without a usable password."""
    account = User(
        username=User.normalize_username(username),
        name=name,
        email=UserManager.normalize_email(email),
        employee_number=employee_number,
    )
    account.set_unusable_password()
    return account


def check_accounts(names):
    """Per (username, employee number) the sentence that speaks against it, or "": two queries."""
    usernames, numbers = {username for username, _number in names}, {number for _name, number in names if number}
    taken = set(User.objects.filter(username__in=usernames).values_list("username", flat=True))
    used = dict(User.objects.filter(employee_number__in=numbers).values_list("employee_number", "username"))
    return [_against(username, number, taken, used) for username, number in names]


def _against(username, number, taken, used):
    if username in taken:
        return _("The user name %(name)s is taken.") % {"name": username}
    if number in used:
        return _("There is an account for employee number %(number)s already: %(name)s.") % {
            "number": number,
            "name": used[number],
        }
    return ""


@transaction.atomic
def issue_passwords(accounts, *, actor):
    """Give each account a new one-time password and return [(account, password)], to be shown once and handed over.

    Whoever signs in with it has to choose another first. An existing password stops working.
    """
    issued = []
    for account in User.objects.select_for_update().filter(pk__in=[account.pk for account in accounts]):
        if actor is not None and account.pk == actor.pk:
            raise DomainError(_("You change your own password yourself, on the page for it."))
        password = one_time_password()
        account.set_password(password)
        account.password_is_temporary = True
        account.save(update_fields=["password", "password_is_temporary"])
        issued.append((account, password))
    audit.record_many(actor=actor, verb="account.password_issued", rows=[(account, None, {}) for account, _p in issued])
    return issued


def one_time_password():
    """Sixty bits in three groups, easily read from paper: "k7mq-x2pd-9rtw"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(GROUP_LENGTH)) for _group in range(GROUPS))


@transaction.atomic
def set_active(account, active, *, reason="", actor):
    """Close or reopen an account. What it did stays under its name."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if actor is not None and account.pk == actor.pk:
        raise DomainError(_("Nobody closes or reopens his or her own account."))
    if account.is_active == active:
        raise DomainError(_("This account is open already.") if active else _("This account is closed already."))
    account.is_active = active
    account.save(update_fields=["is_active"])
    verb = "account.reopened" if active else "account.closed"
    audit.record(actor=actor, verb=verb, target=account, changes={"is_active": [not active, active]}, reason=reason)
    return account
