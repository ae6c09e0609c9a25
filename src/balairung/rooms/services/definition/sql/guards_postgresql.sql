-- A version of a service that was published is not edited: what people applied for stands as it stood. Only the day of
-- its end is written, once.
CREATE OR REPLACE FUNCTION balairung_version_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published version is not edited'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS version_no_change ON services_version;
CREATE TRIGGER version_no_change BEFORE UPDATE ON services_version FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL AND (
  NEW.id <> OLD.id OR NEW.service_id <> OLD.service_id OR NEW.number <> OLD.number OR
  NEW.body <> OLD.body OR NEW.digest <> OLD.digest OR NEW.note <> OLD.note OR NEW.decree <> OLD.decree OR
  NEW.decreed_on IS DISTINCT FROM OLD.decreed_on OR NEW.saved_at <> OLD.saved_at OR
  NEW.saved_by_id IS DISTINCT FROM OLD.saved_by_id OR NEW.published_at IS DISTINCT FROM OLD.published_at OR
  NEW.published_by_id IS DISTINCT FROM OLD.published_by_id OR NEW.package_id IS DISTINCT FROM OLD.package_id OR
  (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at)))
EXECUTE FUNCTION balairung_version_stands();
DROP TRIGGER IF EXISTS version_no_delete ON services_version;
CREATE TRIGGER version_no_delete BEFORE DELETE ON services_version FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL)
EXECUTE FUNCTION balairung_version_stands();
DROP TRIGGER IF EXISTS version_no_truncate ON services_version;
CREATE TRIGGER version_no_truncate BEFORE TRUNCATE ON services_version
FOR EACH STATEMENT EXECUTE FUNCTION balairung_version_stands();
