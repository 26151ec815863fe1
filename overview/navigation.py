"""The way into every part of the house, in the order of the chain; only what exists and what this person may open."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from office.enums import ADMINISTRATOR_ROLES, BUSINESS_ROLES, HR_ROLES, Role

OVERSEERS = HR_ROLES | {Role.LEADER, Role.INSPECTION}
EVERYONE = None
# A link's roles say who finds something behind it; the page itself decides again.
SECTIONS = (
    (_("To do"), "overview:home", EVERYONE, ()),
    (
        _("Posts"),
        "",
        BUSINESS_ROLES,
        (
            (_("Posts"), "posts:post_list", BUSINESS_ROLES),
            (_("Seats"), "posts:seat_list", BUSINESS_ROLES),
        ),
    ),
    (
        _("People"),
        "",
        BUSINESS_ROLES,
        (
            (_("Technical staff"), "talent:engineer_list", BUSINESS_ROLES),
            (_("Past results"), "talent:past_result_list", OVERSEERS),
            (_("Disciplines"), "talent:discipline_list", BUSINESS_ROLES),
        ),
    ),
    (
        _("Appointments"),
        "",
        BUSINESS_ROLES,
        ((_("Appointments"), "posts:appointment_list", BUSINESS_ROLES),),
    ),
    (
        _("Assessment"),
        "",
        EVERYONE,
        (
            (_("Assessment cycles"), "evaluations:cycle_list", OVERSEERS),
            (_("Score sheets"), "evaluations:sheet_list", EVERYONE),
        ),
    ),
    (
        _("Settings"),
        "",
        EVERYONE,
        (
            (_("Load files"), "office:intake", HR_ROLES | {Role.SYSTEM_ADMINISTRATOR, Role.RIGHTS_ADMINISTRATOR}),
            (_("Units"), "office:unit_list", BUSINESS_ROLES | {Role.RIGHTS_ADMINISTRATOR}),
            (_("Rulebooks"), "rulebooks:rulebook_list", OVERSEERS),
            (_("Decisions"), "office:decision_list", ADMINISTRATOR_ROLES | {Role.HR, Role.LEADER, Role.INSPECTION}),
            (_("Accounts"), "office:user_list", {Role.RIGHTS_ADMINISTRATOR}),
            (_("Duties"), "office:duty_list", {Role.RIGHTS_ADMINISTRATOR}),
            (_("Audit trail"), "office:audit_list", {Role.AUDIT_ADMINISTRATOR, Role.INSPECTION}),
        ),
    ),
)
PERSONAL = (
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


def _section(user, label, name, roles, links):
    if not _may(user, roles):
        return None
    entries = [Entry(text, url) for text, link, who in links if _may(user, who) and (url := url_of(link))]
    url = url_of(name) if name else ""
    return Section(label, url, entries) if entries or url else None


def _may(user, roles):
    return roles is EVERYONE or user.is_superuser or not user.roles.isdisjoint(roles)


def _mark_current(sections, path):
    """The link with the longest address that the path begins with."""
    links = [entry for section in sections for entry in section.entries or [section]]
    matching = [link for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    if matching:
        max(matching, key=lambda link: len(link.url)).current = True
