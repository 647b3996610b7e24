import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

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


class Migration(migrations.Migration):
    """Typing errors are forgiven in descriptions too: the words of the board, each once, kept by the database."""

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
            index=django.contrib.postgres.indexes.GinIndex(fields=["spoken"], name="board_entry_spoken"),
        ),
        migrations.RunSQL(SPOKEN, SILENT),
    ]
