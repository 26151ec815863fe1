"""The changes of a draft: drawn from decided demand, made by hand, and what becomes of the holders."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from establishment.checks.facts import outlasts_term
from establishment.enums import FATE_MEANINGS, KIND_MEANINGS, ChangeKind, Fate, ReviewStatus
from establishment.forms.changes import SUCCESSORS, ChangeForm, FateForm
from establishment.forms.correcting import CorrectForm
from establishment.models import PostReview
from establishment.rules.reviews import can_keep, other_status
from establishment.selectors.abolitions import waits
from establishment.selectors.drafting import drafted_from, lines_for, reviews_answering
from establishment.selectors.meanwhile import change_meanwhile, fate_meanwhile
from establishment.selectors.places import Places
from establishment.selectors.reviews import row_url
from establishment.services import changes as services
from establishment.services.changes import state_of_change, state_of_fate
from establishment.services.correcting import correct_review
from establishment.views.reviews import review_in_sight
from office.errors import DomainError
from office.sentences import joined, labelled
from office.views.acting import agreed, agreement, confirm, refusals_on
from posts.enums import EndReason
from posts.models import Appointment

DRAFTED_SHOWN = 50
LONGEST_TITLE = PostReview._meta.get_field("title").max_length


@require_http_methods(["GET", "HEAD", "POST"])
def review_draw(request, pk):
    """What the decided lines that wait would make of the posts, and then just that."""
    review = review_in_sight(request, pk, can_keep)
    lines = lines_for(review)
    drafted = drafted_from(review, lines)
    shown = in_words(drafted)

    def draw():
        if not agreed(request, shown):
            raise DomainError(_("Something was changed meanwhile. Look at what is there now."))
        return services.draw_from_lines(review, lines, actor=request.user)

    return confirm(
        request,
        draw,
        title=_("Draft from decided demand: %(review)s") % {"review": review},
        consequences=shown,
        hidden_fields=[("agreed", agreement(shown))],
        reasons_against=[] if drafted.changes else [*_nothing_to_draft(review)],
        submit_label=_("Draft the changes"),
        back=review.get_absolute_url(),
    )


def _nothing_to_draft(review):
    yield _("The posts are as these lines ask for already.")
    yield from reviews_answering(review)


def in_words(drafted):
    """What is drafted, and what is not."""
    return [*_drafted(drafted), *drafted.left_out]


def _drafted(drafted):
    count = len(drafted.changes)
    if count:
        yield ngettext("%(count)d change is drafted.", "%(count)d changes are drafted.", count) % {"count": count}
    for facts in drafted.changes[:DRAFTED_SHOWN]:
        yield _told(**facts)
    if count > DRAFTED_SHOWN:
        yield _("And %(count)d more.") % {"count": count - DRAFTED_SHOWN}


def _told(*, kind, line, post=None, code="", authorised=0, **_others):
    """A drafted change in a line: what is done, to which post of which unit, and its seats."""
    before = post.authorised if post else 0
    unit = line.demand_return.unit
    place = f"{kind.label} · {post.code if post else code} · {unit} · {line}"
    return labelled(place, f"{before} → {authorised}")


@require_http_methods(["GET", "HEAD", "POST"])
def change_add(request, pk):
    review = review_in_sight(request, pk, can_keep)
    if _is_closed(request, review):
        return redirect(review)
    kind = _chosen(request, "kind", ChangeKind)
    form = kind and ChangeForm(_sent(request), user=request.user, kind=kind, review=review, initial=_typed(request))
    if request.method == "POST" and form and form.is_valid():
        with refusals_on(form):
            (change,) = services.add_changes(review, [form.facts], actor=request.user)
            return redirect(row_url(change))
    return _change_form(request, form, _("Change a post: %(review)s") % {"review": review}, review, kind, ChangeKind)


@require_http_methods(["GET", "HEAD", "POST"])
def change_update(request, pk, change):
    review = review_in_sight(request, pk, can_keep)
    named = review.changes.select_related(
        "post__unit", "post__discipline", "post__grade", "unit", "discipline", "grade", *SUCCESSORS
    )
    change = get_object_or_404(named, pk=change)
    if _is_closed(request, review):
        return redirect(row_url(change))
    names = ("code", "unit", "discipline", "grade", "authorised", "title", "duties", *SUCCESSORS, "reason")
    kinds = [kind for kind in ChangeKind if (kind == ChangeKind.CREATE) == (change.kind == ChangeKind.CREATE)]
    kind = _chosen(request, "kind", kinds) or ChangeKind(change.kind)
    form = ChangeForm(
        _sent(request),
        user=request.user,
        kind=kind,
        review=review,
        change=change,
        initial={name: getattr(change, name) for name in names} | {"seen": state_of_change(change)} | _typed(request),
    )
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_change(change, actor=request.user, seen=form.cleaned_data["seen"], **form.facts)
            return redirect(row_url(change))
        change = named.filter(pk=change.pk).first() or change  # as it is since the refusal
        if form.cleaned_data["seen"] != state_of_change(change):
            meanwhile, form.yields_focus = change_meanwhile(change, form.facts), True
        form.catch_up(state_of_change(change))
    return _change_form(request, form, str(change), review, kind, kinds, meanwhile)


def _is_closed(request, review):
    """Whether what it says is only read now, which is said; what somebody has typed is refused on the form."""
    if review.status == ReviewStatus.DRAFT or request.method == "POST":
        return False
    messages.warning(request, _("%(status)s Its changes are not edited.") % {"status": other_status(review)})
    return True


def _sent(request):
    """What is to be saved, None of a form that is only drawn anew: for another kind, or with what a chosen post is now."""
    return None if request.htmx else request.POST or None


def _typed(request):
    """What stands in a form that is drawn anew, of other kinds too."""
    return {name: value for name, value in request.POST.items() if request.htmx and name in ChangeForm.base_fields}


def _of_other_kinds(request, form):
    """[(name, value)] of what was typed and is not asked now; it comes back with a kind that asks it."""
    asked = form.fields if form else ()
    return [(name, request.POST[name]) for name in ChangeForm.base_fields if name in request.POST and name not in asked]


def _change_form(request, form, title, review, kind, kinds, meanwhile=None):
    context = {
        "title": title,
        "form": form,
        "meanwhile": meanwhile,
        "kind": kind,
        "focused": _set_focus(form, request.GET.get("kind"), kinds),
        "kinds": [(one, KIND_MEANINGS[one]) for one in kinds],
        "kept": _of_other_kinds(request, form),
        "cancel_url": review.get_absolute_url(),
    }
    return render(request, "establishment/change_form.html", context)


def _set_focus(form, chosen, choices):
    """The choice at which the page is gone on with: the one just made or, before there is a form, the first; else the form is."""
    if form is None:
        return next(iter(choices))
    form.begins_page = chosen not in choices
    return "" if form.begins_page or form.errors else chosen


@require_http_methods(["GET", "HEAD", "POST"])
def change_remove(request, pk, change):
    review = review_in_sight(request, pk, can_keep)
    change = get_object_or_404(review.changes.select_related("post"), pk=change)
    return confirm(
        request,
        lambda: services.remove_change(change, actor=request.user),
        title=_("Take out: %(change)s") % {"change": change},
        consequences=[_("The post stays as it is; what was said of its holders goes with the change.")],
        submit_label=_("Take out"),
        back=review.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holder_fate(request, pk, change, appointment):
    review = review_in_sight(request, pk, can_keep)
    change = get_object_or_404(review.changes.select_related("post"), pk=change)
    held = get_object_or_404(
        Appointment.objects.visible_to(request.user).select_related("engineer", "seat"),
        pk=appointment,
        seat__post=change.post_id,
    )
    if _is_closed(request, review):
        return redirect(row_url(change))
    fates = change.fates.filter(appointment=held).select_related("seat__post", "to_change__post")
    said = fates.first()
    fate = _chosen(request, "fate", Fate) or (said and Fate(said.fate))
    form = fate and FateForm(
        request.POST or None,
        user=request.user,
        fate=fate,
        places=Places(review, held),
        initial=_said(said, change, review, fate) | {"seen": state_of_fate(said)},
    )
    meanwhile = None
    if request.method == "POST" and form and form.is_valid():
        with refusals_on(form):
            services.set_fate(change, held, actor=request.user, seen=form.cleaned_data["seen"], **form.facts)
            return redirect(row_url(change))
        said = fates.first()  # as it is since the refusal
        if form.cleaned_data["seen"] != state_of_fate(said):
            meanwhile, form.yields_focus = fate_meanwhile(change, said, held, form.facts), True
        form.catch_up(state_of_fate(said))
    context = {
        "title": _("%(name)s on %(post)s") % {"name": held.engineer, "post": change.post},
        "change": change,
        "held": held,
        "fates": [(one, _label_of(one, held, review), FATE_MEANINGS[one]) for one in Fate],
        "fate": fate,
        "focused": _set_focus(form, request.GET.get("fate"), Fate),
        "form": form,
        "meanwhile": meanwhile,
        "cancel_url": review.get_absolute_url(),
    }
    return render(request, "establishment/holder_fate.html", context)


def _label_of(fate, held, review):
    """Nobody stays to the end of a term that is over."""
    beyond = fate == Fate.KEEP and outlasts_term(held, review)
    return _("Stays on the seat beyond the end of the term") if beyond else fate.label


def _chosen(request, name, choices):
    """By a link or in the form; None without one."""
    text = request.POST.get(name) or request.GET.get(name)
    return next((choice for choice in choices if choice == text), None)


@require_http_methods(["GET", "HEAD", "POST"])
def holders_keep(request, pk, change):
    """All holders of a post of whom nothing is said yet stay to the end of the term."""
    review = review_in_sight(request, pk, can_keep)
    change = get_object_or_404(review.changes.select_related("post"), pk=change)
    staying = services.undecided_by(change, request.user)
    return confirm(
        request,
        lambda: services.keep_holders(change, actor=request.user),
        title=_("To the end of the term: %(change)s") % {"change": change},
        consequences=[*_staying(staying, review), *_then(change)],
        reasons_against=[] if staying else [_("It is said of all its holders what becomes of them.")],
        submit_label=_("They stay"),
        back=review.get_absolute_url(),
    )


def _staying(holders, review):
    beyond = [held.engineer.name for held in holders if outlasts_term(held, review)]
    within = [held.engineer.name for held in holders if not outlasts_term(held, review)]
    if within:
        yield _("Stay to the end of the term: %(names)s.") % {"names": joined(within)}
    if beyond:
        yield _("Stay beyond the end of the term: %(names)s.") % {"names": joined(beyond)}


def _then(change):
    if change.kind == ChangeKind.ABOLISH:
        yield waits()


def _said(said, change, review, fate):
    """What a form of a fate begins with: of another one only what was chosen for that."""
    if said is None or said.fate != fate:
        goes = change.kind == ChangeKind.ABOLISH
        return {"ends_on": review.effective_on, "end_reason": EndReason.POST_ABOLISHED if goes else ""}
    return {
        "post": said.seat and said.seat.post,
        "to_change": said.to_change_id,
        "number": said.seat.number if said.seat else said.number,
        "ends_on": said.ends_on or review.effective_on,
        "end_reason": said.end_reason,
        "reason": said.reason,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def review_correct(request, pk):
    """A draft that undoes those changes of an applied review that were mistakes."""
    review = review_in_sight(request, pk, can_keep)
    form = CorrectForm(request.POST or None, user=request.user, review=review, all_chosen="all" in request.GET)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect(_corrected(review, form, request.user))
    is_applied = review.status == ReviewStatus.APPLIED
    context = {
        "title": _("Draft a correction of “%(review)s”") % {"review": review},
        "form": form,
        "consequences": [
            *_corrected_by(review),
            _(
                "A draft puts the posts that you choose back to what they were the day before; it is then put to review."
            ),
            _("What was done to holders is mended by a correcting batch."),
        ],
        "reasons_against": [] if is_applied else [_("Only a review that was applied is corrected by another.")],
        "submit_label": _("Draft the changes"),
        "cancel_url": review.get_absolute_url(),
    }
    return render(request, "establishment/review_correct.html", context)


def _corrected(review, form, actor):
    title = Truncator(_("Correction of %(review)s") % {"review": review}).chars(LONGEST_TITLE)
    return correct_review(review, actor=actor, title=title, **form.facts)


def _corrected_by(review):
    for made in review.corrections.exclude(status=ReviewStatus.WITHDRAWN).order_by("pk"):
        yield _("It is corrected by the review “%(review)s” (%(status)s) already.") % {
            "review": made,
            "status": made.get_status_display(),
        }
