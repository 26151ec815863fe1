"""A group with two plants, whose posts are to be sorted anew."""

import datetime

from django.urls import reverse

from establishment.checks.facts import state_of_review
from establishment.checks.reviews import obstacles
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.applying import apply_review
from planning.enums import ReturnStatus, SurveyStatus
from rulebooks.models import GradeRule
from tests.factories import evaluations, planning, posts, rulebooks, talent
from tests.factories import office as make

EFFECTIVE_ON = datetime.date(2026, 11, 1)


class Sorting:
    """A drafter, an administrator who approves, and a review that has nothing in it yet."""

    def __init__(self, **facts):
        self.group = make.unit(name="集团")
        self.plant, self.other = make.unit(self.group, name="炼铁厂"), make.unit(self.group, name="炼钢厂")
        self.grade, self.lower = rulebooks.grade(), rulebooks.grade("expert-1")
        self.discipline = posts.discipline(name="高炉")
        self.limit(None)
        self.drafter = make.hr(self.group)
        self.administrator = make.user("group_administrator", self.group)
        self.decision = evaluations.decision(self.group, subject="岗位梳理议定")
        self.review = services.create_review(
            actor=self.drafter, unit=self.group, title="2026年岗位梳理", effective_on=EFFECTIVE_ON, **facts
        )

    def another(self, title="另一方案", unit=None, effective_on=EFFECTIVE_ON):
        """Goes on with another review; returns the one so far."""
        before, unit = self.review, unit or self.group
        self.review = services.create_review(actor=self.drafter, unit=unit, title=title, effective_on=effective_on)
        return before

    def post(self, unit=None, **fields):
        given = {"grade": self.grade, "discipline": posts.discipline()}
        return posts.post(unit or self.plant, **given | fields)

    def holder(self, post, **fields):
        return posts.appointment(post, talent.engineer(post.unit), **fields)

    def add(self, kind, post=None, **facts):
        given = {"kind": kind, "reason": "按梳理方案"} | ({"post": post} if post else {})
        (change,) = changing.add_changes(self.review, [given | facts], actor=self.drafter)
        return change

    def set_up(self, code="N1", **facts):
        given = {"code": code, "unit": self.plant, "discipline": self.discipline, "grade": self.grade, "authorised": 1}
        return self.add("create", **given | facts)

    def fate(self, change, appointment, fate, **facts):
        return changing.set_fate(change, appointment, actor=self.drafter, fate=fate, **facts)

    def limit(self, quota):
        GradeRule.objects.filter(grade=self.grade).update(quota=quota)

    def survey(self):
        """One that the plant has answered; what is decided on `answer` waits until it is published."""
        self.asked = planning.survey(self.group, SurveyStatus.CLOSED)
        self.answer = planning.answer(self.plant, self.asked, ReturnStatus.ACCEPTED)
        return self

    def page(self, name):
        return reverse(f"establishment:{name}", args=[self.review.pk])

    # --- The way to its end --------------------------------------------------------------------------------------
    def propose(self):
        return services.propose_review(self.review, actor=self.drafter)

    def state(self):
        self.review.refresh_from_db()
        return state_of_review(self.review)

    def approve(self, actor=None, seen=None):
        seen = seen or self.state()
        return services.approve_review(self.review, self.decision, actor=actor or self.administrator, seen=seen)

    def apply(self, actor=None):
        return apply_review(self.review, actor=actor or self.administrator)

    def carry_through(self):
        self.propose()
        self.approve()
        return self.apply()

    def sentences(self):
        self.review.refresh_from_db()
        return [one.sentence for one in obstacles(self.review)]


class Rich(Sorting):
    """A review with every fate: one moves to a new post, one leaves, one keeps a post that is renamed, one a post as it was."""

    def __init__(self):
        super().__init__(explanation="按普查结果")
        self.old, self.closing = self.post(title="模铸首席"), self.post(title="=危险()")
        self.renamed, self.frozen = self.post(title="高炉首席", authorised=2), self.post()
        self.moving, self.leaving = self.holder(self.old), self.holder(self.closing)
        self.staying, self.untouched = self.holder(self.renamed), self.holder(self.frozen)
        new = self.set_up(title="连铸首席", authorised=2)
        gone = self.add("abolish", self.old, successor_change=new)
        self.fate(gone, self.moving, "move", to_change=new, number=2)
        closed = self.add("abolish", self.closing)
        self.fate(closed, self.leaving, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished", reason="产线关停")
        self.fate(self.add("revise", self.renamed, title="高炉长寿首席"), self.staying, "keep")
        self.fate(self.add("freeze", self.frozen), self.untouched, "keep")
