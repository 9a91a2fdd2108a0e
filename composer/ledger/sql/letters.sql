-- name: letters.add
INSERT INTO letters (run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply,
                     checked)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: letters.move
UPDATE letters SET state = column1, tries = column2, first_tried = column3, next_at = column4, reply = column5,
                   checked = column6
FROM (VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?))
WHERE id = column7 AND state = column8 AND checked = column9;

-- name: letters.replace
UPDATE letters SET address = ?, name = ?, networks = ?, variant = ?, date = ?, state = ?, tries = ?, first_tried = ?,
                   next_at = ?, reply = ?, checked = ?
WHERE id = ?;

-- name: letters.of_person
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters WHERE run = ? AND person = ?;

-- name: letters.queued
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked,
       EXISTS (SELECT 1 FROM suppressions WHERE suppressions.person = letters.person)
FROM letters WHERE run = ? AND state = 'queued' ORDER BY id LIMIT ?;

-- name: letters.deferred
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked,
       EXISTS (SELECT 1 FROM suppressions WHERE suppressions.person = letters.person)
FROM letters WHERE run = ? AND state = 'deferred' AND next_at <= ? ORDER BY next_at, id LIMIT ?;

-- name: letters.page
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters NOT INDEXED WHERE run = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?;

-- name: letters.page_to_judge
SELECT id, CAST(run || char(31) || person || char(31) || address || char(31) || name || char(31) || networks || char(31)
                || variant || char(31) || date || char(31) || state || char(31) || tries || char(31)
                || ifnull(first_tried, 'None') || char(31) || ifnull(next_at, 'None') || char(31) || reply AS BLOB),
       checked
FROM letters NOT INDEXED WHERE run = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?;

-- name: letters.page_of_state
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters WHERE run = ? AND state = ? AND id > ? ORDER BY id LIMIT ?;

-- name: letters.latest
SELECT letters.id, letters.run, person, address, name, networks, variant, date, state, tries, first_tried, next_at,
       reply, letters.checked
FROM runs CROSS JOIN letters ON letters.run = runs.run AND person = ?
ORDER BY runs.rowid DESC LIMIT 1;

-- name: letters.counts
SELECT state, letters FROM status WHERE run = ?;

-- name: letters.due
SELECT (SELECT count(*) FROM letters WHERE run = ?1 AND state = 'queued')
     + (SELECT count(*) FROM letters WHERE run = ?1 AND state = 'deferred' AND next_at <= ?2);

-- name: letters.next_due
SELECT min(next_at) FROM letters WHERE run = ? AND state = 'deferred';

-- name: letters.span
SELECT min(id), max(id) FROM letters WHERE run = ?;

-- name: letters.sum
SELECT count(*) FROM letters WHERE run = ?;

-- name: letters.people
SELECT person, address, name FROM letters ORDER BY id;
