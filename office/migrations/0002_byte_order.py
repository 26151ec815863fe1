from django.db import migrations

from office.collation import byte_order


class Migration(migrations.Migration):
    """Subtrees are ranges of paths, searches ranges of what people type the beginning of."""

    dependencies = [("office", "0001_initial")]

    operations = [
        migrations.RunPython(byte_order(table, **columns), migrations.RunPython.noop)
        for table, columns in (
            ("office_unit", {"path": "varchar(255)", "code": "varchar(32)"}),
            (
                "office_user",
                {"username": "varchar(150)", "name": "varchar(60)", "employee_number": "varchar(32)"},
            ),
            ("office_decision", {"meeting_number": "varchar(40)"}),
            ("office_auditentry", {"target_name": "varchar(200)"}),
        )
    ]
