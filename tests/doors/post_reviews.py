"""Post reviews of both sides in each status, and decided demand that waits for one."""

import datetime

from django.utils import timezone

from establishment.models import HolderLetter, PostReview
from establishment.services import changes as changing
from office.clock import today
from office.enums import PaperKind
from office.services.papers import issue_paper
from planning.enums import ReturnStatus, SurveyStatus
from posts.models import PostVersion
from posts.models.post import DATED
from tests.doors.world import words
from tests.factories import evaluations, planning

RENAMED_ON = datetime.date(2020, 6, 1)
STATUSES = ("draft", "reviewing", "approved", "applied")


def build(world):
    for side in world.sides():
        for status in STATUSES:
            world[f"{side}{status}_review"] = _review(world, side, status)
        _decided_demand(world, side)
        _letter(world, side)


def _letter(world, side):
    """The holder of a post that was given another title was told so."""
    held = world[f"{side}appointment"]
    review = PostReview.objects.create(
        unit=world[f"{side}subsidiary"],
        title=words(side, "已告知的梳理"),
        effective_on=RENAMED_ON,
        decision=evaluations.decision(world["group"]),
    )
    facts = {"kind": "revise", "post": held.seat.post, "title": words(side, "新名称"), "reason": words(side, "缘由")}
    (change,) = changing.add_changes(review, [facts], actor=None)
    fate = changing.set_fate(change, held, actor=None, fate="keep")
    paper = issue_paper(actor=None, kind=PaperKind.HOLDER_LETTER, title=words(side, "告知书"), unit=review.unit)
    world[f"{side}holder_letter"] = HolderLetter.objects.create(fate=fate, paper=paper)
    PostVersion.objects.create(
        post=held.seat.post, starts_on=RENAMED_ON, decision=review.decision, title=words(side, "新名称"),
        **{name: getattr(held.seat.post, name) for name in DATED if name != "title"},
    )  # fmt: skip
    review.changes.update(result=held.seat.post, seats_before=1, seats_after=1)
    review.status, review.approved_at, review.applied_at = "applied", timezone.now(), timezone.now()
    review.save()
    world[f"{side}told_review"] = review


def _decided_demand(world, side):
    """A published survey with a line that waits for its post."""
    survey = planning.survey(world[f"{side}subsidiary"], SurveyStatus.CLOSED, title=words(side, "核定普查"))
    answer = planning.answer(world[f"{side}plant"], survey, ReturnStatus.ACCEPTED)
    planning.decided(answer, 1, evaluations.decision(world["group"]), problem=words(side, "难题"))
    type(survey).objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)


def _review(world, side, status):
    """A draft freezes the post that is there, the applied one has done so; the others set a new one up."""
    review = PostReview.objects.create(
        unit=world[f"{side}subsidiary"],
        title=words(side, f"梳理{status}"),
        explanation=words(side, "说明"),
        effective_on=today(),
        decision=evaluations.decision(world["group"]),
    )
    if status in {"draft", "applied"}:
        post = world[f"{side}post"]
        facts = {"kind": "freeze", "post": post}
    else:
        discipline, grade = world["discipline"], world["grade"]
        facts = {"kind": "create", "code": words(side, f"新{status}"), "unit": review.unit, "authorised": 1}
        facts |= {"discipline": discipline, "grade": grade}
    (change,) = changing.add_changes(review, [facts | {"reason": words(side, "缘由")}], actor=None)
    world[f"{side}{status}_change"] = change
    if status == "applied":
        review.changes.update(result=post, seats_before=post.authorised, seats_after=post.authorised)
    review.status, review.approved_at, review.applied_at = status, timezone.now(), timezone.now()
    review.save()
    return review
