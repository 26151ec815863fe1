"""Who may do what with people's records, and what a record cannot say."""

import datetime

from django.utils.translation import gettext as _

from office.enums import HR_ROLES, Role
from talent import retirement
from talent.enums import RetirementGround, Sex
from talent.models.result import PastResultQuerySet

FACTS = (  # what human resources write in a record
    "name",
    "syllables",
    "sex",
    "born_on",
    "unit",
    "work_unit",
    "work_unit_since",
    "discipline",
    "education",
    "full_time_degree",
    "school",
    "title",
    "title_on",
    "technical_since",
    "position",
    "is_manager",
    "staff_category",
    "status",
    "absent_since",
    "retirement_override",
    "retirement_ground",
    "retirement_document",
)
YOUNGEST, OLDEST = 16, 100  # years of age that a record may show
SPECIAL_TRADE_AGES = {Sex.MALE: 55, Sex.FEMALE: 45}  # 特殊工种: five years before the old statutory age


# --- Who may ---------------------------------------------------------------------------------------
def can_keep_people_of(user, unit):
    """Enter, correct and load the people of a unit."""
    return user.holds(HR_ROLES, unit.path)


def can_keep_people(user):
    return bool(user.paths_as(HR_ROLES))


def can_update_engineer(user, engineer):
    return can_keep_people_of(user, engineer.unit) and engineer.user_id != user.pk


def can_see_birth_date(user, unit_path):
    """Birth dates are for human resources only."""
    return user.holds(HR_ROLES, unit_path)


def can_see_retirement_date(user, engineer):
    """It tells the birth date: everyone else but the person reads the year."""
    return engineer.user_id == user.pk or can_see_birth_date(user, engineer.unit.path)


def can_see_results(user, engineer):
    return engineer.user_id == user.pk or user.holds(PastResultQuerySet.seen_by, engineer.unit.path)


def can_read_history(user, engineer):
    return engineer.user_id == user.pk or user.holds(HR_ROLES | {Role.INSPECTION}, engineer.unit.path)


def can_keep_disciplines(user):
    """Disciplines are the group's: its administrators keep them."""
    return any(path.count("/") == 2 for path in user.paths_as({Role.GROUP_ADMINISTRATOR}))


def can_link_accounts(user):
    return user.is_superuser or bool(user.paths_as({Role.RIGHTS_ADMINISTRATOR}))


def can_link_record(user, engineer):
    """An account opens its owner's record: only records of one's own units are given to accounts."""
    return user.is_superuser or user.holds({Role.RIGHTS_ADMINISTRATOR}, engineer.unit.path)


# --- What a record cannot say ------------------------------------------------------------------------
def implausible(values, on):
    """[(field, sentence)] of dates that cannot be, of a mapping with the fields of an engineer; `on` is today."""
    born_on = values["born_on"]
    if not years_after(born_on, YOUNGEST) <= on <= years_after(born_on, OLDEST):
        return [
            (
                "born_on",
                _("Somebody born on this day is not between %(youngest)d and %(oldest)d years old.")
                % {"youngest": YOUNGEST, "oldest": OLDEST},
            )
        ]
    found = []
    for field in ("title_on", "technical_since"):
        day = values.get(field)
        if day and day < years_after(born_on, YOUNGEST):
            found.append((field, _("The person was not %(youngest)d years old then.") % {"youngest": YOUNGEST}))
    for field in ("title_on", "technical_since", "absent_since", "work_unit_since"):
        if values.get(field) and values[field] > on:
            found.append((field, _("This day lies in the future.")))
    return found


def retirement_bounds(born_on, sex, category, ground):
    """The first and last day that the ground allows: flexible retirement up to three years either way, special trades earlier."""
    if ground == RetirementGround.SPECIAL_TRADE:
        return years_after(born_on, SPECIAL_TRADE_AGES[sex]), retirement.statutory_retirement(born_on, sex, category)
    return retirement.flexible_bounds(born_on, sex, category)


def retirement_refusal(born_on, sex, category, ground, day):
    """The sentence why nobody can retire on that day on that ground, or ""."""
    first, last = retirement_bounds(born_on, sex, category, ground)
    if first <= day <= last:
        return ""
    return _("On this ground the person can retire from %(first)s to %(last)s.") % {"first": first, "last": last}


def override_faults(engineer):
    """Sentences on a retirement date other than the law's: it has a ground, a document and keeps within its bounds."""
    day, ground, document = engineer.retirement_override, engineer.retirement_ground, engineer.retirement_document
    if not day:
        return [_("A ground or document is given, but no retirement date.")] if ground or document else []
    found = []
    if not document:
        found.append(_("A retirement date other than the law's needs its document."))
    if not ground:
        found.append(_("A retirement date other than the law's needs its ground."))
    elif refusal := retirement_refusal(engineer.born_on, engineer.sex, engineer.staff_category, ground, day):
        found.append(refusal)
    return found


def years_after(day: datetime.date, years):
    return retirement.months_after(day, 12 * years)
