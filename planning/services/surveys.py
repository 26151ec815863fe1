"""Surveys from their draft to their closing. `move` is the only writer of their status."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import audit
from office.changes import changes_to, differences
from office.clock import today
from office.enums import UnitKind
from office.errors import DomainError
from office.locks import lock_rows
from office.models import Unit
from office.sentences import joined
from planning.checks.surveys import obstacles_to_opening
from planning.enums import ANSWERING_KINDS, SURVEY_TRANSITIONS, UNANSWERED, ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn, DemandSurvey, SurveyLimit, SurveyQuestion
from planning.selectors.facts import facts_of
from planning.selectors.previews import changed_since, code_of_opening
from planning.selectors.publishing import code_of_publishing
from planning.selectors.surveys import answering_units, made_by_form
from planning.services.returns import move_all

WRITTEN_AT_ONCE = 1_000
NOT_BELOW = gettext_lazy("%(unit)s does not stand below the unit of the survey.")
COPIED = ("unit", "kinds", "guidance")


def lock(survey):
    """The survey as it is now, locked until the transaction ends."""
    return DemandSurvey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey.pk)


def lock_in(survey, *statuses):
    """The same, refused in any other status."""
    survey = lock(survey)
    if survey.status not in statuses:
        raise DomainError(_("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()})
    return survey


def move(survey, status, *, actor, verb, reason="", changes=None, **fields):
    """Write the status of a locked survey. Raises DomainError if its present status does not lead there."""
    if status not in SURVEY_TRANSITIONS[survey.status]:
        raise DomainError(_("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()})
    previous, survey.status = survey.status, status
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save(update_fields=["status", *fields, "updated_at"])
    told = {"status": [previous, status]} | (changes or {})
    audit.record(actor=actor, verb=verb, target=survey, unit=survey.unit, changes=told, reason=reason)
    return survey


# --- The draft -------------------------------------------------------------------------------------------------
@transaction.atomic
def create_survey(*, actor, unit, form_key="", **facts):
    """An empty draft. A form that is sent twice names its `form_key`, and the second time finds what it made."""
    Unit.objects.select_for_update().get(pk=unit.pk)  # two sendings of one form wait for each other
    survey = made_by_form(actor, form_key)
    if survey is None:
        survey = DemandSurvey.objects.create(unit=unit, created_by=actor, form_key=form_key, **facts)
        audit.record(actor=actor, verb="survey.created", target=survey, unit=unit)
    return survey


@transaction.atomic
def copy_survey(source, *, actor, form_key="", **facts):
    """A draft with the units, guidance, limits and questions of an earlier survey, with which its answers are compared."""
    copied = {name: getattr(source, name) for name in COPIED}
    survey = create_survey(actor=actor, form_key=form_key, previous=source, **copied | facts)
    if not survey.questions.exists() and not survey.limits.exists():
        SurveyLimit.objects.bulk_create(
            SurveyLimit(survey=survey, grade_id=limit.grade_id, most=limit.most) for limit in source.limits.all()
        )
        SurveyQuestion.objects.bulk_create(
            SurveyQuestion(
                survey=survey,
                **{name: getattr(question, name) for name in ("position", "words", "kind", "choices", "required")},
            )
            for question in source.questions.all()
        )
        survey.left_out.set(source.left_out.all())
    return survey


@transaction.atomic
def revise_survey(survey, *, actor, seen, limits, questions, **facts):
    """Write a draft anew: its facts, `limits` {grade: most} and `questions`, dicts in their order.

    `seen` is the `updated_at` that the form was made with. Raises DomainError if somebody changed the draft since, and
    once it is open.
    """
    survey = lock_in(survey, SurveyStatus.DRAFT)
    if survey.updated_at != seen:
        raise DomainError(_("Somebody changed the survey meanwhile. Look at what is there now, then save again."))
    before, changes = _in_words(survey), changes_to(survey, facts)
    for name, value in facts.items():
        setattr(survey, name, value)
    survey.save(update_fields=[*facts, "updated_at"])
    survey.limits.all().delete()
    survey.questions.all().delete()
    SurveyLimit.objects.bulk_create(
        SurveyLimit(survey=survey, grade=grade, most=most) for grade, most in limits.items()
    )
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, position=position, **question) for position, question in enumerate(questions, 1)
    )
    changes |= differences(before, _in_words(survey))
    audit.record(actor=actor, verb="survey.revised", target=survey, unit=survey.unit, changes=changes)
    return survey


def _in_words(survey):
    """What its history would otherwise tell in codes or not at all."""
    return {
        "kinds": joined(UnitKind(kind).label for kind in survey.kinds),
        "limits": joined(f"{limit.grade} {limit.most}" for limit in survey.limits.select_related("grade")),
        "questions": joined(survey.questions.all()),
    }


@transaction.atomic
def leave_out(survey, unit, *, actor):
    """The unit of a draft is not asked though it is of the kind, e.g. since the units below it answer.

    Raises DomainError for a unit that is not below the survey's.
    """
    survey = lock_in(survey, SurveyStatus.DRAFT)
    if not _stands_below(survey, unit):
        raise DomainError(NOT_BELOW % {"unit": unit})
    survey.left_out.add(unit)
    return _record_unit(survey, unit, actor, "survey.unit_left_out")


@transaction.atomic
def ask_again(survey, unit, *, actor):
    """The unit of a draft that was left out is asked after all."""
    survey = lock_in(survey, SurveyStatus.DRAFT)
    survey.left_out.remove(unit)
    return _record_unit(survey, unit, actor, "survey.unit_asked")


def _record_unit(survey, unit, actor, verb):
    audit.record(actor=actor, verb=verb, target=survey, unit=survey.unit, changes={"unit": [None, unit.name]})
    return survey


@transaction.atomic
def delete_survey(survey, *, actor):
    """A draft that is not needed any more; its name stays in the audit trail. Raises DomainError if it was copied."""
    survey = lock_in(survey, SurveyStatus.DRAFT)
    for later in survey.later.all()[:1]:
        raise DomainError(_("“%(survey)s” was copied from it and is compared with it.") % {"survey": later})
    audit.record(actor=actor, verb="survey.deleted", target=survey, unit=survey.unit)
    for file in survey.files.all():
        discard(file)
    survey.delete()


def discard(file):
    """Delete what is stored once the row is gone for good."""
    transaction.on_commit(partial(file.file.storage.delete, file.file.name))


# --- Answering -------------------------------------------------------------------------------------------------
@transaction.atomic
def open_survey(survey, *, actor, seen):
    """A return for every unit that is asked, with a line for each grade and discipline of its posts: a constant number of queries.

    `seen` is the `code_of_opening` of what was shown. Raises DomainError for a survey that is not a draft, if something of
    it changed since, if it asks nobody, and outside the days on which it is answered.
    """
    survey = lock_in(survey, SurveyStatus.DRAFT)
    units = list(answering_units(survey))
    facts = facts_of(survey, units)
    _refuse_unseen(seen, code_of_opening(survey, units, facts))
    for obstacle in obstacles_to_opening(survey, units):
        raise DomainError(obstacle)
    _create_returns(survey, units, facts)
    return move(
        survey,
        SurveyStatus.OPEN,
        actor=actor,
        verb="survey.opened",
        changes={"units": [None, len(units)]},
        opened_at=timezone.now(),
    )


def _refuse_unseen(seen, code):
    if changed := changed_since(seen, code):
        raise DomainError(
            _("Changed since it was shown: %(parts)s. Read it again, then send the survey out.")
            % {"parts": joined(changed)}
        )


def _create_returns(survey, units, facts):
    returns = DemandReturn.objects.bulk_create(
        [DemandReturn(survey=survey, unit=unit) for unit in units], batch_size=WRITTEN_AT_ONCE
    )
    lines = (line for demand_return in returns for line in _lines_of(demand_return, facts[demand_return.unit_id]))
    DemandLine.objects.bulk_create(lines, batch_size=WRITTEN_AT_ONCE)


def _lines_of(demand_return, facts):
    """What a return begins with: a line for each grade and discipline of which the unit has posts."""
    return [
        DemandLine(
            demand_return=demand_return,
            grade_id=grade,
            discipline_id=discipline,
            authorised=there.authorised,
            held=there.held,
            retiring=there.retiring,
        )
        for (grade, discipline), there in sorted(facts.items())
    ]


@transaction.atomic
def ask_unit(survey, unit, *, actor):
    """A unit that was founded or forgotten answers, too, with a line for each grade and discipline of its posts.

    What a unit above has answered for its posts stays as it is. Raises DomainError for a unit that stands elsewhere, is
    closed, of a kind that does not answer, or asked already.
    """
    survey = lock_in(survey, SurveyStatus.OPEN)
    if reason := _why_not_asked(survey, unit):
        raise DomainError(reason % {"unit": unit})
    answering = Unit.objects.filter(demand_returns__survey=survey)
    demand_return = DemandReturn.objects.create(survey=survey, unit=unit)
    DemandLine.objects.bulk_create(_lines_of(demand_return, facts_of(survey, [*answering, unit])[unit.pk]))
    audit.record(actor=actor, verb="demandreturn.asked_later", target=demand_return, unit=unit)
    return demand_return


def _why_not_asked(survey, unit):
    if not _stands_below(survey, unit):
        return NOT_BELOW
    if unit.kind not in ANSWERING_KINDS:
        return _("%(unit)s is of a kind that answers no survey.")
    if unit.is_closed_on(today()):
        return _("%(unit)s is closed.")
    if survey.returns.filter(unit=unit).exists():
        return _("%(unit)s is asked already.")
    return None


def _stands_below(survey, unit):
    return survey.unit_id != unit.pk and survey.unit.covers(unit.path)


@transaction.atomic
def close_survey(survey, *, actor):
    """No unit changes its answer any more; what has not left its unit counts as no answer."""
    survey = lock_in(survey, SurveyStatus.OPEN)
    lock_rows(DemandReturn, survey.returns.values_list("pk", flat=True))
    missing = survey.returns.filter(status__in=UNANSWERED).count()
    changes = {"unanswered": [None, missing]}
    return move(survey, SurveyStatus.CLOSED, actor=actor, verb="survey.closed", changes=changes)


@transaction.atomic
def reopen_survey(survey, *, actor, reason, closes_on):
    """Units answer once more, up to a new last day. Raises DomainError for one that has gone by or lies before the first."""
    survey = lock_in(survey, SurveyStatus.CLOSED)
    if closes_on < survey.opens_on:
        raise DomainError(_("The last day to answer is not before the first, %(day)s.") % {"day": survey.opens_on})
    if closes_on < today():
        raise DomainError(_("The last day to answer, %(day)s, has gone by.") % {"day": closes_on})
    changes = changes_to(survey, {"closes_on": closes_on})
    return move(
        survey,
        SurveyStatus.OPEN,
        actor=actor,
        verb="survey.reopened",
        reason=reason,
        changes=changes,
        closes_on=closes_on,
    )


@transaction.atomic
def publish_survey(survey, *, actor, seen):
    """The decided numbers become visible to the units and final. `seen` is the `code_of_publishing` of what was shown.

    Returns that never left their unit stay as they are: they count as no answer. Raises DomainError while a line is
    undecided, and if a number or a return was changed since.
    """
    survey = lock_in(survey, SurveyStatus.CLOSED)
    lock_rows(DemandReturn, survey.returns.values_list("pk", flat=True))
    if code_of_publishing(survey) != seen:
        raise DomainError(_("Something was changed meanwhile. Look at what is there now."))
    returns = survey.returns.exclude(status__in=UNANSWERED)
    below = returns.filter(status=ReturnStatus.SUBMITTED).select_related("unit")
    undecided = (
        DemandLine.objects.filter(demand_return__survey=survey)
        .exclude(demand_return__status__in=UNANSWERED)
        .undecided()
    )
    _refuse_unfinished(list(below), undecided.count())
    accepted = list(returns.filter(status=ReturnStatus.CONSOLIDATED).select_related("survey", "unit"))
    move_all(accepted, ReturnStatus.ACCEPTED, actor=actor, verb="demandreturn.accepted")
    return move(survey, SurveyStatus.PUBLISHED, actor=actor, verb="survey.published", published_at=timezone.now())


def _refuse_unfinished(below, undecided):
    if below:
        raise DomainError(
            _("Returns that no subsidiary has passed up yet: %(count)d.") % {"count": len(below)},
            reasons=[demand_return.unit.name for demand_return in below],
        )
    if undecided:
        raise DomainError(_("Numbers not decided yet: %(count)d. Decide them first.") % {"count": undecided})
