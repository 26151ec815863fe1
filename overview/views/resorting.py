"""What a post review makes of the coverage map and of the professional lines, before and after side by side."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from establishment.enums import ReviewStatus
from establishment.views.reviews import review_in_sight, tabs_of
from office.clock import today
from overview.filters.coverage import ResortingFilter
from overview.lists.resorting import ResortingLinesTable, ResortingTable
from overview.rules import sees_retirement_days
from overview.selectors.coverage import way_to_discipline
from overview.selectors.resorting import line_of_review, lines_of_review, maps_of_review
from overview.views.maps import FiguresPage, MapPage
from talent.models import Discipline


class ResortingPage(MapPage):
    filters, table, template = ResortingFilter, ResortingTable, "overview/resorting.html"

    def guard(self, pk):
        self.review = review_in_sight(self.request, pk)
        self.at = self.filterset.value("at") or self.review.unit
        if not self.review.unit.covers(self.at.path):
            raise Http404

    def context(self):
        return super().context() | {
            "title": self.title(),
            "review": self.review,
            "tab_entries": tabs_of(self.user, self.review),
            "disciplines": way_to_discipline(self.shown.across),
            "sides": sides(self.review),
            "unsaid": self.shown.unsaid,
        }

    @property
    def tops(self):
        return [self.review.unit.path]

    @property
    def look(self):
        return self.shown.look

    @cached_property
    def shown(self):
        return maps_of_review(
            self.review,
            self.user,
            at=self.at,
            of=self.filterset.value("discipline"),
            everything=self.filterset.value("rows") == "all",
        )

    def title(self):
        return _("Before and after: %(review)s") % {"review": self.review}


def sides(review):
    """The headings of both sides."""
    if review.status == ReviewStatus.APPLIED:
        return [pgettext("a review", "Before"), pgettext("a review", "After")]
    if review.effective_on > today():
        return [pgettext("a review", "Without it"), pgettext("a review", "With it")]
    return [pgettext("a review", "As it is"), pgettext("a review", "As it would be")]


class ResortingLinesPage(FiguresPage):
    """Of all whole disciplines that change."""

    table, template = ResortingLinesTable, "overview/resorting_lines.html"

    def guard(self, pk):
        self.review = review_in_sight(self.request, pk)

    def context(self):
        return {
            "title": self.title(),
            "review": self.review,
            "tab_entries": tabs_of(self.user, self.review),
            "heads": self.shown.heads,
            "lines": self.shown.lines,
            "unsaid": self.shown.unsaid,
        }

    @cached_property
    def shown(self):
        return lines_of_review(self.review, self.user)

    def title(self):
        return _("Professional lines before and after: %(review)s") % {"review": self.review}


@require_safe
def line_before_and_after(request, pk, discipline):
    """Of one discipline, by name."""
    review = review_in_sight(request, pk)
    discipline = get_object_or_404(Discipline.objects.select_related("parent"), pk=discipline)
    look, before, after, unsaid = line_of_review(review, request.user, discipline)
    context = {
        "title": _("%(line)s: before and after") % {"line": discipline},
        "review": review,
        "tab_entries": tabs_of(request.user, review),
        "look": look,
        "discipline": discipline,
        "sides": zip(sides(review), (before, after), strict=True),
        "unsaid": unsaid,
        "by_years": not sees_retirement_days(request.user, look.on),
    }
    return render(request, "overview/resorting_line.html", context)
