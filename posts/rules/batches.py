"""Who prepares, proposes, carries out and files batches. Status is the services' matter; `open_actions` combines both."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from posts.enums import OPEN_BATCHES, BatchStatus
from posts.rules.actions import Action, primary_last
from posts.rules.posts import AUTHORISERS
from rulebooks.enums import AuthorityLevel


# --- Who may: `level` is the highest AuthorityLevel that a row of the batch asks for, or "" ---------------------------
def can_prepare(user, unit):
    """Draft and fill batches of the unit."""
    return user.holds(HR_ROLES, unit.path)


def can_prepare_any(user):
    return bool(user.paths_as(HR_ROLES))


def can_keep(user, batch, _level=""):
    """Fill, withdraw and correct the batch."""
    return can_prepare(user, batch.unit)


def can_decide(user, batch, level):
    """Carry the batch out or send it back: who appoints its highest grade. Of an empty one the group decides."""
    return user.holds(AUTHORISERS[level or AuthorityLevel.GROUP], batch.unit.path)


def can_change(user, batch, level):
    """Whoever prepares it while it is a draft; once it is proposed, who decides."""
    if batch.status == BatchStatus.PROPOSED:
        return can_decide(user, batch, level)
    return can_keep(user, batch)


def can_propose(user, batch, level):
    """Only what one cannot carry out oneself goes up to the group."""
    return can_keep(user, batch) and not can_decide(user, batch, level)


def can_take_on_file(user, batch, _level=""):
    """The group takes on file what was done below it (备案)."""
    return batch.to_be_filed and user.holds({Role.GROUP_ADMINISTRATOR}, batch.unit.path)


def other_status(batch):
    """Why what asks for another status is not done now."""
    return gettext("The batch is in the status “%(status)s”.") % {"status": batch.get_status_display()}


# --- The buttons of its page ---------------------------------------------------------------------------------------
def _in(*statuses):
    return lambda batch: batch.status in statuses


def _awaits_filing(batch):
    return batch.status == BatchStatus.DONE and not batch.filed_at


ACTIONS = (
    Action(_("Change"), "posts:batch_update", can_change, _in(BatchStatus.DRAFT)),
    Action(_("Cite the decision"), "posts:batch_decision", can_change, _in(*OPEN_BATCHES)),
    Action(_("Withdraw"), "posts:batch_withdraw", can_keep, _in(*OPEN_BATCHES)),
    Action(_("Send back"), "posts:batch_return", can_decide, _in(BatchStatus.PROPOSED)),
    Action(_("Propose to the group"), "posts:batch_propose", can_propose, _in(BatchStatus.DRAFT), primary=True),
    Action(_("Carry out"), "posts:batch_carry_out", can_decide, _in(*OPEN_BATCHES), primary=True),
    Action(_("Take on file"), "posts:batch_take_on_file", can_take_on_file, _awaits_filing, primary=True),
    Action(_("Correct by another batch"), "posts:batch_correct", can_keep, _in(BatchStatus.DONE)),
)


def open_actions(user, batch, level):
    """The actions that this person may take on the batch as it stands."""
    return primary_last(action for action in ACTIONS if action.when(batch) and action.may(user, batch, level))
