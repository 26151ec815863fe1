import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('office', '0001_initial'),
        ('rulebooks', '0001_initial'),
        ('talent', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='post code')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='post title')),
                ('duties', models.TextField(blank=True, verbose_name='duties of the post')),
                ('authorised', models.PositiveSmallIntegerField(verbose_name='authorised seats')),
                ('status', models.CharField(choices=[('active', 'Active'), ('frozen', 'Frozen'), ('abolished', 'Abolished')], default='active', max_length=10, verbose_name='status')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='talent.discipline', verbose_name='discipline')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='rulebooks.grade', verbose_name='grade')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='PostVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='post title')),
                ('duties', models.TextField(blank=True, verbose_name='duties of the post')),
                ('authorised', models.PositiveSmallIntegerField(verbose_name='authorised seats')),
                ('status', models.CharField(choices=[('active', 'Active'), ('frozen', 'Frozen'), ('abolished', 'Abolished')], max_length=10, verbose_name='status')),
                ('historic', models.BooleanField(default=False, verbose_name='historic, before decisions were recorded')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.decision', verbose_name='decision')),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.discipline', verbose_name='discipline')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.grade', verbose_name='grade')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='posts.post', verbose_name='post')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'post version',
                'verbose_name_plural': 'post versions',
                'ordering': ['post', 'starts_on'],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='seat')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='posts.post', verbose_name='post')),
            ],
            options={
                'verbose_name': 'seat',
                'verbose_name_plural': 'seats',
                'ordering': ['post', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('competition', 'By competition'), ('assessment', 'By assessment'), ('direct', 'Direct'), ('special', 'Special'), ('renewal', 'Renewal'), ('transfer', 'Transfer'), ('imported', 'From the register')], max_length=12, verbose_name='mode')),
                ('starts_on', models.DateField(verbose_name='term from')),
                ('until', models.DateField(verbose_name='term until (not included)')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('serving', 'Serving'), ('ended', 'Ended')], default='pending', max_length=10, verbose_name='status')),
                ('end_reason', models.CharField(blank=True, choices=[('expired', 'Term expired'), ('retired', 'Retired'), ('moved', 'Moved away'), ('promoted', 'Promoted to management'), ('resigned', 'Resigned'), ('dismissed', 'Dismissed'), ('disciplined', 'Disciplinary measure'), ('died', 'Died'), ('post_abolished', 'Post abolished')], max_length=16, verbose_name='end reason')),
                ('historic', models.BooleanField(default=False, verbose_name='historic, before decisions were recorded')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='office.decision', verbose_name='decision')),
                ('engineer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='talent.engineer', verbose_name='engineer')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.grade', verbose_name='grade')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='posts.seat', verbose_name='seat')),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'ordering': ['seat', 'starts_on'],
            },
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['unit', 'code'], name='post_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('authorised__gt', 0), ('status', 'abolished'), _connector='OR'), name='post_has_a_seat', violation_error_message='A post has at least one authorised seat.'),
        ),
        migrations.AddConstraint(
            model_name='postversion',
            constraint=models.UniqueConstraint(fields=('post', 'starts_on'), name='postversion_one_per_day', violation_error_message='The post changed on this day already.'),
        ),
        migrations.AddConstraint(
            model_name='postversion',
            constraint=models.CheckConstraint(condition=models.Q(('decision__isnull', False), ('historic', True), _connector='OR'), name='postversion_cites_decision', violation_error_message='Cite the decision, or mark the version as historic.'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('post', 'number'), name='seat_number_once_per_post'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['status', 'until'], name='appointment_by_until'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['engineer', 'starts_on'], name='appointment_by_engineer'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('starts_on'))), name='appointment_term_not_empty', violation_error_message='A term ends after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('starts_on')), _connector='OR'), name='appointment_ends_after_it_starts', violation_error_message='An appointment ends after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('status', 'ended'), models.Q(('end_reason', ''), _negated=True)), models.Q(models.Q(('status', 'ended'), _negated=True), ('end_reason', ''), ('ended_on', None)), _connector='OR'), name='appointment_ended_says_when_and_why', violation_error_message='An ended appointment says when and why; another says neither.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('decision__isnull', False), ('historic', True), _connector='OR'), name='appointment_cites_decision', violation_error_message='Cite the decision, or mark the appointment as historic.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'serving')), fields=('seat',), name='appointment_one_serving_per_seat', violation_error_message='This seat is held already.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'pending')), fields=('seat',), name='appointment_one_pending_per_seat', violation_error_message='Someone is to be appointed to this seat already.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'serving')), fields=('engineer',), name='appointment_one_serving_per_engineer', violation_error_message='This person holds a seat already.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'pending')), fields=('engineer',), name='appointment_one_pending_per_engineer', violation_error_message='This person is to be appointed elsewhere already.'),
        ),
    ]
