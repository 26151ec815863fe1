"""Disciplines, two levels deep."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.changes import changes_since, state_of
from office.errors import DomainError, written_once
from talent.models import Discipline
from talent.selectors import state_of_discipline

FACTS = ("code", "name", "parent")


@transaction.atomic
def create_discipline(*, code, name, parent=None, actor):
    """Raises DomainError for a code that is taken and for a third level."""
    discipline = Discipline(code=code, name=name, parent=parent)
    _refuse(discipline)
    with written_once():
        discipline.save()
    audit.record(actor=actor, verb="discipline.created", target=discipline)
    return discipline


@transaction.atomic
def update_discipline(discipline, *, seen, actor, **facts):
    """Correct a discipline whose form was drawn with the state `seen` (see `state_of_discipline`); a newer one refuses the whole."""
    discipline = Discipline.objects.select_for_update(of=("self",)).select_related("parent").get(pk=discipline.pk)
    if seen != state_of_discipline(discipline):
        raise DomainError(_("Somebody changed this discipline meanwhile. Look at the new values and save again."))
    before = state_of(discipline, FACTS)
    for name, value in facts.items():
        setattr(discipline, name, value)
    _refuse(discipline)
    changes = changes_since(before, discipline)
    if changes:
        with written_once():
            discipline.save(update_fields=list(changes))
        audit.record(actor=actor, verb="discipline.updated", target=discipline, changes=changes)
    return discipline


def _refuse(discipline):
    parent = discipline.parent
    if Discipline.objects.filter(code=discipline.code).exclude(pk=discipline.pk).exists():
        raise DomainError(_("The discipline code %(code)s is taken.") % {"code": discipline.code})
    if parent is None:
        return
    if parent.pk == discipline.pk or parent.parent_id:
        raise DomainError(_("Disciplines have two levels; %(parent)s stands on the lower one.") % {"parent": parent})
    if discipline.pk and discipline.children.exists():
        raise DomainError(
            _("%(discipline)s has disciplines below it and stays on the upper level.") % {"discipline": discipline}
        )
