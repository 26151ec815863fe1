"""What running assessments have to say before a post is changed or its holder goes."""

from collections import defaultdict

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from evaluations.enums import PUBLIC_CYCLES, AssessmentState, SheetStatus
from evaluations.models import Assessment, AssessmentSheet


def notes_on_posts(user, posts):
    """{post key: [sentence]}, one for each running cycle; two queries."""
    return {
        post: [_of_post(*counted) for counted in found]
        for post, found in _running(user, posts, "appointment__seat__post").items()
    }


def notes_on_appointments(user, appointments):
    """{appointment key: [sentence]}, the same."""
    return {
        held: [_of_holder(cycle, sheets) for cycle, _people, sheets in found]
        for held, found in _running(user, appointments, "appointment").items()
    }


def _of_post(cycle, people, sheets):
    facts = {"cycle": cycle, "people": people, "sheets": sheets}
    return (
        _(
            "“%(cycle)s” is running with %(people)d of its holders, for the post as it was at the opening; score sheets "
            "still open: %(sheets)d."
        )
        % facts
    )


def _of_holder(cycle, sheets):
    facts = {"cycle": cycle, "sheets": sheets}
    return (
        _("“%(cycle)s” is running and goes on for the seat held so far; score sheets still open: %(sheets)d.") % facts
    )


def _running(user, targets, field):
    """{target key: [(cycle name, people, open sheets)]} of the assessments that the user sees."""
    seen = Assessment.objects.visible_to(user)
    people = _by_cycle(seen, targets, field, "")
    open_sheets = AssessmentSheet.objects.filter(assessment__in=seen, sheet__status=SheetStatus.DRAFT)
    sheets = _by_cycle(open_sheets, targets, field, "assessment__") if people else {}
    found = defaultdict(list)
    for (target, cycle, name), count in people.items():
        found[target].append((name, count, sheets.get((target, cycle, name), 0)))
    return found


def _by_cycle(objects, targets, field, to_assessment):
    """{(target key, cycle key, cycle name): count} of those who take part in running cycles; one query."""
    target, cycle = f"{to_assessment}{field}", f"{to_assessment}cycle"
    taking_part = Q(**{f"{target}__in": targets, f"{to_assessment}state": AssessmentState.ACTIVE})
    running = objects.filter(taking_part).exclude(**{f"{cycle}__status__in": PUBLIC_CYCLES})
    rows = running.order_by(cycle, target).values_list(target, cycle, f"{cycle}__name").annotate(Count("pk"))
    return {(key, of, name): count for key, of, name, count in rows}
