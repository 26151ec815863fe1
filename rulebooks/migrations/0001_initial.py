import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('office', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='ladder')),
            ],
            options={
                'verbose_name': 'ladder',
                'verbose_name_plural': 'ladders',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Regime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('annual', 'Annual assessment'), ('term', 'Term assessment'), ('quarterly', 'Quarterly assessment'), ('monthly', 'Monthly assessment')], max_length=12, verbose_name='kind')),
                ('decimals', models.PositiveSmallIntegerField(default=2, verbose_name='decimals of the composite')),
                ('verification_required', models.BooleanField(default=True, verbose_name='every sheet is verified by a second person')),
                ('rank_shown', models.BooleanField(default=True, verbose_name='the rank within the pool is shown to the person')),
                ('pool_kind', models.CharField(choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('plant', 'Plant or mine'), ('department', 'Department'), ('workshop', 'Workshop')], default='subsidiary', max_length=16, verbose_name='pools are formed by')),
                ('pool_minimum', models.PositiveSmallIntegerField(default=5, verbose_name="smaller pools join their parent's")),
            ],
            options={
                'verbose_name': 'regime',
                'verbose_name_plural': 'regimes',
                'ordering': ['rulebook', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='grade')),
                ('ladder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='rulebooks.ladder', verbose_name='ladder')),
            ],
            options={
                'verbose_name': 'grade',
                'verbose_name_plural': 'grades',
                'ordering': ['ladder', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('weight', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='weight')),
                ('source', models.CharField(choices=[('sheets', 'Score sheets'), ('staff_vote', 'Staff vote'), ('past_results', 'Past results'), ('exam', 'Examination'), ('entered', 'Entered score')], default='sheets', max_length=12, verbose_name='source')),
                ('aggregation', models.CharField(choices=[('mean', 'Mean'), ('trimmed_mean', 'Mean without highest and lowest'), ('median', 'Median'), ('sum', 'Sum')], default='mean', max_length=12, verbose_name='aggregation')),
                ('trimmed_from', models.PositiveSmallIntegerField(default=5, verbose_name='trimmed from this many raters')),
                ('raters', models.PositiveSmallIntegerField(default=1, verbose_name='raters')),
                ('raters_required', models.PositiveSmallIntegerField(default=1, verbose_name='raters at least')),
                ('filed_by', models.CharField(choices=[('rater', 'A rater of the cycle'), ('unit', "The holder's unit"), ('department', 'Functional departments')], default='rater', max_length=12, verbose_name='filed by')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters of the source')),
                ('regime', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='rulebooks.regime', verbose_name='regime')),
            ],
            options={
                'verbose_name': 'component',
                'verbose_name_plural': 'components',
                'ordering': ['regime', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ResultGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=20, verbose_name='result grade')),
                ('line', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='line')),
                ('cap_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='cap (% of the pool)')),
                ('cap_rounding', models.CharField(choices=[('down', 'rounded down'), ('half_up', 'rounded half up'), ('up', 'rounded up')], default='down', max_length=8, verbose_name='rounding of the cap')),
                ('passes', models.BooleanField(default=True, verbose_name='passes')),
                ('colour', models.CharField(default='secondary', max_length=12, verbose_name='colour')),
                ('regime', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='result_grades', to='rulebooks.regime', verbose_name='regime')),
            ],
            options={
                'verbose_name': 'result grade',
                'verbose_name_plural': 'result grades',
                'ordering': ['regime', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='Consequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repeated', models.PositiveSmallIntegerField(default=1, verbose_name='times in a row')),
                ('action', models.CharField(choices=[('renew', 'Renew'), ('defer', 'Defer'), ('lower', 'Lower'), ('promote', 'Promote'), ('dismiss', 'Dismiss'), ('allowance', 'Change the allowance'), ('warn', 'Warn')], max_length=12, verbose_name='action')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters')),
                ('result_grade', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consequences', to='rulebooks.resultgrade')),
            ],
            options={
                'verbose_name': 'consequence',
                'verbose_name_plural': 'consequences',
                'ordering': ['result_grade', 'repeated'],
            },
        ),
        migrations.CreateModel(
            name='Rulebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('in_force', 'In force'), ('superseded', 'Superseded')], default='draft', max_length=12, verbose_name='status')),
                ('in_force_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='first used at')),
                ('manager_share', models.DecimalField(decimal_places=2, default=20, max_digits=5, verbose_name='share of managers (%)')),
                ('waiver_share', models.DecimalField(decimal_places=2, default=10, max_digits=5, verbose_name='share of waivers (%)')),
                ('absence_months', models.PositiveSmallIntegerField(default=3, verbose_name='absence alert (months)')),
                ('notice_days', models.PositiveSmallIntegerField(default=5, verbose_name='public notice (working days)')),
                ('recheck_ask_days', models.PositiveSmallIntegerField(default=30, verbose_name='days to ask for a re-check')),
                ('recheck_decide_days', models.PositiveSmallIntegerField(default=30, verbose_name='days to decide a re-check')),
                ('reminder_days', models.JSONField(default=list, verbose_name='reminders before a term ends (days)')),
                ('units', models.ManyToManyField(blank=True, related_name='+', to='office.unit', verbose_name='units it governs')),
            ],
            options={
                'verbose_name': 'rulebook',
                'verbose_name_plural': 'rulebooks',
                'ordering': ['code', '-version'],
            },
        ),
        migrations.AddField(
            model_name='regime',
            name='rulebook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regimes', to='rulebooks.rulebook', verbose_name='rulebook'),
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('rulebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='procedures', to='rulebooks.rulebook', verbose_name='rulebook')),
            ],
            options={
                'verbose_name': 'procedure',
                'verbose_name_plural': 'procedures',
                'ordering': ['rulebook', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Standard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('qualification', 'Qualification standard'), ('review', 'Review standard'), ('assessment', 'Assessment standard')], max_length=16, verbose_name='kind')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='total')),
                ('weighted', models.BooleanField(default=False, verbose_name='weighted')),
                ('decimals', models.PositiveSmallIntegerField(default=1, verbose_name='decimals of a score')),
                ('rulebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standards', to='rulebooks.rulebook', verbose_name='rulebook')),
            ],
            options={
                'verbose_name': 'standard',
                'verbose_name_plural': 'standards',
                'ordering': ['rulebook', 'kind', 'code'],
            },
        ),
        migrations.AddField(
            model_name='regime',
            name='standard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.standard', verbose_name='assessment standard'),
        ),
        migrations.CreateModel(
            name='GradeRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('fills_from_below', models.BooleanField(default=False, verbose_name='filled from the grade below only')),
                ('quota', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='quota per plant and discipline')),
                ('term_years', models.PositiveSmallIntegerField(default=3, verbose_name='term (calendar years)')),
                ('lapses', models.BooleanField(default=False, verbose_name='the term lapses by itself')),
                ('age_limit', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='age limit')),
                ('years_to_retirement', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='least years to retirement')),
                ('concurrent_posts', models.PositiveSmallIntegerField(default=1, verbose_name='posts at the same time')),
                ('monthly_allowance', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='monthly allowance (yuan)')),
                ('authorised_by', models.CharField(choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('unit', 'Unit')], max_length=12, verbose_name='posts authorised by')),
                ('appointed_by', models.CharField(choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('unit', 'Unit')], max_length=12, verbose_name='appointed by')),
                ('assessed_by', models.CharField(choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('unit', 'Unit')], max_length=12, verbose_name='assessed by')),
                ('filed_with', models.CharField(blank=True, choices=[('group', 'Group'), ('subsidiary', 'Subsidiary'), ('unit', 'Unit')], max_length=12, verbose_name='filed with')),
                ('grade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='rulebooks.grade', verbose_name='grade')),
                ('rulebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grade_rules', to='rulebooks.rulebook', verbose_name='rulebook')),
                ('qualification', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.standard', verbose_name='qualification standard')),
            ],
            options={
                'verbose_name': 'grade rule',
                'verbose_name_plural': 'grade rules',
                'ordering': ['rulebook', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('guidance', models.TextField(blank=True, verbose_name='guidance')),
                ('kind', models.CharField(choices=[('judged', 'Judged'), ('banded', 'Banded'), ('quantified', 'Quantified'), ('counted', 'Counted'), ('veto', 'Veto'), ('measured', 'Measured on the person')], max_length=12, verbose_name='kind')),
                ('maximum', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='maximum')),
                ('weight', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name='weight')),
                ('target', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='target')),
                ('points_each', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='points each')),
                ('bands', models.JSONField(blank=True, default=list, verbose_name='bands')),
                ('measure', models.CharField(blank=True, choices=[('education', 'Education'), ('full_time_degree', 'Full-time degree'), ('title', 'Professional title'), ('title_years', 'Years since the title'), ('technical_years', 'Years of technical work'), ('discipline_years', 'Years in the discipline'), ('years_to_retirement', 'Years to retirement'), ('age', 'Age'), ('grade_held_years', 'Years a grade was held'), ('past_results', 'Past results'), ('achievements', 'Achievements')], max_length=20, verbose_name='measure')),
                ('comparison', models.CharField(blank=True, choices=[('at_least', 'at least'), ('at_most', 'at most'), ('equals', 'exactly')], max_length=10, verbose_name='comparison')),
                ('threshold', models.CharField(blank=True, max_length=40, verbose_name='threshold')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters of the measure')),
                ('necessity', models.CharField(blank=True, choices=[('mandatory', 'Mandatory'), ('preferred', 'Preferred'), ('waivable', 'Waivable')], max_length=10, verbose_name='necessity')),
                ('group', models.CharField(blank=True, max_length=20, verbose_name='group')),
                ('group_minimum', models.PositiveSmallIntegerField(default=0, verbose_name='how many of the group')),
                ('standing', models.BooleanField(default=False, verbose_name='standing condition')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='rulebooks.standard', verbose_name='standard')),
            ],
            options={
                'verbose_name': 'criterion',
                'verbose_name_plural': 'criteria',
                'ordering': ['standard', 'position'],
            },
        ),
        migrations.CreateModel(
            name='VoteRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('members', models.PositiveSmallIntegerField(default=11, verbose_name='members')),
                ('external_members', models.PositiveSmallIntegerField(default=3, verbose_name='external members')),
                ('drawn', models.BooleanField(default=True, verbose_name='drawn at random')),
                ('quorum', models.CharField(default='2/3', max_length=9, verbose_name='quorum (fraction of the members)')),
                ('threshold', models.CharField(default='2/3', max_length=9, verbose_name='yes votes (fraction)')),
                ('strictly_more', models.BooleanField(default=False, verbose_name='strictly more than the fraction')),
                ('denominator', models.CharField(choices=[('present', 'members present and entitled'), ('all', 'all members')], default='present', max_length=8, verbose_name='counted on')),
                ('secret', models.BooleanField(default=True, verbose_name='secret ballot')),
                ('recusal', models.CharField(choices=[('absent', 'neither present nor votes'), ('leaves_discussion', 'leaves the discussion, votes')], default='absent', max_length=20, verbose_name='recusal')),
                ('rulebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vote_rules', to='rulebooks.rulebook', verbose_name='rulebook')),
            ],
            options={
                'verbose_name': 'vote rule',
                'verbose_name_plural': 'vote rules',
                'ordering': ['rulebook', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('kind', models.CharField(choices=[('application', 'Application'), ('recommendation', 'Unit recommendation'), ('eligibility', 'Eligibility check'), ('screening', 'Screening'), ('exam', 'Examination'), ('defence', 'Defence'), ('scoring', 'Panel scoring'), ('vote', 'Vote'), ('clearance', 'Clearance'), ('decision', 'Decision'), ('notice', 'Public notice')], max_length=16, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('weight', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='weight')),
                ('gate', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='least score to go on')),
                ('working_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='working days')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='rulebooks.procedure', verbose_name='procedure')),
                ('standard', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.standard', verbose_name='review standard')),
                ('vote_rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rulebooks.voterule', verbose_name='vote rule')),
            ],
            options={
                'verbose_name': 'stage',
                'verbose_name_plural': 'stages',
                'ordering': ['procedure', 'position'],
            },
        ),
        migrations.AddConstraint(
            model_name='grade',
            constraint=models.UniqueConstraint(fields=('ladder', 'name'), name='grade_name_once_per_ladder'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.UniqueConstraint(fields=('regime', 'code'), name='component_code_once_per_regime'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.UniqueConstraint(fields=('regime', 'position'), name='component_position_once_per_regime'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='component_weight_positive', violation_error_message="A component's weight is above zero."),
        ),
        migrations.AddConstraint(
            model_name='resultgrade',
            constraint=models.UniqueConstraint(fields=('regime', 'code'), name='resultgrade_code_once_per_regime'),
        ),
        migrations.AddConstraint(
            model_name='resultgrade',
            constraint=models.UniqueConstraint(fields=('regime', 'rank'), name='resultgrade_rank_once_per_regime'),
        ),
        migrations.AddConstraint(
            model_name='rulebook',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='rulebook_version_once', violation_error_message='This version of the rulebook exists already.'),
        ),
        migrations.AddConstraint(
            model_name='rulebook',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'in_force')), fields=('code',), name='rulebook_one_in_force', violation_error_message='Another version of this rulebook is in force.'),
        ),
        migrations.AddConstraint(
            model_name='rulebook',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), ('in_force_from__isnull', False), _connector='OR'), name='rulebook_in_force_is_dated', violation_error_message='Say from which day the rulebook is in force.'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.UniqueConstraint(fields=('rulebook', 'code'), name='procedure_code_once_per_rulebook'),
        ),
        migrations.AddConstraint(
            model_name='standard',
            constraint=models.UniqueConstraint(fields=('rulebook', 'code'), name='standard_code_once_per_rulebook'),
        ),
        migrations.AddConstraint(
            model_name='regime',
            constraint=models.UniqueConstraint(fields=('rulebook', 'code'), name='regime_code_once_per_rulebook'),
        ),
        migrations.AddConstraint(
            model_name='graderule',
            constraint=models.UniqueConstraint(fields=('rulebook', 'grade'), name='graderule_one_per_grade'),
        ),
        migrations.AddConstraint(
            model_name='graderule',
            constraint=models.UniqueConstraint(fields=('rulebook', 'rank'), name='graderule_one_per_rank'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('standard', 'code'), name='criterion_code_once_per_standard'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('standard', 'position'), name='criterion_position_once_per_standard'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'judged'), _negated=True), ('maximum__gt', 0), _connector='OR'), name='criterion_judged_has_maximum', violation_error_message='A judged criterion needs a maximum above zero.'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'measured'), _negated=True), models.Q(models.Q(('measure', ''), _negated=True), models.Q(('comparison', ''), _negated=True), models.Q(('threshold', ''), _negated=True)), _connector='OR'), name='criterion_measured_is_complete', violation_error_message='A condition needs its measure, comparison and threshold.'),
        ),
        migrations.AddConstraint(
            model_name='voterule',
            constraint=models.UniqueConstraint(fields=('rulebook', 'code'), name='voterule_code_once_per_rulebook'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('procedure', 'position'), name='stage_position_once_per_procedure'),
        ),
    ]
