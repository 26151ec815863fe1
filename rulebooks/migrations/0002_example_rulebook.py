import datetime
import json

from django.conf import settings
from django.db import migrations

from rulebooks.document import Reader


def load_example(apps, schema_editor):
    """A new house starts with one rulebook in force; one that has rules of its own is left alone."""
    rulebooks = apps.get_model("rulebooks", "Rulebook").objects
    if rulebooks.exists():
        return
    text = (settings.BASE_DIR / "fixtures" / "rulebooks" / "example.json").read_text("utf-8")
    rulebook = Reader(lambda name: apps.get_model("rulebooks", name), historical=True).read(json.loads(text))
    rulebooks.filter(pk=rulebook.pk).update(status="in_force")


class Migration(migrations.Migration):
    dependencies = [("rulebooks", "0001_initial")]

    operations = [migrations.RunPython(load_example, migrations.RunPython.noop)]
