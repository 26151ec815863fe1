"""A post review of the sample group, as the requests that the people's browsers send."""

import csv
import io
from pathlib import Path

from django.urls import reverse

from establishment.models import PostReview
from posts.models import Appointment, AppointmentBatch, Post
from rulebooks.models import Grade
from tests.acceptance import screens
from tests.acceptance.demand import followed

CHIEF, FIRST = "首席工程师", "一级专家"
EXPECTED = Path("fixtures/expected")
LEDGER = ("code", "unit_code", "discipline", "grade", "authorised", "number", "employee_number", "status")


def url(name, *keys):
    return reverse(f"establishment:{name}", args=keys)


def shown(client, name, review, *keys):
    """The text of a page of the review."""
    return screens.text(client.get(url(name, review.pk, *keys)))


def post_of(code):
    return Post.objects.get(code=code)


def grade(name):
    return Grade.objects.get(name=name).pk


def holder_of(person):
    """The appointment of a person, the one that counts."""
    return Appointment.objects.serving().get(engineer__employee_number=person)


# --- The draft -------------------------------------------------------------------------------------------------
def begin(client, title, survey=None, on="2026-11-01"):
    facts = {"title": title, "unit": "01", "survey": survey.pk if survey else "", "effective_on": on}
    followed(client.post(url("review_create"), facts | {"explanation": "按核定需求调整岗位。", "form_key": title[:32]}))
    return PostReview.objects.latest("pk")


def draw(client, review):
    """Just what the page said would be drafted."""
    page = client.get(url("review_draw", review.pk))
    followed(client.post(url("review_draw", review.pk), dict(page.context["hidden_fields"])))
    return page.context["consequences"]


def add(client, review, kind, reason="按梳理方案", **facts):
    followed(client.post(url("change_add", review.pk), {"kind": kind, "reason": reason} | facts))
    return review.changes.latest("position")


def change_of(review, code):
    """The change of the post with the code, or that sets one up with it."""
    return review.changes.filter(post__code=code).first() or review.changes.get(code=code)


def revise(client, review, code, **facts):
    """What stands in the form of a change, with these values put in."""
    address = url("change_update", review.pk, change_of(review, code).pk)
    form = client.get(address).context["form"]
    said = {name: getattr(value, "code", value) for name, value in form.initial.items() if value is not None}
    said |= {"grade": form.initial["grade"].pk if form.initial["grade"] else ""}
    return client.post(address, said | facts)


def take_out(client, review, code):
    followed(client.post(url("change_remove", review.pk, change_of(review, code).pk)))


def settle(client, review, code, person, fate, **facts):
    """What becomes of somebody on a post of the review."""
    held = holder_of(person)
    address = url("holder_fate", review.pk, change_of(review, code).pk, held.pk)
    page = client.get(address, {"fate": fate})
    assert held.engineer.name in screens.text(page)
    followed(client.post(address, {"fate": fate, "seen": page.context["form"].initial["seen"]} | facts))


# --- Its way ---------------------------------------------------------------------------------------------------
def act(client, name, review, **facts):
    """An act of the review by the page that asks for it; what is said afterwards on the page of the review."""
    address = url(f"review_{name}", review.pk)
    page = client.get(address)
    followed(client.post(address, dict(page.context.get("hidden_fields") or []) | facts))
    review.refresh_from_db()
    return screens.text(client.get(review.get_absolute_url()))


def correct(client, review, codes, reason):
    """A draft that takes the changes of these posts back."""
    address = url("review_correct", review.pk)
    form = client.get(address).context["form"]
    chosen = [change.pk for _number, change, _chosen in form.choices if change.result.code in codes]
    given = {name: form[name].value() for name in ("effective_on", "form_key")}
    followed(client.post(address, given | {"selected": chosen, "reason": reason}))
    return PostReview.objects.latest("pk")


def approve(client, review, decision):
    address = url("review_approve", review.pk)
    seen = client.get(address).context["form"]["seen"].value()
    answer = client.post(address, {"decision": decision.pk, "seen": seen})
    review.refresh_from_db()
    return answer


# --- Posts and holders on their own pages -----------------------------------------------------------------------
def freeze(client, code, decision, on):
    """On the page of the post: what comes of it is shown, then done."""
    address = reverse("posts:post_freeze", args=[post_of(code).pk])
    seen = client.get(address).context["form"]["seen"].value()
    given = {"starts_on": on, "decision": decision.pk, "reason": "暂无合适人选", "seen": seen}
    agreed = dict(client.post(address, given).context["hidden_fields"])
    followed(client.post(address, given | agreed))


def describe(client, code, title):
    address = reverse("posts:post_update", args=[post_of(code).pk])
    seen = client.get(address).context["form"]["seen"].value()
    followed(client.post(address, {"title": title, "duties": "", "reason": "名称写全", "seen": seen}))


def batch_url(name, batch):
    return reverse(f"posts:batch_{name}", args=[batch.pk])


def carry_out(client, batch, decision):
    """Under a decision, with what was shown."""
    address = batch_url("decision", batch)
    seen = client.get(address).context["form"]["seen"].value()
    followed(client.post(address, {"decision": decision.pk, "seen": seen}))
    page = client.get(batch_url("carry_out", batch))
    assert not page.context["reasons_against"], page.context["reasons_against"]
    followed(client.post(batch_url("carry_out", batch), dict(page.context["hidden_fields"])))
    batch.refresh_from_db()


def revoke(client, batch, row, decision):
    """A correcting batch that takes one row of another back."""
    given = {"title": "更正", "rows": [row.pk], "reason": "误终止聘任"}
    followed(client.post(batch_url("correct", batch), given))
    made = AppointmentBatch.objects.latest("pk")
    carry_out(client, made, decision)
    return made


def appoint(client, title, decision, **row):
    """Somebody onto a vacant seat, by a batch of its own."""
    followed(
        client.post(reverse("posts:batch_create"), {"title": title, "unit": "01", "effective_on": row["starts_on"]})
    )
    batch = AppointmentBatch.objects.latest("pk")
    followed(client.post(reverse("posts:row_appoint", args=[batch.pk]), row))
    carry_out(client, batch, decision)
    return batch


# --- The establishment on a day ---------------------------------------------------------------------------------
def ledger_on(client, day):
    """The ledger as its page exports it."""
    places = {f"place_{column}": str(place) for place, column in enumerate(LEDGER)}
    address = f"{reverse('posts:ledger')}?as_of={day}"
    answer = client.post(address, {"format": "csv", "columns": LEDGER, **places})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return rows_in(text)


def expected_on(day):
    return rows_in((EXPECTED / f"establishment-{day}.csv").read_text(encoding="utf-8"))


def rows_in(text):
    rows = list(csv.reader(io.StringIO(text)))
    start = next(place for place, row in enumerate(rows) if row[:1] == ["岗位编号"])
    return sorted(rows[start:])
