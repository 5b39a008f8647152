-- The catalog: the truth about a library. Chroma and the keyword index can be rebuilt from it.
-- Every statement may be run twice: two processes may create a library at the same moment.

CREATE TABLE IF NOT EXISTS settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO settings VALUES ('schema_version', '3');

CREATE TABLE IF NOT EXISTS articles (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    source       TEXT,
    author       TEXT,
    url          TEXT,
    published_at TEXT,
    day          INTEGER,          -- proleptic ordinal of published_at's date
    origin       TEXT NOT NULL,    -- the file or URL that it was read from
    content_hash TEXT NOT NULL,    -- sha256 of text and metadata: has it changed?
    text_hash    TEXT NOT NULL,    -- sha256 of the words alone: is it a copy?
    added_at     TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    text         TEXT NOT NULL     -- last, so that the other fields are read without it
);
CREATE INDEX IF NOT EXISTS articles_by_origin ON articles (origin);
CREATE INDEX IF NOT EXISTS articles_by_text_hash ON articles (text_hash);
CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source);
CREATE INDEX IF NOT EXISTS articles_by_day ON articles (day);

-- Passage numbers are never used twice, so that a stale entry of Chroma can never pass for another passage.
CREATE TABLE IF NOT EXISTS passages (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    article  INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    vector   BLOB NOT NULL,        -- float32, little-endian, unit length
    in_store INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article);
CREATE INDEX IF NOT EXISTS passages_to_store ON passages (number) WHERE in_store = 0;

-- Token vectors of a passage, packed by index.late_interaction; none for embedding models that give none.
CREATE TABLE IF NOT EXISTS passage_tokens (
    number INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    tokens BLOB NOT NULL
);

-- Passages that are gone from the catalog and have yet to go from Chroma.
CREATE TABLE IF NOT EXISTS removed_passages (number INTEGER PRIMARY KEY);

-- Articles in the same words: written by index.stories, which can rebuild it from the texts.
CREATE TABLE IF NOT EXISTS stories (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    story   INTEGER NOT NULL,      -- the lowest number among the articles that are copies of one another
    sketch  BLOB NOT NULL,         -- uint64, little-endian: the article's rows of story_shingles
    wording BLOB NOT NULL          -- packed by index.resemblance
);
CREATE INDEX IF NOT EXISTS stories_by_story ON stories (story);

CREATE TABLE IF NOT EXISTS story_shingles (
    shingle INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (shingle, article)
) WITHOUT ROWID;

-- The ledger: who said what. Numbers are never used twice, for the same reason as those of passages.
CREATE TABLE IF NOT EXISTS attributions (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    article      INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    position     INTEGER NOT NULL, -- its place among the article's attributions, from 0
    speaker      TEXT,             -- NULL where the text does not tell
    speaker_key  TEXT,             -- the name made comparable
    speaker_kind TEXT,             -- person, body or document
    role         TEXT,
    stance       TEXT NOT NULL,
    kind         TEXT NOT NULL,    -- direct, indirect or mixed
    day          INTEGER,          -- proleptic ordinal of the day it was said, else of the article's
    start        INTEGER NOT NULL, -- where the content begins
    "end"        INTEGER NOT NULL, -- and where it ends
    parts        TEXT NOT NULL,    -- JSON: {"source": [[start, end], ...], "cue": ..., "content": ...}
    vector       BLOB NOT NULL,    -- of what is said: float32, little-endian, unit length
    in_store     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS attributions_by_article ON attributions (article, position);
CREATE INDEX IF NOT EXISTS attributions_by_speaker ON attributions (speaker);
CREATE INDEX IF NOT EXISTS attributions_by_stance ON attributions (stance);
CREATE INDEX IF NOT EXISTS attributions_by_day ON attributions (day);
CREATE INDEX IF NOT EXISTS attributions_to_store ON attributions (number) WHERE in_store = 0;

-- Attributions that are gone from the catalog and have yet to go from Chroma.
CREATE TABLE IF NOT EXISTS removed_attributions (number INTEGER PRIMARY KEY);

-- Which articles have been read for attributions, and by which tagger.
CREATE TABLE IF NOT EXISTS ledger_readings (
    article      INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    tagger       TEXT NOT NULL,
    attributions INTEGER NOT NULL  -- how many were found
);

CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5 (title, body, tokenize = 'porter unicode61 remove_diacritics 2');
