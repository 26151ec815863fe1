"""Long work of evaluations, done by the worker."""

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.models import Cycle
from evaluations.services.opening import write_opening
from office.jobs import Outcome


def run_opening(job, progress):
    """Write the assessments and sheets of a cycle; started again, it goes on where it was cut off."""
    cycle = Cycle.objects.get(pk=job.params["cycle"])
    count = write_opening(cycle, actor=job.owner, progress=progress)
    message = _("“%(cycle)s” is open for scores; %(count)s people take part.") % {"cycle": cycle, "count": count}
    return Outcome(message=message, result={"url": reverse("evaluations:cycle_detail", args=[cycle.pk])})
