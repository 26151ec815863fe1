"""The way to paper and back: summaries are printed, signed and attached; registration forms are printed."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.models import Cycle, RaterSlot, ScoreSummary
from evaluations.rules import papers as rules
from evaluations.selectors.papers import is_as_printed, summary_table
from office import audit
from office.check_codes import read_code
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers


@transaction.atomic
def print_summary(slot, unit, *, actor):
    """Keep the values as they stand and log their printing; the first one issues the paper. Returns the ScoreSummary.

    Raises DomainError if there is no sheet to print, or if the actor's own scores are on it.
    """
    slot = _locked(slot, unit, actor)
    table = summary_table(slot, unit)
    summary = _summary_of(table, actor)
    summary.paper = papers.log_printing(summary.paper, actor=actor, values=table.values)
    _keep(summary, table)
    return summary


@transaction.atomic
def attach_signed_scan(slot, unit, upload, *, code, actor):
    """Attach the signed copy of the summary that carries the check code; an earlier scan is replaced.

    Without a code the signed copy is a form filled in by hand, and what was typed in from it, the values as they stand,
    is what it shows. Raises DomainError for an unknown code, and for a scan that is none, too large or cannot be stored.
    """
    slot = _locked(slot, unit, actor)
    code = read_code(code)
    summary = ScoreSummary.objects.select_related("paper").filter(slot=slot, unit=unit).first()
    if code and (summary is None or code not in summary.printings):
        raise DomainError(
            _("No printing of this summary carries the check code %(code)s. Look at the foot of the signed copy.")
            % {"code": code}
        )
    if not code:
        table = summary_table(slot, unit)
        summary, code = _summary_of(table, actor), table.check_code
        _keep(summary, table)
    papers.attach_scan(summary.paper, upload, actor=actor)
    previous, summary.signed_code = summary.signed_code, code
    summary.save(update_fields=["signed_code"])
    if previous != code:
        audit.record(
            actor=actor, verb="summary.signed", target=summary, unit=unit, changes={"signed_code": [previous, code]}
        )
    return summary


def _locked(slot, unit, actor):
    """The slot with its cycle, locked so that one printing comes after the other."""
    Cycle.objects.select_for_update().get(pk=slot.cycle_id)
    slot = RaterSlot.objects.select_related("cycle__unit", "cycle__regime__standard", "component").get(pk=slot.pk)
    if rules.is_on_summary(actor, slot, unit):
        raise DomainError(_("Your own scores are on this summary: somebody else prints and files it."))
    return slot


def _summary_of(table, actor):
    """The summary of the slot and unit; its paper is issued where there is none yet."""
    if not table.rows:
        raise DomainError(_("There is no score sheet of this slot in the unit."))
    slot, unit = table.slot, table.unit
    found = ScoreSummary.objects.select_related("paper").filter(slot=slot, unit=unit).first()
    if found:
        return found
    title = _("Score summary: %(slot)s, %(unit)s, %(cycle)s") % {"slot": slot, "unit": unit, "cycle": slot.cycle}
    paper = papers.issue_paper(
        actor=actor, kind=PaperKind.SCORE_SUMMARY, title=title[:200], unit=unit, values=list(table.values)
    )
    return ScoreSummary.objects.create(cycle=slot.cycle, slot=slot, unit=unit, paper=paper)


def _keep(summary, table):
    """What stands under a code stays: a signed copy with it leads to one content alone."""
    if table.check_code in summary.printings and not is_as_printed(table, summary, table.check_code):
        raise DomainError(_("The summary was printed with other values under this check code."))
    summary.printings[table.check_code] = table.as_printed()
    summary.save(update_fields=["printings"])


@transaction.atomic
def log_form_printing(forms, *, actor):
    """Note who printed whose registration form, with the check code of the values on it."""
    rows = [(form.assessment, form.assessment.unit, {"check_code": ["", form.check_code]}) for form in forms]
    audit.record_many(actor=actor, verb="assessment.form_printed", rows=rows)
