-- Progress is what was accepted, by no other way than the ledger: an acceptance is let in only beside the line `accept`
-- of its milestone, for proof that came with its line `fulfil`, after whatever reopened it, from another person. What
-- an agency submitted stays as it is: neither weights nor milestones nor plans change any more.
-- (INSERT OR REPLACE and UPDATE OR REPLACE fire no DELETE trigger, hence the guards against them.)
DROP TRIGGER IF EXISTS acceptance_is_proved;
CREATE TRIGGER acceptance_is_proved BEFORE INSERT ON programmes_acceptance
WHEN NOT EXISTS (
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
)
BEGIN SELECT RAISE(ABORT, 'progress is what the ledger accepted'); END;
DROP TRIGGER IF EXISTS acceptance_no_change;
CREATE TRIGGER acceptance_no_change BEFORE UPDATE ON programmes_acceptance
BEGIN SELECT RAISE(ABORT, 'progress is what the ledger accepted'); END;
DROP TRIGGER IF EXISTS acceptance_no_delete;
CREATE TRIGGER acceptance_no_delete BEFORE DELETE ON programmes_acceptance
BEGIN SELECT RAISE(ABORT, 'progress is what the ledger accepted'); END;
DROP TRIGGER IF EXISTS acceptance_no_replace;
CREATE TRIGGER acceptance_no_replace BEFORE INSERT ON programmes_acceptance
WHEN EXISTS (SELECT 1 FROM programmes_acceptance WHERE rowid = NEW.rowid OR id = NEW.id OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'progress is what the ledger accepted'); END;
DROP TRIGGER IF EXISTS planmilestone_stands;
CREATE TRIGGER planmilestone_stands BEFORE UPDATE ON programmes_planmilestone
WHEN NOT ((NEW.id IS OLD.id AND NEW.agency_id IS OLD.agency_id AND NEW.action_id IS OLD.action_id AND NEW.title IS OLD.title AND NEW.office_id IS OLD.office_id AND NEW.due_on IS OLD.due_on AND NEW.weight IS OLD.weight AND NEW.proof IS OLD.proof
    AND (NEW.obligation_id IS OLD.obligation_id OR (OLD.obligation_id IS NULL AND (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) = 'waiting')))
  OR (OLD.obligation_id IS NULL AND NEW.obligation_id IS NULL AND NEW.id IS OLD.id AND NEW.agency_id IS OLD.agency_id
    AND (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) = 'active'))
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS planmilestone_no_more;
CREATE TRIGGER planmilestone_no_more BEFORE INSERT ON programmes_planmilestone
WHEN NEW.obligation_id IS NOT NULL OR (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = NEW.agency_id) IS NOT 'active'
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS planmilestone_no_delete;
CREATE TRIGGER planmilestone_no_delete BEFORE DELETE ON programmes_planmilestone
WHEN OLD.obligation_id IS NOT NULL OR (SELECT o.state FROM programmes_agencyplan a JOIN obligations_obligation o ON o.id = a.obligation_id
  WHERE a.id = OLD.agency_id) IS NOT 'active'
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS planmilestone_no_replace;
CREATE TRIGGER planmilestone_no_replace BEFORE INSERT ON programmes_planmilestone
WHEN EXISTS (SELECT 1 FROM programmes_planmilestone WHERE rowid = NEW.rowid OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS planmilestone_no_push;
CREATE TRIGGER planmilestone_no_push BEFORE UPDATE ON programmes_planmilestone
WHEN EXISTS (SELECT 1 FROM programmes_planmilestone WHERE id <> OLD.id AND (rowid = NEW.rowid OR id = NEW.id OR obligation_id = NEW.obligation_id))
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS agencyplan_stands;
CREATE TRIGGER agencyplan_stands BEFORE UPDATE ON programmes_agencyplan
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS agencyplan_no_delete;
CREATE TRIGGER agencyplan_no_delete BEFORE DELETE ON programmes_agencyplan
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
DROP TRIGGER IF EXISTS agencyplan_no_replace;
CREATE TRIGGER agencyplan_no_replace BEFORE INSERT ON programmes_agencyplan
WHEN EXISTS (SELECT 1 FROM programmes_agencyplan WHERE rowid = NEW.rowid OR id = NEW.id OR obligation_id = NEW.obligation_id
  OR (plan_id = NEW.plan_id AND office_id = NEW.office_id))
BEGIN SELECT RAISE(ABORT, 'what an agency submitted stays as it is'); END;
