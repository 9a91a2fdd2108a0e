"""A ledger in the middle of a run, and the many ways in which files are lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from composer.ledger import Ledger, open_ledger
from composer.model import Outcome, State

from .made import FINGERPRINT, LATER, NOW, RENDERINGS, accept, claim, copied, key, people, run

KNOWN = {"390-1": run().content, "391-1": run().content}
UNSUBSCRIBED = key(35)
ADDRESSES = {person.key: (person.address, person.name) for person in people(40)}
PAGE = 4096


@dataclass(frozen=True)
class Killed:
    """The files as they stood when a sender was killed, and what stands in the books once it is recovered."""

    var: Path
    states: Mapping[str, Mapping[str, State]]


def killed(folder: Path) -> Killed:
    """A run that is over, one of 40 people half-way through, one unsubscription; the newest of it in the log only."""
    with open_ledger(folder / "var", FINGERPRINT, {}) as ledger:
        over = ledger.begin(run(390), RENDERINGS, people(20))
        accept(over, *claim(over, 20))
        books = ledger.begin(run(391), RENDERINGS, people(40))
        accept(books, *claim(books, 15))
    with open_ledger(folder / "var", FINGERPRINT, KNOWN) as ledger:
        books = ledger.books("391-1")
        accept(books, *claim(books, 6))
        for deferred in claim(books, 3):
            books.settle(Outcome(deferred, State.DEFERRED, "450 4.2.0 later"), NOW, LATER).result()
        for handed_over in claim(books, 2):
            books.hand_over(handed_over, NOW).result()
        claim(books, 2)
        ledger.suppress(UNSUBSCRIBED, "", "asked to", NOW)
        var = copied(folder / "var", folder / "killed")
    with open_ledger(copied(var, folder / "recovered"), FINGERPRINT, KNOWN) as ledger:
        return Killed(var, states(ledger))


def states(ledger: Ledger) -> dict[str, dict[str, State]]:
    """How every letter stands, once what a killed sender left is recovered."""
    found = {}
    for name in KNOWN:
        books = ledger.books(name)
        books.recover(NOW)
        found[name] = {letter.key: letter.state for letter in books.standing()}
        assert sum(books.counts().values()) == len(found[name])
    return found


def claimable(ledger: Ledger, name: str = "391-1") -> set[str]:
    """Who would get a letter if the run went on."""
    return set(claim(ledger.books(name), 100, LATER))


def flip(path: Path, chance: Random) -> None:
    """Change up to four bytes."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] ^= chance.randint(1, 255)
    path.write_bytes(content)


def cut(path: Path, chance: Random) -> None:
    """Lose the end."""
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def zero(path: Path, chance: Random) -> None:
    """Lose a block."""
    content = path.read_bytes()
    start = chance.randrange(0, len(content), PAGE)
    path.write_bytes(content[:start] + bytes(len(content[start : start + PAGE])) + content[start + PAGE :])


def swap(path: Path, chance: Random) -> None:
    """Two blocks in each other's place."""
    content = path.read_bytes()
    blocks = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    one, other = chance.randrange(len(blocks)), chance.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    path.write_bytes(b"".join(blocks))


def empty(path: Path, _: Random) -> None:
    """Nothing is left in it."""
    path.write_bytes(b"")


def delete(path: Path, _: Random) -> None:
    """Nothing is left of it."""
    path.unlink()


def scribble(path: Path, chance: Random) -> None:
    """Something else altogether."""
    path.write_bytes(chance.randbytes(8 * PAGE))


def replace(path: Path, _: Random) -> None:
    """Another program's database."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY, state TEXT)")


def wrong_row(path: Path, chance: Random) -> None:
    """A letter's row that is not what was written, in a database that is sound."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE letters SET state = 'queued' WHERE id = ?", (chance.randint(1, 40),))


def lost_row(path: Path, chance: Random) -> None:
    """A letter's row that is gone, in a database that is sound."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM letters WHERE id = ?", (chance.randint(1, 60),))


Damage = Callable[[Path, Random], None]
OF_A_DATABASE: tuple[Damage, ...] = (flip, flip, flip, flip, cut, zero, swap, scribble, wrong_row, lost_row)
OF_A_LOG: tuple[Damage, ...] = (flip, cut, zero, empty, delete, scribble)
OF_RECEIPTS: tuple[Damage, ...] = (flip, flip, flip, cut, cut, zero, empty, delete, scribble)


def damaged(var: Path, to: Path, file: str, damage: Damage, chance: Random) -> Path:
    """A copy in which a file is damaged. No ledger of this process is open on what is copied."""
    shutil.copytree(var, to)
    damage(to / file, chance)
    return to
