-- A further signature that was made stays as it was made; who signs stays once their place is drawn on the paper.
-- A personal letter stays its author's once it has a number.
CREATE OR REPLACE FUNCTION balairung_signature_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a signature that was made stays as it is'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS document_author_stands ON documents_document;
CREATE TRIGGER document_author_stands BEFORE UPDATE ON documents_document FOR EACH ROW
WHEN (OLD.number IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id)
EXECUTE FUNCTION balairung_signature_stands();
DROP TRIGGER IF EXISTS countersignature_stands ON documents_countersignature;
CREATE TRIGGER countersignature_stands BEFORE UPDATE ON documents_countersignature FOR EACH ROW
WHEN ((OLD.drawn_at IS NOT NULL AND (
      NEW.id IS DISTINCT FROM OLD.id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR
      NEW."order" IS DISTINCT FROM OLD."order" OR NEW.person_id IS DISTINCT FROM OLD.person_id OR
      NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.heading IS DISTINCT FROM OLD.heading OR
      NEW.drawn_at IS DISTINCT FROM OLD.drawn_at))
  OR (OLD.state = 'signed' AND (
      NEW.state IS DISTINCT FROM OLD.state OR NEW.signing_until IS DISTINCT FROM OLD.signing_until OR
      NEW.attempts IS DISTINCT FROM OLD.attempts OR NEW.paper IS DISTINCT FROM OLD.paper OR
      NEW.failure IS DISTINCT FROM OLD.failure OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR
      NEW.signer_kind IS DISTINCT FROM OLD.signer_kind OR NEW.certificate IS DISTINCT FROM OLD.certificate OR
      NEW.serial IS DISTINCT FROM OLD.serial OR NEW.stamped_at IS DISTINCT FROM OLD.stamped_at OR
      NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR
      NEW.asked_at IS DISTINCT FROM OLD.asked_at OR NEW.drawn_at IS DISTINCT FROM OLD.drawn_at)))
EXECUTE FUNCTION balairung_signature_stands();
DROP TRIGGER IF EXISTS countersignature_no_delete ON documents_countersignature;
CREATE TRIGGER countersignature_no_delete BEFORE DELETE ON documents_countersignature FOR EACH ROW
WHEN (OLD.drawn_at IS NOT NULL)
EXECUTE FUNCTION balairung_signature_stands();
DROP TRIGGER IF EXISTS countersignature_no_truncate ON documents_countersignature;
CREATE TRIGGER countersignature_no_truncate BEFORE TRUNCATE ON documents_countersignature
FOR EACH STATEMENT EXECUTE FUNCTION balairung_signature_stands();
