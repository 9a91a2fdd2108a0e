"""What stands in rows and receipts of letters is written and judged fast, and to the byte what the plain way gives."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.ledger import lines, open_ledger
from composer.ledger.receipts import line, parsed
from composer.ledger.rows import Row, held, held_row, moved
from composer.ledger.seals import seal
from composer.model import State
from composer.problems import LedgerError

from .made import FINGERPRINT, RENDERINGS, people, run

ANY = st.text(st.characters())  # lone surrogates too
WRITABLE = st.text()
STATES = st.sampled_from([state.value for state in State])
MOMENTS = st.datetimes(timezones=st.timezones()).map(lambda time: time.isoformat())


def rows(text: st.SearchStrategy[str]) -> st.SearchStrategy[Row]:
    """Letters' rows, with such texts in them."""
    return st.builds(
        Row,
        st.integers(1, 1 << 40),
        text,
        text,
        text,
        text,
        st.lists(text).map(json.dumps),
        st.integers(0, 99),
        MOMENTS,
        STATES,
        st.integers(0, 99),
        st.none() | MOMENTS,
        st.none() | MOMENTS,
        text,
    )


def written(entry: dict[str, object]) -> bytes:
    """A receipt, as `json` writes it."""
    text = json.dumps(entry, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@given(rows(ANY))
def test_the_receipt_of_a_person_is_to_the_byte_what_json_writes(row):
    networks = json.loads(row.networks)
    entry = {"person": row.person, "variant": row.variant, "networks": networks, "date": row.date, "state": row.state}
    entry |= {"reply": row.reply} if row.reply else {}
    assert lines.frozen(row) == written(entry) == line(entry)
    assert parsed(lines.frozen(row)) == entry


@given(rows(ANY), MOMENTS)
def test_the_receipt_of_a_move_is_to_the_byte_what_json_writes(row, at):
    entry: dict[str, object] = {"person": row.person, "to": row.state, "at": at}
    optional = {"reply": row.reply, "tries": row.tries, "next_at": row.next_at}
    entry |= {name: value for name, value in optional.items() if value}
    assert lines.moved(row, at) == written(entry) == line(entry)
    assert parsed(lines.moved(row, at)) == entry


@given(rows(WRITABLE), rows(WRITABLE))
def test_the_check_value_of_a_row_is_that_of_all_its_values_however_it_was_come_by(row, other):
    after = Row(*row[:8], *other[8:])
    assert held(row).checked == seal(row[1:])
    assert moved(after, held(row).fixed) == held(after)
    assert held_row((*row, seal(row[1:]))) == held(row)


@given(rows(WRITABLE), rows(WRITABLE))
def test_a_row_that_is_not_what_was_written_is_told_by_its_check_value(row, other):
    is_damaged = False
    try:
        held_row((*other, seal(row[1:])))
    except LedgerError:
        is_damaged = True
    assert is_damaged == (row[1:] != other[1:])


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE letters SET person = 'somebody' WHERE id = 2",
        "UPDATE letters SET address = '' WHERE id = 2",
        "UPDATE letters SET name = name || ' ' WHERE id = 2",
        "UPDATE letters SET networks = '[]' WHERE id = 2",
        "UPDATE letters SET variant = 1 - variant WHERE id = 2",
        "UPDATE letters SET date = substr(date, 1, 19) WHERE id = 2",
        "UPDATE letters SET state = 'rejected' WHERE id = 2",
        "UPDATE letters SET tries = 1 WHERE id = 2",
        "UPDATE letters SET first_tried = date WHERE id = 2",
        "UPDATE letters SET state = 'deferred', next_at = date WHERE id = 2",
        "UPDATE letters SET reply = 'x' WHERE id = 2",
        "UPDATE letters SET checked = checked + 1 WHERE id = 2",
    ],
)
def test_opening_the_books_notices_a_change_of_any_column(tmp_path: Path, changed: str):
    var = tmp_path / "var"
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(3))
    with closing(sqlite3.connect(var / "ledger.db", isolation_level=None)) as connection:
        connection.execute(changed)
    with (
        open_ledger(var, FINGERPRINT, {"391-1": run().content}) as ledger,
        pytest.raises(LedgerError, match="row 2 of the letters of run 391-1"),
    ):
        ledger.books("391-1")
