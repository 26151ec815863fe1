"""The import of one model: columns are its fields, rows its objects."""

from django.db.models import ForeignKey

from office import audit
from office.bulk import write_back
from office.intake.imports import Import
from office.models import Unit

ALL_FROM = 2_000  # keys in the file from which the whole table is read rather than asked key by key
ASKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 500


class ModelImport(Import):
    """`key` must name one unique field of `model`. `defaults` fills fields of new objects that the file does not have."""

    defaults = {}
    lookups = {}  # {column name: lookup} where what is compared is not the field itself, e.g. {"parent": "parent__code"}
    derived = ()  # further fields that `complete` sets

    def _rows_of(self, tables, report):
        rows = super()._rows_of(tables, report)
        self.compared += tuple(name for name in self.derived if name not in self.compared)
        return rows

    def on_record(self):
        """The queryset that rows are compared with."""
        return self.model._default_manager.order_by("pk")

    def existing(self, keys, *, lock=False):
        queryset = self.on_record()
        if lock:
            queryset = queryset.select_for_update(of=("self",))
        field, names = self.key[0], self.compared
        fields = [self.lookups.get(name, name) for name in names]
        if len(keys) >= ALL_FROM:
            wanted = set(keys)
            values = (row for row in queryset.values_list(field, "pk", *fields) if row[0] in wanted)
        else:
            values = (
                row
                for start in range(0, len(keys), ASKED_AT_ONCE)
                for row in queryset.filter(**{f"{field}__in": keys[start : start + ASKED_AT_ONCE]}).values_list(
                    field, "pk", *fields
                )
            )
        return {key: (pk, dict(zip(names, found, strict=True))) for key, pk, *found in values}

    def create(self, rows):
        attributes = self._attributes()
        defaults = self.defaults
        objects = [
            self.model(**defaults, **{attribute: row[name] for name, attribute in attributes.items() if name in row})
            for row in rows
        ]
        created = self.model._default_manager.bulk_create(objects, batch_size=WRITTEN_AT_ONCE)
        self.after_create(created, rows)
        self._audit((item, {}) for item in created)

    def update(self, changes):
        objects = self._fetched([change.pk for change in changes])
        attributes = self._attributes()
        changed = set()
        for change in changes:
            item = objects[change.pk]
            for name, (_old, new) in change.fields.items():
                setattr(item, attributes[name], new)
            changed |= change.fields.keys()
        touched = [field.name for field in self.model._meta.fields if getattr(field, "auto_now", False)]
        write_back(list(objects.values()), [*sorted(changed), *touched])
        self.after_update([(objects[change.pk], change) for change in changes])
        self._audit((objects[change.pk], self._shown(change)) for change in changes)

    def after_create(self, objects, rows):
        """Write what hangs on new objects (in the order of the rows), in bulk."""

    def after_update(self, pairs):
        """Write what hangs on changed objects, in bulk; pairs of (object, Change)."""

    def unit_pk_of(self, item):
        """Of which unit an object's audit entry is."""
        return getattr(item, "unit_id", None)

    def _fetched(self, pks):
        objects = {}
        for start in range(0, len(pks), ASKED_AT_ONCE):
            objects |= self.model._default_manager.in_bulk(pks[start : start + ASKED_AT_ONCE])
        return objects

    def _attributes(self):
        """{column name: attribute}: a reference is set by its key, without an object."""
        fields = {name: self.model._meta.get_field(name) for name in self.compared}
        return {name: field.attname if isinstance(field, ForeignKey) else name for name, field in fields.items()}

    def _shown(self, change):
        """Old and new for the audit trail: references by their code or name, everything else as stored."""
        meta = self.model._meta
        return {
            name: [self.show(name, value) if meta.get_field(name).is_relation else value for value in pair]
            for name, pair in change.fields.items()
        }

    def _audit(self, pairs):
        units = Unit.objects.in_bulk()
        audit.record_many(
            actor=self.actor,
            verb=f"{self.model._meta.model_name}.loaded",
            rows=((item, units.get(self.unit_pk_of(item)), changes) for item, changes in pairs),
            reason=self.plan_made.name,
        )
