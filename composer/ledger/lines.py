"""The receipts of letters, of which there are millions: to the byte what `receipts.line` writes of the same entry."""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted

from composer.ledger.receipts import checked
from composer.ledger.rows import NETWORKS, Row, network_ids


def frozen(row: Row) -> bytes:
    """A person who is to get a letter: all but who it is."""
    _, _, person, _, _, networks, variant, date, state, _, _, _, reply = row
    text = f'{{"person":{quoted(person)},"variant":{variant},"networks":{_compact(networks)},"date":{quoted(date)}'
    told = f',"reply":{quoted(reply)}' if reply else ""
    return checked(f'{text},"state":"{state}"{told}}}'.encode())


@lru_cache(maxsize=NETWORKS)
def _compact(networks: str) -> str:
    return json.dumps(network_ids(networks), separators=(",", ":"))


def moved(row: Row, at: str) -> bytes:
    """A letter that stands elsewhere since `at`, a moment."""
    _, _, person, _, _, _, _, _, state, tries, _, next_at, reply = row
    text = f'{{"person":{quoted(person)},"to":"{state}","at":"{at}"'
    if reply:
        text += f',"reply":{quoted(reply)}'
    if tries:
        text += f',"tries":{tries}'
    if next_at:
        text += f',"next_at":"{next_at}"'
    return checked(f"{text}}}".encode())
