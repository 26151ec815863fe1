import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('office', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Discipline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='discipline code')),
                ('name', models.CharField(max_length=60, verbose_name='discipline')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='talent.discipline', verbose_name='parent discipline')),
            ],
            options={
                'verbose_name': 'discipline',
                'verbose_name_plural': 'disciplines',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Engineer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employee_number', models.CharField(max_length=32, unique=True, verbose_name='employee number')),
                ('name', models.CharField(db_index=True, max_length=60, verbose_name='name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='pinyin')),
                ('syllables', models.CharField(blank=True, max_length=120, verbose_name='pinyin by syllables')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='pinyin initials')),
                ('sex', models.CharField(choices=[('male', 'Male'), ('female', 'Female')], max_length=8, verbose_name='sex')),
                ('born_on', models.DateField(verbose_name='date of birth')),
                ('work_unit_since', models.DateField(blank=True, null=True, verbose_name='at the actual work unit since')),
                ('education', models.CharField(choices=[('secondary', 'Secondary school'), ('college', 'College'), ('bachelor', "Bachelor's degree"), ('master', "Master's degree"), ('doctor', 'Doctorate')], max_length=16, verbose_name='education')),
                ('full_time_degree', models.BooleanField(default=True, verbose_name='full-time degree')),
                ('school', models.CharField(blank=True, max_length=100, verbose_name='school')),
                ('title', models.CharField(choices=[('none', 'No title'), ('technician', 'Technician'), ('assistant', 'Assistant engineer'), ('engineer', 'Engineer'), ('senior', 'Senior engineer'), ('professor', 'Professor-level senior engineer')], default='none', max_length=16, verbose_name='professional title')),
                ('title_on', models.DateField(blank=True, null=True, verbose_name='title obtained on')),
                ('technical_since', models.DateField(blank=True, null=True, verbose_name='technical work since')),
                ('position', models.CharField(blank=True, max_length=60, verbose_name='position')),
                ('is_manager', models.BooleanField(default=False, verbose_name='management post')),
                ('staff_category', models.CharField(choices=[('cadre', 'Cadre'), ('worker', 'Worker')], max_length=8, verbose_name='staff category')),
                ('status', models.CharField(choices=[('on_duty', 'On duty'), ('seconded', 'Seconded'), ('sick_leave', 'On sick leave'), ('abroad', 'Abroad'), ('retired', 'Retired'), ('left', 'Left')], default='on_duty', max_length=16, verbose_name='status')),
                ('absent_since', models.DateField(blank=True, null=True, verbose_name='absent since')),
                ('retires_on', models.DateField(db_index=True, editable=False, verbose_name='retirement date')),
                ('retirement_override', models.DateField(blank=True, null=True, verbose_name='retirement date by document')),
                ('retirement_ground', models.CharField(blank=True, choices=[('flexible', 'Flexible retirement'), ('special_trade', 'Special trade')], max_length=16, verbose_name='ground of the retirement date')),
                ('retirement_document', models.CharField(blank=True, max_length=100, verbose_name='document of the retirement date')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                ('discipline', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engineers', to='talent.discipline', verbose_name='discipline')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engineers', to='office.unit', verbose_name='unit')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engineer', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('work_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='actual work unit')),
            ],
            options={
                'verbose_name': 'engineer',
                'verbose_name_plural': 'engineers',
                'ordering': ['employee_number'],
            },
        ),
        migrations.CreateModel(
            name='PastResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('annual', 'Annual assessment'), ('term', 'Term assessment')], default='annual', max_length=8, verbose_name='kind')),
                ('period', models.PositiveSmallIntegerField(verbose_name='year')),
                ('grade_label', models.CharField(max_length=20, verbose_name='result grade')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='score')),
                ('source', models.CharField(choices=[('imported', 'Imported history'), ('published', 'Published here')], max_length=10, verbose_name='source')),
                ('rulebook_label', models.CharField(blank=True, max_length=120, verbose_name='under the rule')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='superseded at')),
                ('engineer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='talent.engineer', verbose_name='engineer')),
            ],
            options={
                'verbose_name': 'past result',
                'verbose_name_plural': 'past results',
                'ordering': ['engineer', '-period'],
            },
        ),
        migrations.AddIndex(
            model_name='engineer',
            index=models.Index(fields=['unit', 'employee_number'], name='engineer_by_unit'),
        ),
        migrations.AddIndex(
            model_name='engineer',
            index=models.Index(fields=['syllables', 'id'], name='engineer_by_syllables'),
        ),
        migrations.AddConstraint(
            model_name='engineer',
            constraint=models.CheckConstraint(condition=models.Q(('retirement_override', None), models.Q(('retirement_document', ''), _negated=True), _connector='OR'), name='engineer_override_has_document', violation_error_message="A retirement date other than the law's needs its document."),
        ),
        migrations.AddConstraint(
            model_name='engineer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retirement_ground', ''), ('retirement_override', None)), models.Q(('retirement_override__isnull', False), models.Q(('retirement_ground', ''), _negated=True)), _connector='OR'), name='engineer_override_has_ground', violation_error_message="A retirement date other than the law's needs its ground."),
        ),
        migrations.AddConstraint(
            model_name='engineer',
            constraint=models.CheckConstraint(condition=models.Q(('work_unit', None), ('work_unit_since__isnull', False), _connector='OR'), name='engineer_work_unit_is_dated', violation_error_message='Say since when the person works at the other unit.'),
        ),
        migrations.AddConstraint(
            model_name='pastresult',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('engineer', 'kind', 'period'), name='pastresult_one_in_force', violation_error_message='There is a result for this person and year already.'),
        ),
        migrations.AddConstraint(
            model_name='pastresult',
            constraint=models.CheckConstraint(condition=models.Q(('score', None), ('score__gte', 0), _connector='OR'), name='pastresult_score_not_negative', violation_error_message='A score is not negative.'),
        ),
    ]
