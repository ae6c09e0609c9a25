-- Who opened what about whom is written once, as the ledger is. INSERT OR REPLACE deletes without firing DELETE
-- triggers, hence the last one.
DROP TRIGGER IF EXISTS unsealing_no_update;
CREATE TRIGGER unsealing_no_update BEFORE UPDATE ON obligations_unsealing
BEGIN SELECT RAISE(ABORT, 'the access log is not edited'); END;
DROP TRIGGER IF EXISTS unsealing_no_delete;
CREATE TRIGGER unsealing_no_delete BEFORE DELETE ON obligations_unsealing
BEGIN SELECT RAISE(ABORT, 'the access log is not edited'); END;
DROP TRIGGER IF EXISTS unsealing_no_replace;
CREATE TRIGGER unsealing_no_replace BEFORE INSERT ON obligations_unsealing
WHEN EXISTS (SELECT 1 FROM obligations_unsealing WHERE rowid = NEW.rowid OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the access log is not edited'); END;
