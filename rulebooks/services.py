from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from rulebooks import models, rules
from rulebooks.document import Reader, written
from rulebooks.enums import RULEBOOK_TRANSITIONS, RulebookStatus
from rulebooks.models import Rulebook

VERBS = {RulebookStatus.IN_FORCE: "rulebook.enacted", RulebookStatus.SUPERSEDED: "rulebook.superseded"}


@transaction.atomic
def load_rulebook(document, *, actor):
    """Create a draft from a document. Raises DomainError with the place of what does not fit."""
    try:
        code, version = document["code"], document.get("version", 1)
    except (KeyError, TypeError, AttributeError) as error:
        raise DomainError(_("This is not a rulebook: it has no code.")) from error
    if Rulebook.objects.filter(code=code, version=version).exists():
        raise DomainError(_("Version %(version)s of “%(code)s” exists already.") % {"version": version, "code": code})
    rulebook = _read(document)
    audit.record(actor=actor, verb="rulebook.loaded", target=rulebook)
    return rulebook


@transaction.atomic
def copy_rulebook(rulebook, *, actor):
    """A draft of the next version, equal to this one until it is changed."""
    latest = Rulebook.objects.filter(code=rulebook.code).aggregate(latest=Max("version"))["latest"]
    copy = _read(written(rulebook) | {"version": latest + 1, "in_force_from": None})
    audit.record(
        actor=actor, verb="rulebook.copied", target=copy, changes={"version": [rulebook.version, copy.version]}
    )
    return copy


def _read(document):
    return Reader(lambda name: getattr(models, name)).read(document)


@transaction.atomic
def put_in_force(rulebook, *, actor, starts_on):
    """From `starts_on` this version holds; the one before it holds until then and is superseded."""
    versions = {
        book.pk: book for book in Rulebook.objects.select_for_update().filter(code=rulebook.code).order_by("pk")
    }
    rulebook = versions[rulebook.pk]
    if reasons := rules.blockers(rulebook):
        raise DomainError(_("The rulebook is not consistent yet."), reasons=reasons)
    before = next((book for book in versions.values() if book.status == RulebookStatus.IN_FORCE), None)
    if before and before != rulebook:
        if starts_on <= before.in_force_from:
            raise DomainError(
                _("The version before it is in force from %(date)s: choose a later day.")
                % {"date": before.in_force_from}
            )
        _move(before, RulebookStatus.SUPERSEDED, actor=actor)
    rulebook.in_force_from = starts_on
    return _move(rulebook, RulebookStatus.IN_FORCE, actor=actor, fields=["in_force_from"])


def _move(rulebook, status, *, actor, fields=()):
    """The only writer of ``Rulebook.status``; the caller holds the lock."""
    if status not in RULEBOOK_TRANSITIONS[rulebook.status]:
        raise DomainError(_("This version is %(status)s already.") % {"status": rulebook.get_status_display()})
    previous, rulebook.status = rulebook.status, status
    rulebook.save(update_fields=["status", *fields])
    audit.record(actor=actor, verb=VERBS[status], target=rulebook, changes={"status": [previous, status]})
    return rulebook


@transaction.atomic
def freeze(rulebook, *, actor):
    """Called when a version is first used; from then on nothing in it may change. Again, it changes nothing."""
    rulebook = Rulebook.objects.select_for_update().get(pk=rulebook.pk)
    if rulebook.status == RulebookStatus.DRAFT:
        raise DomainError(_("“%(name)s” is a draft; only rules that are in force can be used.") % {"name": rulebook})
    if not rulebook.frozen_at:
        rulebook.frozen_at = timezone.now()
        rulebook.save(update_fields=["frozen_at"])
        audit.record(actor=actor, verb="rulebook.frozen", target=rulebook)
    return rulebook
