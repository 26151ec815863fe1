import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from office import audit, triggers
from office.models import AuditEntry, User
from tests.factories import office

pytestmark = pytest.mark.django_db
RAW = ["UPDATE office_auditentry SET reason = 'forged'", "DELETE FROM office_auditentry"]


@pytest.fixture
def entry():
    account = office.user()
    audit.record(actor=account, verb="account.closed", target=account, reason="调离")
    return AuditEntry.objects.get()


def forge(entry):
    entry.reason = "forged"
    entry.save()


def raw(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(act):
    with pytest.raises(IntegrityError, match="is guarded"), transaction.atomic():
        act()


def test_an_entry_is_neither_changed_nor_removed(entry):
    refused(lambda: forge(entry))
    refused(entry.delete)
    refused(lambda: AuditEntry.objects.update(reason="forged"))
    refused(lambda: AuditEntry.objects.bulk_update([entry], ["reason"]))
    refused(lambda: AuditEntry.objects.filter(pk=entry.pk).delete())
    for statement in RAW:
        refused(lambda statement=statement: raw(statement))
    assert AuditEntry.objects.get().reason == "调离"


def test_nor_by_writing_it_anew_with_its_key(entry):
    columns = "id, at, actor_id, actor_name, verb, target_type, target_name, changes, reason"
    values = f"{entry.pk}, '2026-01-01', NULL, '', 'forged', '', '', '{{}}', ''"
    conflict = "ON CONFLICT (id) DO UPDATE SET verb = excluded.verb"
    refused(lambda: raw(f"INSERT INTO office_auditentry ({columns}) VALUES ({values}) {conflict}"))
    assert AuditEntry.objects.get().verb == "account.closed"


def test_an_account_with_entries_stays(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(f"DELETE FROM office_user WHERE id = {entry.actor_id}")
        connection.check_constraints()
    assert User.objects.filter(pk=entry.actor_id).exists()


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_every_migrate(entry):
    triggers.drop(connection)
    AuditEntry.objects.update(reason="changed while no guard stood")
    call_command("migrate", verbosity=0)
    for statement in RAW:
        refused(lambda statement=statement: raw(statement))


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_after_a_table_was_rebuilt(entry):
    """On SQLite a changed field makes a new table, and the triggers of the old one are gone."""
    field = AuditEntry._meta.get_field("reason")
    wider = field.clone()
    wider.set_attributes_from_name("reason")
    wider.null = True
    triggers.drop_before_migrate()
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, field, wider)
        editor.alter_field(AuditEntry, wider, field)
    triggers.install_after_migrate()
    for statement in RAW:
        refused(lambda statement=statement: raw(statement))
