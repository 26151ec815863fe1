from django.core.management.base import BaseCommand

from posts.services import due


class Command(BaseCommand):
    help = (
        "Do what time does: decided terms begin, ends and extensions take effect, terms lapse where the rules say so, "
        "ends of terms are announced. Run it every night; again on the same day it does nothing."
    )

    def handle(self, *, verbosity, **options):
        done = due.run()
        if verbosity:
            facts = vars(done).items()
            self.stdout.write(", ".join(f"{name} {count}" for name, count in facts))
