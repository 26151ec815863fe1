"""What the unit of a post asked for of its grade and discipline, and what was decided of it."""

from django.utils.translation import gettext as _

from overview.selectors.thread.knots import Ground, Knot, day_of
from overview.selectors.thread.rows import in_order
from planning.enums import ANSWERED, SurveyStatus
from planning.models import DemandLine


def demand_for(post, user):
    """Of each survey the line that counts the post: one query. Decided numbers are told once they are published."""
    found = DemandLine.objects.visible_to(user).filter(
        grade=post.grade_id,
        discipline=post.discipline_id,
        demand_return__unit__in=post.unit.ancestor_ids,
        demand_return__status__in=ANSWERED,
    )
    lines = found.select_related("demand_return__survey", "demand_return__unit", "decision")
    nearest = {line.demand_return.survey_id: line for line in in_order(lines, "demand_return.unit.path", "pk")}
    for line in nearest.values():
        yield _asked(line)
        if line.decision and line.demand_return.survey.status == SurveyStatus.PUBLISHED:
            yield _decided(line)


def _asked(line):
    answer = line.demand_return
    knot = Knot(day_of(answer.submitted_at), _("Demand asked for"), str(answer.survey), kind="post")
    knot.url = line.get_absolute_url()
    numbers = {"wanted": line.wanted, "authorised": line.authorised}
    knot.details = [str(answer.unit), _("%(wanted)d seats wanted, %(authorised)d authorised then") % numbers]
    knot.details += [line.problem] if line.problem else []
    return knot


def _decided(line):
    knot = Knot(line.decision.held_on, _("Demand decided"), str(line.demand_return.survey), kind="post")
    knot.url = line.get_absolute_url()
    knot.details = [_("%(decided)d seats decided") % {"decided": line.decided}]
    knot.details += [line.decided_reason] if line.decided_reason else []
    knot.grounds = [Ground(str(line.decision), line.decision)]
    return knot
