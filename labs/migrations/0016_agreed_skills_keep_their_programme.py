"""An agreed set of skills keeps the number, name and level that its education programme had then.

Sets that are agreed already get what their programme is called today: the earliest that is known. Nothing in such a set
may change, so the trigger that says so steps aside meanwhile.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

KEPT = pgtrigger.compiler.Trigger(
    name="agreed_skill_sets_stay",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        condition="WHEN (OLD.\"state\" = 'agreed')",
        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
        hash="e80d1eb20414af5ecea4f442ff46d82c0591e67d",
        operation="UPDATE OR DELETE",
        pgid="pgtrigger_agreed_skill_sets_stay_614d1",
        table="labs_skillset",
        when="BEFORE",
    ),
)
LEVELS = [("mbo2", "mbo 2"), ("mbo3", "mbo 3"), ("mbo4", "mbo 4"), ("hbo", "hbo"), ("wo", "wo")]


def fill(apps, _editor):
    programmes = apps.get_model("labs", "EducationProgramme").objects.filter(pk=OuterRef("education"))
    values = {f"agreed_{name}": Subquery(programmes.values(name)[:1]) for name in ("code", "name", "level")}
    apps.get_model("labs", "SkillSet").objects.filter(state="agreed").update(**values)


class Migration(migrations.Migration):
    dependencies = [("labs", "0015_modules_and_learning_paths")]
    operations = [
        migrations.AddField(
            model_name="skillset",
            name="agreed_code",
            field=models.CharField(blank=True, max_length=5, verbose_name="number in the register, as agreed"),
        ),
        migrations.AddField(
            model_name="skillset",
            name="agreed_level",
            field=models.CharField(blank=True, choices=LEVELS, max_length=12, verbose_name="level, as agreed"),
        ),
        migrations.AddField(
            model_name="skillset",
            name="agreed_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="name, as agreed"),
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="skillset", name="agreed_skill_sets_stay"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(model_name="skillset", trigger=KEPT),
        migrations.AddConstraint(
            model_name="skillset",
            constraint=models.CheckConstraint(
                condition=Q(state="agreed") & ~Q(agreed_code="") & ~Q(agreed_name="") & ~Q(agreed_level="")
                | ~Q(state="agreed") & Q(agreed_code="", agreed_name="", agreed_level=""),
                name="skill_set_agreed_for_a_programme",
            ),
        ),
    ]
