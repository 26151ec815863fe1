"""The pages of a post review from its draft to its correction."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from establishment.enums import WITH_DECIDERS, ReviewStatus
from establishment.filters.reviews import PostReviewFilter
from establishment.forms.reviews import ApproveForm, PostReviewForm
from establishment.lists.reviews import PostReviewList
from establishment.models import PostReview
from establishment.models.post_review import PostReviewQuerySet
from establishment.rules import reviews as rules
from establishment.selectors import reviews as selectors
from establishment.selectors.drafting import lines_for, reviews_answering
from establishment.selectors.meeting import meeting_note
from establishment.selectors.notes import notes_in_words
from establishment.selectors.papers import papers_of
from establishment.selectors.waiting import deciders_of, why_sent_back
from establishment.services import reviews as services
from establishment.services.applying import apply_review, takes_effect_later
from office.clock import today
from office.errors import DomainError
from office.history import history_of
from office.keys import key_of
from office.listing import Action, ListPage
from office.numbers import signed_money
from office.scope import url_in_sight
from office.slots import tabs_for
from office.views.acting import confirm, refusals_on
from office.views.decisions import url_of_recording
from posts.selectors.authority import deciding_unit

NAMED = (
    *("survey", "decision__unit", "corrects", "batch", "meeting_paper"),
    *("created_by", "proposed_by", "approved_by", "applied_by"),
)


class ReviewListPage(ListPage):
    model, list_class, filterset_class = PostReview, PostReviewList, PostReviewFilter

    def allowed(self):
        return bool(self.user.paths_as(PostReviewQuerySet.seen_by))

    def objects(self):
        return selectors.with_change_count(super().objects())

    def actions(self):
        if not rules.can_draft_any(self.user):
            return []
        return [Action(_("New review"), reverse("establishment:review_create"), primary=True)]


def review_in_sight(request, pk, allowed=None, named=()):
    """The review, read with what else is `named`; 404 out of sight, 403 where `allowed(user, review)` says no."""
    reviews = PostReview.objects.visible_to(request.user).select_related("unit", *named)
    review = get_object_or_404(reviews, pk=pk)
    if allowed and not allowed(request.user, review):
        raise PermissionDenied
    return review


def tabs_of(user, review):
    return tabs_for(user, review, own=_("Post review"))


def review_to_approve(request, pk):
    """The same for who authorises posts of its highest grade."""
    return review_in_sight(request, pk, lambda user, review: rules.can_approve(user, review, review.authority))


@require_safe
def review_detail(request, pk):
    review = review_in_sight(request, pk, named=NAMED)
    unsettled = request.GET.get("only") == "unsettled"
    shown = selectors.ReviewPage(review, key_of(request.GET.get("page", "")) or 1, unsettled=unsettled)
    shown.note(request.user)
    drafts = rules.can_keep(request.user, review) and review.status == ReviewStatus.DRAFT
    waiting = lines_for(review).count() if drafts else 0
    context = {
        "title": review.title,
        "review": review,
        "shown": shown,
        "page": shown.page,
        "base_query": "only=unsettled" if shown.unsettled else "",
        "tab_entries": tabs_of(request.user, review),
        "acts": rules.open_actions(request.user, review, review.authority),
        "drafts": drafts,
        "sent_back": why_sent_back(review) if drafts and review.proposed_at else "",
        "deciders": deciders_of(review) if review.status in WITH_DECIDERS else "",
        "waiting": waiting,
        "answering": reviews_answering(review) if drafts and review.survey and not waiting else [],
        "decision_url": url_in_sight(request.user, review.decision),
        "survey_url": url_in_sight(request.user, review.survey),
        "batch_url": url_in_sight(request.user, review.batch),
        "papers": papers_of(review, request.user),
        "corrections": () if shown.is_open else review.corrections.visible_to(request.user),
        "history_lines": history_of(review),
    }
    return render(request, "establishment/review_detail.html", context)


@require_safe
def review_effects(request, pk):
    """What a review comes to as a whole, which its page loads after its changes."""
    review = review_in_sight(request, pk)
    context = {
        "title": _("What it comes to: %(review)s") % {"review": review},
        "review": review,
        "shown": selectors.ReviewSummary(review),
        "tab_entries": tabs_of(request.user, review),
    }
    return render(request, "establishment/review_effects.html", context)


# --- The draft -------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def review_create(request):
    if not rules.can_draft_any(request.user):
        raise PermissionDenied
    if made := selectors.made_by_form(request.user, request.POST.get("form_key", "")):
        return redirect(made)
    redrawn = request.POST.dict() if request.htmx else {}  # with the surveys of the unit that was chosen
    sent = None if request.htmx else request.POST or None
    form = PostReviewForm(sent, user=request.user, initial={"effective_on": today()} | redrawn)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect(services.create_review(actor=request.user, **form.cleaned_data))
    return _form(request, form, _("New review"), reverse("establishment:review_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def review_update(request, pk):
    review = review_in_sight(request, pk, rules.can_keep)
    form = PostReviewForm(request.POST or None, instance=PostReview.objects.get(pk=pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.revise_review(review, actor=request.user, **form.cleaned_data)
            return redirect(review)
        form.catch_up(review.updated_at)
    return _form(request, form, _("Change “%(review)s”") % {"review": review}, review.get_absolute_url())


def _form(request, form, title, cancel_url):
    return render(request, "ui/form.html", {"title": title, "form": form, "cancel_url": cancel_url})


# --- Its way ---------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def review_propose(request, pk):
    review = review_in_sight(request, pk, rules.can_keep)
    shown = selectors.ReviewSummary(review)
    return confirm(
        request,
        lambda: services.propose_review(review, actor=request.user, seen=request.POST.get("seen", "")),
        title=_("Put “%(review)s” to review") % {"review": review},
        consequences=[
            *_what_it_does(shown),
            *notes_in_words(request.user, shown.ground),
            _("Its changes stay as they are until it is sent back."),
        ],
        reasons_against=_against(shown, ReviewStatus.DRAFT),
        hidden_fields=[("seen", shown.code)],
        submit_label=_("Put to review"),
        done=_("The review lies before those who approve it."),
        back=review.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_take_back(request, pk):
    review = review_in_sight(request, pk, lambda user, review: rules.can_take_back(user, review, review.authority))
    return confirm(
        request,
        lambda: services.take_back(review, actor=request.user),
        title=_("Take “%(review)s” back") % {"review": review},
        consequences=[_("It becomes a draft again and no longer lies before those who approve it.")],
        reasons_against=[] if review.status == ReviewStatus.REVIEWING else [rules.other_status(review)],
        submit_label=_("Take back"),
        done=_("The review is a draft again."),
        back=review.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_send_back(request, pk):
    review = review_to_approve(request, pk)
    return confirm(
        request,
        lambda reason: services.send_back(review, actor=request.user, reason=reason),
        title=_("Send “%(review)s” back") % {"review": review},
        consequences=[_("It becomes a draft again; an approval counts no more. Your reason is shown with it.")],
        submit_label=_("Send back"),
        done=_("The review is a draft again."),
        with_reason=True,
        back=review.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_withdraw(request, pk):
    review = review_in_sight(request, pk, rules.can_keep)
    return confirm(
        request,
        lambda reason: services.withdraw_review(review, actor=request.user, reason=reason),
        title=_("Withdraw “%(review)s”") % {"review": review},
        consequences=[_("Nothing of it is done; demand lines that it answered wait again. It stays on record.")],
        submit_label=_("Withdraw"),
        done=_("The review is withdrawn."),
        style="danger",
        with_reason=True,
        back=review.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_approve(request, pk):
    """Under which decision, with all that it does before one's eyes; one not on record yet is recorded on the way."""
    review = review_to_approve(request, pk)
    shown = selectors.ReviewSummary(review)
    initial = {"decision": key_of(request.GET.get("decision", "")), "seen": lambda: shown.code}
    form = ApproveForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.approve_review(review, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The review is approved."))
            return redirect(review)
        form.catch_up(shown.code)
    against = [*_own(request.user, shown), *_against(shown, ReviewStatus.REVIEWING)]
    context = {
        "title": _("Approve “%(review)s”") % {"review": review},
        "review": review,
        "form": form,
        "tab_entries": tabs_of(request.user, review),
        "paper_note": meeting_note(review),
        "consequences": [*_what_it_does(shown), *notes_in_words(request.user, shown.ground)],
        "reasons_against": against,
        "submit_label": _("Approve"),
        "cancel_url": review.get_absolute_url(),
        "record_url": "" if against else _record_url(request, review),
    }
    return render(request, "establishment/review_approve.html", context)


def _record_url(request, review):
    unit = deciding_unit(review.unit, review.authority)
    return url_of_recording(request.user, back=request.path, unit=unit, subject=review.title)


@require_http_methods(["GET", "HEAD", "POST"])
def review_apply(request, pk):
    review = review_to_approve(request, pk)
    shown = selectors.ReviewSummary(review)
    return confirm(
        request,
        lambda: apply_review(review, actor=request.user, seen=request.POST.get("seen", "")),
        title=_("Apply “%(review)s”") % {"review": review},
        consequences=lambda: [  # called by the template: the act itself reads all posts, too
            *_what_it_does(shown),
            *notes_in_words(request.user, shown.ground),
            _("It is done as a whole or not at all, and cannot be edited afterwards: a later review mends mistakes."),
        ],
        reasons_against=lambda: [
            *_own(request.user, shown),
            *_too_early(review),
            *_against(shown, ReviewStatus.APPROVED),
        ],
        hidden_fields=[("seen", shown.code)],
        submit_label=_("Apply"),
        done=_("The review is applied."),
        back=review.get_absolute_url(),
    )


def _what_it_does(shown):
    yield _("Posts of %(unit)s change on %(date)s.") % {"unit": shown.review.unit, "date": shown.review.effective_on}
    for kind, count in shown.counts:
        yield ngettext("%(kind)s: %(count)d post.", "%(kind)s: %(count)d posts.", count) % {
            "kind": kind,
            "count": count,
        }
    if shown.moving or shown.leaving:
        yield _("Holders who move to another seat: %(moving)d; whose appointment ends: %(leaving)d.") % {
            "moving": shown.moving,
            "leaving": shown.leaving,
        }
    if lingering := len(shown.ground.lingering):
        yield ngettext(
            "%(count)d of the abolished posts is frozen until its last holder has left.",
            "%(count)d of the abolished posts are frozen until their last holders have left.",
            lingering,
        ) % {"count": lingering}
    if meters := shown.meters:
        yield _("Authorised seats: %(before)d → %(after)d.") % {
            "before": meters.seats_before,
            "after": meters.seats_after,
        }
        if meters.money:
            yield _("Yearly allowances: %(money)s yuan.") % {"money": signed_money(meters.money)}


def _own(user, shown):
    """Why it is for somebody else to decide."""
    try:
        services.refuse_own(shown.review, shown.ground, user)
    except DomainError as error:
        return [str(error)]
    return []


def _too_early(review):
    if review.effective_on > today():
        yield takes_effect_later(review)


def _against(shown, status):
    """Why it cannot be done now: what is wrong in it, and that it is in another status."""
    other = [] if shown.review.status == status else [rules.other_status(shown.review)]
    return [*map(str, shown.obstacles), *other]
