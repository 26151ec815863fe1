"""What was typed while deciding is there again once the decision is recorded, in each tab its own."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from planning.views import keeping

pytestmark = pytest.mark.django_db


def chosen(desk, *lines):
    query = {"selected": [line.pk for line in lines]}
    return reverse("planning:survey_decide", args=[desk.survey.pk], query=query)


def record_first(client, url, **typed):
    """The address that leads back from recording a decision."""
    answer = client.post(url, typed | {"record": "1"})
    return parse_qs(urlsplit(answer.url).query)["back"][0]


def typed_at(client, url):
    """{name of a field: what stands there} of those that say something already."""
    form = client.get(url).context["form"]
    return {name: str(form[name].value()) for name in form.fields if name in form.initial}


def test_what_was_typed_is_kept_until_it_is_decided(desk, signed_in):
    again = record_first(signed_in, chosen(desk, desk.line), how="authorised", reason="从紧")
    assert signed_in.get(again).context["form"]["reason"].value() == "从紧"
    assert signed_in.get(chosen(desk, desk.line)).context["form"]["reason"].value() is None
    facts = {"how": "consolidated", "decision": desk.decision.pk, "quota_reason": "重大项目"}
    code = signed_in.post(again, facts).context["outcome"].code
    assert signed_in.post(f"{again}&decision=1&seats=more", facts | {"seen": code}).url.endswith("/?seats=more")
    assert signed_in.get(again).context["form"]["reason"].value() is None


def test_two_tabs_that_record_a_decision_keep_apart_what_was_typed(desk, signed_in):
    number, reason = f"number_{desk.line.pk}", f"reason_{desk.line.pk}"
    one = {"how": "own", number: "7", reason: "甲的理由", "reason": "共同甲"}
    same_lines = {"how": "own", number: "3", reason: "丙的理由", "reason": "共同丙"}
    first = record_first(signed_in, chosen(desk, desk.line), **one)
    other = record_first(signed_in, chosen(desk, desk.small), how="consolidated", reason="共同乙")
    third = record_first(signed_in, chosen(desk, desk.line), **same_lines)
    assert typed_at(signed_in, f"{first}&decision={desk.decision.pk}") == one | {"decision": str(desk.decision.pk)}
    assert typed_at(signed_in, other) == {"how": "consolidated", "reason": "共同乙"}
    assert typed_at(signed_in, third) == same_lines


def test_of_many_tabs_the_latest_are_kept(desk, signed_in):
    ways = [
        record_first(signed_in, chosen(desk, desk.line), how="own", reason=f"第{number}次")
        for number in range(keeping.MOST + 1)
    ]
    assert [typed_at(signed_in, way).get("reason") for way in ways] == [
        None,
        *(f"第{number}次" for number in range(1, keeping.MOST + 1)),
    ]


def test_what_is_too_long_to_be_kept_stays_on_the_page(desk, signed_in):
    typed = {"how": "own", "reason": "长" * (keeping.MOST_SIGNS + 1)}
    page = signed_in.post(chosen(desk, desk.line), typed | {"record": "1"})
    assert "请先精简" in page.text
    assert page.context["form"]["reason"].value() == typed["reason"]
    assert "typed" not in signed_in.session
