from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from office import slots
from office.clock import today
from office.listing import ListPage
from posts.filters.eligibility import OpenPostFilter
from posts.lists.eligibility import OpenPostList
from posts.models import Post
from posts.rules import eligibility as rules
from posts.selectors import eligibility as selectors
from talent.selectors import engineers_in_sight, record_of
from talent.views.engineers import frame_of


@require_safe
def fit_engineer(request, pk):
    """A tab of the person's page: the grade held (or to be held), or any other."""
    engineer = get_object_or_404(engineers_in_sight(request.user), pk=pk)
    if not rules.can_see_fit(request.user, engineer):
        raise PermissionDenied
    on = today()
    appointment = selectors.post_of(engineer, on)
    unit = appointment.seat.post.unit if appointment else engineer.unit
    grades = selectors.grade_fits(engineer, unit, on)
    chosen = _chosen(grades, request.GET.get("grade", ""), appointment)
    sees_birth = rules.sees_birth_figures(request.user, engineer)
    context = {"grades": grades, "chosen": chosen, "appointment": appointment, "unit": unit, "on": on}
    if chosen:
        context |= _findings(chosen.fit, sees_birth)
    return render(request, "posts/fit_engineer.html", frame_of(request.user, engineer) | context)


def _chosen(grades, code, appointment):
    """The grade of the address, else the one held, else the lowest: where one comes in."""
    asked = [line for line in grades if line.rule.grade.code == code]
    held = [line for line in grades if appointment and line.rule.grade_id == appointment.grade_id]
    return next(iter([*asked, *held, *reversed(grades)]), None)


def _findings(fit, sees_birth):
    return {
        "fit": fit,
        "rule": fit.rule,
        "lines": selectors.lines_of(fit, sees_birth=sees_birth),
        "summary": selectors.summary(fit),
    }


class FitListPage(ListPage):
    """What do I lack for a post: the grades with one's own verdict, below them the open posts."""

    model, list_class, filterset_class = Post, OpenPostList, OpenPostFilter
    template_name = "posts/fit_list.html"

    def allowed(self):
        return rules.can_list_open_posts(self.engineer)

    @cached_property
    def engineer(self):
        return record_of(self.user)

    def objects(self):
        return selectors.own_discipline_first(Post.objects.open_to(self.user), self.engineer.discipline)

    def title(self):
        return _("What do I lack for a post?")

    def extra_context(self):
        return {"engineer": self.engineer, "grades": selectors.grade_fits(self.engineer, self.engineer.unit, today())}


@require_safe
def fit_detail(request, pk):
    """What a post asks for, and how the reader's own record meets it."""
    post, engineer = get_object_or_404(selectors.posts_to_ask_about(request.user), pk=pk), record_of(request.user)
    sees_post = Post.objects.visible_to(request.user).filter(pk=post.pk).exists()
    context = {
        "title": _("What is asked for: %(post)s") % {"post": post},
        "post": post,
        "tab_entries": slots.tabs_for(request.user, post, own=_("Post")) if sees_post else [],
    }
    if engineer:
        context |= _findings(selectors.fit_for(engineer, post, today()), sees_birth=True)
    else:
        context["rule"], context["lines"] = selectors.conditions_for(post, today())
    return render(request, "posts/fit_detail.html", context)
