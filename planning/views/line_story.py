from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office import slots
from planning.enums import LINE_STATE_COLOURS
from planning.models import DemandLine
from planning.selectors.line_story import story_of
from planning.selectors.merged import merged_with


@require_safe
def line_detail(request, pk):
    """One demand line from the sentence that asked for it to the number that was decided."""
    lines = DemandLine.objects.visible_to(request.user).select_related(
        "demand_return__unit", "demand_return__survey__unit", "grade", "discipline", "filed_by", "decision",
    )  # fmt: skip
    line = get_object_or_404(lines.prefetch_related("candidates__engineer"), pk=pk)
    demand_return, story = line.demand_return, story_of(line, request.user)
    into, merged = merged_with([line], request.user)[line.pk]
    context = {
        "title": f"{line} · {demand_return.unit}",
        "line": line,
        "demand_return": demand_return,
        "story": story,
        "state_colour": LINE_STATE_COLOURS[story.state],
        "merged_into": into,
        "merged": merged,
        "leads": slots.leads_for(request.user, [line])[line.pk],
        "posts_url": _posts_of(line),
    }
    return render(request, "planning/line_detail.html", context)


def _posts_of(line):
    """The unit's posts that the line counts."""
    about = {"unit": line.demand_return.unit.code, "discipline": line.discipline.code, "grade": line.grade_id}
    return reverse("posts:post_list", query=about)
