"""Whose account is whose record: an engineer's own rights come from this link, made by the employee number."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from office.models import User
from talent.models import Engineer


@transaction.atomic
def link_account(engineer, account, *, actor):
    """Give the account the rights of the engineer's own. Refused unless the employee numbers agree."""
    engineer = Engineer.objects.select_for_update(of=("self",)).select_related("unit").get(pk=engineer.pk)
    if actor is not None and actor.pk == account.pk:
        raise DomainError(_("Nobody links his or her own account."))
    if engineer.user_id:
        raise DomainError(_("%(name)s has an account already.") % {"name": engineer})
    if account.employee_number != engineer.employee_number:
        raise DomainError(_("The account's employee number is another person's."))
    if Engineer.objects.filter(user=account).exists():
        raise DomainError(_("This account belongs to another record already."))
    engineer.user = account
    engineer.save(update_fields=["user", "updated_at"])
    _record([engineer], actor)
    return engineer


@transaction.atomic
def unlink_account(engineer, *, reason, actor):
    """Take the rights of the engineer's own from the account, e.g. after a wrong number."""
    engineer = Engineer.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=engineer.pk)
    if not engineer.user_id:
        raise DomainError(_("%(name)s has no account.") % {"name": engineer})
    account, engineer.user = engineer.user, None
    engineer.save(update_fields=["user", "updated_at"])
    changes = {"user": [account.username, None]}
    audit.record(
        actor=actor, verb="engineer.unlinked", target=engineer, unit=engineer.unit, changes=changes, reason=reason
    )
    return engineer


def link_new_engineers(numbers, *, actor):
    """Link records just written to accounts that wait for them under the same number and name, in bulk."""
    waiting = {
        account.employee_number: account for account in User.objects.filter(engineer=None).exclude(employee_number="")
    }
    numbers = [number for number in numbers if number in waiting]
    if numbers:
        people = Engineer.objects.filter(employee_number__in=numbers, user=None).select_related("unit")
        pairs = ((engineer, waiting[engineer.employee_number]) for engineer in people)
        _link_pairs([(engineer, account) for engineer, account in pairs if engineer.name == account.name], actor)


def link_new_accounts(created, *, actor):
    """Link accounts just written to the records under the same number, in bulk."""
    numbers = {account.employee_number: account for account in created if account.employee_number}
    people = Engineer.objects.filter(employee_number__in=numbers, user=None).select_related("unit")
    _link_pairs([(engineer, numbers[engineer.employee_number]) for engineer in people], actor)


def _link_pairs(pairs, actor):
    for engineer, account in pairs:
        engineer.user = account
    linked = [engineer for engineer, _account in pairs]
    Engineer.objects.bulk_update(linked, ["user"], batch_size=200)
    _record(linked, actor)


def _record(engineers, actor):
    audit.record_many(
        actor=actor,
        verb="engineer.linked",
        rows=[(engineer, engineer.unit, {"user": [None, engineer.user.username]}) for engineer in engineers],
    )
