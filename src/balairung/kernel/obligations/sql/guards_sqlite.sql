-- The ledger is written once. INSERT OR REPLACE deletes without firing DELETE triggers, hence the guards on INSERT.
DROP TRIGGER IF EXISTS event_no_update;
CREATE TRIGGER event_no_update BEFORE UPDATE ON obligations_event
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS event_no_delete;
CREATE TRIGGER event_no_delete BEFORE DELETE ON obligations_event
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS event_no_replace;
CREATE TRIGGER event_no_replace BEFORE INSERT ON obligations_event
WHEN EXISTS (SELECT 1 FROM obligations_event WHERE id = NEW.id OR (obligation_id = NEW.obligation_id AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;

DROP TRIGGER IF EXISTS leaf_no_update;
CREATE TRIGGER leaf_no_update BEFORE UPDATE ON obligations_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS leaf_no_delete;
CREATE TRIGGER leaf_no_delete BEFORE DELETE ON obligations_leaf
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;
DROP TRIGGER IF EXISTS leaf_no_replace;
CREATE TRIGGER leaf_no_replace BEFORE INSERT ON obligations_leaf
WHEN EXISTS (SELECT 1 FROM obligations_leaf WHERE "index" = NEW."index" OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'the ledger is not edited'); END;

-- An obligation changes state only together with a new line.
DROP TRIGGER IF EXISTS obligation_moves_by_line;
CREATE TRIGGER obligation_moves_by_line BEFORE UPDATE ON obligations_obligation
WHEN NEW.id <> OLD.id OR NEW.seq < OLD.seq OR NEW.seq > OLD.seq + 1
  OR (NEW.seq = OLD.seq AND (NEW.state <> OLD.state OR NEW.step <> OLD.step
      OR NEW.owner_office_id IS NOT OLD.owner_office_id OR NEW.closed_at IS NOT OLD.closed_at))
BEGIN SELECT RAISE(ABORT, 'an obligation changes only with a line of the ledger'); END;
DROP TRIGGER IF EXISTS obligation_no_delete;
CREATE TRIGGER obligation_no_delete BEFORE DELETE ON obligations_obligation
BEGIN SELECT RAISE(ABORT, 'an obligation is never deleted'); END;
DROP TRIGGER IF EXISTS obligation_no_replace;
CREATE TRIGGER obligation_no_replace BEFORE INSERT ON obligations_obligation
WHEN EXISTS (SELECT 1 FROM obligations_obligation WHERE id = NEW.id OR ref = NEW.ref)
BEGIN SELECT RAISE(ABORT, 'an obligation is never replaced'); END;
