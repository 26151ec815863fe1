# Nobody had granted an override before decisions were required for it.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0002_initial'),
        ('office', '0001_initial'),
        ('rulebooks', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='capoverride',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.decision', verbose_name='decision'),
        ),
        migrations.AlterField(
            model_name='capoverride',
            name='granted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='raterslot',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='raterslot_has_name', violation_error_message='A slot needs a name.'),
        ),
    ]
