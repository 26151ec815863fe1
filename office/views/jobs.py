"""The page of a piece of long work, for its owner alone; and for system administrators how all of them stand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from office import heartbeat, jobs
from office.enums import JobStatus, Role
from office.intake import registry
from office.listing import ListPage
from office.lists import JobList, JobStatusList
from office.models import Job
from office.views.acting import refusals_said
from office.views.files import attachment


class JobListPage(ListPage):
    model, list_class = Job, JobList


class JobStatusPage(ListPage):
    """How all work stands: kinds, owners and times, nothing of what is in it."""

    model, list_class = Job, JobStatusList

    def allowed(self):
        return Role.SYSTEM_ADMINISTRATOR in self.user.roles

    def objects(self):
        return Job.objects.all()


@require_safe
def job_detail(request, pk):
    job = _find(request, pk)
    jobs.mark_seen(job)
    polling = job.status in (JobStatus.WAITING, JobStatus.RUNNING)
    if request.htmx and not polling:  # the poll that finds it ended: what came of it needs the whole page
        return HttpResponseClientRefresh()
    silence = heartbeat.seconds_since() if polling else 0
    context = {
        "title": job.label,
        "job": job,
        "polling": polling,
        "worker_is_away": silence is None or silence > heartbeat.STALE_SECONDS,
        "result_url": _result_url(job),
        "row_tables": [
            (label, job.result[name], job.result["counts"][name], name == "new")
            for name, label in (("new", _("New")), ("same", _("Unchanged")))
            if job.result.get(name)
        ],
    }
    return render(request, "office/job_detail.html", context)


@require_POST
def job_cancel(request, pk):
    job = _find(request, pk)
    with refusals_said(request):
        jobs.cancel(job)
        messages.success(request, _("Cancelled. Nothing was changed."))
    return redirect(job)


@require_POST
def job_restart(request, pk):
    """Start again what was interrupted."""
    job = _find(request, pk)
    with refusals_said(request):
        jobs.start_again(job)
    return redirect(job)


@require_safe
def job_output(request, pk):
    job = _find(request, pk)
    return attachment(job.output, job.output_name)


def _find(request, pk):
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk)


def _result_url(job):
    """Where what was loaded or done can be seen."""
    if url := job.result.get("url"):
        return url
    name = registry.import_class(job.params["import"]).list_url if job.result.get("loaded") else ""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:  # the list is a page of one object, or its part is off
        return ""
