"""A post review of 500 changes in an establishment of 5,000 posts: its pages, the maps before and after, the days around it."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from bench import data
from bench.pages import cost
from establishment.checks.ground import Ground
from establishment.enums import ReviewStatus
from establishment.models import HolderFate
from establishment.services.applying import Applying
from establishment.services.changes import add_changes, set_fate
from establishment.services.reviews import create_review
from office.clock import today
from office.enums import DecisionBody
from office.models import Decision, Unit
from posts.models import Appointment, Post
from talent.enums import ProfessionalTitle

CHANGES = 500
RESORTING, TWO_LINES = 8, 12  # limits
PAST = date(2025, 6, 1)


def measure(site, report):
    review = build(site)
    data.analyse()
    for what, url in pages(review, site).items():
        report.add(what, *cost(site.client, url), RESORTING)
    for what, *keys in (("lines",), ("line", site.disciplines[0].pk)):
        url = reverse(f"overview:resorting_{what}", args=[review.pk, *keys])
        report.add(f"professional {what} before and after", *cost(site.client, url), TWO_LINES)
    move_to(review, ReviewStatus.APPROVED, effective_on=today() + timedelta(days=30))
    coming = {"as_of": review.effective_on.isoformat()}
    report.add("establishment of a day to come", *cost(site.client, _establishment(coming)), RESORTING)
    move_to(review, ReviewStatus.APPROVED, effective_on=today())
    Applying(review, Ground(review), site.user).run()
    move_to(review, ReviewStatus.APPLIED)
    data.analyse()
    report.add("before and after, on record", *cost(site.client, _of(review, "overview:resorting")), RESORTING)
    report.add("post review, applied", *cost(site.client, review.get_absolute_url()), RESORTING)


def pages(review, site):
    detail = review.get_absolute_url()
    return {
        "list of post reviews": reverse("establishment:review_list"),
        "post review": detail,
        "post review, last page": f"{detail}?page={CHANGES // 50}",
        "post review, what it comes to": _of(review, "establishment:review_effects"),
        "post review, all that is unsettled": f"{detail}?only=unsettled",
        "before and after": _of(review, "overview:resorting"),
        "before and after, all that there is": _of(review, "overview:resorting") + "?rows=all",
        "before and after, of a subsidiary": _of(review, "overview:resorting") + f"?at={site.units[1].code}",
        "establishment": _establishment(),
        "establishment of a past day": _establishment({"as_of": PAST.isoformat()}),
        "establishment of a subsidiary": _establishment({"at": site.units[1].code}),
    }


def _of(review, name):
    return reverse(name, args=[review.pk])


def _establishment(query=None):
    return reverse("overview:establishment", query=query)


def build(site):
    """200 posts set up, 200 with a further seat, 50 abolished whose holders move, 50 frozen; put to review."""
    review = create_review(
        actor=site.user, unit=Unit.objects.get(parent=None), title="岗位梳理", effective_on=today(), form_key="bench"
    )
    posts = Post.objects.select_related("unit", "grade").order_by("pk")
    left = list(posts.filter(pk__in=_who_may_move().values("seat__post"))[:50])
    others = posts.exclude(pk__in=[post.pk for post in left])
    grown, frozen = list(others[:200]), list(others[200:250])
    facts = {"kind": "create", "grade": left[0].grade, "authorised": 1, "reason": "新设"}
    new = [
        facts | {"code": f"N{n:03}", "unit": site.units[20 + n], "discipline": site.disciplines[n % 40]}
        for n in range(200)
    ]
    made = add_changes(review, new, actor=site.user)
    for kind, changed, said in (("abolish", left, {}), ("revise", grown, {"authorised": 2}), ("freeze", frozen, {})):
        changes = [{"kind": kind, "post": post, "reason": "理由"} | said for post in changed]
        found = add_changes(review, changes, actor=site.user)
        if kind == "abolish":
            _move(found, made, site)
    review.decision = Decision.objects.create(
        unit=review.unit,
        body=DecisionBody.PARTY_COMMITTEE,
        meeting_number="1",
        held_on=today(),
        subject="岗位梳理",
        outcome="同意",
    )
    review.save()
    move_to(review, ReviewStatus.REVIEWING)
    return review


def _who_may_move():
    """Those within their terms who meet the standing conditions of their grade."""
    years_left = {"engineer__retires_on__gt": today() + timedelta(days=4 * 366)}
    return Appointment.objects.serving().filter(
        until__gt=today(), engineer__title__in=[ProfessionalTitle.SENIOR, ProfessionalTitle.PROFESSOR], **years_left
    )


def _move(changes, made, site):
    for change, new in zip(changes, made, strict=False):
        for appointment in Appointment.objects.serving().filter(seat__post=change.post)[:1]:
            set_fate(change, appointment, actor=site.user, fate="move", to_change=new, number=1)
    assert HolderFate.objects.filter(change__in=changes).count() == len(changes)


def move_to(review, status, **facts):
    facts |= {"approved_at": timezone.now(), "applied_at": timezone.now()}
    type(review).objects.filter(pk=review.pk).update(status=status, **facts)
    review.refresh_from_db()
