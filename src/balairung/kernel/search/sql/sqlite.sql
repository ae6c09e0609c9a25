-- FTS5 beside the table, kept in step by the table itself. Its tokens are ready: it only takes them apart at the blanks.
CREATE VIRTUAL TABLE search_index USING fts5(
    words, public_words, scope, content='search_searchtext', content_rowid='key', detail='column',
    tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER search_added AFTER INSERT ON search_searchtext BEGIN
    INSERT INTO search_index (rowid, words, public_words, scope)
    VALUES (new.key, new.words, new.public_words, new.scope);
END;
CREATE TRIGGER search_removed AFTER DELETE ON search_searchtext BEGIN
    INSERT INTO search_index (search_index, rowid, words, public_words, scope)
    VALUES ('delete', old.key, old.words, old.public_words, old.scope);
END;
CREATE TRIGGER search_changed AFTER UPDATE ON search_searchtext BEGIN
    INSERT INTO search_index (search_index, rowid, words, public_words, scope)
    VALUES ('delete', old.key, old.words, old.public_words, old.scope);
    INSERT INTO search_index (rowid, words, public_words, scope)
    VALUES (new.key, new.words, new.public_words, new.scope);
END;
