"""A month is handed in, where hours are submitted: words only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contributions", "0006_sheets_know_their_columns")]

    operations = [
        migrations.AlterField(
            model_name="timesheet",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "handed in"),
                    ("confirmed", "confirmed by the company"),
                    ("accepted", "accepted by the partnership"),
                    ("locked", "locked"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="timesheet",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="handed in at"),
        ),
    ]
