from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """So that the database itself can refuse two bookings of a room at the same moment."""

    dependencies = [("labs", "0009_research_products_skills_and_start_check")]

    operations = [BtreeGistExtension()]
