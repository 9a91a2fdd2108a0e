-- Times are seconds since 1970. "person" is a person's key; the other BLOBs are SHA-256 of random values.
-- "browser" of "link" is who may use it; "asker" is the same, or the browser of "known" that it is counted for.

CREATE TABLE link (
    link BLOB PRIMARY KEY,
    realm TEXT NOT NULL,
    person TEXT NOT NULL,
    browser BLOB NOT NULL,
    asker BLOB NOT NULL,
    made INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX link_of_person ON link (person, made);

CREATE TABLE known (
    browser BLOB NOT NULL,
    realm TEXT NOT NULL,
    person TEXT NOT NULL,
    ends INTEGER NOT NULL,
    PRIMARY KEY (browser, realm, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    session BLOB PRIMARY KEY,
    realm TEXT NOT NULL,
    person TEXT NOT NULL,
    ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
