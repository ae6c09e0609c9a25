-- What was approved stands: the minutes, their paragraphs and decisions, the questions that were asked, and which office
-- was bound to what. Who holds a paragraph, when it was published, its letter and the name of an asker are not its words.
CREATE OR REPLACE FUNCTION balairung_approved_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE FUNCTION balairung_minuted_no_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL) OR EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_minuted_no_delete() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE id = OLD.minutes_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION balairung_minuted_no_more() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE id = NEW.minutes_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_asked_no_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = OLD.meeting_id AND approved_at IS NOT NULL) OR EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = NEW.meeting_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_asked_no_delete() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = OLD.meeting_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION balairung_asked_no_more() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_minutes WHERE meeting_id = NEW.meeting_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_bound_no_more() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM meetings_decision JOIN meetings_minutes ON meetings_minutes.id = minutes_id WHERE meetings_decision.id = NEW.decision_id AND approved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'minutes that were approved are not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS meetings_minutes_no_change ON meetings_minutes;
CREATE TRIGGER meetings_minutes_no_change BEFORE UPDATE ON meetings_minutes FOR EACH ROW
WHEN (OLD.approved_at IS NOT NULL AND (OLD.id IS DISTINCT FROM NEW.id OR OLD.meeting_id IS DISTINCT FROM NEW.meeting_id OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at OR OLD.submitted_by_id IS DISTINCT FROM NEW.submitted_by_id OR OLD.returned_for IS DISTINCT FROM NEW.returned_for OR OLD.approved_at IS DISTINCT FROM NEW.approved_at OR OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id OR OLD.approved_as IS DISTINCT FROM NEW.approved_as OR OLD.owed_id IS DISTINCT FROM NEW.owed_id))
EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_minutes_no_delete ON meetings_minutes;
CREATE TRIGGER meetings_minutes_no_delete BEFORE DELETE ON meetings_minutes FOR EACH ROW
WHEN (OLD.approved_at IS NOT NULL)
EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_minutes_no_truncate ON meetings_minutes;
CREATE TRIGGER meetings_minutes_no_truncate BEFORE TRUNCATE ON meetings_minutes
FOR EACH STATEMENT EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_minutesitem_no_change ON meetings_minutesitem;
CREATE TRIGGER meetings_minutesitem_no_change BEFORE UPDATE ON meetings_minutesitem FOR EACH ROW
WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.minutes_id IS DISTINCT FROM NEW.minutes_id OR OLD.section IS DISTINCT FROM NEW.section OR OLD."order" IS DISTINCT FROM NEW."order" OR OLD.agenda_id IS DISTINCT FROM NEW.agenda_id OR OLD.text IS DISTINCT FROM NEW.text OR OLD.version IS DISTINCT FROM NEW.version OR OLD.written_by_id IS DISTINCT FROM NEW.written_by_id OR OLD.written_at IS DISTINCT FROM NEW.written_at OR OLD.dropped_at IS DISTINCT FROM NEW.dropped_at OR OLD.token IS DISTINCT FROM NEW.token)
EXECUTE FUNCTION balairung_minuted_no_change();
DROP TRIGGER IF EXISTS meetings_minutesitem_no_delete ON meetings_minutesitem;
CREATE TRIGGER meetings_minutesitem_no_delete BEFORE DELETE ON meetings_minutesitem FOR EACH ROW
EXECUTE FUNCTION balairung_minuted_no_delete();
DROP TRIGGER IF EXISTS meetings_minutesitem_no_more ON meetings_minutesitem;
CREATE TRIGGER meetings_minutesitem_no_more BEFORE INSERT ON meetings_minutesitem FOR EACH ROW
EXECUTE FUNCTION balairung_minuted_no_more();
DROP TRIGGER IF EXISTS meetings_minutesitem_no_truncate ON meetings_minutesitem;
CREATE TRIGGER meetings_minutesitem_no_truncate BEFORE TRUNCATE ON meetings_minutesitem
FOR EACH STATEMENT EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_decision_no_change ON meetings_decision;
CREATE TRIGGER meetings_decision_no_change BEFORE UPDATE ON meetings_decision FOR EACH ROW
WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.minutes_id IS DISTINCT FROM NEW.minutes_id OR OLD."order" IS DISTINCT FROM NEW."order" OR OLD.agenda_id IS DISTINCT FROM NEW.agenda_id OR OLD.question_id IS DISTINCT FROM NEW.question_id OR OLD.kind IS DISTINCT FROM NEW.kind OR OLD.text IS DISTINCT FROM NEW.text OR OLD.due IS DISTINCT FROM NEW.due OR OLD.due_on IS DISTINCT FROM NEW.due_on OR OLD.proof IS DISTINCT FROM NEW.proof OR OLD.version IS DISTINCT FROM NEW.version OR OLD.dropped_at IS DISTINCT FROM NEW.dropped_at OR OLD.token IS DISTINCT FROM NEW.token)
EXECUTE FUNCTION balairung_minuted_no_change();
DROP TRIGGER IF EXISTS meetings_decision_no_delete ON meetings_decision;
CREATE TRIGGER meetings_decision_no_delete BEFORE DELETE ON meetings_decision FOR EACH ROW
EXECUTE FUNCTION balairung_minuted_no_delete();
DROP TRIGGER IF EXISTS meetings_decision_no_more ON meetings_decision;
CREATE TRIGGER meetings_decision_no_more BEFORE INSERT ON meetings_decision FOR EACH ROW
EXECUTE FUNCTION balairung_minuted_no_more();
DROP TRIGGER IF EXISTS meetings_decision_no_truncate ON meetings_decision;
CREATE TRIGGER meetings_decision_no_truncate BEFORE TRUNCATE ON meetings_decision
FOR EACH STATEMENT EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_change ON meetings_meetingquestion;
CREATE TRIGGER meetings_meetingquestion_no_change BEFORE UPDATE ON meetings_meetingquestion FOR EACH ROW
WHEN (OLD.id IS DISTINCT FROM NEW.id OR OLD.meeting_id IS DISTINCT FROM NEW.meeting_id OR OLD.session_id IS DISTINCT FROM NEW.session_id OR OLD.origin IS DISTINCT FROM NEW.origin OR OLD.text IS DISTINCT FROM NEW.text OR OLD.answer IS DISTINCT FROM NEW.answer OR OLD.answered_by IS DISTINCT FROM NEW.answered_by OR OLD.state IS DISTINCT FROM NEW.state OR OLD.asked_at IS DISTINCT FROM NEW.asked_at)
EXECUTE FUNCTION balairung_asked_no_change();
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_delete ON meetings_meetingquestion;
CREATE TRIGGER meetings_meetingquestion_no_delete BEFORE DELETE ON meetings_meetingquestion FOR EACH ROW
EXECUTE FUNCTION balairung_asked_no_delete();
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_more ON meetings_meetingquestion;
CREATE TRIGGER meetings_meetingquestion_no_more BEFORE INSERT ON meetings_meetingquestion FOR EACH ROW
EXECUTE FUNCTION balairung_asked_no_more();
DROP TRIGGER IF EXISTS meetings_meetingquestion_no_truncate ON meetings_meetingquestion;
CREATE TRIGGER meetings_meetingquestion_no_truncate BEFORE TRUNCATE ON meetings_meetingquestion
FOR EACH STATEMENT EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_meetingtask_no_change ON meetings_meetingtask;
CREATE TRIGGER meetings_meetingtask_no_change BEFORE UPDATE ON meetings_meetingtask FOR EACH ROW
WHEN (OLD.obligation_id IS NOT NULL AND (OLD.id IS DISTINCT FROM NEW.id OR OLD.meeting_id IS DISTINCT FROM NEW.meeting_id OR OLD.decision_id IS DISTINCT FROM NEW.decision_id OR OLD.question_id IS DISTINCT FROM NEW.question_id OR OLD.office_id IS DISTINCT FROM NEW.office_id OR OLD.obligation_id IS DISTINCT FROM NEW.obligation_id))
EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_meetingtask_no_delete ON meetings_meetingtask;
CREATE TRIGGER meetings_meetingtask_no_delete BEFORE DELETE ON meetings_meetingtask FOR EACH ROW
WHEN (OLD.obligation_id IS NOT NULL)
EXECUTE FUNCTION balairung_approved_stands();
DROP TRIGGER IF EXISTS meetings_meetingtask_no_more ON meetings_meetingtask;
CREATE TRIGGER meetings_meetingtask_no_more BEFORE INSERT ON meetings_meetingtask FOR EACH ROW
EXECUTE FUNCTION balairung_bound_no_more();
DROP TRIGGER IF EXISTS meetings_meetingtask_no_truncate ON meetings_meetingtask;
CREATE TRIGGER meetings_meetingtask_no_truncate BEFORE TRUNCATE ON meetings_meetingtask
FOR EACH STATEMENT EXECUTE FUNCTION balairung_approved_stands();
