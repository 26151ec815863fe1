import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import office.models.user
import office.storage
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written at')),
                ('sent_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.TextField(blank=True, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'outgoing mail',
                'verbose_name_plural': 'outgoing mail',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='name')),
                ('employee_number', models.CharField(blank=True, db_index=True, max_length=32, verbose_name='employee number')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('password_is_temporary', models.BooleanField(default=False, editable=False, verbose_name='has to choose a password')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['username'],
            },
            managers=[
                ('objects', office.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=40, verbose_name='series')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('value', models.PositiveIntegerField(default=0, verbose_name='last number')),
            ],
            options={
                'verbose_name': 'counter',
                'verbose_name_plural': 'counters',
                'ordering': ['series', 'year'],
                'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='counter_one_per_series_and_year')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('minutes', 'Minutes'), ('score_summary', 'Score summary'), ('assessment_form', 'Assessment form'), ('other', 'Other paper')], max_length=24, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('template_version', models.CharField(blank=True, max_length=20, verbose_name='template version')),
                ('check_code', models.CharField(blank=True, max_length=16, verbose_name='check code')),
                ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='issued at')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled at')),
                ('scan', models.FileField(blank=True, upload_to=office.storage.random_name, verbose_name='signed scan')),
                ('scan_name', models.CharField(blank=True, max_length=200, verbose_name='file name')),
                ('scan_sha256', models.CharField(blank=True, max_length=64)),
                ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='scan attached at')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('scanned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='scan attached by')),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['-issued_at'],
            },
        ),
        migrations.CreateModel(
            name='PaperPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('printed_at', models.DateTimeField(auto_now_add=True)),
                ('check_code', models.CharField(blank=True, max_length=16)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='office.paper')),
                ('printed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'printing',
                'verbose_name_plural': 'printings',
                'ordering': ['printed_at'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='unit code')),
                ('name', models.CharField(max_length=100, verbose_name='unit name')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('kind', models.CharField(choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('plant', 'Plant or mine'), ('department', 'Department'), ('workshop', 'Workshop')], max_length=16, verbose_name='kind')),
                ('path', models.CharField(db_index=True, editable=False, max_length=255)),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='office.unit', verbose_name='parent unit')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='office.unit', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='paper',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit'),
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('label', models.CharField(max_length=120, verbose_name='what')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('ready', 'Ready for your confirmation'), ('done', 'Done'), ('failed', 'Failed'), ('interrupted', 'Interrupted'), ('cancelled', 'Cancelled')], default='waiting', max_length=16, verbose_name='status')),
                ('params', models.JSONField(default=dict)),
                ('result', models.JSONField(default=dict)),
                ('progress', models.PositiveIntegerField(default=0, verbose_name='done so far')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='of')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('input', models.FileField(blank=True, upload_to=office.storage.random_name)),
                ('input_name', models.CharField(blank=True, max_length=200, verbose_name='file name')),
                ('output', models.FileField(blank=True, upload_to=office.storage.random_name)),
                ('output_name', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('seen_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'background job',
                'verbose_name_plural': 'background jobs',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('group_administrator', 'Group administrator'), ('subsidiary_administrator', 'Subsidiary administrator'), ('hr', 'HR staff'), ('filler', 'Filler'), ('checker', 'Checker'), ('unit_head', 'Unit head'), ('leader', 'Leader'), ('inspection', 'Discipline inspection'), ('system_administrator', 'System administrator'), ('rights_administrator', 'Rights administrator'), ('audit_administrator', 'Audit administrator')], max_length=32, verbose_name='role')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until (not included)')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'duty',
                'verbose_name_plural': 'duties',
                'ordering': ['user', 'role', 'unit', 'starts_on'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('party_committee', 'Party committee meeting'), ('executive_meeting', 'Executive meeting'), ('review_committee', 'Review committee'), ('other', 'Other body')], max_length=20, verbose_name='body')),
                ('body_name', models.CharField(blank=True, max_length=80, verbose_name='name of the body')),
                ('meeting_number', models.CharField(max_length=40, verbose_name='meeting number')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('outcome', models.TextField(verbose_name='outcome')),
                ('attendees', models.TextField(verbose_name='attendees')),
                ('recused', models.TextField(blank=True, verbose_name='recused')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('minutes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.paper', verbose_name='minutes')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='time')),
                ('actor_name', models.CharField(max_length=60, verbose_name="actor's name")),
                ('verb', models.CharField(db_index=True, max_length=60, verbose_name='act')),
                ('target_type', models.CharField(max_length=60)),
                ('target_id', models.BigIntegerField(null=True)),
                ('target_name', models.CharField(max_length=200, verbose_name='object')),
                ('changes', models.JSONField(default=dict, verbose_name='changes')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='actor')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit trail',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='UnitPlacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('name', models.CharField(max_length=100, verbose_name='name at that time')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='parent unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'unit placement',
                'verbose_name_plural': 'unit placements',
                'ordering': ['unit', 'starts_on'],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('employee_number', ''), _negated=True), fields=('employee_number',), name='user_one_per_employee_number', violation_error_message='There is an account for this employee number already.'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on', None), ('closed_on', None), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='unit_closes_after_it_opens', violation_error_message='A unit closes after it opens.'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('successor', None), ('closed_on__isnull', False), _connector='OR'), name='unit_successor_needs_closing', violation_error_message='Only a closed unit has a successor.'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('kind', 'number'), name='paper_number_once_per_kind', violation_error_message='This document number was used already.'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['owner', 'status'], name='job_by_owner_and_status'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('starts_on')), _connector='OR'), name='duty_ends_after_it_starts', violation_error_message='A duty ends after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'unit', 'starts_on'), name='duty_once_per_start', violation_error_message='This duty starts on that day already.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('unit', 'body', 'body_name', 'meeting_number', 'subject'), name='decision_once_per_meeting_and_subject', violation_error_message='This decision of that meeting is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('meeting_number', ''), _negated=True), name='decision_has_meeting_number', violation_error_message='A decision needs its meeting number.'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['target_type', 'target_id', '-id'], name='audit_by_target'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['unit', '-id'], name='audit_by_unit'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['target_name'], name='audit_by_target_name'),
        ),
        migrations.AddConstraint(
            model_name='unitplacement',
            constraint=models.UniqueConstraint(fields=('unit', 'starts_on'), name='unitplacement_one_per_day', violation_error_message='The unit was placed on this day already.'),
        ),
    ]
