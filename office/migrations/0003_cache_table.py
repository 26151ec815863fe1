from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The shared cache that sign-in rate limits need."""

    dependencies = [("office", "0002_byte_order")]

    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
