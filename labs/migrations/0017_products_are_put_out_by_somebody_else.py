"""Who changes a product that is out leaves what is out as it is. Everything that is out today stays out."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, _editor):
    versions = apps.get_model("labs", "ProductVersion").objects.filter(product=OuterRef("pk")).order_by("-number")
    out = apps.get_model("labs", "Product").objects.exclude(published_at=None)
    out.update(files_out=Coalesce(Subquery(versions.values("number")[:1]), 0))


class Migration(migrations.Migration):

    dependencies = [
        ('labs', '0016_agreed_skills_keep_their_programme'),
        ('partnership', '0004_preparation_of_sessions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProductText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('article', 'Article'), ('report', 'Research report'), ('lesson', 'Lesson material'), ('assignment', 'Assignment'), ('tool', 'Tool or template')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('summary', models.TextField(max_length=2000, verbose_name='summary')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('mbo2', 'mbo 2'), ('mbo3', 'mbo 3'), ('mbo4', 'mbo 4'), ('hbo', 'hbo'), ('wo', 'wo'), ('teachers', 'teachers'), ('employees', 'employees'), ('alumni', 'alumni')], max_length=12), blank=True, default=list, size=None, verbose_name='for')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2, verbose_name='language')),
                ('licence', models.CharField(choices=[('cc_by', 'CC BY 4.0'), ('cc_by_sa', 'CC BY-SA 4.0'), ('cc_by_nc', 'CC BY-NC 4.0'), ('reserved', 'All rights reserved')], default='cc_by', max_length=10, verbose_name='licence')),
                ('authors', models.CharField(max_length=300, verbose_name='authors')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
            ],
            options={
                'verbose_name': 'text of a product',
                'verbose_name_plural': 'texts of products',
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='productversion',
            name='product_versions_are_kept',
        ),
        migrations.AddField(
            model_name='product',
            name='files_out',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='number of the newest file that is out'),
        ),
        migrations.AddField(
            model_name='product',
            name='texts_out',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='number of the text that is out'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='productversion',
            trigger=pgtrigger.compiler.Trigger(name='product_versions_stay_the_same', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='45c88daef6dad063e708385efc1403c3cd8e5548', operation='UPDATE', pgid='pgtrigger_product_versions_stay_the_same_cfe76', table='labs_productversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='productversion',
            trigger=pgtrigger.compiler.Trigger(name='product_versions_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE newest INTEGER;', func="\n    SELECT p.files_out INTO newest FROM labs_product p WHERE p.id = OLD.product_id FOR SHARE;\n    IF OLD.number <= newest THEN\n        RAISE EXCEPTION 'product_versions_are_kept'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_versions_are_kept';\n    END IF;\n    RETURN OLD;", hash='d4eb0f84996feef3f8ccce7763474832f5d31c28', operation='DELETE', pgid='pgtrigger_product_versions_are_kept_55a7d', table='labs_productversion', when='BEFORE')),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('files_out__gte', 1), _connector='OR'), name='product_out_with_a_file'),
        ),
        migrations.AddField(
            model_name='producttext',
            name='line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labs.researchline', verbose_name='research line'),
        ),
        migrations.AddField(
            model_name='producttext',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='labs.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='producttext',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='labs.researchteam', verbose_name='research team'),
        ),
        migrations.AddField(
            model_name='producttext',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['article', 'report', 'lesson', 'assignment', 'tool'])), name='producttext_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.CheckConstraint(condition=models.Q(('licence__in', ['cc_by', 'cc_by_sa', 'cc_by_nc', 'reserved'])), name='producttext_licence_known'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.CheckConstraint(condition=models.Q(('audience__contained_by', ['mbo2', 'mbo3', 'mbo4', 'hbo', 'wo', 'teachers', 'employees', 'alumni'])), name='producttext_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.UniqueConstraint(fields=('product', 'number'), name='product_text_once'),
        ),
        migrations.AddConstraint(
            model_name='producttext',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='product_text_counts_from_one'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='producttext',
            trigger=pgtrigger.compiler.Trigger(name='product_texts_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='56b6625443c011af450af378ce3fdebc77ca78a7', operation='UPDATE OR DELETE', pgid='pgtrigger_product_texts_are_kept_20ea7', table='labs_producttext', when='BEFORE')),
        ),
    ]
