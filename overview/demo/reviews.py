"""The demo's post reviews: one that was applied, and one, drawn from a survey, that lies before who approves it."""

from datetime import date

from establishment.checks.facts import state_of_review
from establishment.enums import ChangeKind, Fate
from establishment.selectors.drafting import waiting_lines
from establishment.services import changes as changing
from establishment.services import reviews
from establishment.services.applying import apply_review
from office.enums import DecisionBody
from office.models import Unit, User
from office.services.decisions import record_decision
from overview.demo.personas import GROUP, PLATE
from planning.models import DemandSurvey
from posts.enums import EndReason
from posts.models import Appointment, Post
from rulebooks.models import Grade
from talent.models import Discipline

MINES = "0104"
DRESSING, PELLETS, LIMESTONE = "010402", "010404", "010403"
SPECIAL_STEEL = "010206"
BEYOND_QUOTA = "0102"  # a third seat of sintering, should it have been granted


def prepare_reviews():
    _apply_one()
    _put_one_to_review()


def _apply_one():
    """A subsidiary's pellets and dressing are brought together; three posts go, with what becomes of their holders."""
    on = date(2026, 10, 20)
    review = _draft("hr", MINES, "矿业公司岗位微调", on, "球团、选矿业务分别集中到球团厂、选矿厂，岗位随业务调整。")
    actor = review.created_by
    new, merged, _moved, retired, _frozen = changing.add_changes(
        review,
        [
            _new("010404-0403-3", PELLETS, "0403", "expert-2", "球团技术二级专家", "球团业务集中到球团厂"),
            _change(ChangeKind.ABOLISH, "010401-0403-3", "球团业务集中到球团厂", successor=_post("010404-0403-2")),
            _change(ChangeKind.MOVE, "010401-0402-3", "选矿业务集中到选矿厂", unit=_unit(DRESSING)),
            _change(ChangeKind.ABOLISH, "010403-0403-1", "石灰石矿不再承担球团任务"),
            _change(ChangeKind.FREEZE, "010404-1001-2", "暂无合适人选"),
        ],
        actor=actor,
    )
    changing.set_fate(merged, _holder(merged), actor=actor, fate=Fate.MOVE, to_change=new, number=1)
    leaving = {"ends_on": on, "end_reason": EndReason.POST_ABOLISHED, "reason": "聘期已满，岗位撤销"}
    changing.set_fate(retired, _holder(retired), actor=actor, fate=Fate.END, **leaving)
    reviews.propose_review(review, actor=actor)
    administrator = User.objects.get(username="administrator")
    review.refresh_from_db()
    seen = state_of_review(review)
    reviews.approve_review(review, _decision(administrator, review), actor=administrator, seen=seen)
    apply_review(review, actor=administrator)


def _put_one_to_review():
    """What the plate company's survey decided on, but for what is beyond the quota; and two changes by hand."""
    survey = DemandSurvey.objects.get(unit__code=PLATE)
    explanation = "按摸底核定结果调整，线棒业务划归特殊钢事业部。"
    review = _draft("hr-plate", PLATE, "板材公司岗位梳理", date(2026, 12, 1), explanation, survey)
    actor = review.created_by
    lines = waiting_lines(review.unit, survey).exclude(discipline__code=BEYOND_QUOTA)
    changing.draw_from_lines(review, lines, actor=actor)
    new, _raised = changing.add_changes(
        review,
        [
            _new("010206-0304-2", SPECIAL_STEEL, "0304", "expert-1", "线棒一级专家", "线棒业务划归特殊钢事业部"),
            _change(ChangeKind.REGRADE, "010211-0901-3", "研发任务加重", grade=Grade.objects.get(code="expert-1")),
        ],
        actor=actor,
    )
    gone = review.changes.get(post__code="010204-0304-2")
    changing.set_fate(gone, _holder(gone), actor=actor, fate=Fate.MOVE, to_change=new, number=1, reason="随业务划转")
    reviews.propose_review(review, actor=actor)


# --- What it consists of -----------------------------------------------------------------------------------------
def _draft(username, unit, title, on, explanation, survey=None):
    actor = User.objects.get(username=username)
    facts = {"unit": _unit(unit), "title": title, "effective_on": on, "explanation": explanation, "survey": survey}
    return reviews.create_review(actor=actor, **facts)


def _new(code, unit, discipline, grade, title, reason):
    return {
        "kind": ChangeKind.CREATE,
        "code": code,
        "unit": _unit(unit),
        "discipline": Discipline.objects.get(code=discipline),
        "grade": Grade.objects.get(code=grade),
        "authorised": 1,
        "title": title,
        "reason": reason,
    }


def _change(kind, code, reason, **facts):
    return {"kind": kind, "post": _post(code), "reason": reason} | facts


def _decision(actor, review):
    return record_decision(
        actor=actor,
        unit=_unit(GROUP),
        body=DecisionBody.EXECUTIVE_MEETING,
        meeting_number="〔2026〕27号",
        held_on=date(2026, 10, 16),
        subject=review.title,
        outcome="同意所列岗位调整和人员去向。",
        attendees="办公会成员",
    )


def _holder(change):
    return Appointment.objects.serving().get(seat__post=change.post)


def _post(code):
    return Post.objects.get(code=code)


def _unit(code):
    return Unit.objects.get(code=code)
