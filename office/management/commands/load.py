from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from office.errors import DomainError
from office.intake import registry
from office.intake.imports import plan_file
from office.intake.plans import ERROR
from office.intake.previews import change_of
from office.models import User

SHOWN_CHANGES = 50


class Command(BaseCommand):
    help = (
        "Load a workbook or CSV: say what it would change, and unless it has errors or --dry-run is given, change it."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=registry.names())
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument("--as", dest="username", default="", help="act as this account, within its scope")
        parser.add_argument("--cycle", help="the assessment cycle (sheets)")
        parser.add_argument("--on", help="the day the file is valid from, e.g. 2026-11-22 (units)")
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another parameter")
        parser.add_argument("--map", action="append", default=[], metavar="HEADING=COLUMN", help="assign a column")
        parser.add_argument("--tab", action="append", default=[], metavar="SHEET=VALUE", help="say what a sheet is")
        parser.add_argument("--language", default="zh-hans")

    def handle(self, *, kind, file, dry_run, username, language, **options):
        found = registry.import_class(kind)
        with translation.override(language):
            try:
                actor = self._actor(username, found)
                importer = found(self._params(found, options), actor=actor)
                plan = plan_file(importer, file)
                self._tell(importer, plan)
                if not dry_run:
                    self._apply(importer, plan)
            except (DomainError, OSError) as error:
                reasons = getattr(error, "reasons", ())
                raise CommandError("\n".join(map(str, [error, *reasons]))) from error
            if dry_run and plan.errors:
                raise CommandError(_("The file has errors."))

    def _actor(self, username, found):
        if not username:
            return None
        actor = User.objects.filter(username=username, is_active=True).first()
        if actor is None or not found.may_load(actor):
            raise CommandError(_("There is no account %(name)s that may load this.") % {"name": username})
        return actor

    def _params(self, found, options):
        own = dict(pair.split("=", 1) for pair in options["set"])
        own |= {name: options[name] for name in ("cycle", "on") if options[name]}
        params = found.params_from_words(own)
        params["columns"] = dict(pair.rsplit("=", 1) for pair in options["map"])
        params["tabs"] = dict(pair.rsplit("=", 1) for pair in options["tab"])
        return params

    def _tell(self, importer, plan):
        for note in plan.notes:
            self.stdout.write(note)
        if plan.unmapped:
            self._tell_what_is_missing(importer, plan)
        for problem in plan.problems:
            level = _("Error") if problem.level == ERROR else _("Warning")
            where = " ".join(filter(None, [problem.sheet, str(problem.row or "")]))
            line = f"{level} {where} {problem.column} {problem.value!r}: {problem.reason}"
            (self.stderr if problem.level == ERROR else self.stdout).write(line)
        for change in plan.changed[:SHOWN_CHANGES]:
            sheet, number, key, fields = change_of(importer, change)
            said = "; ".join(f"{label}: {old or '—'} → {new or '—'}" for label, old, new in fields)
            self.stdout.write(f"{sheet} {number} {key}: {said}")
        counts = _("%(new)d new, %(changed)d changed, %(same)d unchanged, %(errors)d errors, %(warnings)d warnings")
        self.stdout.write(counts % plan.counts())

    def _tell_what_is_missing(self, importer, plan):
        table = plan.tables[0]
        self.stderr.write(
            _("Not found: %(columns)s. Headings of the file: %(headings)s. Assign them with --map HEADING=COLUMN.")
            % {
                "columns": ", ".join(f"{column.label} ({column.name})" for column in table.missing),
                "headings": ", ".join(filter(None, table.headings)),
            }
        )
        for title, value in getattr(importer, "tabs", {}).items():
            self.stderr.write(f"{title}: {value or '?'}")
        for value, label in importer.tab_choices():
            self.stderr.write(f"--tab {value}: {label}")

    def _apply(self, importer, plan):
        if plan.unmapped or plan.errors:
            raise CommandError(_("This file has errors; nothing was loaded."))
        with transaction.atomic():
            importer.apply(plan)
        self.stdout.write(_("Loaded.") if plan.can_apply else _("Nothing to change."))
