"""The checks of the person of a row: on the staff, in good time before retirement, meeting the standing conditions."""

from django.utils import timezone
from django.utils.translation import gettext as _

from office.clock import last_day
from office.sentences import joined
from posts.checks.findings import blocks, note, wants_reason
from posts.enums import APPOINTING_ACTS, EndReason
from talent.enums import GONE_STATUSES, EngineerStatus, ResultKind

RESULTS_TOLD = 2
ABSENT = frozenset({EngineerStatus.SICK_LEAVE, EngineerStatus.ABROAD, EngineerStatus.SECONDED})


def on_the_staff(row, ground):
    if row.engineer.status in GONE_STATUSES:
        yield blocks(_on_the_roster(row.engineer))


def at_work(row, ground):
    """Who went away after the batch was carried out was there when it was decided."""
    person, done_at = row.engineer, ground.batch.done_at
    since = person.work_unit_since if person.status == EngineerStatus.SECONDED else person.absent_since
    if person.status in ABSENT and not (done_at and since and since > timezone.localtime(done_at).date()):
        yield wants_reason(_on_the_roster(person))


def _on_the_roster(person):
    return _("By the roster the person is: %(status)s.") % {"status": person.get_status_display()}


def retirement(row, ground):
    retires_on = row.engineer.retires_on
    if row.act in APPOINTING_ACTS and row.starts_on and retires_on <= row.starts_on:
        yield blocks(
            _("The person reaches retirement on %(date)s, before the term begins.") % {"date": retires_on},
            _("The person reaches retirement before the term begins."),
        )
    elif row.until and retires_on < row.until:
        yield wants_reason(
            _("The person reaches retirement on %(date)s, within the term that ends on %(end)s.")
            % {"date": retires_on, "end": last_day(row.until)},
            _("The person reaches retirement within the term."),
        )


def retires_later(row, ground):
    if row.end_reason == EndReason.RETIRED and row.starts_on and row.starts_on < row.engineer.retires_on:
        yield note(
            _("The reason is retirement, but the person reaches it only on %(date)s.")
            % {"date": row.engineer.retires_on},
            _("The reason is retirement, but the person has not reached it by that day."),
        )


def latest_results(row, ground):
    """What the meeting asks for first; told of people of the batch's unit, for not everybody who reads it sees the others."""
    results = ground.results[row.engineer_id][:RESULTS_TOLD]
    if results and ground.batch.unit.covers(row.engineer.unit.path):
        told = [_in_words(result) for result in results]
        yield note(_("Latest results on record: %(results)s.") % {"results": joined(told)})


def _in_words(result):
    kind = f"{result.get_kind_display()} " if result.kind != ResultKind.ANNUAL else ""
    return f"{kind}{result.period} {result.grade_label}"


# --- Standing conditions --------------------------------------------------------------------------------------
def conditions_met(row, ground):
    """For an appointment an unmet condition blocks, unless it is waived by who may."""
    fit = ground.fits.get(row.pk)
    if fit is None:
        return
    for finding in fit.unmet:
        if not row.waived:
            yield _told(blocks, finding)
        elif ground.level not in finding.waivable_by:
            yield _told(blocks, finding, _("%(finding)s This condition cannot be waived."))
        else:
            yield _told(wants_reason, finding, _("%(finding)s It is waived."))
    if row.waived and not fit.unmet:
        yield blocks(_("Nothing has to be waived: the person meets the conditions."))
    yield from _to_look_at(fit)


def conditions_considered(row, ground):
    """For a renewal or extension an unmet condition warns and wants a reason."""
    if fit := ground.fits.get(row.pk):
        for finding in fit.unmet:
            yield _told(wants_reason, finding)
        yield from _to_look_at(fit)


def _to_look_at(fit):
    for finding in fit.to_look_at:
        yield _told(note, finding)


def _told(as_level, finding, words="%(finding)s"):
    return as_level(words % {"finding": finding.sentence}, words % {"finding": finding.discreet})
