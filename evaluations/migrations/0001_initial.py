import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('office', '0001_initial'),
        ('posts', '0001_initial'),
        ('rulebooks', '0001_initial'),
        ('talent', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('as_of', models.DateField(verbose_name='holders as of')),
                ('filing_ends_on', models.DateField(verbose_name='sheets are due by')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('opening', 'Opening'), ('rating', 'Rating'), ('calibrating', 'Calibrating'), ('published', 'Published'), ('closed', 'Closed')], default='draft', max_length=12, verbose_name='status')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='office.decision', verbose_name='decision')),
                ('regime', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='rulebooks.regime', verbose_name='regime')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'cycle',
                'verbose_name_plural': 'cycles',
                'ordering': ['-year', 'name'],
            },
        ),
        migrations.CreateModel(
            name='CapOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('allowed', models.PositiveSmallIntegerField(verbose_name='allowed number')),
                ('reason', models.TextField(verbose_name='reason')),
                ('granted_at', models.DateTimeField(auto_now_add=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.decision', verbose_name='decision')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.resultgrade', verbose_name='result grade')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='pool')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='evaluations.cycle')),
            ],
            options={
                'verbose_name': 'cap override',
                'verbose_name_plural': 'cap overrides',
                'ordering': ['cycle', 'pool'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_name', models.CharField(max_length=120, verbose_name='post')),
                ('state', models.CharField(choices=[('active', 'Taking part'), ('excluded', 'Left out')], default='active', max_length=10, verbose_name='takes part')),
                ('state_reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('composite', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='composite')),
                ('grade_reason', models.TextField(blank=True, verbose_name='reason of the change')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='posts.appointment', verbose_name='appointment')),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='talent.discipline', verbose_name='discipline')),
                ('engineer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='talent.engineer', verbose_name='engineer')),
                ('forecast', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.resultgrade', verbose_name='grade by the lines')),
                ('grade', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.resultgrade', verbose_name='settled grade')),
                ('pool', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='pool')),
                ('post_grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.grade', verbose_name='grade')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='evaluations.cycle', verbose_name='cycle')),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['cycle', 'unit__code', 'appointment'],
            },
        ),
        migrations.CreateModel(
            name='RaterSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('component', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.component', verbose_name='component')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='evaluations.cycle', verbose_name='cycle')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to=settings.AUTH_USER_MODEL, verbose_name='rater')),
            ],
            options={
                'verbose_name': 'rater slot',
                'verbose_name_plural': 'rater slots',
                'ordering': ['cycle', 'component__position', 'number'],
            },
        ),
        migrations.CreateModel(
            name='RoutineNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_on', models.DateField(verbose_name='date')),
                ('praise', models.BooleanField(default=True, verbose_name='praise')),
                ('criterion_code', models.CharField(blank=True, max_length=32, verbose_name='criterion')),
                ('text', models.TextField(verbose_name='what was observed')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='posts.appointment', verbose_name='appointment')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noted by')),
            ],
            options={
                'verbose_name': 'routine note',
                'verbose_name_plural': 'routine notes',
                'ordering': ['-noted_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('printings', models.JSONField(default=dict, verbose_name='values as printed')),
                ('signed_code', models.CharField(blank=True, max_length=16, verbose_name='check code of the signed copy')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='summaries', to='evaluations.cycle', verbose_name='cycle')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='score_summary', to='office.paper', verbose_name='paper')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='evaluations.raterslot', verbose_name='rater slot')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'score summary',
                'verbose_name_plural': 'score summaries',
                'ordering': ['cycle', 'slot', 'unit'],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'Being filled in'), ('submitted', 'Submitted')], default='draft', max_length=10, verbose_name='status')),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='total')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the submitted scores')),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('filer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='filed by')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.standard', verbose_name='standard')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by')),
            ],
            options={
                'verbose_name': 'score sheet',
                'verbose_name_plural': 'score sheets',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='score')),
                ('version', models.PositiveIntegerField(default=1)),
                ('filed_at', models.DateTimeField(verbose_name='filed at')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.criterion', verbose_name='criterion')),
                ('filer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='filed by')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='evaluations.sheet', verbose_name='score sheet')),
            ],
            options={
                'verbose_name': 'score',
                'verbose_name_plural': 'scores',
                'ordering': ['sheet', 'criterion'],
            },
        ),
        migrations.CreateModel(
            name='AssessmentSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='evaluations.assessment', verbose_name='assessment')),
                ('component', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.component', verbose_name='component')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='evaluations.raterslot', verbose_name='rater slot')),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='subject', to='evaluations.sheet', verbose_name='score sheet')),
            ],
            options={
                'verbose_name': 'assessment sheet',
                'verbose_name_plural': 'assessment sheets',
                'ordering': ['assessment', 'slot'],
            },
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.UniqueConstraint(fields=('regime', 'unit', 'year'), name='cycle_one_per_regime_unit_year', violation_error_message='There is a cycle of this regime, unit and year already.'),
        ),
        migrations.AddConstraint(
            model_name='cycle',
            constraint=models.CheckConstraint(condition=models.Q(('filing_ends_on__gte', models.F('as_of')), ('status', 'draft'), _connector='OR'), name='cycle_due_after_as_of', violation_error_message='Sheets are due on or after the day whose holders take part.'),
        ),
        migrations.AddConstraint(
            model_name='capoverride',
            constraint=models.UniqueConstraint(fields=('cycle', 'pool', 'grade'), name='capoverride_once_per_pool_and_grade'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['cycle', 'pool', 'grade'], name='assessment_by_pool'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('cycle', 'appointment'), name='assessment_one_per_appointment'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'active'), models.Q(('state_reason', ''), _negated=True), _connector='OR'), name='assessment_left_out_says_why', violation_error_message='Say why the person is left out.'),
        ),
        migrations.AddConstraint(
            model_name='raterslot',
            constraint=models.UniqueConstraint(fields=('cycle', 'component', 'number'), name='raterslot_number_once'),
        ),
        migrations.AddConstraint(
            model_name='raterslot',
            constraint=models.UniqueConstraint(fields=('cycle', 'name'), name='raterslot_name_once_per_cycle', violation_error_message='Another slot of this cycle has that name.'),
        ),
        migrations.AddConstraint(
            model_name='raterslot',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='raterslot_has_name', violation_error_message='A slot needs a name.'),
        ),
        migrations.AddConstraint(
            model_name='scoresummary',
            constraint=models.UniqueConstraint(fields=('cycle', 'slot', 'unit'), name='scoresummary_once_per_slot_and_unit'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('verified_at', None), ('status', 'submitted'), _connector='OR'), name='sheet_verified_is_submitted', violation_error_message='Only a submitted sheet is verified.'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('submitted_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='sheet_submitted_has_digest', violation_error_message='A submitted sheet keeps the digest of its scores.'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('sheet', 'criterion'), name='score_once_per_sheet_and_criterion'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='score_not_negative', violation_error_message='A score is not negative.'),
        ),
        migrations.AddConstraint(
            model_name='assessmentsheet',
            constraint=models.UniqueConstraint(fields=('assessment', 'slot'), name='assessmentsheet_one_per_slot'),
        ),
    ]
