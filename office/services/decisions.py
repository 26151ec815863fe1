from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.clock import today
from office.enums import DecisionBody, PaperKind
from office.errors import DomainError
from office.models import Decision, Unit
from office.services import papers


@transaction.atomic
def record_decision(*, actor, unit, minutes=None, **facts):
    """Record what a body decided. `facts` are the fields of Decision; `minutes` is an uploaded scan or None.

    Raises DomainError if the meeting lies ahead, if number or body are missing, or if it is recorded already.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # two who record the same meeting wait here
    _check(facts)
    if _recorded_already(unit, facts):
        raise DomainError(_("This decision of that meeting is recorded already."))
    decision = Decision.objects.create(unit=unit, recorded_by=actor, **facts)
    changes = {name: [None, facts[name]] for name in ("subject", "held_on", "outcome")}
    audit.record(actor=actor, verb="decision.recorded", target=decision, unit=unit, changes=changes)
    if minutes:
        decision = attach_minutes(decision, minutes, actor=actor)
    return decision


@transaction.atomic
def attach_minutes(decision, upload, *, actor):
    """Attach the signed minutes, or replace them. Raises DomainError for what is no scan."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("unit", "minutes").get(pk=decision.pk)
    paper = decision.minutes or papers.issue_paper(
        actor=actor, kind=PaperKind.MINUTES, title=f"{decision} {decision.subject}"[:200], unit=decision.unit
    )
    previous = paper.scan_name
    paper = papers.attach_scan(paper, upload, actor=actor)
    decision.minutes = paper
    decision.save(update_fields=["minutes"])
    changes = {"minutes": [previous, paper.scan_name]}
    audit.record(actor=actor, verb="decision.minutes_attached", target=decision, unit=decision.unit, changes=changes)
    return decision


def _check(facts):
    if not facts["meeting_number"].strip():
        raise DomainError(_("A decision needs its meeting number."))
    if facts["body"] == DecisionBody.OTHER and not facts.get("body_name", "").strip():
        raise DomainError(_("Name the body that met."))
    if facts["held_on"] > today():
        raise DomainError(_("The meeting lies in the future; record its decision when it was held."))


def _recorded_already(unit, facts):
    keys = ("body", "body_name", "meeting_number", "subject")
    return Decision.objects.filter(unit=unit, **{key: facts.get(key, "") for key in keys}).exists()
