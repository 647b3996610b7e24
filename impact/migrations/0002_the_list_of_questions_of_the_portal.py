"""The list of questions that comes with the portal; going back needs nothing, for its tables go too."""

from django.db import migrations
from django.utils import timezone

from impact.instrument_files import write_built_in


def write(apps, schema_editor):
    write_built_in(lambda name: apps.get_model("impact", name), now=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_lists_of_questions_campaigns_and_answers")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
