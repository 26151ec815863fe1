"""Rows of a batch: chosen from a list, entered one by one, changed together, revoked by a later batch."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from office.clock import today
from office.keys import is_key
from office.views.acting import refusals_on, refusals_said
from posts.enums import BatchStatus
from posts.forms.batches import AppointForm, CollectForm, FillForm, PresentForm, RevokeForm, RowForm, RowsForm
from posts.models import Appointment
from posts.rules import batches as rules
from posts.selectors import batches as selectors
from posts.services import batches as services
from posts.services import row_facts
from posts.views.batches import batch_in_sight

MOST_CHOSEN = 500


# --- From a list -------------------------------------------------------------------------------------------
@require_POST
def batch_collect(request):
    """Put the chosen appointments into a batch, all with one act."""
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    held = _chosen(request)
    form = CollectForm(
        request.POST if "act" in request.POST else None, user=request.user, initial=_usual(request, held)
    )
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            batch = services.put_rows(
                lambda batch: [
                    row_facts.on_present(
                        form.cleaned_data["act"], one, effective_on=batch.effective_on, **form.values()
                    )
                    for one in held
                ],
                actor=request.user,
                **_target(form),
            )
            return redirect(batch)
    count = len(held)
    context = {
        "title": ngettext("Put %(count)d appointment into a batch", "Put %(count)d appointments into a batch", count)
        % {"count": count},
        "consequences": [", ".join(f"{one.engineer} ({one.seat.post.code})" for one in held)],
        "form": form,
        "hidden_fields": [("selected", one.pk) for one in held],
        "submit_label": _("Put into the batch"),
        "cancel_url": reverse("posts:appointment_list"),
    }
    return render(request, "ui/confirm.html", context)


def _chosen(request):
    keys = [key for key in request.POST.getlist("selected") if is_key(key)][:MOST_CHOSEN]
    found = Appointment.objects.visible_to(request.user).filter(pk__in=keys)
    held = list(
        found.select_related("engineer", "seat__post__unit", "grade").order_by("seat__post__code", "seat__number")
    )
    if not held:
        raise Http404
    if not all(rules.can_prepare(request.user, one.seat.post.unit) for one in held):
        raise PermissionDenied
    return held


def _usual(request, held):
    """Act as asked for by the button that led here, and the unit of one's own duty."""
    duty = next((duty for duty in request.user.current_duties if rules.can_prepare(request.user, duty.unit)), None)
    return {"act": request.POST.get("do", ""), "unit": duty and duty.unit, "effective_on": today()}


def _target(form):
    facts = form.cleaned_data
    if facts.get("batch"):
        return {"batch": facts["batch"]}
    return {name: facts[name] for name in ("title", "unit", "effective_on")}


# --- One by one --------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def seat_fill(request):
    """Appoint somebody to a seat, in a batch that is there or a new one."""
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    initial = _usual(request, []) | {name: request.GET.get(name) for name in ("post", "number", "engineer")}
    form = FillForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            rows = [row_facts.appoint(**form.values())]
            return redirect(services.put_rows(lambda _batch: rows, actor=request.user, **_target(form)))
    return _form(request, form, _("Fill a vacant seat"), reverse("posts:batch_list"), _("Put into the batch"))


@require_http_methods(["GET", "HEAD", "POST"])
def row_appoint(request, pk):
    batch = batch_in_sight(request, pk, rules.can_keep)
    form = AppointForm(request.POST or None, user=request.user, initial={"starts_on": batch.effective_on})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_rows(batch, [row_facts.appoint(**form.values())], actor=request.user)
            return redirect(batch)
    return _form(request, form, _("Appoint somebody: %(batch)s") % {"batch": batch}, batch.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def row_present(request, pk):
    """Renew, extend, lower or end a present appointment."""
    batch = batch_in_sight(request, pk, rules.can_keep)
    form = PresentForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with refusals_on(form):
            row = row_facts.on_present(facts["act"], facts["holder"], effective_on=batch.effective_on, **form.values())
            services.add_rows(batch, [row], actor=request.user)
            return redirect(batch)
    return _form(request, form, _("Somebody in office: %(batch)s") % {"batch": batch}, batch.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def row_update(request, pk, row):
    batch = batch_in_sight(request, pk, rules.can_keep)
    row = get_object_or_404(batch.rows.select_related("engineer", "appointment", "seat__post", "grade"), pk=row)
    form = RowForm(request.POST or None, row=row, state=row_facts.state_of(row), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_row(row, actor=request.user, **form.values())
            return redirect(batch)
        form.renew(row_facts.state_of(batch.rows.get(pk=row.pk)))
    return _form(request, form, str(row), batch.get_absolute_url())


def _form(request, form, title, cancel_url, submit_label=""):
    context = {"title": title, "form": form, "cancel_url": cancel_url, "submit_label": submit_label}
    return render(request, "ui/form.html", context)


# --- Several together ----------------------------------------------------------------------------------------
@require_POST
def rows_update(request, pk):
    """The same first day, last day, reason or act for the chosen rows."""
    batch = batch_in_sight(request, pk, rules.can_keep)
    rows = _rows(request, batch)
    form = RowsForm(request.POST if "last_day" in request.POST else None, user=request.user)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            count = services.change_rows(
                batch, rows, actor=request.user, act=form.cleaned_data["act"], given=form.values()
            )
            _say(request, count)
            return redirect(batch)
    context = _of_rows(_("Change the chosen rows"), batch, rows)
    return render(request, "ui/confirm.html", context | {"form": form, "submit_label": _("Change")})


@require_POST
def rows_remove(request, pk):
    batch = batch_in_sight(request, pk, rules.can_keep)
    rows = _rows(request, batch)
    if "confirmed" in request.POST:
        with refusals_said(request):
            services.remove_rows(batch, rows, actor=request.user)
        return redirect(batch)
    context = _of_rows(_("Take the chosen rows out"), batch, rows)
    context["hidden_fields"].append(("confirmed", "yes"))
    return render(request, "ui/confirm.html", context | {"submit_label": _("Take out"), "style": "danger"})


def _rows(request, batch):
    rows = selectors.rows_in(batch, [key for key in request.POST.getlist("selected") if is_key(key)])
    if not rows:
        raise Http404
    return rows


def _of_rows(title, batch, rows):
    return {
        "title": title,
        "consequences": ["; ".join(f"{row.position}. {row}" for row in rows)],
        "hidden_fields": [("selected", row.pk) for row in rows],
        "cancel_url": batch.get_absolute_url(),
    }


def _say(request, count):
    messages.success(request, ngettext("%(count)d row changed.", "%(count)d rows changed.", count) % {"count": count})


# --- Mending ---------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def batch_correct(request, pk):
    """A later batch that revokes rows of this one; right rows are then added to it."""
    batch = batch_in_sight(request, pk, rules.can_keep)
    rows = selectors.rows_to_revoke(batch)
    if batch.status != BatchStatus.DONE:
        raise Http404
    if not all(map(is_key, request.POST.getlist("rows"))):
        raise Http404
    initial = {"title": _("Correction: %(batch)s") % {"batch": batch}}
    form = RevokeForm(request.POST or None, rows=rows, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        chosen = {row.pk for row in facts["rows"]}
        with refusals_on(form):
            undone = [row for row in rows if row.pk in chosen]
            made = services.put_rows(
                lambda _batch: [
                    *(row_facts.revoke(row, reason=facts["reason"]) for row in undone),
                    *(row_facts.again(row, reason=row.reason) for row in undone if facts["again"]),
                ],
                actor=request.user,
                unit=batch.unit,
                title=facts["title"],
                effective_on=today(),
                corrects=batch,
            )
            return redirect(made)
    title = _("Correct “%(batch)s” by another batch") % {"batch": batch}
    return _form(request, form, title, batch.get_absolute_url(), _("Make the correcting batch"))
