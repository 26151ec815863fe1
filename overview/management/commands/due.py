from django.core.management.base import BaseCommand

from establishment.services.finishing import finish_abolitions
from posts.services import due


class Command(BaseCommand):
    help = (
        "Do what time does: decided terms begin, ends and extensions take effect, terms lapse where the rules say so, "
        "ends of terms are announced, posts that waited for their last holder are abolished. Run it every night; again on "
        "the same day it does nothing."
    )

    def handle(self, *, verbosity, **options):
        facts = vars(due.run()) | {"abolished": finish_abolitions()}
        if verbosity:
            self.stdout.write(", ".join(f"{name} {count}" for name, count in facts.items()))
