-- The ledger is written once. INSERT OR REPLACE and UPDATE OR REPLACE delete without firing DELETE triggers, hence
-- the guards on INSERT; a row has three names there: its key, what else is unique, and SQLite's own rowid.
DROP TRIGGER IF EXISTS event_no_update;
CREATE TRIGGER event_no_update BEFORE UPDATE ON obligations_event
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS event_no_delete;
CREATE TRIGGER event_no_delete BEFORE DELETE ON obligations_event
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS event_no_replace;
CREATE TRIGGER event_no_replace BEFORE INSERT ON obligations_event
WHEN EXISTS (SELECT 1 FROM obligations_event
  WHERE rowid = NEW.rowid OR id = NEW.id OR (obligation_id = NEW.obligation_id AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;

DROP TRIGGER IF EXISTS leaf_no_update;
CREATE TRIGGER leaf_no_update BEFORE UPDATE ON obligations_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS leaf_no_delete;
CREATE TRIGGER leaf_no_delete BEFORE DELETE ON obligations_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS leaf_no_replace;
CREATE TRIGGER leaf_no_replace BEFORE INSERT ON obligations_leaf
WHEN EXISTS (SELECT 1 FROM obligations_leaf
  WHERE rowid = NEW.rowid OR "index" = NEW."index" OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;

-- An obligation changes only together with a new line: what names it never, its subject (no fact) freely.
DROP TRIGGER IF EXISTS obligation_moves_by_line;
CREATE TRIGGER obligation_moves_by_line BEFORE UPDATE ON obligations_obligation
WHEN NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.kind <> OLD.kind
  OR NEW.opened_at <> OLD.opened_at OR NEW.seq < OLD.seq OR NEW.seq > OLD.seq + 1
  OR (NEW.seq = OLD.seq AND (
      NEW."case" IS NOT OLD."case" OR NEW.origin IS NOT OLD.origin OR NEW.period IS NOT OLD.period OR
      NEW.owner_office_id IS NOT OLD.owner_office_id OR NEW.owner_post_id IS NOT OLD.owner_post_id OR
      NEW.owner_person_id IS NOT OLD.owner_person_id OR NEW.owner_key IS NOT OLD.owner_key OR
      NEW.visibility IS NOT OLD.visibility OR NEW.state IS NOT OLD.state OR NEW.step IS NOT OLD.step OR
      NEW.held_state IS NOT OLD.held_state OR NEW.held_step IS NOT OLD.held_step OR
      NEW.closed_at IS NOT OLD.closed_at OR NEW.next_at IS NOT OLD.next_at OR
      NEW.answer_by IS NOT OLD.answer_by))
BEGIN SELECT RAISE(ABORT, 'an obligation changes only with a line of the ledger'); END;
DROP TRIGGER IF EXISTS obligation_no_delete;
CREATE TRIGGER obligation_no_delete BEFORE DELETE ON obligations_obligation
BEGIN SELECT RAISE(ABORT, 'an obligation is never deleted'); END;
DROP TRIGGER IF EXISTS obligation_no_replace;
CREATE TRIGGER obligation_no_replace BEFORE INSERT ON obligations_obligation
WHEN EXISTS (SELECT 1 FROM obligations_obligation WHERE rowid = NEW.rowid OR id = NEW.id OR ref = NEW.ref)
  OR (NEW.origin <> '' AND EXISTS (SELECT 1 FROM obligations_obligation WHERE NOT (origin = '')
      AND kind = NEW.kind AND origin = NEW.origin AND period = NEW.period AND owner_key = NEW.owner_key))
BEGIN SELECT RAISE(ABORT, 'an obligation is never replaced'); END;
DROP TRIGGER IF EXISTS obligation_no_push;
CREATE TRIGGER obligation_no_push BEFORE UPDATE ON obligations_obligation
WHEN NEW.origin <> '' AND EXISTS (SELECT 1 FROM obligations_obligation WHERE NOT (origin = '')
  AND kind = NEW.kind AND origin = NEW.origin AND period = NEW.period AND owner_key = NEW.owner_key AND id <> NEW.id)
BEGIN SELECT RAISE(ABORT, 'an obligation is never replaced'); END;
