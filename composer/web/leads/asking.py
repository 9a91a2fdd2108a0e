"""Which list somebody asks for, if it is theirs.

Rule: a network that is not theirs is, to them, none: every page of it answers as one that there is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from composer.pipeline.listing import Doing, Lists
from composer.problems import UsageError
from composer.web.leads import Leads
from composer.web.visitors import Visitor, visitor_of


@dataclass(frozen=True)
class Asked:
    """A visitor, and a list of theirs. `lists` are theirs alone."""

    leads: Leads
    visitor: Visitor
    lists: Lists
    network: str

    @classmethod
    def of(cls, leads: Leads, request: Request) -> Asked:
        """What a request asks for.

        Raises:
            HTTPException: 404, there is no such list, or it is not the visitor's.
            UnreadableError: newsletter.yaml cannot be read.
        """
        visitor, network = visitor_of(request), request.path_params["network"]
        lists = theirs(leads, visitor)
        if network not in lists.networks:
            raise HTTPException(404)
        try:
            lists.known(network)
        except UsageError as made_of_others:
            raise HTTPException(404) from made_of_others
        return cls(leads, visitor, lists, network)

    @property
    def name(self) -> str:
        """What people call the network."""
        return str(self.lists.networks[self.network].name)

    @property
    def owner(self) -> tuple[str, str]:
        """Whose what is held for them is: one visitor's, for one list."""
        return self.visitor.name, self.network

    def doing(self, how: str, source: str = "") -> Doing:
        """What the visitor does to the list, now."""
        return Doing(self.visitor.name, how, self.leads.now(), source)


def theirs(leads: Leads, visitor: Visitor) -> Lists:
    """The lists that a visitor keeps, read anew."""
    return Lists.open(leads.workspace).only(visitor.may_keep)
