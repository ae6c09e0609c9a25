-- The ledger is written once.
CREATE OR REPLACE FUNCTION balairung_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is not edited' USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS event_no_change ON obligations_event;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON obligations_event
FOR EACH ROW EXECUTE FUNCTION balairung_refuse();
DROP TRIGGER IF EXISTS event_no_truncate ON obligations_event;
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON obligations_event
FOR EACH STATEMENT EXECUTE FUNCTION balairung_refuse();
DROP TRIGGER IF EXISTS leaf_no_change ON obligations_leaf;
CREATE TRIGGER leaf_no_change BEFORE UPDATE OR DELETE ON obligations_leaf
FOR EACH ROW EXECUTE FUNCTION balairung_refuse();
DROP TRIGGER IF EXISTS leaf_no_truncate ON obligations_leaf;
CREATE TRIGGER leaf_no_truncate BEFORE TRUNCATE ON obligations_leaf
FOR EACH STATEMENT EXECUTE FUNCTION balairung_refuse();

-- An obligation changes state only together with a new line.
CREATE OR REPLACE FUNCTION balairung_needs_line() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an obligation changes only with a line of the ledger'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS obligation_moves_by_line ON obligations_obligation;
CREATE TRIGGER obligation_moves_by_line BEFORE UPDATE ON obligations_obligation FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.seq < OLD.seq OR NEW.seq > OLD.seq + 1
  OR (NEW.seq = OLD.seq AND (NEW.state <> OLD.state OR NEW.step <> OLD.step
      OR NEW.owner_office_id IS DISTINCT FROM OLD.owner_office_id OR NEW.closed_at IS DISTINCT FROM OLD.closed_at)))
EXECUTE FUNCTION balairung_needs_line();
DROP TRIGGER IF EXISTS obligation_no_delete ON obligations_obligation;
CREATE TRIGGER obligation_no_delete BEFORE DELETE ON obligations_obligation
FOR EACH ROW EXECUTE FUNCTION balairung_needs_line();
DROP TRIGGER IF EXISTS obligation_no_truncate ON obligations_obligation;
CREATE TRIGGER obligation_no_truncate BEFORE TRUNCATE ON obligations_obligation
FOR EACH STATEMENT EXECUTE FUNCTION balairung_needs_line();
