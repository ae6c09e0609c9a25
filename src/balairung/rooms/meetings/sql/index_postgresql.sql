-- As kernel/search/models.py asks (Holds): words and scope in one index, without a pending list.
CREATE INDEX meetings_text_words ON meetings_meetingtext
    USING gin (array_to_tsvector(string_to_array(btrim(words || ' ' || scope), ' '))) WITH (fastupdate = off);
