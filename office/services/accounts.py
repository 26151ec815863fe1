"""Accounts: created by administrators, opened with a one-time password that is shown once and stored only as its hash."""

import secrets

from django.contrib.auth.models import UserManager
from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.changes import changes_to
from office.clock import today
from office.errors import DomainError, written_once
from office.models import User
from office.second_step import forget_second_step
from office.services.duties import grant_duty
from office.services.mail import write_mail

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
    with written_once():
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


@transaction.atomic
def open_account(*, role="", unit=None, language="", actor, **facts):
    """Create an account, give it its first duty if there is one, and return it with its one-time password."""
    account = create_account(**facts, actor=actor)
    account.language = language
    account.save(update_fields=["language"])
    if role:
        grant_duty(account, role=role, unit=unit, starts_on=today(), reason=_("First duty"), actor=actor)
    ((account, password),) = issue_passwords([account], actor=actor)
    return account, password


@transaction.atomic
def update_account(account, *, actor, **facts):
    """Correct name or e-mail address."""
    account = User.objects.select_for_update().get(pk=account.pk)
    changes = changes_to(account, facts)
    if not changes:
        return account
    for name, (_old, value) in changes.items():
        setattr(account, name, value)
    account.save(update_fields=list(changes))
    audit.record(actor=actor, verb="account.updated", target=account, changes=changes)
    return account


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
        _tell(account, _("A new one-time password was made for your account. The former password no longer works."))
    audit.record_many(actor=actor, verb="account.password_issued", rows=[(account, None, {}) for account, _p in issued])
    return issued


@transaction.atomic
def remove_second_step(account, *, reason, actor):
    """For whoever lost the phone or key: the next sign-in asks for the password only, until a new second step is set."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if actor is not None and account.pk == actor.pk:
        raise DomainError(_("You change your own second step yourself, on the page for it."))
    if not forget_second_step(account):
        raise DomainError(_("%(name)s signs in with the password only; there is no second step.") % {"name": account})
    _tell(account, _("The second step of your sign-in was removed. Set a new one after the next sign-in."))
    audit.record(actor=actor, verb="account.second_step_removed", target=account, reason=reason)
    return account


def _tell(account, what):
    """The owner hears of it by mail: whoever did not ask for it can object."""
    if account.email and account.last_login:
        text = _("%(what)s If you did not ask for this, tell the rights administrator.") % {"what": what}
        write_mail(account.email, _("Your account at Lingyan: %(username)s") % {"username": account.username}, text)


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
