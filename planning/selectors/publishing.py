"""What publishing a survey stands for, and the decided numbers as far as a reader may know them."""

from dataclasses import dataclass
from itertools import starmap

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from office.check_codes import digest
from office.selectors.subsidiaries import Subsidiaries
from office.sentences import listed
from office.slots import Tab
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine
from planning.rules.numbers import is_told_to
from planning.selectors.consolidators import on_no_desk
from planning.selectors.desk import Sums, Waiting, returns_waiting, sums_by_grade
from rulebooks.selectors import RulesOn

COMPARED = ("authorised", "wanted", "consolidated", "decided")


@dataclass
class BeforePublishing:
    """Sums by grade, where the returns are, what is still in the way, and the `code` of all that is agreed to."""

    sums: list
    waiting: Waiting
    blockers: list
    code: str

    @property
    def total(self):
        return sum(self.sums, start=Sums())


def before_publishing(survey):
    sums, waiting = sums_by_grade(survey, RulesOn(survey.as_of)), returns_waiting(survey)
    return BeforePublishing(sums, waiting, list(_in_the_way(survey, sums, waiting)), code_of_publishing(survey))


def code_of_publishing(survey):
    """Stands for each number with its reason and decision, and for where each return is; two queries.

    Sums would not tell two numbers that changed places.
    """
    lines = DemandLine.objects.filter(demand_return__survey=survey).order_by("pk")
    numbers = lines.values_list("pk", "decided", "decided_reason", "decision")
    places = survey.returns.order_by("pk").values_list("pk", "status")
    return digest(value for rows in (numbers, places) for row in rows.iterator() for value in row)


def _in_the_way(survey, sums, waiting):
    if survey.status != SurveyStatus.CLOSED:
        yield _("The survey is in the status “%(status)s”: it is published once it is closed to answers.") % {
            "status": survey.get_status_display()
        }
    if waiting.below:
        returns = survey.returns.filter(status=ReturnStatus.SUBMITTED).order_by("unit__path")
        places = starmap(Subsidiaries().place, returns.values_list("unit__name", "unit__path"))
        yield _("Returns that no subsidiary has passed up yet: %(count)d (%(units)s).") % {
            "count": waiting.below,
            "units": listed(list(places)),
        }
        if on_no_desk(survey).exists():
            yield _("Some of them no subsidiary consolidates any more: take them up on the decision desk.")
    undecided = sum(row.undecided for row in sums)
    if undecided:
        yield _("Numbers not decided yet: %(count)d. Decide them first.") % {"count": undecided}


# --- Afterwards ------------------------------------------------------------------------------------------------
def decided_in_sight(user):
    """The decided lines that a reader may know."""
    return DemandLine.objects.visible_to(user).exclude(decided=None).filter(is_told_to(user))


def result_by_grade(lines):
    """[Sums] of decided lines, without money."""
    rows = lines.order_by("grade__code").values("grade__code", "grade__name")
    rows = rows.annotate(count=Count("pk"), **{f"sum_{name}": Sum(name) for name in COMPARED})
    return [
        Sums(
            row["grade__name"],
            lines=row["count"],
            standing=row["sum_decided"],
            **{name: row[f"sum_{name}"] or 0 for name in COMPARED},
        )
        for row in rows
    ]


def lines_decided_by(user, decisions):
    """{decision key: Tab} to the lines that each decided, for whom they may be known."""
    counted = decided_in_sight(user).filter(decision__in=decisions).order_by().values_list("decision")
    return {
        decision: Tab(_("Demand lines"), reverse("planning:result_list", query={"decision": decision}), count)
        for decision, count in counted.annotate(Count("pk"))
    }
