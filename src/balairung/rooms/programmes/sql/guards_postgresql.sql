-- Progress is what was accepted, by no other way than the ledger: an acceptance is let in only beside the line `accept`
-- of its milestone, for proof that came with its line `fulfil`, after whatever reopened it, from another person. What
-- an agency submitted stays as it is: neither weights nor milestones nor plans change any more.
CREATE OR REPLACE FUNCTION balairung_acceptance_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'progress is what the ledger accepted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION balairung_submitted_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'what an agency submitted stays as it is' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION balairung_acceptance_proved() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT EXISTS (
  SELECT 1 FROM programmes_planmilestone m
  JOIN obligations_obligation o ON o.id = m.obligation_id
  JOIN obligations_event said ON said.id = NEW.event_id AND said.obligation_id = o.id
  JOIN obligations_evidence proof ON proof.id = NEW.evidence_id
  JOIN obligations_event sent ON sent.id = proof.event_id AND sent.obligation_id = o.id
  WHERE m.id = NEW.milestone_id AND o.kind = 'programmes' AND o.state = 'done' AND o.seq = said.seq
    AND said.verb = 'accept' AND said.state = 'done' AND sent.verb = 'fulfil' AND sent.seq < said.seq
    AND said.by_person_id IS NOT NULL AND said.by_person_id <> sent.by_person_id
    AND NOT EXISTS (SELECT 1 FROM obligations_event since WHERE since.obligation_id = o.id
      AND since.verb IN ('reopen', 'send_back', 'fulfil') AND since.seq > sent.seq AND since.seq < said.seq)
) THEN
    RAISE EXCEPTION 'progress is what the ledger accepted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_milestone_changes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT ((NEW.id IS NOT DISTINCT FROM OLD.id AND NEW.agency_id IS NOT DISTINCT FROM OLD.agency_id AND NEW.action_id IS NOT DISTINCT FROM OLD.action_id AND NEW.title IS NOT DISTINCT FROM OLD.title AND NEW.office_id IS NOT DISTINCT FROM OLD.office_id AND NEW.due_on IS NOT DISTINCT FROM OLD.due_on AND NEW.weight IS NOT DISTINCT FROM OLD.weight AND NEW.proof IS NOT DISTINCT FROM OLD.proof
    AND (NEW.obligation_id IS NOT DISTINCT FROM OLD.obligation_id OR (OLD.obligation_id IS NULL AND (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) = 'waiting')))
  OR (OLD.obligation_id IS NULL AND NEW.obligation_id IS NULL AND NEW.id = OLD.id AND NEW.agency_id = OLD.agency_id
    AND (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) = 'active')) THEN
    RAISE EXCEPTION 'what an agency submitted stays as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_milestone_comes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.obligation_id IS NOT NULL OR (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = NEW.agency_id) IS DISTINCT FROM 'active' THEN
    RAISE EXCEPTION 'what an agency submitted stays as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION balairung_milestone_goes() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.obligation_id IS NOT NULL OR (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) IS DISTINCT FROM 'active' THEN
    RAISE EXCEPTION 'what an agency submitted stays as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS acceptance_is_proved ON programmes_acceptance;
CREATE TRIGGER acceptance_is_proved BEFORE INSERT ON programmes_acceptance FOR EACH ROW
EXECUTE FUNCTION balairung_acceptance_proved();
DROP TRIGGER IF EXISTS acceptance_no_change ON programmes_acceptance;
CREATE TRIGGER acceptance_no_change BEFORE UPDATE OR DELETE ON programmes_acceptance FOR EACH ROW
EXECUTE FUNCTION balairung_acceptance_stands();
DROP TRIGGER IF EXISTS acceptance_no_truncate ON programmes_acceptance;
CREATE TRIGGER acceptance_no_truncate BEFORE TRUNCATE ON programmes_acceptance FOR EACH STATEMENT
EXECUTE FUNCTION balairung_acceptance_stands();
DROP TRIGGER IF EXISTS planmilestone_stands ON programmes_planmilestone;
CREATE TRIGGER planmilestone_stands BEFORE UPDATE ON programmes_planmilestone FOR EACH ROW
EXECUTE FUNCTION balairung_milestone_changes();
DROP TRIGGER IF EXISTS planmilestone_no_more ON programmes_planmilestone;
CREATE TRIGGER planmilestone_no_more BEFORE INSERT ON programmes_planmilestone FOR EACH ROW
EXECUTE FUNCTION balairung_milestone_comes();
DROP TRIGGER IF EXISTS planmilestone_no_delete ON programmes_planmilestone;
CREATE TRIGGER planmilestone_no_delete BEFORE DELETE ON programmes_planmilestone FOR EACH ROW
EXECUTE FUNCTION balairung_milestone_goes();
DROP TRIGGER IF EXISTS planmilestone_no_truncate ON programmes_planmilestone;
CREATE TRIGGER planmilestone_no_truncate BEFORE TRUNCATE ON programmes_planmilestone FOR EACH STATEMENT
EXECUTE FUNCTION balairung_submitted_stands();
DROP TRIGGER IF EXISTS agencyplan_stands ON programmes_agencyplan;
CREATE TRIGGER agencyplan_stands BEFORE UPDATE OR DELETE ON programmes_agencyplan FOR EACH ROW
EXECUTE FUNCTION balairung_submitted_stands();
DROP TRIGGER IF EXISTS agencyplan_no_truncate ON programmes_agencyplan;
CREATE TRIGGER agencyplan_no_truncate BEFORE TRUNCATE ON programmes_agencyplan FOR EACH STATEMENT
EXECUTE FUNCTION balairung_submitted_stands();
