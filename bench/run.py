"""All measurements on the one database that the environment names."""

import sys

import django
from django.conf import settings

from bench.report import Report


def main(engine):
    settings.ROOT_URLCONF = "bench.floors"
    settings.TEMPLATES[0]["DIRS"] = [settings.BASE_DIR / "bench" / "templates", *settings.TEMPLATES[0]["DIRS"]]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no collectstatic for a measurement
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()

    from django.core.management import call_command

    from bench import demand, files, filing, pages, resorting

    call_command("migrate", verbosity=0)
    report = Report(engine)
    site = pages.build()
    pages.measure(site, report)
    demand.measure(site, report)
    filing.measure(site, report)
    files.measure(site, report)
    resorting.measure(site, report)
    sys.exit(report.close())


main(sys.argv[1])
