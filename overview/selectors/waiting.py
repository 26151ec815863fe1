"""What waits for a person, computed from the state of things and never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from establishment.selectors.waiting import Work as ReviewWork
from establishment.selectors.waiting import waiting_for as reviews_waiting_for
from evaluations.enums import CycleStatus, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, Cycle, RaterSlot
from office import jobs
from office.clock import today
from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from office.models import Duty, Unit
from office.rules.duties import can_keep_accounts
from office.scope import any_subtree
from overview.selectors.due import OF_THE_GROUP, appointment_lines, batch_lines
from planning.enums import ReturnStatus
from planning.selectors.waiting import Work, consolidated_by
from planning.selectors.waiting import waiting_for as demand_waiting_for
from posts.enums import BatchDue, Due
from posts.selectors.batches import drafts_of, returned
from posts.selectors.letters import letters_to_sign

DUTY_ENDS_SOON = timedelta(days=30)
UNDATED = {Work.CONSOLIDATE, Work.RECONSOLIDATE, Work.WITH_SUBSIDIARIES, Work.DECIDE, Work.READ}
RETURN_PAGES = {
    Work.FILL: "planning:return_detail",
    Work.CORRECT: "planning:return_detail",
    Work.CHECK: "planning:return_check",
    Work.APPROVE: "planning:return_approve",
}
SURVEY_PAGES = {
    Work.MISSING: "planning:survey_chase",
    Work.WITH_SUBSIDIARIES: "planning:survey_detail",
    Work.DECIDE: "planning:survey_desk",
    Work.READ: "planning:survey_result",
}
RETURN_STATUSES = {
    Work.FILL: ReturnStatus.DRAFT,
    Work.CORRECT: ReturnStatus.DRAFT,
    Work.CHECK: ReturnStatus.CHECKING,
    Work.APPROVE: ReturnStatus.APPROVING,
}
PRESSING = (Due.OVERDUE, Due.PAST_RETIREMENT, Due.GONE)


@dataclass(frozen=True)
class Waiting:
    """One line of home: what, how many, by when, and the place where it is done."""

    what: str
    count: int
    url: str
    due: date | None = None
    overdue: bool = False


def waiting_for(user):
    """All that waits for the user, most pressing first; a constant number of queries per kind of work."""
    lines = [
        *_beginnings(user),
        *_jobs(user),
        *_sheets(user),
        *_cycles(user),
        *_appointments(user),
        *_returned_batches(user),
        *_letters(user),
        *_demand(user),
        *_post_reviews(user),
        *_own_results(user),
        *_duties(user),
    ]
    return sorted(lines, key=lambda line: (not line.overdue, line.due or date.max))


def _beginnings(user):
    """The first thing in an empty house, for whoever hands out the rights."""
    if not can_keep_accounts(user) or Unit.objects.exists():
        return []
    url = reverse("office:import_upload", args=["units"])
    return [Waiting(_("Begin: load the register of units, then open accounts and grant duties"), 1, url)]


def _jobs(user):
    return [Waiting(job.label, 1, job.get_absolute_url()) for job in jobs.waiting_for(user)]


def _sheets(user):
    """Sheets to fill in, and sheets somebody else submitted that want a second pair of eyes."""
    mine = Q(slot__user=user)
    if paths := user.paths_as(HR_ROLES):
        mine |= any_subtree(paths, "assessment__unit__path")
    rows = (
        AssessmentSheet.objects.visible_to(user)
        .filter(mine, assessment__cycle__status=CycleStatus.RATING)
        .values_list("assessment__cycle")  # no more: 20,000 sheets are sorted by what stands here
        .annotate(
            drafts=Count("pk", filter=Q(sheet__status=SheetStatus.DRAFT)),
            unverified=Count("pk", filter=Q(sheet__status=SheetStatus.SUBMITTED, sheet__verified_at=None)),
        )
    )
    counts = {cycle: (drafts, unverified) for cycle, drafts, unverified in rows}
    cycles = Cycle.objects.filter(pk__in=counts).values_list("pk", "name", "filing_ends_on") if counts else ()
    lines = []
    for cycle, name, due in cycles:
        drafts, unverified = counts[cycle]
        url, late = _filing_page(user, cycle, paths), due < today()
        if drafts:
            what = _("%(name)s: score sheets to fill in") % {"name": name}
            lines.append(Waiting(what, drafts, url, due, late))
        if unverified and paths:
            what = _("%(name)s: score sheets to verify") % {"name": name}
            lines.append(Waiting(what, unverified, url, due, late))
    return lines


def _filing_page(user, cycle, paths):
    """A rater of one slot goes straight to its sheets; HR chooses unit and slot first."""
    slots = () if paths else RaterSlot.objects.filter(cycle=cycle, user=user).values_list("pk", flat=True)[:2]
    if len(slots) == 1:
        return reverse("evaluations:filing_grid", args=slots)
    return reverse("evaluations:filing_home", args=[cycle])


def _cycles(user):
    """Cycles that an administrator has to carry on."""
    if not (paths := user.paths_as(ADMINISTRATOR_ROLES)):
        return []
    words = {
        CycleStatus.DRAFT: _("%(name)s: prepare and open"),
        CycleStatus.CALIBRATING: _("%(name)s: settle the grades and publish"),
        CycleStatus.PUBLISHED: _("%(name)s: close when the re-checks are done"),
    }
    cycles = Cycle.objects.visible_to(user).filter(status__in=words)
    return [
        Waiting(words[cycle.status] % {"name": cycle.name}, 1, cycle.get_absolute_url())
        for cycle in cycles.select_related("unit")
        if any(cycle.unit.path.startswith(path) for path in paths)
    ]


def _appointments(user):
    """The pressing lines of the board of what is due: two queries."""
    if not user.paths_as(ADMINISTRATOR_ROLES):
        return []
    batches = (*OF_THE_GROUP, BatchDue.DOCUMENT) if Role.GROUP_ADMINISTRATOR in user.roles else (BatchDue.DOCUMENT,)
    lines = [*appointment_lines(user, PRESSING).values(), *batch_lines(user, batches).values()]
    return [Waiting(line.what, line.count, line.url, overdue=line.late) for line in lines if line.count]


def _returned_batches(user):
    """Drafts that the group sent back, each with its reason: one query."""
    if not user.paths_as(HR_ROLES):
        return []
    return [
        Waiting(
            _("“%(batch)s” was sent back: %(reason)s") % {"batch": batch, "reason": Truncator(batch.why).chars(80)},
            1,
            batch.get_absolute_url(),
        )
        for batch in returned(drafts_of(user))
    ]


def _letters(user):
    """Target letters that the holder, or the head of the unit, can sign now: one query."""
    waiting, lines = letters_to_sign(user), []
    listed = reverse("posts:letter_list")
    if waiting.own:
        url = reverse("posts:letter_detail", args=[waiting.own_letter])
        own = url if waiting.own == 1 else f"{listed}?waiting=holder"
        lines.append(Waiting(_("My target letter waits for my signature"), waiting.own, own))
    if waiting.for_unit:
        lines.append(Waiting(_("Target letters to sign for the unit"), waiting.for_unit, f"{listed}?waiting=unit"))
    return lines


def _demand(user):
    """Returns and lines of the surveys that run: one query, for administrators two."""
    words = {
        Work.FILL: _("%(survey)s: return to fill in"),
        Work.CORRECT: _("%(survey)s: return that was sent back"),
        Work.CHECK: _("%(survey)s: returns to check"),
        Work.APPROVE: _("%(survey)s: returns to approve"),
        Work.CONSOLIDATE: _("%(survey)s: returns to consolidate"),
        Work.RECONSOLIDATE: _("%(survey)s: returns to consolidate again"),
        Work.CHASE: _("%(survey)s: units that have not answered"),
        Work.MISSING: _("%(survey)s: units that are still to answer"),
        Work.WITH_SUBSIDIARIES: _("%(survey)s: returns with subsidiaries"),
        Work.DECIDE: _("%(survey)s: lines to decide"),
        Work.READ: _("%(survey)s: the decided numbers are published"),
    }
    for found in demand_waiting_for(user):
        what = words[found.work] % {"survey": found.title}
        if found.reason:
            what = _("%(what)s: %(reason)s") % {"what": what, "reason": Truncator(found.reason).chars(80)}
        due = None if found.work in UNDATED else found.due
        yield Waiting(what, found.count, _demand_page(user, found), due, due is not None and due < today())


def _demand_page(user, found):
    """Where it is done: the return itself if it is one."""
    if found.work in SURVEY_PAGES:
        return reverse(SURVEY_PAGES[found.work], args=[found.survey])
    if found.work == Work.CHASE:
        return reverse("planning:survey_chase", args=[found.survey], query={"overdue": "true"})
    if found.work in (Work.CONSOLIDATE, Work.RECONSOLIDATE):
        return _consolidation_page(user, found)
    if found.only:
        return reverse(RETURN_PAGES[found.work], args=[found.only])
    return reverse("planning:return_list", query={"survey": found.survey, "status": RETURN_STATUSES[found.work]})


def _consolidation_page(user, found):
    """That of the subsidiary; whoever serves several chooses among the returns."""
    subsidiaries = consolidated_by(user)
    if len(subsidiaries) == 1:
        return reverse("planning:consolidation", args=[found.survey, subsidiaries[0].pk])
    return reverse("planning:return_list", query={"survey": found.survey, "status": ReturnStatus.SUBMITTED})


def _post_reviews(user):
    """Reviews to approve, to apply and, by whoever drafted them, to mend: one query."""
    words = {
        ReviewWork.APPROVE: _("%(review)s: post review to approve"),
        ReviewWork.APPLY: _("%(review)s: post review to apply"),
        ReviewWork.MEND: _("%(review)s: post review that was sent back: %(reason)s"),
    }
    for found in reviews_waiting_for(user):
        review, late = found.review, found.review.effective_on < today()
        what = words[found.work] % {"review": review, "reason": Truncator(found.reason).chars(80)}
        yield Waiting(what, 1, review.get_absolute_url(), review.effective_on, late)


def _own_results(user):
    """The newest published result of the person, until the time to ask for a re-check is over."""
    own = Assessment.objects.filter(engineer__user=user, cycle__status=CycleStatus.PUBLISHED)
    newest = own.order_by("-cycle__published_at").values_list("pk", "cycle__name")[:1]
    return [
        Waiting(
            _("%(name)s: read your result") % {"name": name}, 1, reverse("evaluations:assessment_detail", args=[pk])
        )
        for pk, name in newest
    ]


def _duties(user):
    if Role.RIGHTS_ADMINISTRATOR not in user.roles:
        return []
    on = today()
    ending = Duty.objects.visible_to(user).active_on(on).filter(until__lte=on + DUTY_ENDS_SOON)
    count = ending.count()
    return (
        [Waiting(_("Duties that end within 30 days"), count, f"{reverse('office:duty_list')}?ends_within=30")]
        if count
        else []
    )
