from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from office.errors import DomainError
from overview.demo.build import build


class Command(BaseCommand):
    help = "Fill an empty database with the demo: the sample group, its people, and the 2025 assessment half done."

    def handle(self, **options):
        with translation.override("zh-hans"):
            try:
                build(lambda step: self.stdout.write(f"  {step}"))
            except DomainError as error:
                raise CommandError(str(error)) from error
