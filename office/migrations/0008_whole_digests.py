from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0007_demand_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='paper',
            name='digest',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='paperprint',
            name='digest',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
            preserve_default=False,
        ),
    ]
