"""Make a ledger and its receipts from receipts, in a folder of their own.

Rule: nobody is sent a letter twice by it. Whoever may have got one, for all that the receipts can tell, is in doubt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from composer.ledger import renewal
from composer.ledger.database import FILE, create, transaction
from composer.ledger.receipts import FOLDER, SUPPRESSIONS, Entry, entries, path_of
from composer.ledger.records import found_run
from composer.ledger.replay import forgets, suppression
from composer.ledger.statements import SQL
from composer.ledger.told import Addresses, RunReceipts, beginning, run_told
from composer.ledger.transaction import remember
from composer.problems import LedgerError

_FORGOTTEN = (
    "{people} people are forgotten, and a list or the backup still has their addresses: they were left out of the "
    "ledger, and get nothing. Erase them there too with `composer lists forget`."
)
NOT_COMPLETE = "Approvals are not in the receipts: approve again what is still to be sent."


class Source(NamedTuple):
    """The files that tell of one run, or of who wants nothing more; the first counts, and others add to it."""

    paths: tuple[Path, ...]
    may_have_gone_on: bool = False  # more may have been sent than they tell: they are a past


class Material(NamedTuple):
    """What a ledger is made from: receipts by name, and whom keys stand for, as today's lists say but for `frozen`."""

    fingerprint: str
    sources: Mapping[str, Source]
    addresses: Addresses
    frozen: Container[str] = ()


def make(folder: Path, material: Material, known: Mapping[str, str]) -> list[str]:
    """Make a ledger and receipts in `folder`, laid out as `var`. Returns what a human should know, in sentences.

    Raises:
        LedgerError: the receipts are of another workspace, or do not tell of a known run.
        sqlite3.Error: it cannot be written.
        OSError: likewise, or the receipts cannot be read.
    """
    (folder / FOLDER).mkdir(mode=0o700, parents=True)
    create(folder / FILE, material.fingerprint)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        with transaction(connection):
            return [*_Making(folder, material, connection).everything(known), NOT_COMPLETE]


class _Making:
    def __init__(self, folder: Path, material: Material, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._material = material
        self._connection = connection
        self._remarks: list[str] = []
        gone = _forgotten(material.sources) & material.addresses.keys()
        self._addresses = {key: who for key, who in material.addresses.items() if key not in gone}
        if gone:
            self._remarks.append(_FORGOTTEN.format(people=len(gone)))

    def everything(self, known: Mapping[str, str]) -> list[str]:
        """All runs and suppressions. Returns what a human should know."""
        for _, name in sorted(self._beginnings(known)):
            self._run(name)
        self._judge(known)
        self._suppressions()
        return self._remarks

    def _beginnings(self, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """When each run began, and its name."""
        for name, source in self._material.sources.items():
            if name == SUPPRESSIONS:
                continue
            if first := beginning(source.paths[0]):
                self._judge_workspace(first)
                yield str(run_told(first).began), name
            elif name in known or _has_lines(source.paths[0]):
                raise LedgerError(
                    f"The first line of the receipts of run {name} cannot be read, so the ledger cannot be made again "
                    "from them. Put back a backup with `composer restore FILE`."
                )

    def _judge_workspace(self, first: Entry) -> None:
        if first.get("workspace") != self._material.fingerprint:
            raise LedgerError(
                "The receipts were written with another var/secret than the one that is there now. Put var/secret "
                "back from a backup; `composer restore FILE` does."
            )

    def _judge(self, known: Mapping[str, str]) -> None:
        held = {row.run: row.content for row in map(found_run, self._connection.execute(SQL["runs.all"]))}
        for run, content in known.items():
            if held.get(run) != content:
                raise LedgerError(
                    f"There are no receipts of run {run}, though issues/sent/ tells of it. Put back a backup that "
                    "holds it with `composer restore FILE`. If there is none, and its issue is never to be sent "
                    f"again, remove issues/sent/{run}.json, then run the same command again."
                )

    def _run(self, name: str) -> None:
        first, *others = self._material.sources[name].paths
        told = RunReceipts(self._connection, name, self._addresses, self._material.frozen)
        for entry, end in entries(first):
            told.take(entry, end)
        for other in others:
            for entry, _ in entries(other):
                told.also(entry)
        told.finish(first.stat().st_size, may_have_gone_on=self._material.sources[name].may_have_gone_on)
        self._remarks += told.remarks
        self._write_out(name)

    def _suppressions(self) -> None:
        """Who wants nothing more by any of the files: each is taken to its end before it adds to the others."""
        source = self._material.sources.get(SUPPRESSIONS)
        if source is None:
            self._remarks.append(
                "There are no receipts of who has unsubscribed: put var/receipts/suppressions.jsonl back, or suppress "
                "those again who have asked for it, before anything is sent."
            )
            return
        lost = 0
        for path in source.paths:
            wanted, unreadable = opted_out(path)
            lost += unreadable
            for entry in wanted.values():
                suppression(self._connection, entry)
        if lost:
            self._remarks.append(
                f"{lost} of the receipts of who has unsubscribed cannot be read: look through the mails that asked for "
                "it, and suppress again who is missing in `composer lists show`."
            )
        self._write_out(SUPPRESSIONS)

    def _write_out(self, name: str) -> None:
        extent = renewal.write_out(self._connection, path_of(self._folder, name), name)
        remember(self._connection, name, extent)


def opted_out(path: Path) -> tuple[dict[tuple[str, str], Entry], int]:
    """Who wants nothing more in the end, by key and network; and how many lines cannot be read."""
    wanted: dict[tuple[str, str], Entry] = {}
    lost = 0
    for entry, _ in entries(path):
        if entry is None:
            lost += 1
            continue
        who = str(entry["person"]), str(entry["network"])
        if "restored" in entry:
            wanted.pop(who, None)
        elif forgets(entry):
            wanted = {other: kept for other, kept in wanted.items() if other[0] != who[0]} | {who: entry}
        else:
            wanted.setdefault(who, entry)
    return wanted, lost


def _forgotten(sources: Mapping[str, Source]) -> frozenset[str]:
    """The keys of everybody whom any of the files says to be forgotten."""
    paths = sources[SUPPRESSIONS].paths if SUPPRESSIONS in sources else ()
    return frozenset(person for path in paths for (person, _), entry in opted_out(path)[0].items() if forgets(entry))


def _has_lines(path: Path) -> bool:
    return any(entry is not None for entry, _ in entries(path))
