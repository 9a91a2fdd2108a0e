"""How much asking there may be, of the sites and of this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Times are in seconds, sizes in bytes.

    `pause` lies between two requests to one machine, of which there is never more than one at a time; `hosts` are asked
    at once. `request` is all there is for one at one address, TLS included, and for a question to a name server; `link`
    for all that one link needs, `run` for all `links` of a run. A site that wants to be left alone for up to `patience`
    is asked once more, one that was silent for `silences` requests no more.
    """

    links: int = 200
    hosts: int = 6
    redirects: int = 5
    head: int = 65_536
    addresses: int = 4
    silences: int = 2
    pause: float = 0.5
    patience: float = 10
    request: float = 12
    link: float = 60
    run: float = 240
