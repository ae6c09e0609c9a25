-- The public log only grows: entries and heads stay as they were published, a tile is lengthened and never rewritten. What
-- is sealed may be sealed anew, and the key to an entry's words erased for ever; co-signatures are added.
CREATE OR REPLACE FUNCTION balairung_log_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the public log only grows' USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS logkey_stands ON receipts_logkey;
CREATE TRIGGER logkey_stands BEFORE UPDATE ON receipts_logkey FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.origin IS DISTINCT FROM OLD.origin
  OR NEW.made_at IS DISTINCT FROM OLD.made_at)
EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logkey_no_delete ON receipts_logkey;
CREATE TRIGGER logkey_no_delete BEFORE DELETE ON receipts_logkey
FOR EACH ROW EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logkey_no_truncate ON receipts_logkey;
CREATE TRIGGER logkey_no_truncate BEFORE TRUNCATE ON receipts_logkey
FOR EACH STATEMENT EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logentry_stands ON receipts_logentry;
CREATE TRIGGER logentry_stands BEFORE UPDATE ON receipts_logentry FOR EACH ROW
WHEN (NEW."index" IS DISTINCT FROM OLD."index" OR NEW.kind IS DISTINCT FROM OLD.kind
  OR NEW.source IS DISTINCT FROM OLD.source OR NEW.source_key IS DISTINCT FROM OLD.source_key
  OR NEW.at IS DISTINCT FROM OLD.at OR NEW.commitment IS DISTINCT FROM OLD.commitment
  OR NEW.hash IS DISTINCT FROM OLD.hash OR NEW.code IS DISTINCT FROM OLD.code
  OR (OLD.key IS NULL AND NEW.key IS NOT NULL))
EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logentry_no_delete ON receipts_logentry;
CREATE TRIGGER logentry_no_delete BEFORE DELETE ON receipts_logentry
FOR EACH ROW EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logentry_no_truncate ON receipts_logentry;
CREATE TRIGGER logentry_no_truncate BEFORE TRUNCATE ON receipts_logentry
FOR EACH STATEMENT EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logtile_stands ON receipts_logtile;
CREATE TRIGGER logtile_stands BEFORE UPDATE ON receipts_logtile FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.level IS DISTINCT FROM OLD.level
  OR NEW."index" IS DISTINCT FROM OLD."index"
  OR NEW.width <= OLD.width OR substring(NEW.data FROM 1 FOR octet_length(OLD.data)) IS DISTINCT FROM OLD.data)
EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logtile_no_delete ON receipts_logtile;
CREATE TRIGGER logtile_no_delete BEFORE DELETE ON receipts_logtile
FOR EACH ROW EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logtile_no_truncate ON receipts_logtile;
CREATE TRIGGER logtile_no_truncate BEFORE TRUNCATE ON receipts_logtile
FOR EACH STATEMENT EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logcheckpoint_stands ON receipts_logcheckpoint;
CREATE TRIGGER logcheckpoint_stands BEFORE UPDATE ON receipts_logcheckpoint FOR EACH ROW
WHEN (NEW.size IS DISTINCT FROM OLD.size OR NEW.at IS DISTINCT FROM OLD.at OR NEW.note IS DISTINCT FROM OLD.note
  OR left(NEW.cosignatures, length(OLD.cosignatures)) IS DISTINCT FROM OLD.cosignatures)
EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logcheckpoint_no_delete ON receipts_logcheckpoint;
CREATE TRIGGER logcheckpoint_no_delete BEFORE DELETE ON receipts_logcheckpoint
FOR EACH ROW EXECUTE FUNCTION balairung_log_grows();
DROP TRIGGER IF EXISTS logcheckpoint_no_truncate ON receipts_logcheckpoint;
CREATE TRIGGER logcheckpoint_no_truncate BEFORE TRUNCATE ON receipts_logcheckpoint
FOR EACH STATEMENT EXECUTE FUNCTION balairung_log_grows();
