-- What was signed stays as it was signed; a number belongs to one letter for ever; a register only counts up.
-- Sealed words (body, holder, code) may be sealed anew or erased; the worker's own columns say nothing of the letter.
-- INSERT OR REPLACE and UPDATE OR REPLACE delete without firing DELETE triggers, hence the guards against them.
DROP TRIGGER IF EXISTS document_stands;
CREATE TRIGGER document_stands BEFORE UPDATE ON documents_document
WHEN (OLD.state = 'signed' AND (NEW.rowid <> OLD.rowid OR
      NEW.id IS NOT OLD.id OR NEW.token IS NOT OLD.token OR NEW.about_kind IS NOT OLD.about_kind OR
      NEW.about_ref IS NOT OLD.about_ref OR NEW.office_id IS NOT OLD.office_id OR NEW.title IS NOT OLD.title OR
      NEW.created_at IS NOT OLD.created_at OR NEW.series IS NOT OLD.series OR
      NEW.number_format IS NOT OLD.number_format OR NEW.classification IS NOT OLD.classification OR
      NEW.book_id IS NOT OLD.book_id OR NEW.number IS NOT OLD.number OR
      NEW.number_text IS NOT OLD.number_text OR NEW.dated IS NOT OLD.dated OR NEW.post_id IS NOT OLD.post_id OR
      NEW.subject IS NOT OLD.subject OR NEW.matter IS NOT OLD.matter OR NEW.region_id IS NOT OLD.region_id OR
      NEW.value IS NOT OLD.value OR NEW.scale IS NOT OLD.scale OR NEW.state IS NOT OLD.state OR
      NEW.asked_at IS NOT OLD.asked_at OR NEW.attempts IS NOT OLD.attempts OR NEW.paper IS NOT OLD.paper OR
      NEW.signer_id IS NOT OLD.signer_id OR NEW.signer_post_id IS NOT OLD.signer_post_id OR
      NEW.heading IS NOT OLD.heading OR NEW.way IS NOT OLD.way OR NEW.signed_at IS NOT OLD.signed_at OR
      NEW.signer_kind IS NOT OLD.signer_kind OR NEW.certificate IS NOT OLD.certificate OR
      NEW.serial IS NOT OLD.serial OR NEW.stamped_at IS NOT OLD.stamped_at OR NEW.file_id IS NOT OLD.file_id OR
      NEW.sha256 IS NOT OLD.sha256 OR NEW.code_hash IS NOT OLD.code_hash OR
      NEW.valid_until IS NOT OLD.valid_until))
  OR (OLD.number IS NOT NULL AND (
      NEW.book_id IS NOT OLD.book_id OR NEW.number IS NOT OLD.number OR
      NEW.number_text IS NOT OLD.number_text OR NEW.dated IS NOT OLD.dated))
  OR (OLD.state = 'void' AND NEW.state <> 'void')
  OR (OLD.revoked_at IS NOT NULL AND (
      NEW.revoked_at IS NOT OLD.revoked_at OR NEW.revoked_by_id IS NOT OLD.revoked_by_id OR
      NEW.revocation IS NOT OLD.revocation))
  OR (OLD.replaced_by_id IS NOT NULL AND (
      NEW.replaced_by_id IS NOT OLD.replaced_by_id))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS document_no_delete;
CREATE TRIGGER document_no_delete BEFORE DELETE ON documents_document
WHEN OLD.number IS NOT NULL OR OLD.state = 'signed'
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS document_no_replace;
CREATE TRIGGER document_no_replace BEFORE INSERT ON documents_document
WHEN EXISTS (SELECT 1 FROM documents_document WHERE (number IS NOT NULL OR state = 'signed')
  AND (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token OR code_hash = NEW.code_hash
    OR file_id = NEW.file_id OR replaced_by_id = NEW.replaced_by_id OR (book_id = NEW.book_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS document_no_push;
CREATE TRIGGER document_no_push BEFORE UPDATE ON documents_document
WHEN EXISTS (SELECT 1 FROM documents_document WHERE id <> OLD.id AND (number IS NOT NULL OR state = 'signed')
  AND (rowid = NEW.rowid OR id = NEW.id OR token = NEW.token OR code_hash = NEW.code_hash
    OR file_id = NEW.file_id OR replaced_by_id = NEW.replaced_by_id OR (book_id = NEW.book_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS book_counts_up;
CREATE TRIGGER book_counts_up BEFORE UPDATE ON documents_book
WHEN NEW.last < OLD.last OR NEW.last > OLD.last + 1 OR (OLD.last > 0 AND (NEW.rowid <> OLD.rowid OR
      NEW.id IS NOT OLD.id OR NEW.office_id IS NOT OLD.office_id OR NEW.series IS NOT OLD.series OR
      NEW.year IS NOT OLD.year))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS book_no_delete;
CREATE TRIGGER book_no_delete BEFORE DELETE ON documents_book
WHEN OLD.last > 0
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS book_no_replace;
CREATE TRIGGER book_no_replace BEFORE INSERT ON documents_book
WHEN EXISTS (SELECT 1 FROM documents_book WHERE last > 0 AND (rowid = NEW.rowid OR id = NEW.id
  OR (office_id = NEW.office_id AND series = NEW.series AND year = NEW.year)))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
DROP TRIGGER IF EXISTS book_no_push;
CREATE TRIGGER book_no_push BEFORE UPDATE ON documents_book
WHEN EXISTS (SELECT 1 FROM documents_book WHERE id <> OLD.id AND last > 0 AND (rowid = NEW.rowid OR id = NEW.id
  OR (office_id = NEW.office_id AND series = NEW.series AND year = NEW.year)))
BEGIN SELECT RAISE(ABORT, 'a letter that was numbered or signed stays as it is'); END;
