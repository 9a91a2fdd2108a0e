"""What became of a run for each network: for a programme that answers to them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from composer.formulas import guarded
from composer.load import load_programme
from composer.model import Delivery, Network, State, reported, told_as, within
from composer.pipeline.books import reading_books
from composer.pipeline.edition import Workspace
from composer.problems import UsageError


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """How many letters of a run stand how, by network.

    Somebody on several networks counts for each of them, and once in `everybody`. Names are those at the time. A run
    keeps on whose lists people were, and not which networks include which: `made_of` tells that as it is now.
    """

    run: str
    names: Mapping[str, str]
    networks: Mapping[str, Mapping[str, int]]  # by the network's id; states as people are told them
    everybody: Mapping[str, int]
    made_of: Mapping[str, tuple[str, ...]]  # a network's name, and those of the networks here that it includes

    @property
    def states(self) -> Sequence[str]:
        """Those that anybody is in, in their order."""
        return [state for state, people in self.everybody.items() if people]


def report_of(workspace: Workspace, number: int, run: str) -> NetworkReport:
    """The report of one run of an issue. Nothing on disk changes.

    Raises:
        UsageError: there is no such run.
        LedgerError: the ledger refuses.
    """
    programme, _ = load_programme(workspace.root)
    with reading_books(workspace.root) as ledger:
        if ledger is None or run not in {one.name for one in ledger.runs(number)}:
            raise UsageError(f"there is no run {run} of issue {number}")
        books = ledger.books(run)
        return _counted(run, books.run.letterhead.networks, books.standing(), programme.networks if programme else {})


def _counted(
    run: str, names: Mapping[str, str], people: Iterable[Delivery], today: Mapping[str, Network]
) -> NetworkReport:
    everybody: Counter[str] = Counter()
    networks: dict[str, Counter[str]] = {}
    for person in people:
        state = told_as(person.state)
        everybody[state] += 1
        for network in person.networks:
            networks.setdefault(network, Counter())[state] += 1
    order = [*(name for name in names if name in networks), *(name for name in networks if name not in names)]
    called = {name: names.get(name, name) for name in order}
    counts = {name: _ordered(networks[name]) for name in order}
    return NetworkReport(run, called, counts, _ordered(everybody), _made_of(called, today))


def _made_of(called: Mapping[str, str], networks: Mapping[str, Network]) -> dict[str, tuple[str, ...]]:
    made = {
        str(network.name): tuple(called[name] for name in called if name != one and name in set(within(one, networks)))
        for one, network in networks.items()
    }
    return {name: parts for name, parts in made.items() if parts}


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {state: counts.get(state, 0) for state in reported(dict.fromkeys(State, 0))}


def as_csv(report: NetworkReport, called: Mapping[str, str]) -> str:
    """The report as a CSV file that no spreadsheet runs anything of; `called`: how each state is told."""
    written = io.StringIO()
    rows = csv.writer(written)
    states = list(report.everybody)
    rows.writerow(["Network", *(called[state] for state in states), "People"])
    for network, counts in report.networks.items():
        rows.writerow([guarded(report.names[network]), *(counts[state] for state in states), sum(counts.values())])
    for made, parts in report.made_of.items():
        rows.writerow([guarded(f"{made}: counted in {', '.join(parts)}")])
    everybody = report.everybody
    rows.writerow(["Everybody, each once", *(everybody[state] for state in states), sum(everybody.values())])
    return written.getvalue()
