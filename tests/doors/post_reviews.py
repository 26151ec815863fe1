"""Post reviews of both sides in each status: a post is frozen and a new one set up; the holder stays."""

from django.utils import timezone

from establishment.models import PostReview
from establishment.services import changes as changing
from office.clock import today
from planning.enums import ReturnStatus, SurveyStatus
from tests.doors.world import words
from tests.factories import evaluations, planning
from tests.factories import posts as of

STATUSES = ("draft", "reviewing", "approved", "applied")


def build(world):
    for side in world.sides():
        for status in STATUSES:
            world[f"{side}{status}_review"] = _review(world, side, status)
        _decided_demand(world, side)


def _decided_demand(world, side):
    """A published survey with a line that waits for its post."""
    survey = planning.survey(world[f"{side}subsidiary"], SurveyStatus.CLOSED, title=words(side, "核定普查"))
    answer = planning.answer(world[f"{side}plant"], survey, ReturnStatus.ACCEPTED)
    planning.decided(answer, 1, evaluations.decision(world["group"]), problem=words(side, "难题"))
    type(survey).objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)


def _review(world, side, status):
    review = PostReview.objects.create(
        unit=world[f"{side}subsidiary"],
        title=words(side, f"梳理{status}"),
        explanation=words(side, "说明"),
        effective_on=today(),
        decision=evaluations.decision(world["group"]),
    )
    post = of.post(world[f"{side}plant"], code=words(side, f"梳{status}"), grade=world["grade"])
    held = of.appointment(post)
    frozen, _made = changing.add_changes(
        review,
        [
            {"kind": "freeze", "post": post, "reason": words(side, "缘由")},
            {
                "kind": "create",
                "code": words(side, f"新{status}"),
                "unit": world[f"{side}plant"],
                "discipline": of.discipline(),
                "grade": world["grade"],
                "authorised": 1,
                "reason": words(side, "缘由"),
            },
        ],
        actor=None,
    )
    world[f"{side}{status}_change"], world[f"{side}{status}_held"] = frozen, held
    if status == "applied":
        review.changes.filter(pk=frozen.pk).update(result=post, seats_before=1, seats_after=1)
    review.status, review.approved_at, review.applied_at = status, timezone.now(), timezone.now()
    review.save()
    return review
