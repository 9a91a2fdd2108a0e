-- name: runs.add
INSERT INTO runs (run, issue, revision, content, letterhead, return_path, relay, began, variants, audience, checked)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: runs.grow
UPDATE runs SET variants = ?, audience = ?, checked = ? WHERE run = ?;

-- name: runs.named
SELECT run, issue, revision, content, letterhead, return_path, relay, began, variants, audience, checked
FROM runs WHERE run = ?;

-- name: runs.all
SELECT run, issue, revision, content, letterhead, return_path, relay, began, variants, audience, checked
FROM runs ORDER BY rowid;

-- name: renderings.put
INSERT OR REPLACE INTO renderings (run, variant, parts, checked) VALUES (?, ?, ?, ?);

-- name: renderings.of_run
SELECT run, variant, parts, checked FROM renderings WHERE run = ? ORDER BY variant;
