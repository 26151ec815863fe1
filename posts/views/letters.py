"""聘期目标责任书 on screen: listed, drafted for many, filled with goals, signed, replaced. Its papers are next door."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.history import history_of
from office.keys import is_key
from office.listing import Action, ListPage
from office.selectors.papers import printings_of
from office.sentences import joined
from office.views.acting import confirm, refusals_on, refusals_said
from posts.enums import LETTER_STATE_COLOURS, LetterStatus
from posts.filters.letters import LetterFilter
from posts.forms.letters import EMPTY_ROWS, LetterCopyForm, LetterForm, LetterPeriodForm, goal_rows
from posts.lists.letters import LetterList
from posts.models import Appointment, TargetLetter
from posts.rules import letters as rules
from posts.selectors import letters as selectors
from posts.services import letters as services

MOST_SOURCES = 30


class LetterListPage(ListPage):
    model, list_class, filterset_class = TargetLetter, LetterList, LetterFilter


class AppointmentLettersPage(ListPage):
    """All letters of one appointment, a tab of its page."""

    model, list_class = TargetLetter, LetterList

    @cached_property
    def appointment(self):
        found = Appointment.objects.visible_to(self.user).select_related("engineer", "seat__post__unit")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def allowed(self):
        return not self.user.is_authenticated or rules.sees_letters_of(self.user, self.appointment)

    def objects(self):
        return super().objects().filter(appointment=self.appointment)

    def title(self):
        return _("Target letters of %(name)s") % {"name": self.appointment.engineer}

    def actions(self):
        if rules.is_over(self.appointment) or not rules.can_draft_letter(self.user, self.appointment):
            return []
        url = reverse("posts:letter_draft", query={"selected": self.appointment.pk})
        return [Action(_("Draft a target letter"), url, primary=True)]

    def extra_context(self):
        tabs = slots.tabs_for(self.user, self.appointment, own=_("Appointment"))
        return {"crumb_unit": self.appointment.seat.post.unit, "tab_entries": tabs}


@require_safe
def letter_detail(request, pk):
    letter = letter_in_sight(request, pk)
    goals, state = list(letter.goals.all()), rules.state_of_letter(letter)
    context = {
        "title": letter.appointment.engineer.name,
        "letter": letter,
        "state": state,
        "colour": LETTER_STATE_COLOURS[state],
        "unsigned": _("not signed yet") if letter.status == LetterStatus.DRAFT else "",
        "held": letter.appointment,
        "post": letter.appointment.seat.post,
        "goals": goals,
        "weight": sum(goal.weight for goal in goals),
        "reasons": rules.blockers(letter, goals),
        "actions": rules.open_actions(request.user, letter, goals),
        "printings": printings_of(letter.paper),
        "differs": bool(letter.paper) and not letter.paper.says(selectors.printed_values(letter, goals)),
        "history_lines": history_of(letter),
    }
    return render(request, "posts/letter_detail.html", context)


# --- Drafting for many ------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def letter_draft(request):
    """Letters for the appointments `selected`; for each is shown over which time, or why none can be drafted."""
    if not rules.can_draft_letters(request.user):
        raise PermissionDenied
    appointments = _selected(request)
    if not appointments:
        messages.error(request, _("Choose at least one holder in the list."))
        return redirect("posts:appointment_list")
    form = LetterPeriodForm(request.POST if "period" in request.POST else None, appointments=appointments)
    bounds = form.bounds if form.is_bound and form.is_valid() else (None, None)
    planned = selectors.draftings(appointments, *bounds)
    if form.is_bound and form.is_valid() and "look" not in request.POST:
        with refusals_on(form):
            return _drafted(request, form, planned)
    context = {
        "title": _("Draft target letters"),
        "form": form,
        "planned": planned,
        "hidden_fields": [("selected", held.pk) for held in appointments],
        "cancel_url": reverse("posts:appointment_list"),
        "consequences": [_("Each gets a draft; its goals are written next, then it is signed on screen or on paper.")],
        "submit_label": _("Make these drafts"),
    }
    return render(request, "posts/letter_draft.html", context)


def _selected(request):
    keys = [key for key in (request.POST or request.GET).getlist("selected") if is_key(key)]
    found = Appointment.objects.visible_to(request.user).filter(pk__in=keys[: services.MOST_DRAFTED + 1])
    appointments = list(found.select_related("engineer", "seat__post__unit").order_by("seat__post__code", "pk"))
    if not all(rules.can_draft_letter(request.user, held) for held in appointments):
        raise PermissionDenied
    return appointments


def _drafted(request, form, planned):
    kept = [line.appointment for line in planned if not (form.cleaned_data["skip"] and line.refusal)]
    starts_on, until = form.bounds
    made = services.draft_letters(kept, starts_on=starts_on, until=until, actor=request.user)
    count = len(made)
    done = ngettext("%(count)d target letter was drafted.", "%(count)d target letters were drafted.", count)
    messages.success(request, done % {"count": count})
    if count == 1:
        return redirect("posts:letter_revise", pk=made[0].pk)
    return redirect(reverse("posts:letter_list", query={"status": LetterStatus.DRAFT.value}))


# --- Goals ------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def letter_revise(request, pk):
    """The goals as rows. What was typed is kept whatever happens; a letter changed meanwhile is shown beside it."""
    letter = letter_in_sight(request, pk, rules.can_revise_letter)
    if letter.status != LetterStatus.DRAFT:
        messages.error(request, _("This letter is signed; replace it to agree on other goals."))
        return redirect(letter)
    goals = list(letter.goals.all())
    form, rows = _goal_forms(request, letter, goals)
    current = []
    if request.method == "POST" and "more" not in request.POST and rows.is_valid() and form.is_valid():
        with refusals_on(form):
            return _revised(request, letter, form, rows)
        if form.cleaned_data["seen"] != letter.updated_at:
            current = goals or [None]
    context = {
        "title": _("Goals of %(name)s") % {"name": letter.appointment.engineer},
        "letter": letter,
        "form": form,
        "rows": rows,
        "current": current,
        "seen": letter.updated_at.isoformat() if current else form["seen"].value(),
        "signed": _signed_by(letter),
    }
    return render(request, "posts/letter_revise.html", context)


def _goal_forms(request, letter, goals):
    if request.method != "POST":
        return LetterForm(initial={"remarks": letter.remarks, "seen": letter.updated_at}), goal_rows(goals=goals)
    more = EMPTY_ROWS if "more" in request.POST else 0
    return LetterForm(request.POST), goal_rows(request.POST, more=more)


def _revised(request, letter, form, rows):
    facts, signed = form.cleaned_data, _signed_by(letter)
    letter = services.revise_letter(
        letter,
        seen=facts["seen"],
        goals=rows.goals,
        remarks=facts["remarks"],
        actor=request.user,
    )
    _say_withdrawn(request, letter, signed)
    return redirect(letter)


def _signed_by(letter):
    """Who has signed a draft so far."""
    holder, unit = letter.appointment.engineer, letter.signed_for_unit_by
    return [str(name) for name, at in ((holder, letter.signed_by_holder_at), (unit, letter.signed_for_unit_at)) if at]


def _say_withdrawn(request, letter, signed):
    messages.success(request, _("The goals are saved."))
    if signed and not _signed_by(letter):
        names = {"names": joined(signed)}
        messages.warning(request, _("The goals changed: the signature of %(names)s is withdrawn.") % names)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_copy(request, pk):
    """The goals of another letter in the place of the draft's own."""
    letter = letter_in_sight(request, pk, rules.can_revise_letter)
    sources = {str(source.pk): source for source in selectors.sources_for(request.user, letter)[:MOST_SOURCES]}
    form = LetterCopyForm(request.POST or None, choices=[(key, _source_label(one)) for key, one in sources.items()])
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            signed = _signed_by(letter)
            source = sources[form.cleaned_data["source"]]
            copied = services.copy_goals(source, letter, actor=request.user)
            _say_withdrawn(request, copied, signed)
            return redirect("posts:letter_revise", pk=letter.pk)
    none = _("There is no other letter with goals, of this person or of this post, in your sight.")
    context = {
        "title": _("Copy goals for %(name)s") % {"name": letter.appointment.engineer},
        "form": form if sources else "",
        "reasons_against": [] if sources else [none],
        "consequences": list(_what_copying_does()) if sources else [],
        "submit_label": _("Copy"),
        "cancel_url": letter.get_absolute_url(),
    }
    return render(request, "ui/confirm.html", context)


def _what_copying_does():
    yield _("The goals copied take the place of those that the draft has now.")
    yield _("Days outside the period of the draft are left empty.")


def _source_label(source):
    facts = {
        "name": source.appointment.engineer,
        "post": source.appointment.seat.post.code,
        "start": source.starts_on,
        "end": source.last_day,
        "status": source.get_status_display(),
        "count": source.count,
    }
    return _("%(name)s, %(post)s, %(start)s — %(end)s (%(status)s, goals: %(count)d)") % facts


# --- Signing and replacing --------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def letter_sign_as_holder(request, pk):
    letter = letter_in_sight(request, pk, rules.can_sign_as_holder)
    return _signing(request, letter, services.sign_as_holder, _("Sign my target letter"))


@require_http_methods(["GET", "HEAD", "POST"])
def letter_sign_for_unit(request, pk):
    letter = letter_in_sight(request, pk, rules.can_sign_for_unit)
    title = _("Sign the target letter of %(name)s for the unit") % {"name": letter.appointment.engineer}
    return _signing(request, letter, services.sign_for_unit, title)


def _signing(request, letter, sign, title):
    """What is to be signed stands on the page, and its digest comes back with the signature."""
    goals = list(letter.goals.all())
    if request.method == "POST":
        with refusals_said(request):
            signed = sign(letter, seen=request.POST.get("seen", ""), actor=request.user)
            messages.success(request, _agreed(signed))
        return redirect(letter)
    context = {
        "title": title,
        "letter": letter,
        "goals": goals,
        "weight": sum(goal.weight for goal in goals),
        "reasons_against": rules.blockers(letter, goals),
        "hidden_fields": [("seen", selectors.content_code(letter, goals))],
        "submit_label": _("Sign"),
        "cancel_url": letter.get_absolute_url(),
        "form": "",
    }
    return render(request, "posts/letter_sign.html", context)


def _agreed(letter):
    if letter.status == LetterStatus.AGREED:
        return _("The letter is signed by both sides and counts from now on.")
    return _("You have signed. The letter counts once the other side has signed, too.")


@require_http_methods(["GET", "HEAD", "POST"])
def letter_replace(request, pk):
    letter = letter_in_sight(request, pk, rules.can_revise_letter)
    return confirm(
        request,
        lambda reason: services.replace_letter(letter, reason=reason, actor=request.user),
        to=lambda made: reverse("posts:letter_revise", args=[made.pk]),
        title=_("Replace the signed letter of %(name)s") % {"name": letter.appointment.engineer},
        consequences=[
            _("A new draft is made with the same goals, for you to change."),
            _("The signed letter counts until the new one is signed; then it is superseded and stays on record."),
        ],
        submit_label=_("Make the new draft"),
        with_reason=True,
        back=letter.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letter_discard(request, pk):
    letter = letter_in_sight(request, pk, rules.can_revise_letter)
    consequences = [_("The draft and its goals are gone; the audit trail keeps what they were.")]
    if letter.paper:
        consequences.append(_("Its printed paper is cancelled: a signed copy cannot be attached any more."))
    held = letter.appointment
    back = letter.get_absolute_url()
    return confirm(
        request,
        lambda reason: services.discard_letter(letter, reason=reason, actor=request.user),
        to=lambda _none: reverse("posts:appointment_letters", args=[held.pk]),
        done=_("The draft is given up."),
        title=_("Give up the draft for %(name)s") % {"name": held.engineer},
        consequences=consequences,
        submit_label=_("Give the draft up"),
        style="danger",
        with_reason=True,
        back=back,
    )


def letter_in_sight(request, pk, allowed=None):
    """404 out of sight, 403 where `allowed(user, letter)` says no."""
    letters = TargetLetter.objects.visible_to(request.user).select_related(
        "appointment__engineer__unit", "appointment__seat__post__unit", "appointment__seat__post__discipline",
        "appointment__grade", "paper__scanned_by", "signed_for_unit_by", "created_by",
    )  # fmt: skip
    letter = get_object_or_404(letters, pk=pk)
    if allowed and not allowed(request.user, letter):
        raise PermissionDenied
    return letter
