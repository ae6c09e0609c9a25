-- FTS5 beside the table, kept in step by the table itself. Its tokens are ready (kernel/search/stemming.py).
CREATE VIRTUAL TABLE meetings_text_index USING fts5(
    words, scope, content='meetings_meetingtext', content_rowid='key', detail='column',
    tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER meetings_text_added AFTER INSERT ON meetings_meetingtext BEGIN
    INSERT INTO meetings_text_index (rowid, words, scope) VALUES (new.key, new.words, new.scope);
END;
CREATE TRIGGER meetings_text_removed AFTER DELETE ON meetings_meetingtext BEGIN
    INSERT INTO meetings_text_index (meetings_text_index, rowid, words, scope)
    VALUES ('delete', old.key, old.words, old.scope);
END;
CREATE TRIGGER meetings_text_changed AFTER UPDATE ON meetings_meetingtext BEGIN
    INSERT INTO meetings_text_index (meetings_text_index, rowid, words, scope)
    VALUES ('delete', old.key, old.words, old.scope);
    INSERT INTO meetings_text_index (rowid, words, scope) VALUES (new.key, new.words, new.scope);
END;
