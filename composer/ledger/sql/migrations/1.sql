-- Everything the books hold. Times are ISO 8601 with their offset; `checked` is a CRC-32 over the row's other columns.

CREATE TABLE workspace (
    fingerprint TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
    run TEXT NOT NULL PRIMARY KEY,
    issue INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content TEXT NOT NULL,
    letterhead TEXT NOT NULL,
    return_path TEXT,
    relay TEXT NOT NULL,
    began TEXT NOT NULL,
    variants INTEGER NOT NULL CHECK (variants >= 0),
    audience INTEGER NOT NULL CHECK (audience >= 0),
    checked INTEGER NOT NULL,
    UNIQUE (issue, revision)
) STRICT;

CREATE TABLE renderings (
    run TEXT NOT NULL REFERENCES runs (run),
    variant INTEGER NOT NULL CHECK (variant >= 0),
    parts BLOB NOT NULL,
    checked INTEGER NOT NULL,
    PRIMARY KEY (run, variant)
) STRICT;

CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (run),
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    networks TEXT NOT NULL,
    variant INTEGER NOT NULL CHECK (variant >= 0),
    date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'handed_over', 'accepted', 'deferred', 'rejected',
                                         'in_doubt', 'suppressed', 'cancelled')),
    tries INTEGER NOT NULL CHECK (tries >= 0),
    first_tried TEXT,
    next_at TEXT,
    reply TEXT NOT NULL,
    checked INTEGER NOT NULL,
    UNIQUE (run, person),
    CHECK (next_at IS NOT NULL OR state <> 'deferred'),
    CHECK (next_at IS NULL OR state IN ('deferred', 'claimed'))
) STRICT;

CREATE INDEX letters_by_state ON letters (run, state);

CREATE INDEX letters_deferred ON letters (run, next_at) WHERE state = 'deferred';

CREATE VIEW status AS
    SELECT run, state, count(*) AS letters FROM letters GROUP BY run, state;

CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    network TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    checked INTEGER NOT NULL,
    UNIQUE (person, network)
) STRICT;

CREATE TABLE approvals (
    issue INTEGER NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    html TEXT NOT NULL,
    "text" TEXT NOT NULL,
    people TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    at TEXT NOT NULL,
    checked INTEGER NOT NULL
) STRICT;

-- How much of each receipts file these books already hold: its length in bytes, and the CRC-32 of them.
CREATE TABLE journals (
    journal TEXT NOT NULL PRIMARY KEY,
    length INTEGER NOT NULL CHECK (length >= 0),
    crc INTEGER NOT NULL,
    checked INTEGER NOT NULL
) STRICT;
