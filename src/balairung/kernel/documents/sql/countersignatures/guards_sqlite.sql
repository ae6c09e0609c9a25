-- A further signature that was made stays as it was made; who signs stays once their place is drawn on the paper.
-- A personal letter stays its author's once it has a number.
-- INSERT OR REPLACE and UPDATE OR REPLACE delete without firing DELETE triggers, hence the guards against them.
DROP TRIGGER IF EXISTS document_author_stands;
CREATE TRIGGER document_author_stands BEFORE UPDATE ON documents_document
WHEN OLD.number IS NOT NULL AND NEW.author_id IS NOT OLD.author_id
BEGIN SELECT RAISE(ABORT, 'a signature that was made stays as it is'); END;
DROP TRIGGER IF EXISTS countersignature_stands;
CREATE TRIGGER countersignature_stands BEFORE UPDATE ON documents_countersignature
WHEN (OLD.drawn_at IS NOT NULL AND (NEW.rowid <> OLD.rowid OR
      NEW.id IS NOT OLD.id OR NEW.document_id IS NOT OLD.document_id OR NEW."order" IS NOT OLD."order" OR
      NEW.person_id IS NOT OLD.person_id OR NEW.post_id IS NOT OLD.post_id OR NEW.heading IS NOT OLD.heading OR
      NEW.drawn_at IS NOT OLD.drawn_at))
  OR (OLD.state = 'signed' AND (
      NEW.state IS NOT OLD.state OR NEW.signing_until IS NOT OLD.signing_until OR NEW.attempts IS NOT OLD.attempts OR
      NEW.paper IS NOT OLD.paper OR NEW.failure IS NOT OLD.failure OR NEW.signed_at IS NOT OLD.signed_at OR
      NEW.signer_kind IS NOT OLD.signer_kind OR NEW.certificate IS NOT OLD.certificate OR
      NEW.serial IS NOT OLD.serial OR NEW.stamped_at IS NOT OLD.stamped_at OR NEW.file_id IS NOT OLD.file_id OR
      NEW.sha256 IS NOT OLD.sha256 OR NEW.asked_at IS NOT OLD.asked_at OR NEW.drawn_at IS NOT OLD.drawn_at))
BEGIN SELECT RAISE(ABORT, 'a signature that was made stays as it is'); END;
DROP TRIGGER IF EXISTS countersignature_no_delete;
CREATE TRIGGER countersignature_no_delete BEFORE DELETE ON documents_countersignature
WHEN OLD.drawn_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a signature that was made stays as it is'); END;
DROP TRIGGER IF EXISTS countersignature_no_replace;
CREATE TRIGGER countersignature_no_replace BEFORE INSERT ON documents_countersignature
WHEN EXISTS (SELECT 1 FROM documents_countersignature WHERE drawn_at IS NOT NULL
  AND (rowid = NEW.rowid OR id = NEW.id OR file_id = NEW.file_id
    OR (document_id = NEW.document_id AND ("order" = NEW."order" OR person_id = NEW.person_id))))
BEGIN SELECT RAISE(ABORT, 'a signature that was made stays as it is'); END;
DROP TRIGGER IF EXISTS countersignature_no_push;
CREATE TRIGGER countersignature_no_push BEFORE UPDATE ON documents_countersignature
WHEN EXISTS (SELECT 1 FROM documents_countersignature WHERE id <> OLD.id AND drawn_at IS NOT NULL
  AND (rowid = NEW.rowid OR id = NEW.id OR file_id = NEW.file_id
    OR (document_id = NEW.document_id AND ("order" = NEW."order" OR person_id = NEW.person_id))))
BEGIN SELECT RAISE(ABORT, 'a signature that was made stays as it is'); END;
