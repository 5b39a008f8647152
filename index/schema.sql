-- The catalog: the truth about a library. Chroma and the keyword index can be rebuilt from it.
-- Every statement may be run twice: two processes may create a library at the same moment.

CREATE TABLE IF NOT EXISTS settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO settings VALUES ('schema_version', '2');

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

CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5 (title, body, tokenize = 'porter unicode61 remove_diacritics 2');
