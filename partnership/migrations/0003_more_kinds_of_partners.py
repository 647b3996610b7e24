"""Organised business, training funds and other partners take part too."""

from django.db import migrations, models


def into_kinds_that_were_there(apps, schema_editor):
    """Backwards: the nearest kind on the same side of the financing."""
    organisations = apps.get_model("partnership", "Organisation").objects.using(schema_editor.connection.alias)
    organisations.filter(kind__in=["organised_business", "training_fund"]).update(kind="company")
    organisations.filter(kind="other").update(kind="government")


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_cache_table")]
    operations = [
        migrations.RemoveConstraint(model_name="organisation", name="organisation_kind_known"),
        migrations.AlterField(
            model_name="organisation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("company", "company"),
                    ("applicant_school", "applicant school"),
                    ("school", "school"),
                    ("government", "government"),
                    ("organised_business", "organised business"),
                    ("training_fund", "training and development fund"),
                    ("other", "other partner"),
                    ("accountant", "accountant"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, into_kinds_that_were_there),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "company",
                            "applicant_school",
                            "school",
                            "government",
                            "organised_business",
                            "training_fund",
                            "other",
                            "accountant",
                        ],
                    )
                ),
                name="organisation_kind_known",
            ),
        ),
    ]
