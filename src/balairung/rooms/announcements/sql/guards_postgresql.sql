-- An edition that was published stays as it was said: a correction is another edition beside it.
CREATE OR REPLACE FUNCTION balairung_edition_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published edition is not edited'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS edition_no_change ON announcements_edition;
CREATE TRIGGER edition_no_change BEFORE UPDATE ON announcements_edition FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL)
EXECUTE FUNCTION balairung_edition_stands();
DROP TRIGGER IF EXISTS edition_no_delete ON announcements_edition;
CREATE TRIGGER edition_no_delete BEFORE DELETE ON announcements_edition FOR EACH ROW
WHEN (OLD.published_at IS NOT NULL)
EXECUTE FUNCTION balairung_edition_stands();
DROP TRIGGER IF EXISTS edition_no_truncate ON announcements_edition;
CREATE TRIGGER edition_no_truncate BEFORE TRUNCATE ON announcements_edition
FOR EACH STATEMENT EXECUTE FUNCTION balairung_edition_stands();
