"""Returns on nobody's desk: handed in, but the subsidiary that would consolidate them is none any more."""

from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from office.check_codes import digest
from planning.enums import ReturnStatus
from planning.models import DemandLine
from planning.selectors.consolidators import on_no_desk
from planning.selectors.merged import partners_in


@dataclass
class BeforeTakingUp:
    """`open` lines were not consolidated yet; `code` stands for all that is agreed to."""

    returns: list
    open: int
    blockers: list
    code: str


def before_taking_up(survey):
    """Six queries, however many there are."""
    returns = list(on_no_desk(survey).select_related("unit", "survey").order_by("unit__path"))
    rows = list(lines_to_take_up(survey).order_by("pk").values_list("demand_return", "pk", "wanted", "consolidated"))
    return BeforeTakingUp(
        returns,
        sum(consolidated is None for *_keys, consolidated in rows),
        list(_in_the_way(survey, returns)),
        digest(chain((one.pk for one in returns), *rows)),
    )


def lines_to_take_up(survey):
    return DemandLine.objects.filter(demand_return__in=on_no_desk(survey))


def _in_the_way(survey, returns):
    """What hangs together with a line that a subsidiary still consolidates is separated there before."""
    keys, partners = {one.pk for one in returns}, partners_in(survey)
    beside = {key for one in returns for key in partners.get(one.pk, ())} - keys
    waiting = set(survey.returns.filter(pk__in=beside, status=ReturnStatus.SUBMITTED).values_list("pk", flat=True))
    for one in returns:
        for key in sorted(partners.get(one.pk, {}).keys() & waiting):
            said = {"unit": one.unit, "other": partners[one.pk][key]}
            yield _("%(unit)s: merged with a line of %(other)s. Its subsidiary separates them first.") % said
