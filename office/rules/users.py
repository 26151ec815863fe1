"""Whose account may be kept by whom."""

from django.db.models import Q

from office.clock import today
from office.rules.duties import can_grant_duty, can_keep_accounts


def can_keep_account(user, account):
    """Open, close and correct this account and renew its password.

    Nobody his or her own. Whoever keeps the accounts of a unit keeps only those whose duties all lie there: with
    a new password of somebody of higher rights, those rights would be taken over.
    """
    if account.pk == user.pk or not can_keep_accounts(user):
        return False
    if user.is_superuser:
        return True
    return not account.is_superuser and (user.reaches_all_accounts or _all_within(user, account))


def _all_within(user, account):
    duties = account.duties.filter(Q(until=None) | Q(until__gt=today())).select_related("unit")
    return all(can_grant_duty(user, duty.unit) for duty in duties)
