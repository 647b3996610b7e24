"""A programme or an activity cannot get dates that leave out hours or contributions that were already booked under it.

The dates are owned by rooms that do not know of contributions, so the database holds this; who changes dates gets an
IntegrityError with the name of the rule.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION programme_keeps_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM contributions_hourentry WHERE programme_id = NEW.id
      AND (worked_on < NEW.starts_on OR worked_on > NEW.ends_on OR worked_on < NEW.applied_on)
  ) OR EXISTS (
    SELECT 1 FROM contributions_contribution WHERE programme_id = NEW.id
      AND (received_on < NEW.starts_on OR received_on > NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'lines lie outside the new dates'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_keeps_its_lines';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programme_keeps_its_lines BEFORE UPDATE OF starts_on, ends_on, applied_on ON partnership_programme
  FOR EACH ROW WHEN (
    OLD.starts_on IS DISTINCT FROM NEW.starts_on OR OLD.ends_on IS DISTINCT FROM NEW.ends_on
    OR OLD.applied_on IS DISTINCT FROM NEW.applied_on
  ) EXECUTE FUNCTION programme_keeps_its_lines();

CREATE FUNCTION activity_keeps_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM contributions_hourentry WHERE activity_id = NEW.id
      AND (worked_on < NEW.starts_on OR worked_on > NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'hours lie outside the new dates'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'activity_keeps_its_lines';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activity_keeps_its_lines BEFORE UPDATE OF starts_on, ends_on ON labs_activity
  FOR EACH ROW WHEN (OLD.starts_on IS DISTINCT FROM NEW.starts_on OR OLD.ends_on IS DISTINCT FROM NEW.ends_on)
  EXECUTE FUNCTION activity_keeps_its_lines();
"""

UNDO = """
DROP TRIGGER activity_keeps_its_lines ON labs_activity;
DROP FUNCTION activity_keeps_its_lines();
DROP TRIGGER programme_keeps_its_lines ON partnership_programme;
DROP FUNCTION programme_keeps_its_lines();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0001_initial"),
        ("labs", "0001_initial"),
        ("partnership", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
