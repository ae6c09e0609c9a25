-- What an examination found stays as it was sent to the office: neither its rows nor the money that came back, the
-- corrections and the readings beside them are edited. A correction is a line more.
-- (INSERT OR REPLACE and UPDATE OR REPLACE fire no DELETE trigger, hence the guards against them.)
DROP TRIGGER IF EXISTS oversight_examination_no_change;
CREATE TRIGGER oversight_examination_no_change BEFORE UPDATE ON oversight_examination
WHEN OLD.sent_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_examination_no_delete;
CREATE TRIGGER oversight_examination_no_delete BEFORE DELETE ON oversight_examination
WHEN OLD.sent_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_examination_no_replace;
CREATE TRIGGER oversight_examination_no_replace BEFORE INSERT ON oversight_examination
WHEN EXISTS (SELECT 1 FROM oversight_examination WHERE sent_at IS NOT NULL AND (rowid = NEW.rowid OR id = NEW.id OR (letter = NEW.letter AND source = NEW.source)))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_examination_no_push;
CREATE TRIGGER oversight_examination_no_push BEFORE UPDATE ON oversight_examination
WHEN EXISTS (SELECT 1 FROM oversight_examination WHERE sent_at IS NOT NULL AND id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR (letter = NEW.letter AND source = NEW.source)))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_finding_no_change;
CREATE TRIGGER oversight_finding_no_change BEFORE UPDATE ON oversight_finding
WHEN OLD.sent_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_finding_no_delete;
CREATE TRIGGER oversight_finding_no_delete BEFORE DELETE ON oversight_finding
WHEN OLD.sent_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_finding_no_replace;
CREATE TRIGGER oversight_finding_no_replace BEFORE INSERT ON oversight_finding
WHEN EXISTS (SELECT 1 FROM oversight_finding WHERE sent_at IS NOT NULL AND (rowid = NEW.rowid OR id = NEW.id OR (examination_id = NEW.examination_id AND place = NEW.place)))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_finding_no_push;
CREATE TRIGGER oversight_finding_no_push BEFORE UPDATE ON oversight_finding
WHEN EXISTS (SELECT 1 FROM oversight_finding WHERE sent_at IS NOT NULL AND id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR (examination_id = NEW.examination_id AND place = NEW.place)))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_recommendation_no_change;
CREATE TRIGGER oversight_recommendation_no_change BEFORE UPDATE ON oversight_recommendation
WHEN OLD.obligation_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_recommendation_no_delete;
CREATE TRIGGER oversight_recommendation_no_delete BEFORE DELETE ON oversight_recommendation
WHEN OLD.obligation_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_recommendation_no_replace;
CREATE TRIGGER oversight_recommendation_no_replace BEFORE INSERT ON oversight_recommendation
WHEN EXISTS (SELECT 1 FROM oversight_recommendation WHERE obligation_id IS NOT NULL AND (rowid = NEW.rowid OR id = NEW.id OR (finding_id = NEW.finding_id AND place = NEW.place) OR obligation_id = NEW.obligation_id))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_recommendation_no_push;
CREATE TRIGGER oversight_recommendation_no_push BEFORE UPDATE ON oversight_recommendation
WHEN EXISTS (SELECT 1 FROM oversight_recommendation WHERE obligation_id IS NOT NULL AND id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR (finding_id = NEW.finding_id AND place = NEW.place) OR obligation_id = NEW.obligation_id))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_payment_no_change;
CREATE TRIGGER oversight_payment_no_change BEFORE UPDATE ON oversight_payment
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_payment_no_delete;
CREATE TRIGGER oversight_payment_no_delete BEFORE DELETE ON oversight_payment
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_payment_no_replace;
CREATE TRIGGER oversight_payment_no_replace BEFORE INSERT ON oversight_payment
WHEN EXISTS (SELECT 1 FROM oversight_payment WHERE (rowid = NEW.rowid OR id = NEW.id OR corrects_id = NEW.corrects_id))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_amendment_no_change;
CREATE TRIGGER oversight_amendment_no_change BEFORE UPDATE ON oversight_amendment
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_amendment_no_delete;
CREATE TRIGGER oversight_amendment_no_delete BEFORE DELETE ON oversight_amendment
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_amendment_no_replace;
CREATE TRIGGER oversight_amendment_no_replace BEFORE INSERT ON oversight_amendment
WHEN EXISTS (SELECT 1 FROM oversight_amendment WHERE (rowid = NEW.rowid OR id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_reading_no_change;
CREATE TRIGGER oversight_reading_no_change BEFORE UPDATE ON oversight_reading
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_reading_no_delete;
CREATE TRIGGER oversight_reading_no_delete BEFORE DELETE ON oversight_reading
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_reading_no_replace;
CREATE TRIGGER oversight_reading_no_replace BEFORE INSERT ON oversight_reading
WHEN EXISTS (SELECT 1 FROM oversight_reading WHERE (rowid = NEW.rowid OR id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_finding_no_more;
CREATE TRIGGER oversight_finding_no_more BEFORE INSERT ON oversight_finding
WHEN EXISTS (SELECT 1 FROM oversight_examination WHERE id = NEW.examination_id AND sent_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
DROP TRIGGER IF EXISTS oversight_recommendation_no_more;
CREATE TRIGGER oversight_recommendation_no_more BEFORE INSERT ON oversight_recommendation
WHEN EXISTS (SELECT 1 FROM oversight_finding WHERE id = NEW.finding_id AND sent_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what an examination found is not edited'); END;
