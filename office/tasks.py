from django_tasks import task

from office import jobs


@task()
def run_job(pk):
    jobs.run(pk)
