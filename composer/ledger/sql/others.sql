-- name: workspace.add
INSERT INTO workspace (fingerprint) VALUES (?);

-- name: workspace.all
SELECT fingerprint FROM workspace;

-- name: suppressions.add
INSERT INTO suppressions (person, network, reason, at, checked) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (person, network) DO NOTHING;

-- name: suppressions.remove_all
DELETE FROM suppressions WHERE person = ?;

-- name: suppressions.with_reason
SELECT person FROM suppressions WHERE network = '' AND reason = ?;

-- name: suppressions.remove
DELETE FROM suppressions WHERE person = ? AND network = ?;

-- name: suppressions.all
SELECT person, network, reason, at, checked FROM suppressions ORDER BY id;

-- name: suppressions.of_person
SELECT person, network, reason, at, checked FROM suppressions WHERE person = ? ORDER BY id;

-- name: approvals.put
INSERT OR REPLACE INTO approvals (issue, subject, html, "text", people, by_whom, at, checked)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: approvals.all
SELECT issue, subject, html, "text", people, by_whom, at, checked FROM approvals ORDER BY issue;

-- name: approvals.of_issue
SELECT issue, subject, html, "text", people, by_whom, at, checked FROM approvals WHERE issue = ?;

-- name: journals.put
INSERT INTO journals (journal, length, crc, checked) VALUES (?, ?, ?, ?)
ON CONFLICT (journal) DO UPDATE SET length = excluded.length, crc = excluded.crc, checked = excluded.checked;

-- name: journals.named
SELECT journal, length, crc, checked FROM journals WHERE journal = ?;
