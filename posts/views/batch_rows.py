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
from office.errors import DomainError
from office.keys import is_key
from office.sentences import joined
from office.views.acting import refusals_on, refusals_said
from posts.enums import ACT_MEANINGS, PRESENT_ACTS, BatchAct
from posts.forms.batch_rows import AppointForm, CollectForm, PresentForm, RevokeForm, RowForm, RowsForm
from posts.models import Appointment
from posts.rules import batches as rules
from posts.selectors import batches as selectors
from posts.services import batches as services
from posts.services import row_facts
from posts.views.batches import batch_in_sight, made_before

MOST_CHOSEN = 500


# --- From a list -------------------------------------------------------------------------------------------
@require_POST
def batch_collect(request):
    """Put the chosen appointments into a batch, all with one act, which is asked first. By POST: 500 keys fit no address."""
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    if made := made_before(request):
        return redirect(made)
    held = _chosen(request)
    act = _act(request.POST.get("act") or request.POST.get("do"))
    if act is None:
        return _ask_act(request, _on(held), reverse("posts:appointment_list"), held)
    listed = selectors.listed_already(request.user, held)
    form = _collect_form(request, act, held, listed)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            left_out = listed if form.cleaned_data.get("leave_out") else {}
            return redirect(_put_on_present(request, form, act, [one for one in held if one.pk not in left_out]))
    context = {
        "title": _titled(act, _on(held)),
        "consequences": [ACT_MEANINGS[act], _told(held)],
        "form": form,
        "hidden_fields": [("selected", one.pk) for one in held],
        "submit_label": _("Put into the batch"),
        "cancel_url": reverse("posts:appointment_list"),
    }
    return render(request, "ui/confirm.html", context)


def _collect_form(request, act, held, listed):
    return CollectForm(
        request.POST if "act" in request.POST else None,
        act=act,
        user=request.user,
        listed=[listed[one.pk] for one in held if one.pk in listed],
        terms=selectors.renewal_terms(held, today()) if act == BatchAct.RENEW else None,
        initial=usual_batch(request, act),
    )


def _put_on_present(request, form, act, held):
    if not held:
        raise DomainError(_("All of them stand in an open batch already."))
    day = form.takes_effect_on
    rows = [row_facts.on_present(act, one, effective_on=day, **form.values()) for one in held]
    return put_rows(request, form, rows)


def _titled(act, what):
    return _("%(act)s: %(what)s") % {"act": act.label, "what": what}


def _on(held):
    return ngettext("%(count)d appointment", "%(count)d appointments", len(held)) % {"count": len(held)}


def _told(held):
    return joined(f"{one.engineer} ({one.seat.post.code})" for one in held)


def _act(text):
    return next((act for act in PRESENT_ACTS if act == text), None)


def _ask_act(request, title, cancel_url, held=()):
    """Which act, each with what it means; the form that follows asks what that act knows."""
    context = {
        "title": _("What is done: %(what)s") % {"what": title},
        "acts": [(act, act.label, ACT_MEANINGS[act]) for act in PRESENT_ACTS],
        "told": _told(held),
        "selected": [one.pk for one in held],
        "cancel_url": cancel_url,
    }
    return render(request, "posts/act_choice.html", context)


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


def usual_batch(request, act):
    """What a new batch mostly is: of the unit of one's own duty, from today on, named by month and act."""
    duty = next((duty for duty in request.user.current_duties if rules.can_prepare(request.user, duty.unit)), None)
    title = _("%(act)s, %(year)d-%(month)d") % {"act": act.label, "year": today().year, "month": today().month}
    return {"title": title, "unit": duty and duty.unit, "effective_on": today()}


def put_rows(request, form, rows):
    """Rows into the draft that the form names, or else into a new one; answers the batch."""
    if batch := form.cleaned_data["batch"]:
        services.add_rows(batch, rows, actor=request.user)
        return batch
    return services.make_with_rows(rows, actor=request.user, **form.new_batch())


# --- One by one --------------------------------------------------------------------------------------------
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
    """Renew, extend, lower or end a present appointment: first which of them, then for whom and how."""
    batch = batch_in_sight(request, pk, rules.can_keep)
    act = _act(request.POST.get("act") or request.GET.get("do"))
    if act is None:
        return _ask_act(request, str(batch), batch.get_absolute_url())
    form = PresentForm(request.POST or None, act=act, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            held, day = form.cleaned_data["holder"], batch.effective_on
            row = row_facts.on_present(act, held, effective_on=day, **form.values())
            services.add_rows(batch, [row], actor=request.user)
            return redirect(batch)
    return _form(request, form, _titled(act, batch), batch.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def row_update(request, pk, row):
    batch = batch_in_sight(request, pk, rules.can_keep)
    row = get_object_or_404(batch.rows.select_related("engineer", "appointment", "seat__post", "grade"), pk=row)
    form = RowForm(request.POST or None, row=row, state=row_facts.state_of(row), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_row(row, actor=request.user, **form.values())
            return redirect(batch)
        form.catch_up(row_facts.state_of(batch.rows.get(pk=row.pk)))
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
        "consequences": [joined(f"{row.position}. {row}" for row in rows)],
        "hidden_fields": [("selected", row.pk) for row in rows],
        "cancel_url": batch.get_absolute_url(),
    }


def _say(request, count):
    if not count:
        messages.info(request, _("Nothing was changed: the chosen rows say so already, or their act knows none of it."))
        return
    messages.success(request, ngettext("%(count)d row changed.", "%(count)d rows changed.", count) % {"count": count})


# --- Mending ---------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def batch_correct(request, pk):
    """A later batch that revokes rows of this one; right rows are then added to it."""
    batch = batch_in_sight(request, pk, rules.can_keep)
    if made := made_before(request):
        return redirect(made)
    with refusals_said(request):
        services.check_correctable(batch)
        return _correct(request, batch)
    return redirect(batch)


def _correct(request, batch):
    initial = {"title": _("Correction: %(batch)s") % {"batch": batch}}
    form = RevokeForm(request.POST or None, rows=selectors.rows_to_revoke(batch), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect(services.correct_batch(batch, actor=request.user, **form.cleaned_data))
    title = _("Correct “%(batch)s” by another batch") % {"batch": batch}
    return _form(request, form, title, batch.get_absolute_url(), _("Make the correcting batch"))
