-- What was approved stands: the minutes, their paragraphs and decisions, the questions that were asked, and which office
-- was bound to what. Who holds a paragraph, when it was published, its letter and the name of an asker are not its words.
-- (INSERT OR REPLACE and UPDATE OR REPLACE fire no DELETE trigger, hence the guards against them.)
DROP TRIGGER IF EXISTS meetings_minutes_no_change;
CREATE TRIGGER meetings_minutes_no_change BEFORE UPDATE ON meetings_minutes
WHEN (OLD.id IS NOT NEW.id OR OLD.meeting_id IS NOT NEW.meeting_id OR OLD.submitted_at IS NOT NEW.submitted_at OR OLD.submitted_by_id IS NOT NEW.submitted_by_id OR OLD.returned_for IS NOT NEW.returned_for OR OLD.approved_at IS NOT NEW.approved_at OR OLD.approved_by_id IS NOT NEW.approved_by_id OR OLD.approved_as IS NOT NEW.approved_as OR OLD.owed_id IS NOT NEW.owed_id) AND (OLD.approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutes_no_delete;
CREATE TRIGGER meetings_minutes_no_delete BEFORE DELETE ON meetings_minutes
WHEN OLD.approved_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutes_no_replace;
CREATE TRIGGER meetings_minutes_no_replace BEFORE INSERT ON meetings_minutes
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE (rowid = NEW.rowid OR id = NEW.id OR meeting_id = NEW.meeting_id OR owed_id = NEW.owed_id) AND meetings_minutes.approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutes_no_push;
CREATE TRIGGER meetings_minutes_no_push BEFORE UPDATE ON meetings_minutes
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR meeting_id = NEW.meeting_id OR owed_id = NEW.owed_id) AND meetings_minutes.approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutesitem_no_change;
CREATE TRIGGER meetings_minutesitem_no_change BEFORE UPDATE ON meetings_minutesitem
WHEN (OLD.id IS NOT NEW.id OR OLD.minutes_id IS NOT NEW.minutes_id OR OLD.section IS NOT NEW.section OR OLD."order" IS NOT NEW."order" OR OLD.agenda_id IS NOT NEW.agenda_id OR OLD.text IS NOT NEW.text OR OLD.version IS NOT NEW.version OR OLD.written_by_id IS NOT NEW.written_by_id OR OLD.written_at IS NOT NEW.written_at OR OLD.dropped_at IS NOT NEW.dropped_at OR OLD.token IS NOT NEW.token) AND (EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL) OR EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutesitem_no_delete;
CREATE TRIGGER meetings_minutesitem_no_delete BEFORE DELETE ON meetings_minutesitem
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutesitem_no_replace;
CREATE TRIGGER meetings_minutesitem_no_replace BEFORE INSERT ON meetings_minutesitem
WHEN EXISTS (SELECT 1 FROM meetings_minutesitem WHERE (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE id = meetings_minutesitem.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutesitem_no_push;
CREATE TRIGGER meetings_minutesitem_no_push BEFORE UPDATE ON meetings_minutesitem
WHEN EXISTS (SELECT 1 FROM meetings_minutesitem WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE id = meetings_minutesitem.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_minutesitem_no_more;
CREATE TRIGGER meetings_minutesitem_no_more BEFORE INSERT ON meetings_minutesitem
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_decision_no_change;
CREATE TRIGGER meetings_decision_no_change BEFORE UPDATE ON meetings_decision
WHEN (OLD.id IS NOT NEW.id OR OLD.minutes_id IS NOT NEW.minutes_id OR OLD."order" IS NOT NEW."order" OR OLD.agenda_id IS NOT NEW.agenda_id OR OLD.question_id IS NOT NEW.question_id OR OLD.kind IS NOT NEW.kind OR OLD.text IS NOT NEW.text OR OLD.due IS NOT NEW.due OR OLD.due_on IS NOT NEW.due_on OR OLD.proof IS NOT NEW.proof OR OLD.version IS NOT NEW.version OR OLD.dropped_at IS NOT NEW.dropped_at OR OLD.token IS NOT NEW.token) AND (EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL) OR EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_decision_no_delete;
CREATE TRIGGER meetings_decision_no_delete BEFORE DELETE ON meetings_decision
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_decision_no_replace;
CREATE TRIGGER meetings_decision_no_replace BEFORE INSERT ON meetings_decision
WHEN EXISTS (SELECT 1 FROM meetings_decision WHERE (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE id = meetings_decision.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_decision_no_push;
CREATE TRIGGER meetings_decision_no_push BEFORE UPDATE ON meetings_decision
WHEN EXISTS (SELECT 1 FROM meetings_decision WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE id = meetings_decision.minutes_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_decision_no_more;
CREATE TRIGGER meetings_decision_no_more BEFORE INSERT ON meetings_decision
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_change;
CREATE TRIGGER meetings_meetingquestion_no_change BEFORE UPDATE ON meetings_meetingquestion
WHEN (OLD.id IS NOT NEW.id OR OLD.meeting_id IS NOT NEW.meeting_id OR OLD.session_id IS NOT NEW.session_id OR OLD.origin IS NOT NEW.origin OR OLD.text IS NOT NEW.text OR OLD.answer IS NOT NEW.answer OR OLD.answered_by IS NOT NEW.answered_by OR OLD.state IS NOT NEW.state OR OLD.asked_at IS NOT NEW.asked_at) AND (EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = OLD.meeting_id AND approved_at IS NOT NULL) OR EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = NEW.meeting_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_delete;
CREATE TRIGGER meetings_meetingquestion_no_delete BEFORE DELETE ON meetings_meetingquestion
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = OLD.meeting_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_replace;
CREATE TRIGGER meetings_meetingquestion_no_replace BEFORE INSERT ON meetings_meetingquestion
WHEN EXISTS (SELECT 1 FROM meetings_meetingquestion WHERE (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = meetings_meetingquestion.meeting_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_push;
CREATE TRIGGER meetings_meetingquestion_no_push BEFORE UPDATE ON meetings_meetingquestion
WHEN EXISTS (SELECT 1 FROM meetings_meetingquestion WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token) AND EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = meetings_meetingquestion.meeting_id AND approved_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_more;
CREATE TRIGGER meetings_meetingquestion_no_more BEFORE INSERT ON meetings_meetingquestion
WHEN EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = NEW.meeting_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingtask_no_change;
CREATE TRIGGER meetings_meetingtask_no_change BEFORE UPDATE ON meetings_meetingtask
WHEN (OLD.id IS NOT NEW.id OR OLD.meeting_id IS NOT NEW.meeting_id OR OLD.decision_id IS NOT NEW.decision_id OR OLD.question_id IS NOT NEW.question_id OR OLD.office_id IS NOT NEW.office_id OR OLD.obligation_id IS NOT NEW.obligation_id) AND (OLD.obligation_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingtask_no_delete;
CREATE TRIGGER meetings_meetingtask_no_delete BEFORE DELETE ON meetings_meetingtask
WHEN OLD.obligation_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingtask_no_replace;
CREATE TRIGGER meetings_meetingtask_no_replace BEFORE INSERT ON meetings_meetingtask
WHEN EXISTS (SELECT 1 FROM meetings_meetingtask WHERE (rowid = NEW.rowid OR id = NEW.id OR obligation_id = NEW.obligation_id OR question_id = NEW.question_id OR (decision_id = NEW.decision_id AND office_id = NEW.office_id)) AND meetings_meetingtask.obligation_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingtask_no_push;
CREATE TRIGGER meetings_meetingtask_no_push BEFORE UPDATE ON meetings_meetingtask
WHEN EXISTS (SELECT 1 FROM meetings_meetingtask WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR obligation_id = NEW.obligation_id OR question_id = NEW.question_id OR (decision_id = NEW.decision_id AND office_id = NEW.office_id)) AND meetings_meetingtask.obligation_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
DROP TRIGGER IF EXISTS meetings_meetingtask_no_more;
CREATE TRIGGER meetings_meetingtask_no_more BEFORE INSERT ON meetings_meetingtask
WHEN EXISTS (SELECT 1 FROM meetings_decision JOIN meetings_minutes ON meetings_minutes.id = minutes_id WHERE meetings_decision.id = NEW.decision_id AND approved_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'minutes that were approved are not edited'); END;
