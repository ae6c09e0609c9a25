-- A version of a service that was published is not edited: what people applied for stands as it stood. Only the day of
-- its end is written, once. (INSERT OR REPLACE and UPDATE OR REPLACE fire no DELETE trigger, hence the last two.)
DROP TRIGGER IF EXISTS version_no_change;
CREATE TRIGGER version_no_change BEFORE UPDATE ON services_version
WHEN OLD.published_at IS NOT NULL AND (
  NEW.rowid <> OLD.rowid OR NEW.id <> OLD.id OR NEW.service_id <> OLD.service_id OR NEW.number <> OLD.number OR
  NEW.body <> OLD.body OR NEW.digest <> OLD.digest OR NEW.note <> OLD.note OR NEW.decree <> OLD.decree OR
  NEW.decreed_on IS NOT OLD.decreed_on OR NEW.saved_at <> OLD.saved_at OR NEW.saved_by_id IS NOT OLD.saved_by_id OR
  NEW.published_at IS NOT OLD.published_at OR NEW.published_by_id IS NOT OLD.published_by_id OR
  NEW.package_id IS NOT OLD.package_id OR
  (OLD.retired_at IS NOT NULL AND NEW.retired_at IS NOT OLD.retired_at))
BEGIN SELECT RAISE(ABORT, 'a published version is not edited'); END;
DROP TRIGGER IF EXISTS version_no_delete;
CREATE TRIGGER version_no_delete BEFORE DELETE ON services_version
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published version is not edited'); END;
DROP TRIGGER IF EXISTS version_no_replace;
CREATE TRIGGER version_no_replace BEFORE INSERT ON services_version
WHEN EXISTS (SELECT 1 FROM services_version WHERE published_at IS NOT NULL AND (
  rowid = NEW.rowid OR id = NEW.id OR (service_id = NEW.service_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a published version is not edited'); END;
DROP TRIGGER IF EXISTS version_no_push;
CREATE TRIGGER version_no_push BEFORE UPDATE ON services_version
WHEN EXISTS (SELECT 1 FROM services_version WHERE published_at IS NOT NULL AND id <> OLD.id AND (
  rowid = NEW.rowid OR id = NEW.id OR (service_id = NEW.service_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a published version is not edited'); END;
