"""The way into every part of the house, in the order of the chain; only what exists and what this person may open."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from establishment.models.post_review import PostReviewQuerySet
from evaluations.rules.notes import can_list_notes
from office.enums import BUSINESS_ROLES, Role
from office.intake.registry import loadable_by
from office.models.decision import DecisionQuerySet
from office.models.unit import UnitQuerySet
from office.rules.audit import can_read_audit
from office.rules.duties import can_keep_accounts, can_list_duties
from office.rules.templates import can_keep_templates
from overview.rules import can_see_board
from planning.models.survey import RETURNS_SEEN_BY
from posts.models.appointment import AppointmentQuerySet
from posts.models.batch import BatchQuerySet
from posts.models.letter import TargetLetterQuerySet
from posts.models.post import PostQuerySet
from posts.rules.documents import CERTIFICATE_READERS
from talent.models.engineer import EngineerQuerySet
from talent.models.result import PastResultQuerySet

EVERYONE = None
CODE = "~code~"  # in the address of a level of a map, for the code of what it leads to


def has_business(user):
    """Whoever holds a business duty, and those who take part without one: raters and engineers."""
    return not user.roles or not user.roles.isdisjoint(BUSINESS_ROLES)


# (label, page, who finds something behind it: everyone, roles, or the predicate that the page itself asks)
SECTIONS = (
    (_("To do"), "overview:home", EVERYONE, ()),
    (
        _("Demand and re-sorting"),
        "",
        BUSINESS_ROLES,
        (
            (_("Demand surveys"), "planning:survey_list", RETURNS_SEEN_BY),
            (_("Demand returns"), "planning:return_list", RETURNS_SEEN_BY),
            (_("Decided numbers"), "planning:result_list", RETURNS_SEEN_BY),
            (_("Demand lines"), "planning:line_list", RETURNS_SEEN_BY),
            (_("Post reviews"), "establishment:review_list", PostReviewQuerySet.seen_by),
            (_("Coverage map"), "overview:coverage", PostQuerySet.seen_by),
            (_("Professional line"), "overview:professional_line", PostQuerySet.seen_by),
        ),
    ),
    (
        _("Posts"),
        "",
        BUSINESS_ROLES,
        (
            (_("Posts"), "posts:post_list", PostQuerySet.seen_by),
            (_("Post ledger"), "posts:ledger", PostQuerySet.seen_by),
            (_("Establishment"), "overview:establishment", PostQuerySet.seen_by),
        ),
    ),
    (
        _("People"),
        "",
        BUSINESS_ROLES,
        (
            (_("Technical staff"), "talent:engineer_list", EngineerQuerySet.seen_by),
            (_("Past results"), "talent:past_result_list", PastResultQuerySet.seen_by),
            (_("Disciplines"), "talent:discipline_list", BUSINESS_ROLES),
        ),
    ),
    (
        _("Appointments"),
        "",
        AppointmentQuerySet.seen_by,
        (
            (_("Register of holders"), "posts:appointment_list", AppointmentQuerySet.seen_by),
            (_("What is due"), "overview:due_board", can_see_board),
            (_("Batches"), "posts:batch_list", BatchQuerySet.seen_by),
            (_("Register of certificates"), "posts:certificate_list", CERTIFICATE_READERS),
            (_("Target letters"), "posts:letter_list", TargetLetterQuerySet.seen_by),
        ),
    ),
    (
        _("Assessment"),
        "",
        EVERYONE,
        (
            (_("Assessment cycles"), "evaluations:cycle_list", has_business),
            (_("Routine notes"), "evaluations:note_list", can_list_notes),
        ),
    ),
    (
        _("Settings"),
        "",
        EVERYONE,
        (
            (_("Load files"), "office:intake", loadable_by),
            (_("Units"), "office:unit_list", UnitQuerySet.seen_by),
            (_("Rulebooks"), "rulebooks:rulebook_list", has_business),
            (_("Decisions"), "office:decision_list", DecisionQuerySet.seen_by),
            (_("Word templates"), "office:template_list", can_keep_templates),
            (_("Accounts"), "office:user_list", can_keep_accounts),
            (_("Duties"), "office:duty_list", can_list_duties),
            (_("Audit trail"), "office:audit_list", can_read_audit),
            (_("State of the background work"), "office:job_status_list", {Role.SYSTEM_ADMINISTRATOR}),
        ),
    ),
)
# What is done there, for a home where nothing else tells a person where to go
HINTS = {
    "planning:survey_list": _(
        "What the units need: send a survey out, see how far the answers are, close and decide it."
    ),
    "planning:result_list": _("What was decided beside what was wanted, and the sentence that asked for it."),
    "planning:return_list": _("What each unit has answered: seats wanted, who filled in, what is late."),
    "posts:post_list": _("Authorised, held and vacant seats of every post, and who holds them."),
    "establishment:review_list": _(
        "What a decision makes of the posts: drafted, seen before, approved, applied at once."
    ),
    "overview:coverage": _("Units by disciplines: seats authorised, held, soon to be left, wanted, as of any day."),
    "overview:establishment": _(
        "Seats by unit and grade, as of any day gone by, or to come with what has been approved for it."
    ),
    "overview:professional_line": _(
        "Of each discipline who holds which grade at group, subsidiary and plant, and the gaps."
    ),
    "talent:engineer_list": _("Look up a person: record, appointments, results through the years."),
    "overview:due_board": _("Terms, vacant seats, retirements, papers: what an administrator has to do next."),
    "evaluations:cycle_list": _("Score sheets, progress, grades and results of each year's assessment."),
    "office:intake": _("Whole registers from Excel or CSV as they are; looked through before anything changes."),
    "rulebooks:rulebook_list": _("Conditions of the posts, criteria, weights, grade lines and caps in force."),
    "office:template_list": _("Wording and layout of certificates, letters and forms that come out as Word files."),
    "office:user_list": _("Open accounts singly or from Excel, reset passwords, link them to people."),
    "office:duty_list": _("Who may do what, in which units, from when until when; grant and end it."),
    "office:audit_list": _("Who did what, when, on which rule and for what reason."),
    "office:job_status_list": _("Whether loads and exports are waiting, running or failed."),
}
PERSONAL = (
    (_("My record"), "talent:my_record"),
    (_("My account"), "office:profile"),
    (_("Background jobs"), "office:job_list"),
    (_("Change password"), "account_change_password"),
    (_("Two-step sign-in"), "mfa_index"),
)


@dataclass
class Entry:
    label: str
    url: str
    current: bool = False
    count: int = 0
    hint: str = ""


@dataclass
class Section:
    label: str
    url: str
    entries: list
    current: bool = False
    count: int = 0


@dataclass
class Navigation:
    sections: list
    personal: list
    roles: str
    search_url: str
    as_of: str


def navigation_of(request):
    """Built once per request from the duties that the user carries; no query of its own."""
    user = request.user
    if not user.is_authenticated:
        return Navigation([], [], "", "", "")
    sections = [found for row in SECTIONS if (found := _section(user, *row))]
    _mark_current(sections, request.path)
    return Navigation(
        sections=sections,
        personal=[Entry(label, url) for label, name in PERSONAL if (url := url_of(name))],
        roles=" · ".join(dict.fromkeys(duty.get_role_display() for duty in user.current_duties)),
        search_url=url_of("overview:search"),
        as_of=settings.AS_OF_DATE,
    )


@cache
def url_of(name):
    """The address of a page, or nothing if the part it belongs to is off."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _section(user, label, name, who, links):
    if not _may(user, who):
        return None
    entries = [
        Entry(text, url, hint=HINTS.get(link, ""))
        for text, link, whose in links
        if _may(user, whose) and (url := url_of(link))
    ]
    url = url_of(name) if name else ""
    return Section(label, url, entries) if entries or url else None


def _may(user, who):
    if callable(who):
        return bool(who(user))
    return who is EVERYONE or not user.roles.isdisjoint(who)


def _mark_current(sections, path):
    """The link with the longest address that the path begins with."""
    links = [entry for section in sections for entry in section.entries or [section]]
    matching = [link for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    if matching:
        max(matching, key=lambda link: len(link.url)).current = True
