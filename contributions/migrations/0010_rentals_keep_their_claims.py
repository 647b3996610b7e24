"""A rental cannot get months that leave out rent that was brought in for it.

The months are owned by rooms that do not know of contributions, so the database holds this; who changes them gets an
IntegrityError with the name of the rule.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION rental_keeps_its_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM contributions_rentclaim WHERE rental_id = NEW.id
      AND (first_month < NEW.first_month OR last_month > NEW.last_month)
  ) THEN
    RAISE EXCEPTION 'rental_keeps_its_claims: rent was brought in for months outside the new ones'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rental_keeps_its_claims';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rental_keeps_its_claims BEFORE UPDATE OF first_month, last_month ON labs_roomrental
  FOR EACH ROW WHEN (
    OLD.first_month IS DISTINCT FROM NEW.first_month OR OLD.last_month IS DISTINCT FROM NEW.last_month
  ) EXECUTE FUNCTION rental_keeps_its_claims();
"""

UNDO = """
DROP TRIGGER rental_keeps_its_claims ON labs_roomrental;
DROP FUNCTION rental_keeps_its_claims();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0009_hours_that_follow_from_sessions"),
        ("labs", "0011_bookings_hours_and_rentals_of_rooms"),
    ]

    operations = [migrations.RunSQL(FUNCTION, UNDO)]
