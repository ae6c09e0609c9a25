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

-- An obligation changes only together with a new line: what names it never, its subject (no fact) freely.
CREATE OR REPLACE FUNCTION balairung_needs_line() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an obligation changes only with a line of the ledger'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS obligation_moves_by_line ON obligations_obligation;
CREATE TRIGGER obligation_moves_by_line BEFORE UPDATE ON obligations_obligation FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.kind <> OLD.kind
  OR NEW.opened_at <> OLD.opened_at OR NEW.seq < OLD.seq OR NEW.seq > OLD.seq + 1
  OR (NEW.seq = OLD.seq AND (
      NEW."case" IS DISTINCT FROM OLD."case" OR NEW.origin IS DISTINCT FROM OLD.origin OR
      NEW.period IS DISTINCT FROM OLD.period OR NEW.owner_office_id IS DISTINCT FROM OLD.owner_office_id OR
      NEW.owner_post_id IS DISTINCT FROM OLD.owner_post_id OR
      NEW.owner_person_id IS DISTINCT FROM OLD.owner_person_id OR
      NEW.owner_key IS DISTINCT FROM OLD.owner_key OR NEW.visibility IS DISTINCT FROM OLD.visibility OR
      NEW.state IS DISTINCT FROM OLD.state OR NEW.step IS DISTINCT FROM OLD.step OR
      NEW.held_state IS DISTINCT FROM OLD.held_state OR NEW.held_step IS DISTINCT FROM OLD.held_step OR
      NEW.closed_at IS DISTINCT FROM OLD.closed_at OR NEW.next_at IS DISTINCT FROM OLD.next_at OR
      NEW.answer_by IS DISTINCT FROM OLD.answer_by)))
EXECUTE FUNCTION balairung_needs_line();
DROP TRIGGER IF EXISTS obligation_no_delete ON obligations_obligation;
CREATE TRIGGER obligation_no_delete BEFORE DELETE ON obligations_obligation
FOR EACH ROW EXECUTE FUNCTION balairung_needs_line();
DROP TRIGGER IF EXISTS obligation_no_truncate ON obligations_obligation;
CREATE TRIGGER obligation_no_truncate BEFORE TRUNCATE ON obligations_obligation
FOR EACH STATEMENT EXECUTE FUNCTION balairung_needs_line();
