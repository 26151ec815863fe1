"""Long work: begun once, cancelled in time, taken up again after a crash, seen by its owner only."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from office import jobs
from office.enums import JOB_TRANSITIONS, JobStatus, Role
from office.errors import DomainError
from office.models import Job, Unit
from tests.factories import office

pytestmark = pytest.mark.django_db
LIST_QUERIES = 5
DONE_LATER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def count_to_ten(job, progress):
    for number in range(10):
        progress(number, 10)
    return jobs.Outcome(message="zehn", result={"counted": 10})


def refuse(job, progress):
    raise DomainError("Not today.", reasons=["It rains."])


def break_down(job, progress):
    raise ZeroDivisionError


def be_told_to_stop(job, progress):
    raise SystemExit


def be_cancelled(job, progress):
    jobs.cancel(job)
    progress(1)


def write_after_cancelling(job, progress):
    with transaction.atomic():
        office.unit(code="written")
        jobs.cancel(job)
        jobs.finish(job, jobs.Outcome())


@pytest.fixture(autouse=True)
def kinds():
    names = (count_to_ten, refuse, break_down, be_told_to_stop, be_cancelled, write_after_cancelling)
    with override_settings(JOBS={function.__name__: f"{__name__}.{function.__name__}" for function in names}):
        yield


@pytest.fixture
def owner():
    return office.user()


def ended(kind, owner):
    job = jobs.enqueue(kind, actor=owner, label="Count")
    job.refresh_from_db()
    return job


def put(owner, status=JobStatus.WAITING, **fields):
    return Job.objects.create(kind="count_to_ten", label="Count", owner=owner, status=status, **fields)


def test_a_job_runs_and_says_what_came_of_it(owner):
    job = ended("count_to_ten", owner)
    assert (job.status, job.message, job.result, job.percent) == (JobStatus.DONE, "zehn", {"counted": 10}, 100)
    assert list(jobs.waiting_for(owner)) == [job]


def test_what_cannot_be_done_is_said_in_a_sentence(owner):
    job = ended("refuse", owner)
    assert (job.status, job.message, job.result) == (JobStatus.FAILED, "Not today.", {"reasons": ["It rains."]})


def test_an_unforeseen_error_gives_its_number_and_no_trace(owner):
    job = ended("break_down", owner)
    assert job.status == JobStatus.FAILED
    assert str(job.pk) in job.message
    assert "Zero" not in job.message


def test_a_worker_that_must_stop_leaves_the_job_interrupted(owner):
    job = ended("be_told_to_stop", owner)
    assert job.status == JobStatus.INTERRUPTED


def test_a_cancelled_job_stops_at_its_next_report(owner):
    assert ended("be_cancelled", owner).status == JobStatus.CANCELLED


def test_what_a_runner_writes_after_being_cancelled_is_not_kept(owner):
    job = ended("write_after_cancelling", owner)
    assert job.status != JobStatus.DONE
    assert not Unit.objects.filter(code="written").exists()


@override_settings(TASKS=DONE_LATER)
def test_a_second_click_starts_nothing(owner):
    first = jobs.enqueue("count_to_ten", {"x": 1}, actor=owner, label="Count")
    assert jobs.enqueue("count_to_ten", {"x": 1}, actor=owner, label="Count") == first
    assert jobs.enqueue("count_to_ten", {"x": 2}, actor=owner, label="Count") != first


def test_only_a_waiting_job_is_begun(owner):
    for status in set(JobStatus) - {JobStatus.WAITING}:
        job = put(owner, status)
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.status == status


@override_settings(TASKS=DONE_LATER)
@pytest.mark.parametrize("status", JobStatus)
def test_starting_again_and_cancelling_follow_the_table(owner, status):
    for act, target in ((jobs.start_again, JobStatus.WAITING), (jobs.cancel, JobStatus.CANCELLED)):
        job = put(owner, status)
        if target in JOB_TRANSITIONS[status]:
            act(job)
        else:
            with pytest.raises(DomainError):
                act(job)
        job.refresh_from_db()
        assert job.status == (target if target in JOB_TRANSITIONS[status] else status)


def test_the_jobs_of_a_dead_worker_are_interrupted_and_can_be_taken_up(owner):
    old = timezone.now() - timedelta(minutes=5)
    dead, alive = (
        put(owner, JobStatus.RUNNING, heartbeat_at=old),
        put(owner, JobStatus.RUNNING, heartbeat_at=timezone.now()),
    )
    jobs.beat()
    dead.refresh_from_db(), alive.refresh_from_db()
    assert (dead.status, alive.status) == (JobStatus.INTERRUPTED, JobStatus.RUNNING)
    jobs.start_again(dead)
    dead.refresh_from_db()
    assert dead.status == JobStatus.DONE


# --- Pages ------------------------------------------------------------------------------------------
def test_only_the_owner_finds_a_job(client, owner):
    job = put(owner, JobStatus.DONE)
    client.force_login(office.user())
    urls = ["job_detail", "job_output", "import_map"]
    assert [client.get(reverse(f"office:{name}", args=[job.pk])).status_code for name in urls] == [404] * 3
    acts = ["job_cancel", "job_restart", "import_apply", "import_replan"]
    assert [client.post(reverse(f"office:{name}", args=[job.pk])).status_code for name in acts] == [404] * 4
    client.force_login(owner)
    assert client.get(job.get_absolute_url()).status_code == 200


def test_looking_at_the_end_of_it_takes_it_off_the_home_page(client, owner):
    done, ready = put(owner, JobStatus.DONE), put(owner, JobStatus.READY)
    client.force_login(owner)
    client.get(done.get_absolute_url())
    client.get(ready.get_absolute_url())
    assert list(jobs.waiting_for(owner)) == [ready]


@override_settings(TASKS=DONE_LATER)
def test_progress_polls_while_it_runs_and_can_be_refreshed_without_javascript(client, owner):
    job = put(owner, JobStatus.RUNNING, progress=40, total=100)
    client.force_login(owner)
    page = client.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert '<progress max="100" value="40"' in page
    assert "<noscript>" in page
    Job.objects.update(status=JobStatus.DONE)
    assert client.get(job.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "hx-trigger" not in client.get(job.get_absolute_url()).content.decode()


@override_settings(TASKS=DONE_LATER)
def test_starting_an_interrupted_job_twice_starts_it_once(client, owner):
    job = put(owner, JobStatus.INTERRUPTED)
    client.force_login(owner)
    for _click in range(2):
        assert client.post(reverse("office:job_restart", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.status == JobStatus.WAITING


def test_the_system_administrator_sees_how_work_stands_but_not_what_it_is(client, owner):
    Job.objects.create(kind="import", label="机密名单", owner=owner, status=JobStatus.FAILED, message="机密")
    client.force_login(office.user(Role.SYSTEM_ADMINISTRATOR, office.unit()))
    page = client.get(reverse("office:job_status_list")).content.decode()
    assert owner.name in page
    assert "机密" not in page
    client.force_login(owner)
    assert client.get(reverse("office:job_status_list")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_of_one_row_and_of_three(client, owner, rows, django_assert_num_queries):
    administrator = office.user(Role.SYSTEM_ADMINISTRATOR, office.unit())
    for _row in range(rows):
        put(administrator, JobStatus.CANCELLED)
    client.force_login(administrator)
    client.get(reverse("office:job_list"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("office:job_list"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("office:job_status_list"))
