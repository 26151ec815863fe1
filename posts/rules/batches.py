"""Who prepares, proposes, carries out and files batches. Status is the services' matter; `open_actions` combines both."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from posts.enums import BatchStatus
from posts.rules.posts import AUTHORISERS
from rulebooks.enums import AuthorityLevel


def can_prepare(user, unit):
    """Draft and fill batches of the unit."""
    return user.holds(HR_ROLES, unit.path)


def can_prepare_any(user):
    return bool(user.paths_as(HR_ROLES))


def can_decide(user, batch, level):
    """Carry a batch out whose highest grade is appointed by `level`, or send it back. Of an empty one the group decides."""
    return user.holds(AUTHORISERS[level or AuthorityLevel.GROUP], batch.unit.path)


def can_change(user, batch, level):
    """Whoever prepares it while it is a draft; once it is proposed, who decides."""
    if batch.status == BatchStatus.PROPOSED:
        return can_decide(user, batch, level)
    return can_prepare(user, batch.unit)


def can_propose(user, batch, level):
    """Only what one cannot carry out oneself goes up to the group."""
    return can_prepare(user, batch.unit) and not can_decide(user, batch, level)


def can_withdraw(user, batch, level):
    return can_prepare(user, batch.unit)


def can_file(user, batch, level=""):
    """The group takes on file what was done below it (备案)."""
    return batch.to_be_filed and user.holds({Role.GROUP_ADMINISTRATOR}, batch.unit.path)


def can_correct(user, batch, level=""):
    return can_prepare(user, batch.unit)


@dataclass(frozen=True)
class BatchAction:
    """A button of the batch's page: where it leads, for whom, and in which statuses it makes sense."""

    label: Any
    url_name: str
    may: Any
    statuses: frozenset
    primary: bool = False


DRAFT, PROPOSED, DONE = (frozenset({status}) for status in (BatchStatus.DRAFT, BatchStatus.PROPOSED, BatchStatus.DONE))
OPEN = DRAFT | PROPOSED
ACTIONS = (
    BatchAction(_("Change"), "posts:batch_update", can_change, DRAFT),
    BatchAction(_("Cite the decision"), "posts:batch_decision", can_change, OPEN),
    BatchAction(_("Withdraw"), "posts:batch_withdraw", can_withdraw, OPEN),
    BatchAction(_("Send back"), "posts:batch_return", can_decide, PROPOSED),
    BatchAction(_("Propose to the group"), "posts:batch_propose", can_propose, DRAFT, primary=True),
    BatchAction(_("Carry out"), "posts:batch_do", can_decide, OPEN, primary=True),
    BatchAction(_("Take on file"), "posts:batch_file", can_file, DONE, primary=True),
    BatchAction(_("Correct by another batch"), "posts:batch_correct", can_correct, DONE),
)


def open_actions(user, batch, level):
    """The actions that this person may take on the batch as it stands."""
    return [
        action
        for action in ACTIONS
        if batch.status in action.statuses
        and not (action.may is can_file and batch.filed_at)
        and action.may(user, batch, level)
    ]
