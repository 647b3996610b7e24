"""Rent of a contribution that came back is free for another one; the months of a rental are kept for the others only.

Claims of contributions that were returned already are given back too.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import labs.models.rooms
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION rental_keeps_its_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM contributions_rentclaim WHERE rental_id = NEW.id{held}
      AND (first_month < NEW.first_month OR last_month > NEW.last_month)
  ) THEN
    RAISE EXCEPTION 'rental_keeps_its_claims: rent was brought in for months outside the new ones'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rental_keeps_its_claims';
  END IF;
  RETURN NEW;
END $$;
"""
RELEASED = """
UPDATE contributions_rentclaim c SET released_at = coalesce(g.decided_at, now())
  FROM contributions_contribution g WHERE g.id = c.contribution_id AND g.state = 'returned';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0010_rentals_keep_their_claims'),
        ('labs', '0011_bookings_hours_and_rentals_of_rooms'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rentclaim',
            name='rent_claimed_once',
        ),
        migrations.AddField(
            model_name='rentclaim',
            name='released_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='free again since'),
        ),
        migrations.RunSQL(RELEASED, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION.format(held=" AND released_at IS NULL"), FUNCTION.format(held="")),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='goods_bring_in_rent_of_their_own', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IN (\'submitted\', \'approved\'))', func="\n    IF EXISTS (\n        SELECT 1 FROM contributions_rentclaim c WHERE c.contribution_id = NEW.id AND c.released_at IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'goods_bring_in_rent_of_their_own'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'goods_bring_in_rent_of_their_own';\n    END IF;\n    RETURN NEW;", hash='5142f14671e9ce4da1357862e3fb8a43ecdd8fd9', operation='UPDATE', pgid='pgtrigger_goods_bring_in_rent_of_their_own_34aa1', table='contributions_contribution', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rentclaim',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('released_at', None)), expressions=[('rental', '='), (labs.models.rooms.MonthRange('first_month', 'last_month', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='rent_claimed_once'),
        ),
    ]
