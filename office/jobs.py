"""Long work with progress: started here, done by the worker, looked at on the job's page.

``settings.JOBS`` maps a kind to its runner, ``runner(job, progress) -> Outcome | None``. A runner calls
``progress(done, total, message)`` as often as it likes, raises DomainError with a sentence when the work cannot be done,
and answers an Outcome; or None if it called `finish` itself, in the transaction of its own writing.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from office.enums import JOB_TRANSITIONS, JobStatus
from office.errors import DomainError
from office.models import Job

logger = logging.getLogger(__name__)
REPORTED_EVERY = 0.5  # seconds
STALE_AFTER = timedelta(seconds=90)
UNFINISHED = (JobStatus.WAITING, JobStatus.RUNNING)
_running_here = set()  # primary keys of the jobs this process is at


class Stopped(Exception):
    """The job was cancelled, or given up as interrupted, while it ran."""


@dataclass
class Outcome:
    status: str = JobStatus.DONE
    message: str = ""
    result: dict = field(default_factory=dict)
    output: str = ""  # name in the storage
    output_name: str = ""


class Progress:
    """What a runner reports to; writes at most every half second and stops a job that was cancelled."""

    def __init__(self, job):
        self.job, self.next_at = job, 0.0

    def __call__(self, done, total=None, message=""):
        if (now := time.monotonic()) < self.next_at:
            return
        self.next_at = now + REPORTED_EVERY
        values = {"progress": done, "heartbeat_at": timezone.now()}
        values |= {"total": total} if total is not None else {}
        values |= {"message": message} if message else {}
        if not _only(self.job.pk, JobStatus.RUNNING).update(**values):
            raise Stopped


def _only(pk, *statuses):
    return Job.objects.filter(pk=pk, status__in=statuses)


@transaction.atomic
def enqueue(kind, params=None, *, actor, label, unit=None, file="", file_name=""):
    """Put work in the queue; it starts once the transaction is committed. `file` is a name among the private files.

    Asked a second time for what still waits or runs (a double click), answers the job that is there.
    """
    params = {"language": translation.get_language(), **(params or {})}
    for job in Job.objects.filter(owner=actor, kind=kind, status__in=UNFINISHED):
        if job.params == params and job.input == file:
            return job
    job = Job.objects.create(
        kind=kind, params=params, owner=actor, label=label[:120], unit=unit, input=file, input_name=file_name[:200]
    )
    _queue(job)
    return job


@transaction.atomic
def start_again(job, **params):
    """Put a job that was ready, interrupted or failed back into the queue, with more or other params.

    Raises DomainError when it waits or runs already, or is over.
    """
    restartable = [status for status, following in JOB_TRANSITIONS.items() if JobStatus.WAITING in following]
    values = {"params": job.params | params, "message": "", "progress": 0, "finished_at": None, "seen_at": None}
    if not _only(job.pk, *restartable).update(status=JobStatus.WAITING, **values):
        raise DomainError(_("This has been started already, or is over. Look at its page for how it stands."))
    _queue(job)


def cancel(job):
    """Give up a job that has not written yet. Raises DomainError when it is over."""
    cancellable = [status for status, following in JOB_TRANSITIONS.items() if JobStatus.CANCELLED in following]
    values = {"status": JobStatus.CANCELLED, "message": "", "finished_at": timezone.now(), "seen_at": timezone.now()}
    if not _only(job.pk, *cancellable).update(**values):
        raise DomainError(_("This is over already and cannot be cancelled any more."))
    drop_input(job)


def finish(job, outcome):
    """Write how a running job ended. In the transaction of the runner's own writing this makes both happen, or neither."""
    values = {
        "status": outcome.status,
        "message": outcome.message,
        "result": outcome.result,
        "output": outcome.output,
        "output_name": outcome.output_name,
        "progress": 100,
        "total": 100,
        "finished_at": timezone.now(),
    }
    if not _only(job.pk, JobStatus.RUNNING).update(**values):
        raise Stopped


def waiting_for(user):
    """The user's jobs that ended or ask for a decision and have not been looked at since."""
    ended = (JobStatus.READY, JobStatus.DONE, JobStatus.FAILED, JobStatus.INTERRUPTED)
    return Job.objects.visible_to(user).filter(status__in=ended, seen_at=None)


def mark_seen(job):
    """The owner has looked at how it ended; what asks for a decision goes on waiting at home."""
    if job.status in (JobStatus.DONE, JobStatus.FAILED) and job.seen_at is None:
        Job.objects.filter(pk=job.pk).update(seen_at=timezone.now())


def drop_input(job):
    """Uploaded files hold personal data: they go once nothing is read from them any more."""
    if job.input:
        storage, name = job.input.storage, job.input.name
        Job.objects.filter(pk=job.pk).update(input="")
        transaction.on_commit(lambda: storage.delete(name))


# --- The worker's side ------------------------------------------------------------------------------
def run(pk):
    """Do the job, if nobody else has begun it."""
    values = {"status": JobStatus.RUNNING, "heartbeat_at": timezone.now(), "total": 100}
    if not _only(pk, JobStatus.WAITING).update(**values):
        return
    job = Job.objects.select_related("owner", "unit").get(pk=pk)
    _running_here.add(pk)
    try:
        with translation.override(job.params.get("language") or settings.LANGUAGE_CODE):
            _run_to_its_end(job)
    except BaseException:  # the worker is told to stop at once
        _interrupt(_only(pk, JobStatus.RUNNING))
        raise
    finally:
        _running_here.discard(pk)


def _run_to_its_end(job):
    try:
        outcome = import_string(settings.JOBS[job.kind])(job, Progress(job))
    except DomainError as error:
        outcome = Outcome(JobStatus.FAILED, str(error), {"reasons": [str(reason) for reason in error.reasons]})
    except Stopped:
        return
    except Exception:
        logger.exception("Job %d failed", job.pk)
        sentence = _("An unforeseen error has stopped this. Tell the system administrator the number %(number)d.")
        outcome = Outcome(JobStatus.FAILED, sentence % {"number": job.pk})
    if outcome is not None:
        try:
            finish(job, outcome)
        except Stopped:
            return


def beat():
    """From the worker's heartbeat: its own jobs are alive, those of workers that died are interrupted."""
    if _running_here:
        _only_running().filter(pk__in=list(_running_here)).update(heartbeat_at=timezone.now())
    _interrupt(_only_running().filter(heartbeat_at__lt=timezone.now() - STALE_AFTER))


def _only_running():
    return Job.objects.filter(status=JobStatus.RUNNING)


def _interrupt(jobs):
    jobs.update(status=JobStatus.INTERRUPTED, finished_at=timezone.now(), message="")


def _queue(job):
    from office.tasks import run_job  # a task's module is read by the queue, which needs all apps loaded

    run_job.enqueue(job.pk)
