-- An edition that was published stays as it was said: a correction is another edition beside it. (INSERT OR REPLACE and
-- UPDATE OR REPLACE fire no DELETE trigger, hence the last two.)
DROP TRIGGER IF EXISTS edition_no_change;
CREATE TRIGGER edition_no_change BEFORE UPDATE ON announcements_edition
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published edition is not edited'); END;
DROP TRIGGER IF EXISTS edition_no_delete;
CREATE TRIGGER edition_no_delete BEFORE DELETE ON announcements_edition
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published edition is not edited'); END;
DROP TRIGGER IF EXISTS edition_no_replace;
CREATE TRIGGER edition_no_replace BEFORE INSERT ON announcements_edition
WHEN EXISTS (SELECT 1 FROM announcements_edition WHERE published_at IS NOT NULL AND (
  rowid = NEW.rowid OR id = NEW.id OR (announcement_id = NEW.announcement_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a published edition is not edited'); END;
DROP TRIGGER IF EXISTS edition_no_push;
CREATE TRIGGER edition_no_push BEFORE UPDATE ON announcements_edition
WHEN EXISTS (SELECT 1 FROM announcements_edition WHERE published_at IS NOT NULL AND id <> OLD.id AND (
  rowid = NEW.rowid OR id = NEW.id OR (announcement_id = NEW.announcement_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a published edition is not edited'); END;
