from django.db import migrations

from office.collation import byte_order


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]

    operations = [
        migrations.RunPython(byte_order("posts_post", code="varchar(40)"), migrations.RunPython.noop),
    ]
