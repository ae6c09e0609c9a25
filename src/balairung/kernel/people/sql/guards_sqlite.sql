-- What was done to the organisation, and to accounts, stays as it was written. Lines about accounts may go when they are
-- a year older than the newest: nobody needs them any more, and they are about people.

DROP TRIGGER IF EXISTS change_no_change;
CREATE TRIGGER change_no_change BEFORE UPDATE ON people_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
DROP TRIGGER IF EXISTS change_no_delete;
CREATE TRIGGER change_no_delete BEFORE DELETE ON people_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
DROP TRIGGER IF EXISTS change_no_replace;
CREATE TRIGGER change_no_replace BEFORE INSERT ON people_change
WHEN EXISTS (SELECT 1 FROM people_change WHERE rowid = NEW.rowid OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;

DROP TRIGGER IF EXISTS accountline_no_change;
CREATE TRIGGER accountline_no_change BEFORE UPDATE ON people_accountline
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
DROP TRIGGER IF EXISTS accountline_no_delete;
CREATE TRIGGER accountline_no_delete BEFORE DELETE ON people_accountline
WHEN OLD.at > (SELECT datetime(MAX(at), '-365 days') FROM people_accountline)
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
DROP TRIGGER IF EXISTS accountline_no_replace;
CREATE TRIGGER accountline_no_replace BEFORE INSERT ON people_accountline
WHEN EXISTS (SELECT 1 FROM people_accountline WHERE rowid = NEW.rowid OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
