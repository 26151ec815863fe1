from django.db import migrations, models

from office.collation import byte_order


class Migration(migrations.Migration):
    dependencies = [("office", "0004_temporary_password")]

    operations = [
        migrations.RunPython(
            byte_order("office_user", username="varchar(150)", name="varchar(60)", employee_number="varchar(32)"),
            migrations.RunPython.noop,
        ),
        migrations.RunPython(byte_order("office_decision", meeting_number="varchar(40)"), migrations.RunPython.noop),
        migrations.RunPython(byte_order("office_auditentry", target_name="varchar(200)"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(db_index=True, max_length=60, verbose_name="name"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["target_name"], name="audit_by_target_name"),
        ),
    ]
