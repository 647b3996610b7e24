"""The list of skills with how much each is used."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from ..models import StudentProfile


def with_uses(rows):
    """In the order of the alphabet, with the number of assignments that ask for each, and of students who have it."""
    links = StudentProfile.skills.through.objects.filter(skilltag=OuterRef("pk")).order_by()
    counted = links.values("skilltag").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        uses=Count("roles__assignment", distinct=True),
        people=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    ).order_by("name_en" if get_language() == "en" else "name_nl", "pk")
