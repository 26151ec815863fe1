"""Surveys as their list, their form and their preview read them."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from office.clock import today
from office.enums import Role, UnitKind
from office.models import Unit
from office.scope import subtree
from planning.enums import ANSWERED
from planning.models import DemandReturn, DemandSurvey

SIGNING_ROLES = (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)


def made_by_form(user, form_key):
    """The survey that a form of this person has made already, None for a form that was not sent yet."""
    return DemandSurvey.objects.filter(created_by=user, form_key=form_key).first() if form_key else None


def with_counts(surveys, user):
    """Annotates `asked` and `answered`: how many returns the user sees, and how many of them have left their unit."""
    seen = DemandReturn.objects.visible_to(user).filter(survey=OuterRef("pk"))
    return surveys.annotate(asked=_count(seen), answered=_count(seen.filter(status__in=ANSWERED)))


def _count(returns):
    counted = returns.order_by().values("survey").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def answering_units(survey):
    """The units that are asked: of the kinds named, in the survey's subtree, open on its first day, not left out."""
    left_out = [survey.unit_id, *survey.left_out.values_list("pk", flat=True)]
    asked = Unit.objects.filter(subtree(survey.unit.path), kind__in=survey.kinds).exclude(pk__in=left_out)
    return asked.open_on(max(survey.opens_on, today())).order_by("path")


def units_left_out(survey):
    """Units that are not asked, annotated with `has_units`: those below one of them may answer though it does not."""
    below = Unit.objects.filter(parent=OuterRef("pk"))
    return survey.left_out.annotate(has_units=Exists(below)).order_by("code")


def own_returns(survey, user):
    """The returns of the units for which the user himself fills in, checks or approves."""
    own = DemandReturn.objects.visible_to(user).filter(survey=survey, unit__path__in=user.paths_as(set(SIGNING_ROLES)))
    return own.select_related("survey", "unit").order_by("unit__code")


def kinds_of(survey):
    """The labels of the kinds of units that answer."""
    return [kind.label for kind in UnitKind if kind in survey.kinds]


def next_title(source):
    """What the next survey after this one is called: the same, with this year where its own stood."""
    return source.title.replace(str(source.opens_on.year), str(today().year))
