import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models
from django.db.models import Q

# Words as they are written, without grammar. Figures, addresses and words of which every text is full are never meant.
SPOKEN = """
CREATE FUNCTION matching_spoken(wanted bigint) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT strip(to_tsvector('pg_catalog.simple', concat_ws(' ', a.title, a.text, a.place, o.name, (
        SELECT string_agg(role.name, ' ') FROM matching_assignmentrole role WHERE role.assignment_id = a.id
    ))))
    FROM matching_assignment a JOIN partnership_organisation o ON o.id = a.organisation_id
    WHERE a.id = wanted
$$;

CREATE FUNCTION matching_entry_speaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.spoken := matching_spoken(NEW.assignment_id);
    RETURN NEW;
END $$;

CREATE FUNCTION matching_entries_spoke() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO matching_boardword (partnership_id, word)
    SELECT fresh.partnership_id, fresh.word
    FROM (SELECT DISTINCT partnership_id, unnest(tsvector_to_array(spoken)) AS word FROM touched) fresh
    WHERE length(fresh.word) BETWEEN 3 AND 40
    AND fresh.word !~ '[ -@[-`{-~]'
    AND NOT EXISTS (
        SELECT FROM matching_boardword w WHERE w.partnership_id = fresh.partnership_id AND w.word = fresh.word
    )
    AND numnode(plainto_tsquery('pg_catalog.dutch', fresh.word)) > 0
    AND numnode(plainto_tsquery('pg_catalog.english', fresh.word)) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER entry_speaks BEFORE INSERT OR UPDATE ON matching_boardentry
    FOR EACH ROW EXECUTE FUNCTION matching_entry_speaks();
CREATE TRIGGER entries_spoke_insert AFTER INSERT ON matching_boardentry REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION matching_entries_spoke();
CREATE TRIGGER entries_spoke_update AFTER UPDATE ON matching_boardentry REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION matching_entries_spoke();
ALTER TABLE matching_boardentry ALTER spoken SET STORAGE EXTERNAL;
UPDATE matching_boardentry SET title = title;
"""
SILENT = """
DROP TRIGGER entry_speaks ON matching_boardentry;
DROP TRIGGER entries_spoke_insert ON matching_boardentry;
DROP TRIGGER entries_spoke_update ON matching_boardentry;
DROP FUNCTION matching_entries_spoke();
DROP FUNCTION matching_entry_speaks();
DROP FUNCTION matching_spoken(bigint);
"""
ALIKE = """
CREATE FUNCTION matching_alike(asked text[]) RETURNS SETOF bigint LANGUAGE sql STABLE
SET pg_trgm.word_similarity_threshold = 0.3 AS $$
    SELECT e.assignment_id FROM unnest(asked) AS typed(word) JOIN matching_boardentry e ON e.title %> typed.word
$$;
"""


ENDED = ("declined", "withdrawn", "expired", "cancelled")
CONSTRAINTS = (
    migrations.RemoveConstraint(model_name="application", name="application_erased_is_empty"),
    migrations.AddConstraint(
        model_name="application",
        constraint=models.CheckConstraint(
            condition=Q(erased_at=None, student__isnull=False)
            | Q(
                erased_at__isnull=False,
                state__in=(*ENDED, "accepted", "placed"),
                motivation="",
                message="",
                student=None,
                team=None,
            ),
            name="application_erased_is_empty",
        ),
    ),
    migrations.RemoveConstraint(model_name="deskquestion", name="desk_question_decided_by_someone"),
    migrations.AddConstraint(
        model_name="deskquestion",
        constraint=models.CheckConstraint(
            condition=Q(state__in=("new", "taken"), decided_at=None)
            | ~Q(state__in=("new", "taken"))
            & Q(decided_at__isnull=False)
            & (Q(handled_by__isnull=False) | Q(contact_email="")),
            name="desk_question_decided_by_someone",
        ),
    ),
)


# The planner does not know what it costs to look at the words of each row, and would rather do that than use the index.
WITH = """
CREATE FUNCTION matching_with(asked tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT assignment_id FROM matching_boardentry WHERE words @@ asked
$$;
"""


class Migration(migrations.Migration):
    """Typing errors are forgiven in descriptions too: the words of the board, kept by the database.

    What was accepted, and who asked and answered at the desk, can be forgotten as the privacy page says.
    """

    dependencies = [("matching", "0007_a_round_may_give_what_was_declined")]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL("DROP FUNCTION matching_alike(text[]);", ALIKE),
        migrations.RemoveIndex(model_name="boardentry", name="board_entry_alike"),
        migrations.CreateModel(
            name="BoardWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, verbose_name="word")),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partnership.partnership",
                        verbose_name="partnership",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of the board",
                "verbose_name_plural": "words of the board",
                "indexes": [models.Index(fields=["partnership", "word"], name="board_word")],
            },
        ),
        migrations.AddField(
            model_name="boardentry",
            name="spoken",
            field=django.contrib.postgres.search.SearchVectorField(default="", verbose_name="words as written"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="boardentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["spoken"], name="board_entry_spoken"
            ),
        ),
        migrations.RemoveIndex(model_name="boardentry", name="board_entry_words"),
        migrations.AddIndex(
            model_name="boardentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="board_entry_words"
            ),
        ),
        migrations.RunSQL(SPOKEN, SILENT),
        migrations.RunSQL(WITH, "DROP FUNCTION matching_with(tsquery);"),
        *CONSTRAINTS,
        migrations.AlterField(
            model_name='application',
            name='decline_reason',
            field=models.CharField(blank=True, choices=[('filled', 'The seat went to somebody else.'), ('level', 'The level does not fit the assignment.'), ('skills', 'Other skills are needed for it.'), ('period', 'The period or the days do not fit.'), ('motivation', 'The motivation says too little about this assignment.'), ('other', 'Another reason, explained in the message.')], max_length=12, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='roundstudent',
            name='outcome',
            field=models.CharField(blank=True, choices=[('', 'not known yet'), ('nothing', 'no seat'), ('wish', 'a wish'), ('pinned', 'placed before or by hand')], max_length=8, verbose_name='outcome'),
        ),
        migrations.AlterField(
            model_name='roundstudent',
            name='pinned',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matching.roundrole', verbose_name='seat that is kept'),
        ),
    ]
