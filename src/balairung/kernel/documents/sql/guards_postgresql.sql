-- What was signed stays as it was signed; a number belongs to one letter for ever; a register only counts up.
-- Sealed words (body, holder, code) may be sealed anew or erased; the worker's own columns say nothing of the letter.
CREATE OR REPLACE FUNCTION balairung_letter_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a letter that was numbered or signed stays as it is'
  USING ERRCODE = 'integrity_constraint_violation'; END $$;
DROP TRIGGER IF EXISTS document_stands ON documents_document;
CREATE TRIGGER document_stands BEFORE UPDATE ON documents_document FOR EACH ROW
WHEN ((OLD.state = 'signed' AND (
      NEW.id IS DISTINCT FROM OLD.id OR NEW.token IS DISTINCT FROM OLD.token OR
      NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_ref IS DISTINCT FROM OLD.about_ref OR
      NEW.office_id IS DISTINCT FROM OLD.office_id OR NEW.title IS DISTINCT FROM OLD.title OR
      NEW.created_at IS DISTINCT FROM OLD.created_at OR NEW.series IS DISTINCT FROM OLD.series OR
      NEW.number_format IS DISTINCT FROM OLD.number_format OR
      NEW.classification IS DISTINCT FROM OLD.classification OR NEW.book_id IS DISTINCT FROM OLD.book_id OR
      NEW.number IS DISTINCT FROM OLD.number OR NEW.number_text IS DISTINCT FROM OLD.number_text OR
      NEW.dated IS DISTINCT FROM OLD.dated OR NEW.post_id IS DISTINCT FROM OLD.post_id OR
      NEW.subject IS DISTINCT FROM OLD.subject OR NEW.matter IS DISTINCT FROM OLD.matter OR
      NEW.region_id IS DISTINCT FROM OLD.region_id OR NEW.value IS DISTINCT FROM OLD.value OR
      NEW.scale IS DISTINCT FROM OLD.scale OR NEW.state IS DISTINCT FROM OLD.state OR
      NEW.asked_at IS DISTINCT FROM OLD.asked_at OR NEW.attempts IS DISTINCT FROM OLD.attempts OR
      NEW.paper IS DISTINCT FROM OLD.paper OR NEW.signer_id IS DISTINCT FROM OLD.signer_id OR
      NEW.signer_post_id IS DISTINCT FROM OLD.signer_post_id OR NEW.heading IS DISTINCT FROM OLD.heading OR
      NEW.way IS DISTINCT FROM OLD.way OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR
      NEW.signer_kind IS DISTINCT FROM OLD.signer_kind OR NEW.certificate IS DISTINCT FROM OLD.certificate OR
      NEW.serial IS DISTINCT FROM OLD.serial OR NEW.stamped_at IS DISTINCT FROM OLD.stamped_at OR
      NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR
      NEW.code_hash IS DISTINCT FROM OLD.code_hash OR NEW.valid_until IS DISTINCT FROM OLD.valid_until))
  OR (OLD.number IS NOT NULL AND (
      NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.number IS DISTINCT FROM OLD.number OR
      NEW.number_text IS DISTINCT FROM OLD.number_text OR NEW.dated IS DISTINCT FROM OLD.dated))
  OR (OLD.state = 'void' AND NEW.state <> 'void')
  OR (OLD.revoked_at IS NOT NULL AND (
      NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.revoked_by_id IS DISTINCT FROM OLD.revoked_by_id OR
      NEW.revocation IS DISTINCT FROM OLD.revocation))
  OR (OLD.replaced_by_id IS NOT NULL AND (
      NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id)))
EXECUTE FUNCTION balairung_letter_stands();
DROP TRIGGER IF EXISTS document_no_delete ON documents_document;
CREATE TRIGGER document_no_delete BEFORE DELETE ON documents_document FOR EACH ROW
WHEN (OLD.number IS NOT NULL OR OLD.state = 'signed')
EXECUTE FUNCTION balairung_letter_stands();
DROP TRIGGER IF EXISTS document_no_truncate ON documents_document;
CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON documents_document
FOR EACH STATEMENT EXECUTE FUNCTION balairung_letter_stands();
DROP TRIGGER IF EXISTS book_counts_up ON documents_book;
CREATE TRIGGER book_counts_up BEFORE UPDATE ON documents_book FOR EACH ROW
WHEN (NEW.last < OLD.last OR NEW.last > OLD.last + 1 OR (OLD.last > 0 AND (
      NEW.id IS DISTINCT FROM OLD.id OR NEW.office_id IS DISTINCT FROM OLD.office_id OR
      NEW.series IS DISTINCT FROM OLD.series OR NEW.year IS DISTINCT FROM OLD.year)))
EXECUTE FUNCTION balairung_letter_stands();
DROP TRIGGER IF EXISTS book_no_delete ON documents_book;
CREATE TRIGGER book_no_delete BEFORE DELETE ON documents_book FOR EACH ROW
WHEN (OLD.last > 0)
EXECUTE FUNCTION balairung_letter_stands();
DROP TRIGGER IF EXISTS book_no_truncate ON documents_book;
CREATE TRIGGER book_no_truncate BEFORE TRUNCATE ON documents_book
FOR EACH STATEMENT EXECUTE FUNCTION balairung_letter_stands();
