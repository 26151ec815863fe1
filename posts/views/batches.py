"""The pages of a batch from its draft to its filing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.history import history_of
from office.keys import key_of
from office.listing import Action, ListPage
from office.scope import url_in_sight
from office.sentences import labelled
from office.views.acting import confirm, refusals_on
from office.views.decisions import url_of_recording
from posts.enums import BatchStatus
from posts.filters.batches import BatchFilter
from posts.forms.batches import BatchDecisionForm, BatchForm
from posts.lists.batches import BatchList
from posts.models import AppointmentBatch
from posts.models.batch import BatchQuerySet
from posts.rules import batches as rules
from posts.selectors import batches as selectors
from posts.selectors.authority import deciding_unit
from posts.selectors.papers import papers_of
from posts.services import batches as services
from posts.services import row_facts
from posts.services.carrying import carry_out


def batch_in_sight(request, pk, allowed=None):
    """The batch; 404 out of sight, 403 where `allowed(user, batch, level)` says no."""
    batches = AppointmentBatch.objects.visible_to(request.user).select_related(
        "unit", "decision__unit", "document", "meeting_paper", "created_by", "done_by", "filed_by", "corrects"
    )
    batch = get_object_or_404(batches, pk=pk)
    if allowed and not allowed(request.user, batch, selectors.level_of(batch)):
        raise PermissionDenied
    return batch


def made_before(request):
    """The batch that the form has made already, should it be sent once more: by a double click, or from the page before."""
    made = selectors.made_by_form(request.user, request.POST.get("form_key", ""))
    if made:
        messages.info(request, _("This form was sent before: here is the batch that it made."))
    return made


class BatchListPage(ListPage):
    model, list_class, filterset_class = AppointmentBatch, BatchList, BatchFilter

    def allowed(self):
        return bool(self.user.paths_as(BatchQuerySet.seen_by))

    def objects(self):
        return selectors.with_row_count(super().objects())

    def actions(self):
        if not rules.can_prepare_any(self.user):
            return []
        return [
            Action(_("Fill a vacant seat"), reverse("posts:seat_fill")),
            Action(_("New batch"), reverse("posts:batch_create"), primary=True),
        ]


@require_safe
def batch_detail(request, pk):
    batch = batch_in_sight(request, pk)
    prepares = rules.can_prepare(request.user, batch.unit)
    number, only_findings = key_of(request.GET.get("page", "")) or 1, "findings" in request.GET
    page = selectors.BatchPage(batch, request.user, number, only_findings, reviewed=prepares)
    level = page.review.level if page.review else ""
    if page.review:
        _note(request.user, page.page.rows)
    context = {
        "title": batch.title,
        "batch": batch,
        "shown": page,
        "page": page.page,
        "base_query": "findings=1" if only_findings else "",
        "review": page.review,
        "acts": rules.open_actions(request.user, batch, level),
        "fills": prepares and batch.status == BatchStatus.DRAFT,
        "decision_url": url_in_sight(request.user, batch.decision),
        "papers": papers_of(batch, request.user),
        "returned": selectors.returned_because(batch) if prepares else "",
        "higher": selectors.rows_above(page.review, batch, request.user) if page.review else [],
        "history_lines": history_of(batch),
    }
    return render(request, "posts/batch_detail.html", context)


def _note(user, lines):
    """What upper floors have to say of the appointments on the page."""
    held = [line.row.appointment for line in lines if line.row.appointment]
    said = slots.notes_for(user, held)
    for line in lines:
        line.notes = said.get(line.row.appointment_id, [])


@require_http_methods(["GET", "HEAD", "POST"])
def batch_create(request):
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    if made := made_before(request):
        return redirect(made)
    form = BatchForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect(services.create_batch(actor=request.user, **form.cleaned_data))
    return _form(request, form, _("New batch"), reverse("posts:batch_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def batch_update(request, pk):
    batch = batch_in_sight(request, pk, rules.can_change)
    form = BatchForm(request.POST or None, instance=AppointmentBatch.objects.get(pk=pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_batch(batch, actor=request.user, **form.cleaned_data)
            return redirect(batch)
        form.catch_up(batch.updated_at)
    return _form(request, form, _("Change “%(batch)s”") % {"batch": batch}, batch.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def batch_decision(request, pk):
    """Under which decision it is carried out; one that is not on record yet is recorded on the way."""
    batch = batch_in_sight(request, pk, rules.can_change)
    seen = row_facts.state_of_citation(batch)
    cited = key_of(request.GET.get("decision", "")) or batch.decision_id
    form = BatchDecisionForm(
        request.POST or None,
        user=request.user,
        initial={"decision": cited, "historic": batch.historic and cited is None, "seen": seen},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            services.cite_decision(batch, facts["decision"], actor=request.user, seen=facts["seen"])
            return redirect(batch)
        form.catch_up(seen)
    context = {
        "title": _("Decision on “%(batch)s”") % {"batch": batch},
        "form": form,
        "cancel_url": batch.get_absolute_url(),
        "record_url": _record_url(request, batch),
    }
    return render(request, "posts/batch_decision.html", context)


def _record_url(request, batch):
    unit = deciding_unit(batch.unit, selectors.level_of(batch))
    return url_of_recording(request.user, back=request.path, unit=unit, subject=batch.title)


def _form(request, form, title, cancel_url):
    return render(request, "ui/form.html", {"title": title, "form": form, "cancel_url": cancel_url})


# --- Its way ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def batch_propose(request, pk):
    batch = batch_in_sight(request, pk, rules.can_propose)
    return confirm(
        request,
        lambda: services.propose_batch(batch, actor=request.user),
        title=_("Propose “%(batch)s” to the group") % {"batch": batch},
        consequences=[
            _("The group's administrators see it among what waits for them, decide and carry it out, or send it back."),
            _("Its rows cannot be changed meanwhile."),
        ],
        submit_label=_("Propose"),
        done=_("The batch lies before the group."),
        back=batch.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batch_return(request, pk):
    batch = batch_in_sight(request, pk, rules.can_decide)
    return confirm(
        request,
        lambda reason: services.return_batch(batch, actor=request.user, reason=reason),
        title=_("Send “%(batch)s” back") % {"batch": batch},
        consequences=[_("It becomes a draft of %(unit)s again; your reason is shown with it.") % {"unit": batch.unit}],
        submit_label=_("Send back"),
        with_reason=True,
        back=batch.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batch_withdraw(request, pk):
    batch = batch_in_sight(request, pk, rules.can_keep)
    return confirm(
        request,
        lambda reason: services.withdraw_batch(batch, actor=request.user, reason=reason),
        title=_("Withdraw “%(batch)s”") % {"batch": batch},
        consequences=[_("Nothing of it is done. It stays on record as withdrawn and cannot be taken up again.")],
        submit_label=_("Withdraw"),
        style="danger",
        with_reason=True,
        back=batch.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batch_carry_out(request, pk):
    batch = batch_in_sight(request, pk, rules.can_decide)
    page = selectors.BatchPage(batch, request.user, 1, only_findings=False, reviewed=True)
    return confirm(
        request,
        lambda: carry_out(batch, actor=request.user, seen=request.POST.get("seen", "")),
        title=_("Carry out “%(batch)s”") % {"batch": batch},
        consequences=list(_consequences(batch, page)),
        submit_label=_("Carry out"),
        done=_("The batch is carried out."),
        back=batch.get_absolute_url(),
        reasons_against=page.review.blocking if page.review else [rules.other_status(batch)],
        hidden_fields=[("seen", row_facts.state_of_all(batch, [line.row for line in page.lines]))],
    )


def _consequences(batch, page):
    for label, count in page.counts:
        yield ngettext("%(act)s: %(count)d person.", "%(act)s: %(count)d people.", count) % {
            "act": label,
            "count": count,
        }
    if page.moving:
        yield labelled(_("Of these, people who move (two rows each)"), page.moving)
    yield _("It is done as a whole or not at all, and cannot be edited afterwards: a later batch mends mistakes.")
    if batch.historic:
        yield _("As history, it gets no numbers and no certificates.")
    else:
        yield _("Certificates are numbered without a gap; what lies ahead waits for its day.")
    if page.review and page.review.to_be_filed:
        yield _("The group is asked to take it on file.")
    for line in page.lines:
        yield from _elsewhere(line)


def _elsewhere(line):
    """In which other open batches the person stands."""
    for other in line.elsewhere:
        yield format_html(
            '{}. {}: {} <a href="{}">{}</a> · {} · {}',
            line.row.position,
            line.row.engineer,
            _("Also in another open batch:"),
            other.batch.get_absolute_url(),
            other.batch,
            other.get_act_display(),
            other.batch.get_status_display(),
        )
    if line.elsewhere_unseen:
        sentence = _("The person stands in another open batch, too.")
        yield f"{line.row.position}. {line.row.engineer}: {sentence}"


@require_http_methods(["GET", "HEAD", "POST"])
def batch_take_on_file(request, pk):
    batch = batch_in_sight(request, pk, rules.can_take_on_file)
    return confirm(
        request,
        lambda: services.take_on_file(batch, actor=request.user),
        title=_("Take “%(batch)s” on file") % {"batch": batch},
        consequences=[_("It is noted that the group has seen what %(unit)s did.") % {"unit": batch.unit}],
        submit_label=_("Take on file"),
        done=_("The batch is on file."),
        back=batch.get_absolute_url(),
    )
