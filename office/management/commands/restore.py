import zipfile

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from office.backup import BackupError, holds_something, restore


class Command(BaseCommand):
    help = "Put back a database and its files from an archive of `backup`. Stop server and worker first."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the archive to read")
        parser.add_argument("--overwrite", action="store_true", help="replace everything the database holds now")

    def handle(self, *, file, overwrite, **options):
        try:
            if not holds_something():
                call_command("migrate", verbosity=0)
            manifest = restore(file, overwrite=overwrite)
        except (BackupError, OSError, zipfile.BadZipFile) as error:
            raise CommandError(error) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{file} of {manifest['made_at']}: {rows} rows, {len(manifest['media'])} files restored.")
