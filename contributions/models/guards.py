"""Guards in the database that need a look at other rows: locked months, and corrections that balance."""

import pgtrigger

from contributions.states import APPROVED, RETURNED, SUBMITTED

from .common import changed

# What a locked month keeps as it is on a line. Decisions on what was submitted in time go on, and so do reports.
CONTENT = (
    "programme_id",
    "organisation_id",
    "person_id",
    "activity_id",
    "worked_on",
    "minutes",
    "kind",
    "description",
    "place",
    "explanation",
    "corrects_id",
    "correction_reason",
)
FIRST_DAY = "date_trunc('month', {row}.worked_on)::date"
LOCK_KEY = "{programme}::int, {first_day} - DATE '2000-01-01'"


def _refuse_when_locked(row: str) -> str:
    """SQL: nobody can lock the month of this line until the end of the transaction, and it is not locked now."""
    first_day = FIRST_DAY.format(row=row)
    key = LOCK_KEY.format(programme=f"{row}.programme_id", first_day=first_day)
    return f"""
    PERFORM pg_advisory_xact_lock_shared({key});
    IF EXISTS (
        SELECT 1 FROM contributions_monthlock l
        WHERE l.programme_id = {row}.programme_id AND l.month = {first_day} AND NOT EXISTS (
            SELECT 1 FROM contributions_lockexception e
            WHERE e.lock_id = l.id AND (e.organisation_id IS NULL OR e.organisation_id = {row}.organisation_id)
            AND e.ended_at IS NULL AND e.until > clock_timestamp()
        )
    ) THEN
        RAISE EXCEPTION 'month_is_locked' USING ERRCODE = 'check_violation', CONSTRAINT = 'month_is_locked';
    END IF;"""  # noqa: S608 - names of this file only


hours_of_a_locked_month_stay = pgtrigger.Trigger(
    name="month_is_locked",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    IF TG_OP = 'UPDATE' THEN
        IF NOT ({changed(*CONTENT)}) AND (
            OLD.state = NEW.state OR (OLD.state = '{SUBMITTED}' AND NEW.state IN ('{APPROVED}', '{RETURNED}'))
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN {_refuse_when_locked("OLD")}
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF; {_refuse_when_locked("NEW")}
    RETURN NEW;""",
)
locking_waits_for_who_is_logging = pgtrigger.Trigger(
    name="locking_waits",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    PERFORM pg_advisory_xact_lock({LOCK_KEY.format(programme="NEW.programme_id", first_day="NEW.month")});
    RETURN NEW;""",
)
corrections_balance = pgtrigger.Trigger(
    name="corrections_balance",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.corrects_id IS NOT NULL"),
    func=f"""
    IF NOT EXISTS (
        SELECT 1 FROM contributions_hourentry o
        WHERE o.id = NEW.corrects_id AND o.state = '{APPROVED}' AND o.minutes > 0
        AND o.person_id = NEW.person_id AND o.organisation_id = NEW.organisation_id
        AND o.programme_id = NEW.programme_id AND (NEW.rate IS NULL OR NEW.rate = o.rate)
        AND (NEW.minutes > 0 OR (
            NEW.minutes = -o.minutes AND NEW.kind = o.kind AND NEW.activity_id = o.activity_id
        ))
    ) THEN
        RAISE EXCEPTION 'corrections_balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'corrections_balance';
    END IF;
    RETURN NEW;""",  # noqa: S608 - names of this file only
)
