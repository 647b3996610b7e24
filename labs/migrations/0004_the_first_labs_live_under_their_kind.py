"""Each lab that is there gets its kind as its address; going back needs nothing, for the column goes too."""

from django.db import migrations
from django.db.models import F


def fill(apps, _editor):
    apps.get_model("labs", "Lab").objects.filter(slug="").update(slug=F("kind"))


class Migration(migrations.Migration):

    dependencies = [
        ("labs", "0003_labs_have_an_address"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
