-- The public log only grows: entries and heads stay as they were published, a tile is lengthened and never rewritten. What
-- is sealed may be sealed anew, and the key to an entry's words erased for ever; co-signatures are added.

DROP TRIGGER IF EXISTS logkey_stands;
CREATE TRIGGER logkey_stands BEFORE UPDATE ON receipts_logkey
WHEN NEW.rowid <> OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.origin IS NOT OLD.origin OR NEW.made_at IS NOT OLD.made_at
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logkey_no_delete;
CREATE TRIGGER logkey_no_delete BEFORE DELETE ON receipts_logkey
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logkey_no_replace;
CREATE TRIGGER logkey_no_replace BEFORE INSERT ON receipts_logkey
WHEN EXISTS (SELECT 1 FROM receipts_logkey
  WHERE rowid = NEW.rowid OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;

DROP TRIGGER IF EXISTS logentry_stands;
CREATE TRIGGER logentry_stands BEFORE UPDATE ON receipts_logentry
WHEN NEW.rowid <> OLD.rowid OR NEW."index" IS NOT OLD."index" OR NEW.kind IS NOT OLD.kind
  OR NEW.source IS NOT OLD.source OR NEW.source_key IS NOT OLD.source_key OR NEW.at IS NOT OLD.at
  OR NEW.commitment IS NOT OLD.commitment OR NEW.hash IS NOT OLD.hash OR NEW.code IS NOT OLD.code
  OR (OLD.key IS NULL AND NEW.key IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logentry_no_delete;
CREATE TRIGGER logentry_no_delete BEFORE DELETE ON receipts_logentry
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logentry_no_replace;
CREATE TRIGGER logentry_no_replace BEFORE INSERT ON receipts_logentry
WHEN EXISTS (SELECT 1 FROM receipts_logentry
  WHERE rowid = NEW.rowid OR "index" = NEW."index" OR code = NEW.code
  OR (source = NEW.source AND source_key = NEW.source_key))
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;

DROP TRIGGER IF EXISTS logtile_stands;
CREATE TRIGGER logtile_stands BEFORE UPDATE ON receipts_logtile
WHEN NEW.rowid <> OLD.rowid OR NEW.id IS NOT OLD.id OR NEW.level IS NOT OLD.level OR NEW."index" IS NOT OLD."index"
  OR NEW.width <= OLD.width OR substr(NEW.data, 1, length(OLD.data)) IS NOT OLD.data
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logtile_no_delete;
CREATE TRIGGER logtile_no_delete BEFORE DELETE ON receipts_logtile
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logtile_no_replace;
CREATE TRIGGER logtile_no_replace BEFORE INSERT ON receipts_logtile
WHEN EXISTS (SELECT 1 FROM receipts_logtile
  WHERE rowid = NEW.rowid OR id = NEW.id OR (level = NEW.level AND "index" = NEW."index"))
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;

DROP TRIGGER IF EXISTS logcheckpoint_stands;
CREATE TRIGGER logcheckpoint_stands BEFORE UPDATE ON receipts_logcheckpoint
WHEN NEW.rowid <> OLD.rowid OR NEW.size IS NOT OLD.size OR NEW.at IS NOT OLD.at OR NEW.note IS NOT OLD.note
  OR substr(NEW.cosignatures, 1, length(OLD.cosignatures)) IS NOT OLD.cosignatures
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logcheckpoint_no_delete;
CREATE TRIGGER logcheckpoint_no_delete BEFORE DELETE ON receipts_logcheckpoint
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
DROP TRIGGER IF EXISTS logcheckpoint_no_replace;
CREATE TRIGGER logcheckpoint_no_replace BEFORE INSERT ON receipts_logcheckpoint
WHEN EXISTS (SELECT 1 FROM receipts_logcheckpoint
  WHERE rowid = NEW.rowid OR size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'the public log only grows'); END;
