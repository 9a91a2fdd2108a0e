"""What was taken out of a list and put into it, with places, so that it can be turned back to the byte."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Hunk:
    """From record `at` of the old list on, these were taken out, and those put in their place."""

    at: int
    out: tuple[str, ...]
    into: tuple[str, ...]


Patch = tuple[Hunk, ...]


def patch(old: Sequence[str], new: Sequence[str]) -> Patch:
    """What makes the old records the new ones; records that keep their order are left where they are."""
    start = _shared(old, new)
    ends = _shared(old[: start - 1 if start else None : -1], new[: start - 1 if start else None : -1])
    kept = _in_order(old[start : len(old) - ends], new[start : len(new) - ends])
    hunks: list[Hunk] = []
    at, to = start, start
    for one, other in (*((start + a, start + b) for a, b in kept), (len(old) - ends, len(new) - ends)):
        if at < one or to < other:
            hunks.append(Hunk(at, tuple(old[at:one]), tuple(new[to:other])))
        at, to = one + 1, other + 1
    return tuple(hunks)


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many records at the beginning are the same."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _in_order(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places of the same record in both, as many as possible so that both places only grow."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for at, record in enumerate(old):
        places[record].append(at)
    pairs = [(places[record].popleft(), to) for to, record in enumerate(new) if places.get(record)]
    return _longest_growing(pairs)


def _longest_growing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose first members grow, as the second do (patience sorting)."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for number, (at, _) in enumerate(pairs):
        pile = bisect_left(tops, at)
        before.append(top_pairs[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [at]
        top_pairs[pile : pile + 1] = [number]
    found = []
    number = top_pairs[-1] if top_pairs else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def forward(old: Sequence[str], hunks: Iterable[Hunk]) -> list[str]:
    """The new records, from the old ones.

    Raises:
        ValueError: these are not the records that the patch was made for.
    """
    new: list[str] = []
    done = 0
    for hunk in hunks:
        end = hunk.at + len(hunk.out)
        if hunk.at < done or tuple(old[hunk.at : end]) != hunk.out:
            raise ValueError("another list than the one that was changed")
        new += old[done : hunk.at]
        new += hunk.into
        done = end
    new += old[done:]
    return new


def backward(hunks: Patch) -> Patch:
    """The patch that turns this one back."""
    turned: list[Hunk] = []
    further = 0
    for hunk in hunks:
        turned.append(Hunk(hunk.at + further, hunk.into, hunk.out))
        further += len(hunk.into) - len(hunk.out)
    return tuple(turned)
