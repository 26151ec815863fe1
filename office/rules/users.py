"""Whose account may be kept by whom."""

from django.db.models import Q

from office.clock import today
from office.enums import Role
from office.models import Duty, User
from office.scope import any_subtree


def accounts_kept_by(user):
    """The accounts that this person opens, closes and corrects, and whose passwords he or she renews.

    Nobody his or her own. Whoever keeps the accounts of a unit keeps only those whose duties all lie there: with
    a new password, or a mail address to which one is sent, of somebody of higher rights, those rights would be taken over.
    """
    accounts = User.objects.visible_to(user).exclude(pk=user.pk)
    if user.is_superuser:
        return accounts
    accounts = accounts.exclude(is_superuser=True)
    if user.reaches_all_accounts:
        return accounts
    open_duties = Duty.objects.filter(Q(until=None) | Q(until__gt=today()))
    beyond = open_duties.exclude(any_subtree(user.paths_as({Role.RIGHTS_ADMINISTRATOR}), "unit__path"))
    return accounts.exclude(pk__in=beyond.values("user"))


def can_keep_account(user, account):
    return accounts_kept_by(user).filter(pk=account.pk).exists()
