-- Who opened what about whom is written once, as the ledger is.
CREATE OR REPLACE FUNCTION balairung_unsealing_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the access log is not edited'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS unsealing_no_update ON obligations_unsealing;
CREATE TRIGGER unsealing_no_update BEFORE UPDATE ON obligations_unsealing FOR EACH ROW
EXECUTE FUNCTION balairung_unsealing_stands();
DROP TRIGGER IF EXISTS unsealing_no_delete ON obligations_unsealing;
CREATE TRIGGER unsealing_no_delete BEFORE DELETE ON obligations_unsealing FOR EACH ROW
EXECUTE FUNCTION balairung_unsealing_stands();
DROP TRIGGER IF EXISTS unsealing_no_truncate ON obligations_unsealing;
CREATE TRIGGER unsealing_no_truncate BEFORE TRUNCATE ON obligations_unsealing
FOR EACH STATEMENT EXECUTE FUNCTION balairung_unsealing_stands();
