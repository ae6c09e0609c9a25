-- What was done to the organisation, and to accounts, stays as it was written. Lines about accounts may go when they are
-- a year older than the newest: nobody needs them any more, and they are about people.
CREATE OR REPLACE FUNCTION balairung_journal_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE FUNCTION balairung_accountline_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.at > (SELECT max(at) FROM people_accountline) - interval '365 days' THEN
    RAISE EXCEPTION 'the journal only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS change_no_change ON people_change;
CREATE TRIGGER change_no_change BEFORE UPDATE ON people_change
FOR EACH ROW EXECUTE FUNCTION balairung_journal_grows();
DROP TRIGGER IF EXISTS change_no_delete ON people_change;
CREATE TRIGGER change_no_delete BEFORE DELETE ON people_change
FOR EACH ROW EXECUTE FUNCTION balairung_journal_grows();
DROP TRIGGER IF EXISTS change_no_truncate ON people_change;
CREATE TRIGGER change_no_truncate BEFORE TRUNCATE ON people_change
FOR EACH STATEMENT EXECUTE FUNCTION balairung_journal_grows();
DROP TRIGGER IF EXISTS accountline_no_change ON people_accountline;
CREATE TRIGGER accountline_no_change BEFORE UPDATE ON people_accountline
FOR EACH ROW EXECUTE FUNCTION balairung_journal_grows();
DROP TRIGGER IF EXISTS accountline_no_delete ON people_accountline;
CREATE TRIGGER accountline_no_delete BEFORE DELETE ON people_accountline
FOR EACH ROW EXECUTE FUNCTION balairung_accountline_kept();
DROP TRIGGER IF EXISTS accountline_no_truncate ON people_accountline;
CREATE TRIGGER accountline_no_truncate BEFORE TRUNCATE ON people_accountline
FOR EACH STATEMENT EXECUTE FUNCTION balairung_journal_grows();
