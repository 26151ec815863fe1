"""Loading a file: choose what it is, upload, assign columns if need be, look at what would change, confirm."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office import jobs
from office.enums import JobStatus
from office.intake import registry, uploads
from office.intake.forms import MappingForm, UploadForm
from office.intake.jobs import APPLY, PLAN
from office.intake.uploads import refusal_of
from office.models import Job
from office.views.acting import refusals_on, refusals_said


@require_safe
def intake(request):
    """What may be loaded, in the order in which a new installation needs it."""
    found = registry.loadable_by(request.user)
    if not found:
        raise PermissionDenied
    return render(request, "office/import_choice.html", {"title": _("Load files"), "imports": found})


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request, code):
    """Upload a file of one kind; it is read and compared, not loaded yet."""
    found = _import_class(request.user, code)
    form, further = _forms(request, found)
    valid = request.method == "POST" and form.is_valid()
    if valid and (further is None or further.is_valid()):
        with refusals_on(form, "file"):
            params = found.params_of(further.cleaned_data) if further else {}
            return redirect(plan_upload(request.user, found, form.cleaned_data["file"], params))
    context = {
        "title": _("Load: %(what)s") % {"what": found.label},
        "form": form,
        "further": further,
        "guidance": found.guidance,
        "cancel_url": reverse("office:intake"),
    }
    return render(request, "office/import_upload.html", context)


def _import_class(user, code):
    if code not in registry.names():
        raise Http404
    found = registry.import_class(code)
    if not found.may_load(user):
        raise PermissionDenied
    return found


def _forms(request, found):
    data = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    further = found.form_class(data, user=request.user) if found.form_class else None
    return UploadForm(data, files, refusal=refusal_of(request)), further


def plan_upload(user, found, file, params):
    """The job that reads an uploaded file for an import with its own `params`."""
    params = {"import": found.code, "phase": PLAN} | params
    unit = next((duty.unit for duty in user.current_duties), None)
    label = _("Load %(what)s: %(file)s") % {"what": found.label, "file": file.name}
    return jobs.enqueue(
        "import", params, actor=user, label=label, unit=unit, file=uploads.store(file), file_name=file.name
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_map(request, pk):
    """Say which heading, and which sheet, is which; then the file is read again."""
    job = _import_job(request, pk)
    mapping = job.result.get("mapping")
    if not mapping or job.status not in (JobStatus.READY, JobStatus.FAILED):
        raise Http404
    importer = _import_class(request.user, job.params["import"])(job.params, actor=request.user)
    form = MappingForm(request.POST or None, importer=importer, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        return _start(request, job, phase=PLAN, columns=form.columns(), tabs=form.tabs())
    context = {
        "title": _("Which column is which?"),
        "form": form,
        "mapping": mapping,
        "submit_label": _("Read the file"),
        "cancel_url": job.get_absolute_url(),
    }
    return render(request, "office/import_map.html", context)


@require_POST
def import_apply(request, pk):
    """Load what the preview showed."""
    job = _import_job(request, pk)
    _import_class(request.user, job.params["import"])
    if "digest" not in job.result:
        messages.error(request, _("There is nothing to load here."))
        return redirect(job)
    return _start(request, job, phase=APPLY, digest=job.result["digest"])


@require_POST
def import_replan(request, pk):
    """Read the same file again, e.g. because what is on record has changed meanwhile."""
    job = _import_job(request, pk)
    return _start(request, job, phase=PLAN)


def _import_job(request, pk):
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk, kind="import")


def _start(request, job, **params):
    with refusals_said(request):
        jobs.start_again(job, **params)
    return redirect(job)
