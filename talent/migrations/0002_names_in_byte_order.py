from django.db import migrations

from office.collation import byte_order


class Migration(migrations.Migration):
    dependencies = [("talent", "0001_initial")]

    operations = [
        migrations.RunPython(
            byte_order(
                "talent_engineer",
                employee_number="varchar(32)",
                name="varchar(60)",
                pinyin="varchar(120)",
                syllables="varchar(120)",
                initials="varchar(20)",
            ),
            migrations.RunPython.noop,
        ),
    ]
