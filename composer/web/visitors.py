"""Who is at a page, as its guard found out before the page was asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import Scope


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may be here.

    `name`: how what they do is signed in histories: an address, or who the machine knows them as. `leads`: the
    networks whose lists are theirs; with `manages` that is every one. `token`: what each form of theirs brings along.
    `signs_out`: they signed in, and so can sign out.
    """

    name: str
    token: str = field(repr=False)
    manages: bool = False
    leads: frozenset[str] = frozenset()
    signs_out: bool = False

    def may_keep(self, network: str) -> bool:
        """Whether a network's list is theirs to keep."""
        return self.manages or network in self.leads


def admitted(scope: Scope, visitor: Visitor) -> Scope:
    """The scope of a request whose visitor is known."""
    return {**scope, "state": {**scope.get("state", {}), "visitor": visitor}}


def visitor_of(request: Request) -> Visitor:
    """Who asks. A page that no guard stands before is a fault of ours: AttributeError."""
    visitor = request.state.visitor
    assert isinstance(visitor, Visitor)  # noqa: S101 – for the type alone: the guard has put it there
    return visitor
