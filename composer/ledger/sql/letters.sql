-- name: letters.add
INSERT INTO letters (run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply,
                     checked)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: letters.move
UPDATE letters SET state = ?, tries = ?, first_tried = ?, next_at = ?, reply = ?, checked = ?
WHERE id = ? AND state = ?;

-- name: letters.replace
UPDATE letters SET address = ?, name = ?, networks = ?, variant = ?, date = ?, state = ?, tries = ?, first_tried = ?,
                   next_at = ?, reply = ?, checked = ?
WHERE id = ?;

-- name: letters.of_person
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters WHERE run = ? AND person = ?;

-- name: letters.queued
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters WHERE run = ? AND state = 'queued' ORDER BY id LIMIT ?;

-- name: letters.deferred
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
FROM letters WHERE run = ? AND state = 'deferred' AND next_at <= ? ORDER BY next_at, id LIMIT ?;

-- name: letters.page
SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked
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
