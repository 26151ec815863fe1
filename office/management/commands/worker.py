from django_tasks_db.management.commands import db_worker

from office import heartbeat, jobs


class Command(db_worker.Command):
    help = "Do the waiting work (imports, exports, openings, mail) and show a sign of life to /readyz."

    def handle(self, **options):
        stopped = heartbeat.start(also=jobs.beat)
        try:
            super().handle(**options)
        finally:
            stopped.set()
