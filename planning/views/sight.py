"""What the address of a page about returns names: out of sight 404, not allowed 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from planning.models import DemandReturn


def return_in_sight(request, pk, allowed=None):
    """The return with all that its pages name; 403 where `allowed(user, answer)` says no."""
    answers = DemandReturn.objects.visible_to(request.user).select_related(
        "survey__unit", "unit", "filled_by", "checked_by", "approved_by", "paper__scanned_by", "paper__unit"
    )
    answer = get_object_or_404(answers, pk=pk)
    if allowed and not allowed(request.user, answer):
        raise PermissionDenied
    return answer
