"""The worker's part of an import: first the plan, then, once a person has looked at it, the act."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import jobs
from office.enums import JobStatus
from office.errors import DomainError
from office.intake import imports, previews, registry

PLAN, APPLY = "plan", "apply"


def run_import(job, progress):
    """`params`: import (its code), phase, digest (of the plan that was looked at), columns, tabs, and the import's own."""
    found = registry.import_class(job.params["import"])
    if not found.may_load(job.owner):
        raise DomainError(_("You may not load this kind of file any more."))
    importer = found(job.params, actor=job.owner)
    with job.input.open("rb") as file:
        plan = imports.plan_file(
            importer, file, job.input_name, lambda percent, message="": progress(percent, 100, message)
        )
    if job.params.get("phase") != APPLY:
        return _planned(importer, plan)
    _apply(job, importer, plan, progress)
    return None  # the end was written with the rows


def _planned(importer, plan):
    if plan.unmapped:
        message = _("Say which column is which: the headings of this file are not known.")
        return jobs.Outcome(JobStatus.READY, message, {"mapping": previews.mapping(importer, plan)})
    outcome = jobs.Outcome(result=previews.preview(importer, plan) | {"mapping": previews.mapping(importer, plan)})
    if plan.problems:
        outcome.output, outcome.output_name = (
            previews.store_problems(plan),
            _("Problems - %(name)s.xlsx") % {"name": plan.name},
        )
    if plan.errors:
        outcome.result["upload_url"] = importer.upload_url()
        outcome.status = JobStatus.FAILED
        outcome.message = _("The file has errors. Nothing was loaded; correct them and upload the file again.")
    elif plan.can_apply:
        outcome.status = JobStatus.READY
        outcome.message = _("The file can be loaded. Look at what it would change, then confirm.")
        outcome.result["digest"] = plan.digest()
    else:
        outcome.message = _("Everything in this file is on record already. Nothing was changed.")
    return outcome


def _apply(job, importer, plan, progress):
    if plan.errors or plan.digest() != job.params.get("digest"):
        raise DomainError(_("What is on record has changed since you looked at the preview. Read the file again."))
    progress.next_at = 0
    progress(95, 100, _("Writing"))
    result = {**job.result, "loaded": True, "url": importer.done_url()}
    outcome = jobs.Outcome(JobStatus.DONE, _("The file was loaded."), result)
    outcome.output, outcome.output_name = job.output.name, job.output_name
    with transaction.atomic():
        importer.apply(plan)
        jobs.finish(job, outcome)
        jobs.drop_input(job)
