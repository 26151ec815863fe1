from django.core.management.base import BaseCommand, CommandError

from office.backup import BackupError, backup


class Command(BaseCommand):
    help = "Write the database and all files to one archive. The server may go on running."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the archive to write, for example lingyan-2026-11-22.zip")

    def handle(self, *, file, **options):
        try:
            manifest = backup(file)
        except (BackupError, OSError) as error:
            raise CommandError(error) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{file}: {rows} rows, {len(manifest['media'])} files.")
