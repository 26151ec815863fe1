from django.db import migrations

from office.collation import byte_order


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations = [
        migrations.RunPython(
            byte_order("office_unit", path="varchar(255)", code="varchar(32)"), migrations.RunPython.noop
        ),
    ]
