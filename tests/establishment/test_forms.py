"""What the forms of a review refuse at once, what they offer, and what they say of what was saved meanwhile."""

import pytest
from django.urls import reverse

from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import planning

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting()


@pytest.fixture
def english(hr):
    hr.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return hr


def url(name, *keys):
    return reverse(f"establishment:{name}", args=keys)


def holder_of(sorting, kind="abolish", post=None, **term):
    """(a change, somebody who holds its post, the address of the form on the fate)."""
    post = post or sorting.post()
    held = sorting.holder(post, **term)
    change = sorting.add(kind, post)
    return change, held, url("holder_fate", sorting.review.pk, change.pk, held.pk)


# --- The survey of a review -------------------------------------------------------------------------------------
@pytest.fixture
def surveys(sorting):
    """One that asked the plant, one that asked the other plant."""
    found = {}
    for name, unit in (("own", sorting.plant), ("other", sorting.other)):
        survey = planning.survey(sorting.group, SurveyStatus.CLOSED, title=f"普查{name}")
        planning.answer(unit, survey, ReturnStatus.ACCEPTED)
        DemandSurvey.objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
        found[name] = survey
    return found


def test_a_survey_that_did_not_ask_the_unit_is_refused(sorting, english, surveys):
    given = {"title": "炼铁厂梳理", "unit": sorting.plant.code, "effective_on": EFFECTIVE_ON}
    form = english.post(url("review_create"), given | {"survey": surveys["other"].pk}).context["form"]
    sentence = "“普查other” asked neither 炼铁厂 nor a unit below it: choose another survey, or none."
    assert form.errors == {"survey": [sentence]}
    assert english.post(url("review_create"), given | {"survey": surveys["own"].pk}).status_code == 302
    above = given | {"unit": sorting.group.code, "title": "集团梳理", "survey": surveys["other"].pk}
    assert english.post(url("review_create"), above).status_code == 302


def test_only_surveys_that_asked_the_unit_are_offered_once_it_is_known(sorting, hr, surveys):
    def offered(page):
        return {survey.title for survey in page.context["form"].fields["survey"].queryset}

    assert offered(hr.get(url("review_create"))) == {"普查own", "普查other"}
    typed = {"title": "只写了题目", "unit": sorting.plant.code}
    page = hr.post(url("review_create"), typed, headers={"HX-Request": "true"})
    assert offered(page) == {"普查own"}
    assert page.context["form"]["title"].value() == "只写了题目"
    sorting.another(unit=sorting.other)
    assert offered(hr.get(url("review_update", sorting.review.pk))) == {"普查other"}


def test_it_says_that_the_unit_stays(sorting, english):
    assert "cannot be changed later" in english.get(url("review_create")).text
