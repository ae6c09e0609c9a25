-- One index for officers, one for everyone. The tokens are ready (stemming.py, models.py): nothing is parsed here.
-- Without a pending list: a filing pays for its own forty words and never for those of a thousand others.
CREATE INDEX search_words ON search_searchtext
    USING gin (array_to_tsvector(string_to_array(btrim(words || ' ' || scope), ' '))) WITH (fastupdate = off);
CREATE INDEX search_public ON search_searchtext
    USING gin (array_to_tsvector(string_to_array(btrim(public_words || ' ' || scope), ' '))) WITH (fastupdate = off)
    WHERE public_words <> '';
