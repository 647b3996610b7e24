"""Migrations that touch rows go forth and back."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from labs.models import SkillSet
from partnership.models import Organisation
from tests.cast import make_organisation, stage
from tests.labs.research_helpers import agreed


@pytest.fixture
def migrate():
    """Goes to a migration of a room, and in the end to the newest again."""

    def to(name, room="partnership"):
        executor = MigrationExecutor(connection)
        executor.migrate([(room, name)])

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_kinds_of_partners_go_back_to_the_nearest_on_the_same_side(migrate):
    cast = stage()
    for kind in ("organised_business", "training_fund", "other"):
        make_organisation(cast.werkplaats, kind.replace("_", "-"), kind, kind, cast.programme)
    migrate("0002_cache_table")
    kinds = dict(
        Organisation.objects.filter(name__in=["organised_business", "training_fund", "other"]).values_list(
            "name", "kind"
        )
    )
    assert kinds == {"organised_business": "company", "training_fund": "company", "other": "government"}
    assert Organisation.objects.get(key="kantoor").kind == "accountant"


@pytest.mark.django_db(transaction=True)
def test_sets_that_were_agreed_before_get_what_their_programme_is_called(migrate):
    skill_set = agreed(stage())
    migrate("0015_modules_and_learning_paths", "labs")
    migrate("0016_agreed_skills_keep_their_programme", "labs")
    kept = SkillSet.objects.values_list("agreed_code", "agreed_name", "agreed_level").get(pk=skill_set.pk)
    assert kept == ("25998", "Software developer", "mbo4")
    with pytest.raises(DatabaseError, match="Cannot update"):  # the set is for good again
        SkillSet.objects.update(agreed_name="Anders")
