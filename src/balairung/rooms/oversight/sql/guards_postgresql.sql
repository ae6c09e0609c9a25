-- What an examination found stays as it was sent to the office: neither its rows nor the money that came back, the
-- corrections and the readings beside them are edited. A correction is a line more.
CREATE OR REPLACE FUNCTION balairung_examined_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what an examination found is not edited'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE FUNCTION balairung_no_more_findings() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM oversight_examination WHERE id = NEW.examination_id AND sent_at IS NOT NULL) THEN
    RAISE EXCEPTION 'what an examination found is not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_no_more_recommendations() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT 1 FROM oversight_finding WHERE id = NEW.finding_id AND sent_at IS NOT NULL) THEN
    RAISE EXCEPTION 'what an examination found is not edited'
  USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS oversight_examination_no_change ON oversight_examination;
CREATE TRIGGER oversight_examination_no_change BEFORE UPDATE ON oversight_examination FOR EACH ROW
WHEN (OLD.sent_at IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_examination_no_delete ON oversight_examination;
CREATE TRIGGER oversight_examination_no_delete BEFORE DELETE ON oversight_examination FOR EACH ROW
WHEN (OLD.sent_at IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_examination_no_truncate ON oversight_examination;
CREATE TRIGGER oversight_examination_no_truncate BEFORE TRUNCATE ON oversight_examination
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_finding_no_change ON oversight_finding;
CREATE TRIGGER oversight_finding_no_change BEFORE UPDATE ON oversight_finding FOR EACH ROW
WHEN (OLD.sent_at IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_finding_no_delete ON oversight_finding;
CREATE TRIGGER oversight_finding_no_delete BEFORE DELETE ON oversight_finding FOR EACH ROW
WHEN (OLD.sent_at IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_finding_no_truncate ON oversight_finding;
CREATE TRIGGER oversight_finding_no_truncate BEFORE TRUNCATE ON oversight_finding
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_recommendation_no_change ON oversight_recommendation;
CREATE TRIGGER oversight_recommendation_no_change BEFORE UPDATE ON oversight_recommendation FOR EACH ROW
WHEN (OLD.obligation_id IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_recommendation_no_delete ON oversight_recommendation;
CREATE TRIGGER oversight_recommendation_no_delete BEFORE DELETE ON oversight_recommendation FOR EACH ROW
WHEN (OLD.obligation_id IS NOT NULL)
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_recommendation_no_truncate ON oversight_recommendation;
CREATE TRIGGER oversight_recommendation_no_truncate BEFORE TRUNCATE ON oversight_recommendation
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_payment_no_change ON oversight_payment;
CREATE TRIGGER oversight_payment_no_change BEFORE UPDATE ON oversight_payment FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_payment_no_delete ON oversight_payment;
CREATE TRIGGER oversight_payment_no_delete BEFORE DELETE ON oversight_payment FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_payment_no_truncate ON oversight_payment;
CREATE TRIGGER oversight_payment_no_truncate BEFORE TRUNCATE ON oversight_payment
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_amendment_no_change ON oversight_amendment;
CREATE TRIGGER oversight_amendment_no_change BEFORE UPDATE ON oversight_amendment FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_amendment_no_delete ON oversight_amendment;
CREATE TRIGGER oversight_amendment_no_delete BEFORE DELETE ON oversight_amendment FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_amendment_no_truncate ON oversight_amendment;
CREATE TRIGGER oversight_amendment_no_truncate BEFORE TRUNCATE ON oversight_amendment
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_reading_no_change ON oversight_reading;
CREATE TRIGGER oversight_reading_no_change BEFORE UPDATE ON oversight_reading FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_reading_no_delete ON oversight_reading;
CREATE TRIGGER oversight_reading_no_delete BEFORE DELETE ON oversight_reading FOR EACH ROW
EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_reading_no_truncate ON oversight_reading;
CREATE TRIGGER oversight_reading_no_truncate BEFORE TRUNCATE ON oversight_reading
FOR EACH STATEMENT EXECUTE FUNCTION balairung_examined_stands();
DROP TRIGGER IF EXISTS oversight_finding_no_more ON oversight_finding;
CREATE TRIGGER oversight_finding_no_more BEFORE INSERT ON oversight_finding FOR EACH ROW
EXECUTE FUNCTION balairung_no_more_findings();
DROP TRIGGER IF EXISTS oversight_recommendation_no_more ON oversight_recommendation;
CREATE TRIGGER oversight_recommendation_no_more BEFORE INSERT ON oversight_recommendation FOR EACH ROW
EXECUTE FUNCTION balairung_no_more_recommendations();
